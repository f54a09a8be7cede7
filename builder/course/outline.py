"""A document's outline: which heads open a topic, a level, a scenario, and what stays text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from builder.course import markers, words
from builder.course.levels import Levels, Mention, mention
from builder.course.lines import Line
from builder.course.words import Role

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
    found: list[Head] = []
    stack: list[Head] = []
    numbered = _has_numbered_levels(lines)
    for index, line in enumerate(lines):
        head = _head(lines, index, levels, numbered)
        if not head:
            continue
        if head.depth < BOLD and not line.depth:
            while stack and stack[-1].depth >= head.depth:
                stack.pop()
            head.parent = stack[-1] if stack else None
            stack.append(head)
        else:
            head.parent = stack[-1] if stack else None
        found.append(head)
    return found


def _has_numbered_levels(lines: list[Line]) -> bool:
    return any(
        (found := mention(line.text, {})) and found.number
        for line in lines
        if line.kind == "heading" or (line.kind == "text" and line.text[0] in "*⭐★🌟")
    )


def _head(lines: list[Line], index: int, levels: Levels, numbered: bool) -> Head | None:
    line = lines[index]
    if line.kind not in ("heading", "text") or not line.text:
        return None
    is_heading = line.kind == "heading"
    if not is_heading and line.text[0] not in _STARTS:
        return None
    if markers.question(line) or markers.answer(line):
        return None
    level = _level(lines, index, levels, numbered)
    if level:
        return Head(line, line.level or BOLD, line.text, level=level)
    if is_heading:
        return Head(line, line.level, line.text, words.role_of(line.text))
    if is_bold(line.text):
        return Head(line, BOLD, line.text, words.role_of(line.text))
    return None


_STARTS = "*_⭐★🌟☆[【Ll레"


def is_bold(text: str) -> bool:
    """The whole line is one bold text, but for signs around it."""
    inside = text.strip(" :：*_")
    return text.lstrip(_SIGNS)[:2] in ("**", "__") and text.rstrip(" :：")[-2:] in (
        "**",
        "__",
    ) and bool(inside) and "**" not in inside and "__" not in inside


_SIGNS = "⭐★🌟☆\ufe0f 📌💡🔥✅🎯🔹🔸▶■◆●[【"


def _level(lines: list[Line], index: int, levels: Levels, numbered: bool) -> Mention | None:
    line = lines[index]
    found = mention(line.text, levels.numbers)
    if not found:
        return None
    if line.kind == "heading":
        return found
    starts = index == 0 or lines[index - 1].depth < line.depth
    alone = index == 0 or not lines[index - 1].text or lines[index - 1].kind in ("heading", "rule")
    if starts and line.depth:
        return found
    shows = is_bold(line.text) or line.text[0] in "⭐★🌟☆"
    if found.rest or not shows:
        return None
    if found.number:
        return found
    return found if alone and not numbered else None


def appoint(found: list[Head], lines: list[Line], levelled: bool) -> None:
    """Say which headings open the title, the parts and the topics."""
    _count(found, lines, levelled)
    headings = [head for head in found if head.depth < BOLD and not head.line.depth]
    direct = [head for head in headings if head.holds["direct"]]
    if not direct:
        _appoint_title(headings)
        return
    depths = Counter(head.depth for head in direct)
    usual = min(depths, key=lambda depth: (-depths[depth], depth))
    for head in direct:
        if head.depth >= usual and not any(above.opens == "topic" for above in _above(head)):
            head.opens = "topic"
            for above in _above(head):
                above.holds["topics"] += 1
    numbered = any(words.unnumbered(h.title) != h.title for h in direct if h.opens)
    for head in headings:
        if head.depth == usual and not head.opens and _reads_as_topic(head, numbered):
            head.opens = "topic"
            for above in _above(head):
                above.holds["topics"] += 1
    _appoint_title(headings)
    for head in headings:
        if head.holds["topics"] and not head.opens and not head.role:
            head.opens = "part"


def _reads_as_topic(head: Head, numbered: bool) -> bool:
    if head.role or head.level or head.holds["topics"]:
        return False
    if any(above.role in ("interview", "scenarios", "guide") for above in _above(head)):
        return False
    if any(above.opens == "topic" for above in _above(head)):
        return False
    if head.holds["concept"] or head.holds["question"]:
        return True
    return numbered and words.unnumbered(head.title) != head.title


def _appoint_title(headings: list[Head]) -> None:
    tops = [head for head in headings if head.depth == 1]
    first = headings[0] if headings else None
    if not first or first.depth != 1 or first.opens or first.role or first.level:
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
    for line in lines:
        head = by_line.get(line.number)
        if head:
            owner = _owner(head.parent)
            if owner and head.level:
                owner.holds["direct"] += 1
            if owner and head.role == "concept" and head.depth < BOLD:
                owner.holds["concept"] += 1
                owner.holds["direct"] += not levelled
            if head.depth < BOLD and not line.depth:
                current = head
        elif line.text and markers.question(line):
            owner = _owner(current)
            if owner:
                owner.holds["question"] += 1
                owner.holds["direct"] += not levelled


_INNER = ("concept", "knowledge", "terms", "questions", "cheat")


def _owner(head: Head | None) -> Head | None:
    """The heading that a level or a question belongs to, past those that only sort."""
    while head and (head.level or head.role in _INNER):
        head = head.parent
    return head if head and not head.role else None
