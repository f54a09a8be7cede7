"""What a build made, as the preview shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from builder.content.model import Course
from builder.content.source import Problem
from builder.outputs.deck import output
from builder.outputs.deck.output import Sides
from builder.pipeline.build import Built
from builder.preview import drawing
from builder.preview.state import Card, Fault, File, Shown
from builder.reporting import diagnostics
from builder.storage.digest import digest
from builder.typeset.templates.environment import Templates
from builder.typeset.text import markup


def shown(path: str, built: Built, templates: Templates) -> Shown:
    """A course after a good build; `path` is where its content lies."""
    course = built.course
    files = (_file(name, data, course) for name, data in built.files.items())
    return Shown(
        path=path,
        name=course.name,
        title=markup.plain(course.title) or course.name,
        language=course.language,
        levels={each.number: markup.plain(each.name) for each in course.levels},
        files=tuple(sorted(files, key=_order)),
        cards=tuple(_card(each) for each in output.sides(course, templates)),
        media=output.media(course),
    )


def faults(problems: Iterable[Problem]) -> tuple[Fault, ...]:
    """Problems with the lines that they stand in."""
    lines = diagnostics.Lines()
    return tuple(_fault(each, lines.of(each.mark)) for each in problems)


def _fault(problem: Problem, line: str | None) -> Fault:
    return Fault(
        diagnostics.place(problem.mark, line),
        problem.message,
        problem.hint,
        problem.severity,
        (line or "").expandtabs(1)[:500],
        problem.mark.column,
    )


_FIRST = ("handout", "worksheet", "flashcards", "interview", "poster")  # others follow
_NAME = re.compile(r"([a-z]+)(?:-(\d+))?(?:-([\w-]+))?\.\w+")  # kind, level, variant


def _file(name: str, data: bytes, course: Course) -> File:
    found = _NAME.fullmatch(name)
    kind, number, variant = found.groups() if found else (name, None, None)
    levels = [each.name for each in course.levels if str(each.number) == number]
    about = [f"{number} {markup.plain(level)}" for level in levels]
    return File(
        name=name,
        kind=kind,
        about=" · ".join([*about, *([variant.upper()] if variant else [])]),
        digest=digest(data)[:32],
        data=data,
        pages=drawing.sizes(data) if name.endswith(".pdf") else (),
    )


def _order(file: File) -> tuple[int, str, str]:
    place = _FIRST.index(file.kind) if file.kind in _FIRST else len(_FIRST)
    return (place, file.kind, file.name.partition(".")[0])


def _card(each: Sides) -> Card:
    key = each.code if each.number == 1 else f"{each.code}-{each.number}"
    return Card(key, digest(each)[:32], each)
