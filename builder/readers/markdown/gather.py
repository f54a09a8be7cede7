"""Sections of a study document to topics, levels, scenarios and questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from builder.content.model import Block, OpenQuestion, Part, Prose, Question
from builder.languages import vocabulary
from builder.readers.keys import Keys
from builder.readers.markdown.document import Document, entries, keep
from builder.readers.markdown.drafts import Draft
from builder.readers.markdown.headings.heads import is_bold
from builder.readers.markdown.headings.levels import Levels
from builder.readers.markdown.headings.naming import Naming
from builder.readers.markdown.headings.sections import SourceSection
from builder.readers.markdown.items import items, scenariolists, scenarios
from builder.readers.markdown.items.blocks import split_term
from builder.readers.markdown.lines import Line, item_text
from builder.readers.reading import Fragment

_OVER = {"knowledge": "levels", "interview": "questions", "scenarios": "scenarios"}


class Gathering:
    """Takes a document's sections one by one; `fragment` is what they make."""

    def __init__(self, document: Document, levels: Levels, levelled: bool, title: str) -> None:
        self.document = document
        self.levels = levels
        self.levelled = levelled
        self.title = title
        self.course = Draft()
        self.topics: list[Draft] = []
        self.parts: list[Part] = []
        self.keys = Keys()
        self.part_keys = Keys()
        self.naming = Naming(levels)

    def take(self, section: SourceSection, followed: bool) -> None:
        """Take a section in; `followed` says that its own scenarios come as sections."""
        self._enter(section)
        draft = self.topics[-1] if section.topic else self.course
        body = self._body(section)
        match section.kind:
            case "cell":
                self._cell(draft, section, body)
            case "scenarios" if followed:
                self._prose(draft.text, body, "text")
            case "scenarios" | "scenario":
                self._scenario(draft, section, body)
            case "interview":
                self._interview(draft, body)
            case "cheat" | "sources" if section.topic:
                into = draft.cheat if section.kind == "cheat" else draft.sources
                into.extend(entries(self.document, body, section.kind))
            case _:
                self._mixed(draft, section, body)

    def fragment(self) -> Fragment:
        """Everything that has come in."""
        return Fragment(
            title=self.title,
            levels=tuple(level for _, level in sorted(self.levels.found.items())),
            parts=tuple(self.parts),
            topics=tuple(draft.topic() for draft in self.topics),
            scenarios=tuple(self.course.scenarios),
            interview=tuple(self.course.interview),
            text="\n\n".join(self.course.text),
        )

    def _body(self, section: SourceSection) -> list[Line]:
        lines = self.document.lines[section.first : section.end]
        account = self.document.account
        return [line for line in lines if account[line.number - 1] != "guide"]

    def _enter(self, section: SourceSection) -> None:
        """Account for the section's head, and open what it opens."""
        head = section.head
        if section.orphan and head:
            self._imply_topic(section, head.line)
        if not head:
            return
        opens = head.opens
        if opens == "topic":
            self._open_topic(head.line)
        elif opens == "part":
            title = vocabulary.unnumbered(head.title)
            part = Part(
                self.part_keys.give(title, "part"), title, self.document.location(head.line)
            )
            self.parts.append(part)
            self.document.place(head.line, "part")
        elif opens == "title":
            self._open_course(head.line)
        elif head.role and head.role != "text":
            self.document.place(head.line, "marker")
            if head.guessed:
                self.document.note(
                    head.line, f"'{head.title}' is read as a head over {_OVER[head.role]}"
                )
            if section.kind != "text" and (said := vocabulary.aside(head.title)):
                draft = self.topics[-1] if section.topic else self.course
                draft.text.append(f"({said})")

    def _open_course(self, line: Line) -> None:
        self.document.place(line, "title")
        if self.title and self.title != line.text:
            self.course.text.append(f"**{line.text}**")
        self.title = self.title or line.text

    def _open_topic(self, line: Line) -> None:
        title = vocabulary.unnumbered(line.text)
        self.document.place(line, "topic")
        if not title:
            self.document.note(line, "this topic has no title", "write it after the #")
        self._add_topic(title, line)

    def _add_topic(self, title: str, line: Line) -> None:
        part = self.parts[-1].key if self.parts else ""
        self.topics.append(Draft(self.keys.give(title), title, part, self.document.location(line)))

    def _imply_topic(self, section: SourceSection, line: Line) -> None:
        """A level stands outside of every topic: give it one, named after the document."""
        head = section.head
        above = head.parent if head else None
        while above and (above.role or above.level):
            above = above.parent
        titled = above.title if above else ""
        if self.topics or titled:
            self.document.note(line, "this stands in no topic", "write the topic above it: ## …")
        title = titled or self.title or PurePath(self.document.source.name).stem
        self._add_topic(vocabulary.unnumbered(title), line)

    def _prose(self, into: list[str], body: Sequence[Line], word: str) -> None:
        kept = [line for line in body if line.kind != "rule"]
        self.document.place_all((line for line in body if line.kind == "rule"), "marker")
        text = keep(self.document, kept, word)
        if text:
            into.append(text)

    def _mixed(self, draft: Draft, section: SourceSection, body: list[Line]) -> None:
        """Text that may hold questions: under a topic's head, its concept or one of its own."""
        head = section.head
        own = head is not None and not head.opens and head.role in ("", "text")
        own = own or (section.kind == "text" and not section.topic and head is not None)
        glossary = self._is_glossary(section, body)
        if not glossary and not any(line.asks for line in body):
            lines = [head.line, *body] if own and head else body
            concept = section.topic and section.kind in ("topic", "concept")
            early = section.topic and self.levelled and not draft.cells
            into = draft.concept if concept else draft.early if early else draft.text
            self._prose(into, lines, "concept" if concept else "text")
            return
        if not section.topic and not self.topics and not self.levelled:
            first = head.line if head and not body else body[0]
            self._add_topic(self.title or PurePath(self.document.source.name).stem, first)
            draft = self.topics[-1]
        depth = next((min(line.depth, 1) for line in body if line.text), 0)
        blocks = items.read(self.document, body, depth, terms=glossary)
        if own and head:
            text = keep(self.document, [head.line], "text")
            blocks.insert(0, Prose(text, self.document.location(head.line)))
        self._spread(draft, section, blocks)

    def _spread(self, draft: Draft, section: SourceSection, blocks: list[Block]) -> None:
        """Put blocks into the first level where a document has none, else where each belongs."""
        lead: list[str] = draft.concept if section.kind in ("topic", "concept") else draft.text
        leads = section.kind in ("topic", "concept")
        while leads and blocks and isinstance(first := blocks[0], Prose):
            lead.append(first.text)
            blocks.pop(0)
        if not self.levelled and draft is not self.course:
            location = blocks[0].location if blocks else draft.location
            draft.cells.setdefault(1, (location, []))[1].extend(blocks)
            return
        for block in blocks:
            if isinstance(block, OpenQuestion):
                draft.text.append(f"- {block.ask}")  # it asks, and nothing answers: no card
            elif isinstance(block, Question):
                draft.interview.append(block)
            elif isinstance(block, Prose):
                draft.text.append(block.text)

    def _is_glossary(self, section: SourceSection, body: list[Line]) -> bool:
        """A list that stands in a topic without levels, and mostly says "name: meaning"."""
        if self.levelled or (not section.topic and self.topics):
            return False
        if section.head and section.head.role == "terms":
            return True
        listed = [line for line in body if line.kind == "item" and not line.indent]
        named = sum(bool(split_term(item_text(line.text))[1]) for line in listed)
        return section.kind == "topic" and bool(listed) and named * 2 > len(listed)

    def _cell(self, draft: Draft, section: SourceSection, body: list[Line]) -> None:
        head = section.head
        assert head is not None
        assert section.level is not None
        self.document.place(head.line, "level")
        number = self.naming.number(self.document, head.line, section.level)
        depth = min(head.line.depth, 1) or self._quoted(body)
        blocks = items.read(self.document, body, depth)
        if section.level.rest:
            blocks.insert(0, Prose(section.level.rest, self.document.location(head.line)))
        if number in draft.cells:
            self.document.note(head.line, f"level {number} stands twice in this topic: read as one")
        draft.cells.setdefault(number, (self.document.location(head.line), []))[1].extend(blocks)

    def _quoted(self, body: Sequence[Line]) -> int:
        """1 where an unquoted level's own content is quoted."""
        first = next((line for line in body if line.text), None)
        return int(bool(first and first.depth))

    def _scenario(self, draft: Draft, section: SourceSection, body: list[Line]) -> None:
        head = section.head
        assert head is not None
        self.document.place(head.line, "scenario")
        if section.kind == "scenarios":
            found, texts = scenariolists.read(self.document, body, head.line, self._quoted(body))
            draft.scenarios.extend(found)
            draft.text.extend(texts)
            return
        title = vocabulary.scenario_title(head.title)
        made = scenarios.read(self.document, body, head.line, title, self._quoted(body))
        if made:
            draft.scenarios.append(made)

    def _interview(self, draft: Draft, body: list[Line]) -> None:
        before = len(draft.interview)
        for block in items.read_asked(self.document, body, self._quoted(body)):
            if isinstance(block, OpenQuestion):
                draft.text.append(f"- {block.ask}")  # it asks, and nothing answers: no card
            elif isinstance(block, Question):
                draft.interview.append(block)
            elif isinstance(block, Prose) and is_bold(block.text):
                line = self.document.lines[block.location.line - 1]
                self.document.note(line, f"a head over interview questions: {block.text}")
            elif isinstance(block, Prose):
                if len(draft.interview) > before:
                    line = self.document.lines[block.location.line - 1]
                    self.document.note(line, "text among the questions: it is kept apart from them")
                draft.text.append(block.text)
