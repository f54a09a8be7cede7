"""Characters of a course that no font of the pages has, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from builder.course.model import Course
from builder.course.source import NOWHERE, Mark, Problem, Source
from builder.typeset import fonts


def missing_characters(course: Course, sources: tuple[Source, ...]) -> list[Problem]:
    """A problem for the first place of each character that can't be printed.

    Finds nothing where the fonts can't be asked about: `study doctor` says so.
    """
    texts = [(mark, text) for mark, text in _texts(course, NOWHERE)]
    try:
        faces = fonts.find((*fonts.TEXT.families, *fonts.CODE.families))
    except fonts.FontToolError:
        return []
    lacking = fonts.missing("".join({c for _, text in texts for c in text}), faces)
    return [_problem(character, texts, sources) for character in lacking] if faces else []


def _problem(character: str, texts: list[tuple[Mark, str]], sources: tuple[Source, ...]) -> Problem:
    mark = next(mark for mark, text in texts if character in text)
    hint = (
        "write it in words, or install a font that has it and name it in templates/base/look.yaml"
    )
    words = f"no font has the character {character} (U+{ord(character):04X})"
    return Problem(_place(character, mark, sources), words, hint)


def _place(character: str, start: Mark, sources: tuple[Source, ...]) -> Mark:
    """The character's first place from `start` on, or in any source where it has no start."""
    for source in sources:
        if start.file and source.name != start.file:
            continue
        for number, line in enumerate(source.lines, 1):
            if number >= start.line and character in line:
                return source.mark(number, line.index(character) + 1)
    return start


def _texts(value: Any, mark: Mark) -> Iterator[tuple[Mark, str]]:
    if isinstance(value, str):
        yield mark, value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each, mark)
    elif is_dataclass(value) and not isinstance(value, Mark):
        mark = getattr(value, "mark", mark)
        for each in fields(value):
            yield from _texts(getattr(value, each.name), mark)
