"""What stands between the `---` lines at the head of a Markdown document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from builder.course import yamltree
from builder.course.source import Problem, Source

MAX_LINES = 200
_KEYS = {
    "title": "title",
    "제목": "title",
    "language": "language",
    "lang": "language",
    "언어": "language",
    "date": "date",
    "날짜": "date",
    "description": "description",
    "summary": "description",
    "설명": "description",
    "name": "name",
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Its values by the fragment's names; `end` is the index of the line after it."""

    end: int = 0
    values: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read(source: Source) -> FrontMatter:
    """Read the front matter; a document without it gives an empty one."""
    lines = source.lines
    if not lines or lines[0].rstrip() != "---":
        return FrontMatter()
    shuts = (i for i, line in enumerate(lines[1:MAX_LINES], 1) if line.rstrip() in ("---", "..."))
    end = next(shuts, 0)
    inside = lines[1:end]
    if not end or not any(re.match(r"[^\W\d_][\w .-]{0,40}:(\s|$)", line) for line in inside):
        return FrontMatter()
    tree = yamltree.grow(Source(source.name, "\n".join(["", *inside])))
    if tree.problems or not isinstance(tree.data, dict):
        return FrontMatter(end + 1, {}, tuple(tree.problems))
    return _values(source, tree, end)


def _values(source: Source, tree: yamltree.Tree, end: int) -> FrontMatter:
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in tree.data.items():
        if key == yamltree.MARK:
            continue
        known = _KEYS.get(key.casefold())
        if known and isinstance(value, str) and known not in values:
            values[known] = value.strip()
            continue
        mark = tree.places.get((key, yamltree.KEY), source.mark(1))
        problems.append(Problem(mark, f"'{key}' is not used: {_shown(value)}", "remove it", "note"))
    return FrontMatter(end + 1, values, tuple(problems))


def _shown(value: Any) -> str:
    """A value as one line for a message."""
    if isinstance(value, dict):
        pairs = (f"{key}: {_shown(each)}" for key, each in value.items() if key != yamltree.MARK)
        return ", ".join(pairs)
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    return " ".join(str(value).split())
