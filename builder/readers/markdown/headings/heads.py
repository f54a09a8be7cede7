"""A document's heads: headings, bold lines and levels, and what each may open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from builder.languages import vocabulary
from builder.languages.vocabulary import Role
from builder.readers.markdown.headings.levels import Levels, Mention, Mentions, is_name
from builder.readers.markdown.lines import Line

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
    names = _numbered_names([lines[index] for index in candidates])
    mentions = Mentions(names | levels.numbers)
    numbered = bool(names) or levels.guided
    found = [_head(lines, index, mentions, numbered) for index in candidates]
    opening = [head for head in found if head]
    _doubt_lone_name(opening, numbered)
    _doubt_stars(opening, levels)
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
    return likely and not (line.asks or line.answers)


def _numbered_names(lines: list[Line]) -> dict[str, int]:
    """The names that levels with a number have; empty where no level has one."""
    names: dict[str, int] = {}
    mentions = Mentions({})
    for line in lines:
        found = mentions.of(line.text)
        if found and found.number:
            names.setdefault(found.name.casefold(), found.number)
    return names


def _doubt_lone_name(found: list[Head], numbered: bool) -> None:
    """A heading "Basics" is a level where "Advanced" stands beside it, else a head like others."""
    named = [head for head in found if head.level and not head.level.number]
    distinct = {head.level.name.casefold() for head in named if head.level}
    if numbered or len(distinct) > 1:
        return
    for head in named:
        if head.depth < BOLD:
            head.level = None
            head.role = vocabulary.role_of(head.title)


def _doubt_stars(found: list[Head], levels: Levels) -> None:
    """Stars are a level's where they always go with one name; else they praise a head."""
    named: dict[int, set[str]] = {}
    worded = any(head.level and head.level.said for head in found)
    starred = [head for head in found if head.level and head.level.number and not head.level.said]
    for head in starred:
        if head.level and head.level.name:
            named.setdefault(head.level.number, set()).add(head.level.name.casefold())
    for head in starred:
        name = head.level.name if head.level else ""
        known = not name or is_name(name, levels.numbers)
        if head.level and not known and (worded or len(named[head.level.number]) > 1):
            head.level = None
            head.role = vocabulary.role_of(head.title)


def _head(lines: list[Line], index: int, mentions: Mentions, numbered: bool) -> Head | None:
    line = lines[index]
    depth = line.level or BOLD
    level = _level(lines, index, mentions, numbered)
    if level:
        return Head(line, depth, line.text, level=level)
    if depth < BOLD or is_bold(line.text):
        return Head(line, depth, line.text, vocabulary.role_of(line.text))
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


def _level(lines: list[Line], index: int, mentions: Mentions, numbered: bool) -> Mention | None:
    line = lines[index]
    found = mentions.of(line.text)
    if not found or (numbered and not found.number and found.name.casefold() not in mentions.known):
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
