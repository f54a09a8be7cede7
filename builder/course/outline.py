"""A document's heads: headings, bold lines and levels, and what each may open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from builder.course import headwords, markers
from builder.course.headwords import Role
from builder.course.levels import Levels, Mention, mention
from builder.course.lines import Line

BOLD = 7  # the depth of a head that is a bold line: below every heading


@dataclass(slots=True)
class Head:
    """A line that may open a section. `parent` is the heading it stands under.

    `guessed` says that its role shows in where it stands, not in its words.
    """

    line: Line
    depth: int
    title: str
    role: Role = ""
    level: Mention | None = None
    parent: Head | None = None
    guessed: bool = False
    opens: Literal["", "title", "part", "topic"] = ""
    holds: Counter[str] = field(default_factory=Counter)


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


def _level(lines: list[Line], index: int, known: dict[str, int], numbered: bool) -> Mention | None:
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
