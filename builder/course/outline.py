"""A document's outline: which heads open a topic, a level, a scenario, and what stays text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from builder.course import headwords, markers
from builder.course.levels import Levels, Mention, mention
from builder.course.lines import Line
from builder.course.headwords import Role

SectionKind = Literal[
    "text",
    "title",
    "guide",
    "part",
    "topic",
    "concept",
    "knowledge",
    "cell",
    "scenarios",
    "scenario",
    "interview",
    "cheat",
    "sources",
]

BOLD = 7  # the depth of a head that is a bold line: below every heading


@dataclass(slots=True)
class Head:
    """A line that may open a section. `parent` is the heading it stands under."""

    line: Line
    depth: int
    title: str
    role: Role = ""
    level: Mention | None = None
    parent: Head | None = None
    opens: Literal["", "title", "part", "topic"] = ""
    holds: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Section:
    """A run of lines of one kind: `head` and the lines from `first` up to `end`.

    `topic` counts the topics so far, 0 in the course itself.
    """

    kind: SectionKind
    head: Head | None
    first: int
    end: int = 0
    topic: int = 0
    depth: int = 0
    level: Mention | None = None
    orphan: bool = False


def heads(lines: list[Line], levels: Levels) -> list[Head]:
    """Every line that may open a section, with the heading that it stands under."""
    candidates = [index for index in range(len(lines)) if _may_open(lines, index)]
    known = _numbered_names([lines[index] for index in candidates]) | levels.numbers
    numbered = bool(known) or levels.guided
    found = [_head(lines, index, known, numbered) for index in candidates]
    opening = [head for head in found if head]
    _doubt_lone_name(opening, numbered)
    stack: list[Head] = []
    for head in opening:
        is_heading = head.depth < BOLD and not head.line.depth
        while is_heading and stack and stack[-1].depth >= head.depth:
            stack.pop()
        head.parent = stack[-1] if stack else None
        if is_heading:
            stack.append(head)
    return opening


def _may_open(lines: list[Line], index: int) -> bool:
    """A heading, a bold line, a starred one or the first of a quote, if it asks nothing."""
    line = lines[index]
    if line.kind == "heading":
        likely = bool(line.text)
    elif line.kind != "text" or len(line.text) > 200:
        return False
    else:
        begins = line.depth and (not index or lines[index - 1].depth < line.depth)
        likely = bool(begins) or line.text[0] in _STARS or is_bold(line.text)
    return likely and not (markers.question(line) or markers.answer(line))


def _numbered_names(lines: list[Line]) -> dict[str, int]:
    """The names that levels with a number have; empty where no level has one."""
    names: dict[str, int] = {}
    for line in lines:
        found = mention(line.text, {})
        if found and found.number:
            names.setdefault(found.name.casefold(), found.number)
    return names


def _doubt_lone_name(found: list[Head], numbered: bool) -> None:
    """A heading "기초" is a level where "심화" stands beside it, else a head like others."""
    named = [head for head in found if head.level and not head.level.number]
    distinct = {head.level.name.casefold() for head in named if head.level}
    if numbered or len(distinct) > 1:
        return
    for head in named:
        if head.depth < BOLD:
            head.level = None
            head.role = headwords.role_of(head.title)


def _head(lines: list[Line], index: int, known: dict[str, int], numbered: bool) -> Head | None:
    line = lines[index]
    depth = line.level or BOLD
    level = _level(lines, index, known, numbered)
    if level:
        return Head(line, depth, line.text, level=level)
    if depth < BOLD or is_bold(line.text):
        return Head(line, depth, line.text, headwords.role_of(line.text))
    return None


_STARS = "⭐★🌟☆"


def is_bold(text: str) -> bool:
    """The whole line is one bold text, but for signs around it."""
    core = text.lstrip(_SIGNS).rstrip(" :：")
    if core[:2] not in _BOLD or core[-2:] not in _BOLD:
        return False
    inside = core.strip("*_ :：")
    return bool(inside) and "**" not in inside and "__" not in inside


_BOLD = ("**", "__")
_SIGNS = "⭐★🌟☆\ufe0f 📌💡🔥✅🎯🔹🔸▶■◆●[【"


def _level(
    lines: list[Line], index: int, known: dict[str, int], numbered: bool
) -> Mention | None:
    line = lines[index]
    found = mention(line.text, known)
    if not found or (numbered and not found.number and found.name.casefold() not in known):
        return None
    if line.kind == "heading":
        return found
    starts = index == 0 or lines[index - 1].depth < line.depth
    alone = index == 0 or not lines[index - 1].text or lines[index - 1].kind in ("heading", "rule")
    if starts and line.depth:
        return found
    shows = is_bold(line.text) or line.text[0] in _STARS
    if found.rest or not shows:
        return None
    if found.number:
        return found
    return found if alone else None


def appoint(found: list[Head], lines: list[Line], levelled: bool) -> None:
    """Say which headings open the title, the parts and the topics."""
    _count(found, lines, levelled)
    if _sort_alike(found):
        _count(found, lines, levelled)
    headings = [head for head in found if head.depth < BOLD and not head.line.depth]
    direct = [head for head in headings if head.holds["direct"]]
    if direct:
        _appoint_topics(headings, direct)
    _appoint_title(headings)
    for head in headings:
        if head.holds["topics"] and not head.opens and not head.role:
            head.opens = "part"


def _appoint_topics(headings: list[Head], direct: list[Head]) -> None:
    depths = Counter(head.depth for head in direct)
    usual = min(depths, key=lambda depth: (-depths[depth], depth))
    numbered = any(headwords.unnumbered(head.title) != head.title for head in direct)
    for head in direct:
        for above in _above(head):
            above.holds["inside"] += 1
    for head in headings:
        if head.depth == usual and head.holds["inside"] == 1 and not (head.role or head.level):
            _open_topic(head)  # its levels stand under one head in the author's own words
    for head in direct:
        if head.depth >= usual:
            _open_topic(head)
    for head in headings:
        if head.depth == usual and _reads_as_topic(head, numbered):
            _open_topic(head)


def _open_topic(head: Head) -> None:
    if head.opens or any(above.opens == "topic" for above in _above(head)):
        return
    head.opens = "topic"
    for above in _above(head):
        above.holds["topics"] += 1


def _sort_alike(found: list[Head]) -> bool:
    """Find a head that stands in topic after topic and only sorts what they hold."""
    alike: dict[str, list[Head]] = {}
    for head in found:
        if head.holds["direct"] and head.parent:
            alike.setdefault(headwords.bare(head.title), []).append(head)
    sorting = [
        head
        for same in alike.values()
        if len({id(head.parent) for head in same}) == len(same) > 1
        for head in same
        if head.parent and head.parent.holds["children"] == 1
    ]
    for head in sorting:
        head.role = "knowledge"
    return bool(sorting)


def _reads_as_topic(head: Head, numbered: bool) -> bool:
    if head.role or head.level or head.holds["topics"]:
        return False
    if any(above.role in ("interview", "scenarios", "guide") for above in _above(head)):
        return False
    if any(above.opens == "topic" for above in _above(head)):
        return False
    if head.holds["concept"] or head.holds["question"]:
        return True
    return numbered and headwords.unnumbered(head.title) != head.title


def _appoint_title(headings: list[Head]) -> None:
    tops = [head for head in headings if head.depth == 1]
    first = headings[0] if headings else None
    if not first or first.depth != 1 or first.opens or first.level:
        return
    if first.role and not first.holds["topics"]:
        return
    if len(tops) == 1 or not first.holds["topics"]:
        first.opens = "title"


def _above(head: Head) -> Iterator[Head]:
    parent = head.parent
    while parent:
        yield parent
        parent = parent.parent


def _count(found: list[Head], lines: list[Line], levelled: bool) -> None:
    """Count, for each heading, the levels, questions and concepts right under it."""
    by_line = {head.line.number: head for head in found}
    current: Head | None = None
    for head in found:
        head.holds.clear()
    for line in lines:
        here = by_line.get(line.number)
        if here:
            owner = _owner(here.parent)
            if owner and here.level:
                owner.holds["direct"] += 1
            if owner and here.role == "concept" and here.depth < BOLD:
                owner.holds["concept"] += 1
                owner.holds["direct"] += not levelled
            if here.depth < BOLD and not line.depth:
                current = here
        elif line.text and markers.question(line):
            owner = _owner(current)
            if owner:
                owner.holds["question"] += 1
                owner.holds["direct"] += not levelled
    for head in found:
        if head.holds["direct"] and head.parent:
            head.parent.holds["children"] += 1


_INNER = ("concept", "knowledge", "terms", "questions", "cheat")


def _owner(head: Head | None) -> Head | None:
    """The heading that a level or a question belongs to, past those that only sort."""
    while head and (head.level or head.role in _INNER):
        head = head.parent
    return head if head and not head.role else None
