"""What a build made, as the preview shows it."""

from __future__ import annotations

from collections.abc import Iterable

from builder import outputs
from builder.content.model import Course
from builder.content.source import Diagnostic
from builder.documents.output import OutputFile, output_file
from builder.outputs.deck import output as deck
from builder.outputs.deck.output import Sides
from builder.pipeline.published import Published
from builder.preview import drawing
from builder.preview.state import CardView, CourseView, FaultView, FileView
from builder.reporting import excerpts
from builder.storage.digest import digest
from builder.typeset.templates.environment import Templates
from builder.typeset.text import markup


def shown(path: str, built: Published, templates: Templates) -> CourseView:
    """A course after a good build; `path` is where its content lies."""
    course = built.course
    every = outputs.every()
    files = (output_file(path, data, every) for path, data in built.files.items())
    return CourseView(
        path=path,
        name=course.name,
        title=markup.plain(course.title) or course.name,
        language=course.language,
        levels={each.number: markup.plain(each.name) for each in course.levels},
        files=tuple(_file(file, course) for file in sorted(files, key=lambda file: file.order)),
        cards=tuple(_card(each) for each in deck.sides(course, templates)),
        media=deck.media(course),
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


def _file(file: OutputFile, course: Course) -> FileView:
    levels = [level for level in course.levels if level.number == file.level]
    about = [f"{level.number} {markup.plain(level.name)}" for level in levels]
    return FileView(
        name=file.path,
        kind=file.kind,
        about=" · ".join([*about, *([file.variant.upper()] if file.variant else [])]),
        digest=digest(file.data)[:32],
        data=file.data,
        pages=drawing.sizes(file.data) if file.path.endswith(".pdf") else (),
    )


def _card(each: Sides) -> CardView:
    key = each.code if each.number == 1 else f"{each.code}-{each.number}"
    return CardView(key, digest(each)[:32], each)
