"""Study Markdown, as people write it: levels of terms and questions, topic by topic."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from builder.content.model import Cloze, Question, Term, is_open
from builder.content.rules import MOST_LEVELS
from builder.content.source import Diagnostic, Source
from builder.languages import asking, levelnames
from builder.readers.markdown import frontmatter, lines
from builder.readers.markdown.document import Document
from builder.readers.markdown.gather import Gathering
from builder.readers.markdown.headings import heads as outline
from builder.readers.markdown.headings import sections, topics
from builder.readers.markdown.headings.guide import learn
from builder.readers.markdown.headings.heads import Head
from builder.readers.markdown.headings.levels import Levels, number_names
from builder.readers.markdown.items import markers
from builder.readers.markdown.lines import Line
from builder.readers.markdown.shapes import reader
from builder.readers.reading import Fragment, Reading


def read(source: Source, forced: str = "") -> Reading:
    """Read a study document: topics, levels, scenarios and interview questions."""
    front = frontmatter.read(source)
    forced = forced or front.values.get("read", "")
    split, unclosed = lines.split(source, front.end)
    markers.find(split)
    document = Document(source, split, [*front.diagnostics, *unclosed])
    for index in range(front.end):
        if document.account[index]:
            document.account[index] = "front matter"
    levels = learn(document)
    heads = outline.heads(split, levels)
    levelled = any(head.level for head in heads)
    if levelled and not levels.guided:
        named = [head.level.name for head in heads if head.level and not head.level.number]
        levels.numbers.update(number_names(named))
    topics.appoint(heads, split, levelled)
    found = sections.sections(split, heads, front.end, levelled)
    doubt = _doubt(heads, levels, split)
    if forced not in ("", "levels") or (doubt == "no levels" and forced != "levels"):
        return _by_shapes(document, front, forced)
    if doubt and not forced:
        other = _by_shapes(Document(source, split, [*front.diagnostics, *unclosed]), front, "")
        if _is_settled(other, split, heads):
            return other
        by_levels = read(source, "levels")
        better = _asked(by_levels) - _asked(other)
        return by_levels if better > 0 or (not better and not other.shapes) else other
    gathering = Gathering(document, levels, levelled, front.values.get("title", ""))
    for section, following in pairwise([*found, None]):
        assert section is not None
        gathering.take(section, following is not None and following.kind == "scenario")
    fragment = _described(gathering.fragment(), front.values, source.text)
    _check(document, fragment)
    diagnostics = sorted(document.diagnostics, key=lambda each: each.location)
    reading = Reading(fragment, tuple(diagnostics), tuple(document.account))
    return replace(reading, shapes=((GUIDE, _asked(reading)),))


def _doubt(heads: list[Head], levels: Levels, lines: list[Line]) -> str:
    """Why a document may be none with levels, or "" where it surely is one."""
    # Stars praise a heading where no words say that they are a level's.
    worded = [
        head.level
        for head in heads
        if head.level and (head.level.said or not head.level.number or head.line.depth)
    ]
    levelled = bool(worded)
    numbers = {level.number or level.name for level in worded}
    if len(numbers) > MOST_LEVELS:
        return "no levels"
    if levels.guided or any(_is_sure(head) for head in heads):
        return ""
    roles = {head.role for head in heads}
    family = roles & {"concept", "knowledge", "guide", "interview", "terms", "questions"}
    marked = any(line.asks and line.kind != "heading" for line in lines)
    scenarios = roles & {"scenarios", "scenario"}
    likely = scenarios or len(numbers) > 1 or levelled or (marked and family)
    return "few levels" if likely else "no levels"


GUIDE = "level guide"  # the shape of notes whose headings are levels

FEW = 5  # headings that ask, folds and choices that leave no doubt


def _is_settled(reading: Reading, lines: list[Line], heads: list[Head]) -> bool:
    """Notes whose shapes are plain, and that have no marks that a level guide's would have."""
    shapes = dict(reading.shapes)
    plain = sum(shapes.get(name, 0) for name in ("headings that ask", "folds", "choices"))
    scenarios = any(head.role in ("scenarios", "scenario") for head in heads)
    marked = any(line.asks and line.kind != "heading" for line in lines)
    return plain >= FEW and not scenarios and not marked


def _is_sure(head: Head) -> bool:
    """A quoted level that says so in words, or in stars: "> ⭐ **Level 1**"."""
    said = head.level.said.casefold() if head.level and head.line.depth else "-"
    plain = tuple(levelnames.plain())
    return bool(head.level and head.level.number) and (not said or said.startswith(plain))


def _asked(reading: Reading) -> int:
    """How many cards a reading found."""
    found = reading.fragment
    blocks = [each for t in found.topics for cell in t.cells for each in cell.blocks]
    count = sum(isinstance(each, Question | Cloze) and not is_open(each) for each in blocks)
    count += sum(bool(isinstance(each, Term) and each.meaning) for each in blocks)
    count += sum(len(topic.scenarios) + len(topic.interview) for topic in found.topics)
    return count + len(found.scenarios) + len(found.interview)


def _by_shapes(document: Document, front: frontmatter.FrontMatter, forced: str) -> Reading:
    fragment, shapes = reader.read(document, front.end, front.values.get("title", ""), forced)
    fragment = _described(fragment, front.values, document.source.text)
    diagnostics = sorted(document.diagnostics, key=lambda each: each.location)
    return Reading(
        fragment, tuple(diagnostics), tuple(document.account), tuple(sorted(shapes.items()))
    )


def _described(fragment: Fragment, values: dict[str, str], text: str) -> Fragment:
    return replace(
        fragment,
        name=values.get("name", ""),
        language=values.get("language", ""),
        guessed_language=asking.language_of(text),
        description=values.get("description", ""),
        date=values.get("date", ""),
        math="off" if values.get("math", "").casefold() in ("off", "false", "no") else "",
    )


def _check(document: Document, fragment: Fragment) -> None:
    """A document in which nothing was found is a mistake, not an empty course."""
    if not (fragment.topics or fragment.scenarios or fragment.interview):
        message = "no topic, question or scenario was found here"
        hint = "head a topic with '## …' and write its questions as **Q: …** and **A:** …"
        document.diagnostics.append(Diagnostic(document.source.location(1), message, hint, "note"))
