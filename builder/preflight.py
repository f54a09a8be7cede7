"""What would go wrong on a page, found in the content before any page is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from builder.course.model import Course
from builder.course.source import NOWHERE, Mark, Problem, Source
from builder.typeset import flow, fonts, markup
from builder.typeset.fonts import Face


def problems(course: Course, sources: tuple[Source, ...], faces: tuple[Face, ...]) -> list[Problem]:
    """Everything in a course that can't be printed with these fonts, with its place."""
    return [*missing_characters(course, sources, faces), *broken_flows(course, sources)]


def broken_flows(course: Course, sources: tuple[Source, ...]) -> Iterator[Problem]:
    """A problem for each `flow` block that can't be drawn."""
    for mark, text in _texts(course, NOWHERE):
        if markup.FLOW not in text:
            continue
        for _, content in markup.flows(text):
            try:
                flow.svg(content)
            except flow.FlowError as error:
                line = content.split("\n")[max(error.line, 1) - 1]
                place = _place(line.strip(), mark, sources)
                yield Problem(place, f"this flow can't be drawn: {error.message}", error.hint)


def missing_characters(
    course: Course, sources: tuple[Source, ...], faces: tuple[Face, ...]
) -> list[Problem]:
    """A problem for the first place of each character that none of the faces has.

    Finds nothing where no face is known: `study doctor` says so.
    """
    if not faces:
        return []
    texts = list(_texts(course, NOWHERE))
    lacking = fonts.missing("".join({c for _, text in texts for c in text}), faces)
    return [_problem(character, texts, sources) for character in lacking]


def _problem(character: str, texts: list[tuple[Mark, str]], sources: tuple[Source, ...]) -> Problem:
    mark = next(mark for mark, text in texts if character in text)
    hint = (
        "write it in words, or install a font that has it and name it in templates/base/look.yaml"
    )
    words = f"no font has the character {character} (U+{ord(character):04X})"
    return Problem(_place(character, mark, sources), words, hint)


def _place(words: str, start: Mark, sources: tuple[Source, ...]) -> Mark:
    """The words' first place from `start` on, or in any source where it has no start."""
    for source in sources:
        if start.file and source.name != start.file:
            continue
        for number, line in enumerate(source.lines, 1):
            if number >= start.line and words in line:
                return source.mark(number, line.index(words) + 1)
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
