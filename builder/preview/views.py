"""What a build made, as the preview shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from builder.content.model import Course
from builder.content.source import Diagnostic
from builder.outputs.deck import output
from builder.outputs.deck.output import Sides
from builder.pipeline.build import Built
from builder.preview import drawing
from builder.preview.state import CardView, CourseView, FaultView, FileView
from builder.reporting import excerpts
from builder.storage.digest import digest
from builder.typeset.templates.environment import Templates
from builder.typeset.text import markup


def shown(path: str, built: Built, templates: Templates) -> CourseView:
    """A course after a good build; `path` is where its content lies."""
    course = built.course
    files = (_file(name, data, course) for name, data in built.files.items())
    return CourseView(
        path=path,
        name=course.name,
        title=markup.plain(course.title) or course.name,
        language=course.language,
        levels={each.number: markup.plain(each.name) for each in course.levels},
        files=tuple(sorted(files, key=_order)),
        cards=tuple(_card(each) for each in output.sides(course, templates)),
        media=output.media(course),
    )


def faults(diagnostics: Iterable[Diagnostic]) -> tuple[FaultView, ...]:
    """Problems with the lines that they stand in."""
    lines = excerpts.Lines()
    return tuple(_fault(each, lines.of(each.location)) for each in diagnostics)


def _fault(diagnostic: Diagnostic, line: str | None) -> FaultView:
    return FaultView(
        excerpts.place(diagnostic.location, line),
        diagnostic.message,
        diagnostic.hint,
        diagnostic.severity,
        (line or "").expandtabs(1)[:500],
        diagnostic.location.column,
    )


_FIRST = ("handout", "worksheet", "flashcards", "interview", "poster")  # others follow
_NAME = re.compile(r"([a-z]+)(?:-(\d+))?(?:-([\w-]+))?\.\w+")  # kind, level, variant


def _file(name: str, data: bytes, course: Course) -> FileView:
    found = _NAME.fullmatch(name)
    kind, number, variant = found.groups() if found else (name, None, None)
    levels = [each.name for each in course.levels if str(each.number) == number]
    about = [f"{number} {markup.plain(level)}" for level in levels]
    return FileView(
        name=name,
        kind=kind,
        about=" · ".join([*about, *([variant.upper()] if variant else [])]),
        digest=digest(data)[:32],
        data=data,
        pages=drawing.sizes(data) if name.endswith(".pdf") else (),
    )


def _order(file: FileView) -> tuple[int, str, str]:
    place = _FIRST.index(file.kind) if file.kind in _FIRST else len(_FIRST)
    return (place, file.kind, file.name.partition(".")[0])


def _card(each: Sides) -> CardView:
    key = each.code if each.number == 1 else f"{each.code}-{each.number}"
    return CardView(key, digest(each)[:32], each)
