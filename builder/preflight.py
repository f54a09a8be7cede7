"""What would go wrong on a page, found in the content before any page is made."""

from __future__ import annotations

from collections.abc import Iterator

from builder.course.model import Course
from builder.course.source import NOWHERE, Mark, Problem, Source
from builder.texts import place, texts
from builder.typeset import flow, fonts, markup
from builder.typeset.fonts import Coverage, Face


def problems(
    course: Course,
    sources: tuple[Source, ...],
    faces: tuple[Face, ...],
    coverage: Coverage | None = None,
) -> list[Problem]:
    """Everything in a course that can't be printed with these fonts, with its place."""
    return [*missing_characters(course, sources, faces, coverage), *broken_flows(course, sources)]


def broken_flows(course: Course, sources: tuple[Source, ...]) -> Iterator[Problem]:
    """A problem for each `flow` block that can't be drawn."""
    for mark, text in texts(course, NOWHERE):
        if markup.FLOW not in text:
            continue
        for _, content in markup.flows(text):
            try:
                flow.svg(content)
            except flow.FlowError as error:
                line = content.split("\n")[max(error.line, 1) - 1]
                where = place(line.strip(), mark, sources)
                yield Problem(where, f"this flow can't be drawn: {error.message}", error.hint)


def missing_characters(
    course: Course,
    sources: tuple[Source, ...],
    faces: tuple[Face, ...],
    coverage: Coverage | None = None,
) -> list[Problem]:
    """A problem for the first place of each character that none of the faces has.

    Finds nothing where no face is known: `study doctor` says so.
    """
    if not faces:
        return []
    held = list(texts(course, NOWHERE))
    lacking = fonts.missing("".join({c for _, text in held for c in text}), faces, coverage)
    return [_problem(character, held, sources) for character in lacking]


def _problem(character: str, held: list[tuple[Mark, str]], sources: tuple[Source, ...]) -> Problem:
    mark = next(mark for mark, text in held if character in text)
    hint = (
        "write it in words, or install a font that has it and name it in templates/base/look.yaml"
    )
    words = f"no font has the character {character} (U+{ord(character):04X})"
    return Problem(place(character, mark, sources), words, hint)
