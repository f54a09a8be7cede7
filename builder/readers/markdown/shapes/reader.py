"""A document without a level guide: its sections by their headings, each read by its shape."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from builder.content.model import Block as Item
from builder.content.model import Cell, Part, Prose, Question, Term, Topic
from builder.content.source import Location
from builder.languages import vocabulary
from builder.readers.keys import Keys
from builder.readers.markdown.document import Document
from builder.readers.markdown.shapes import blocks, inline, kept, outline, plugins, terms
from builder.readers.markdown.shapes.blocks import Block
from builder.readers.markdown.shapes.outline import Section
from builder.readers.markdown.shapes.rows import rows
from builder.readers.markdown.shapes.stretches import Stretches
from builder.readers.reading import UNPLACED, Fragment


@dataclass(slots=True)
class Draft:
    """A topic while its sections come in."""

    title: str
    part: str
    location: Location
    items: list[Item] = field(default_factory=list)


def read(
    document: Document, first: int, title: str, forced: str = ""
) -> tuple[Fragment, Counter[str]]:
    """The document from the line with index `first`, and how often each shape was found."""
    found = blocks.parse(rows(document, first))
    sections = outline.sections(found)
    outline.appoint(sections, forced)
    gathering = _Gathering(document, found, title)
    gathering.take_all(sections)
    gathering.take_rest()
    return gathering.fragment(), gathering.stretches.shapes


class _Gathering:
    def __init__(self, document: Document, found: list[Block], title: str) -> None:
        self.document = document
        self.title = title
        self.text: list[str] = []
        self.parts: list[Part] = []
        self.topics: list[Draft] = []
        self.part_keys = Keys()
        every = list(blocks.all_rows(found))
        signs = sum(inline.is_card(row.text) for row in every if row.kind in ("text", "item"))
        folds = sum(row.kind == "fold" for row in every)
        likely = terms.shares([block for block in found if block.kind == "list"
                               and not outline.is_contents(block)])  # fmt: skip
        has_cards = signs > 1 or bool(signs and len(every) < 40)
        tagged = bool(plugins.CARD_TAG.search(document.source.text))
        self.stretches = Stretches(document, folds, has_cards, likely, tagged=tagged)
        self.said = False

    def take_all(self, sections: list[Section]) -> None:
        """Every section in order; those below one that asks go into its answer."""
        index = 0
        while index < len(sections):
            section = sections[index]
            index += 1
            if section.use in ("ask", "term"):
                below = []
                while index < len(sections) and self._belongs(sections[index], section):
                    below.append(sections[index])
                    index += 1
                self._card(section, below)
            else:
                self._section(section)

    def _belongs(self, section: Section, above: Section) -> bool:
        return section.level > above.level and section.use in ("sub", "contents", "")

    def _card(self, section: Section, below: list[Section]) -> None:
        head = section.head
        assert head is not None
        body = [*section.body]
        for each in below:
            assert each.head is not None
            body += [each.head, *each.body]
        kept.place(self.document, head.rows[0], "question" if section.use == "ask" else "term")
        draft = self._topic()
        if section.use == "term":
            text = kept.text(self.document, body, "term")
            draft.items.append(Term(section.text, text, location=self.stretches.at(head)))
            self.stretches.shapes["terms as headings"] += 1
            return
        body, rest = self.stretches.parted(body)
        if body or not rest:
            draft.items += self.stretches.question(section.text, head, body, "headings that ask")
        elif section.text:
            draft.items.append(Prose(f"**{section.text}**", self.stretches.at(head)))
        draft.items += self.stretches.read(rest) if rest else []

    def _section(self, section: Section) -> None:
        head = section.head
        words = outline.unhashed(outline.asked(head.text)) if head else ""
        if head and section.use == "title":
            kept.place(self.document, head.rows[0], "title")
            if self.title and self.title != words:
                self.text.append(f"**{words}**")
            self.title = self.title or words
        elif head and section.use == "part":
            kept.place(self.document, head.rows[0], "part")
            place, title = self.stretches.at(head), outline.LINK.sub(r"\1", words)
            self.parts.append(Part(self.part_keys.give(title, "part"), title, place))
        elif head and section.use == "number":
            kept.place(self.document, head.rows[0], "marker")
        elif head and section.use == "contents" and not _says_more(section):
            kept.place(self.document, head.rows[0], "contents")
        elif head and section.use in ("topic", "contents"):
            self._open(section, head)
        elif head and vocabulary.role_of(words) in ("terms", "questions"):
            kept.place(self.document, head.rows[0], "marker")
        elif head and words:
            kept.place(self.document, head.rows[0], "text")
            self._topic().items.append(Prose(f"**{words}**", self.stretches.at(head)))
        elif head:
            kept.place(self.document, head.rows[0], "marker")
        self._body(section)

    def _open(self, section: Section, head: Block) -> None:
        words = section.text or kept.line(head.text)
        kept.place(self.document, head.rows[0], "topic")
        self.said = outline.says_terms(section)
        inside = section.parent is not None and section.parent.use == "part"
        part = self.parts[-1].key if self.parts and inside else ""
        place = self.stretches.at(head)
        title = outline.LINK.sub(r"\1", words)
        self.topics.append(Draft(title or "…", part, place))
        if title != words:
            self.topics[-1].items.append(Prose(words, place))

    def _body(self, section: Section) -> None:
        body = []
        for block in section.body:
            if outline.is_contents(block):
                for row in block.rows:
                    kept.place(self.document, row, "contents")
                    self._leave_out(row.number)
            else:
                body.append(block)
        if not body:
            return
        said = self.said or outline.says_terms(section)
        if section.head and outline.is_aside(section):
            found = self.stretches.prose(body)
        else:
            found = self.stretches.read(body, said=said)
        asked = any(not isinstance(each, Prose) for each in found)
        if not self.topics and not asked:
            self.text += [each.text for each in found if isinstance(each, Prose)]
        elif found:
            self._topic().items += found

    def _leave_out(self, number: int) -> None:
        line = self.document.lines[number - 1]
        if line.text:
            self.document.note(line, "a list of what follows on the page: it is left out")

    def _topic(self) -> Draft:
        """The open topic; a document that has none is one, named after it."""
        if not self.topics:
            title = self.title or outline.unhashed(PurePath(self.document.source.name).stem)
            self.topics.append(Draft(title, "", self.document.source.location(1)))
        return self.topics[-1]

    def _chapters(self) -> list[Part]:
        """The parts in the document's order; among parts, a topic in none has one of its own."""
        if not self.parts:
            return []
        by_key = {part.key: part for part in self.parts}
        chapters: dict[str, Part] = {}
        for draft in self.topics:
            if not draft.part:
                title = vocabulary.unnumbered(draft.title)
                draft.part = self.part_keys.give(title, "part")
                by_key[draft.part] = Part(draft.part, title, draft.location)
            chapters.setdefault(draft.part, by_key[draft.part])
        # A part without a topic is a head all the same.
        return [*chapters.values(), *(part for part in self.parts if part.key not in chapters)]

    def take_rest(self) -> None:
        """Lines that no block took, if there should be any, are text at the end."""
        for line in self.document.lines:
            if self.document.account[line.number - 1] != UNPLACED:
                continue
            self.document.place(line, "text" if _WORD.search(line.text) else "marker")
            if _WORD.search(line.text):
                self.document.note(line, "this line found no place: it stands at the end")
                place = self.document.location(line)
                self._topic().items.append(Prose(line.text, place))

    def fragment(self) -> Fragment:
        """What the sections made. A document of text alone is one topic, its handout."""
        if not any(draft.items for draft in self.topics) and self.text:
            draft = self._topic()
            draft.items = [Prose("\n\n".join(self.text), draft.location)]
            self.text = []
        keys = Keys()
        return Fragment(
            title=self.title,
            parts=tuple(self._chapters()),
            topics=tuple(_topic(draft, keys) for draft in self.topics),
            text="\n\n".join(self.text),
        )


def _says_more(section: Section) -> bool:
    """A list of contents that holds anything but contents."""
    return not all(outline.is_contents(block) or block.kind == "rule" for block in section.body)


def _topic(draft: Draft, keys: Keys) -> Topic:
    items = _apart(draft.items)
    concept, items = _concept(items)
    cells = (Cell(1, tuple(items), draft.location),) if items else ()
    title = vocabulary.unnumbered(draft.title)
    return Topic(keys.give(title), title, draft.part, concept, cells, location=draft.location)


_WORD = re.compile(r"\w")
LEAD = 800  # characters that may stand as a topic's concept before what it asks


def _concept(items: list[Item]) -> tuple[str, list[Item]]:
    """A short text before a topic's first card says what the topic is about."""
    first = items[0] if len(items) > 1 else None
    if not isinstance(first, Prose) or isinstance(items[1], Prose):
        return "", items
    is_head = first.text.startswith("**") and "\n" not in first.text
    if is_head or len(first.text) > LEAD or "![" in first.text:
        return "", items
    return first.text, items[1:]


def _apart(items: list[Item]) -> list[Item]:
    """Questions of the same words are told apart by the sub-head that each stands under."""
    fronts = Counter(each.ask for each in items if isinstance(each, Question))
    head = ""
    found: list[Item] = []
    for each in items:
        if isinstance(each, Prose) and each.text.startswith("**") and "\n" not in each.text:
            head = each.text.strip("* ")
        if isinstance(each, Question) and fronts[each.ask] > 1 and head:
            ask = f"{head}: {each.ask}"
            found.append(replace(each, ask=ask))
        else:
            found.append(each)
    return found
