"""The fourth stage: what could not be printed, told before any page is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from builder.content.model import Course
from builder.content.source import NOWHERE, ContentError, Diagnostic, Location, Source
from builder.content.texts import place, texts
from builder.documents.options import Options
from builder.pipeline.errors import MachineError
from builder.pipeline.matched import Matched
from builder.pipeline.pictures import fitted
from builder.pipeline.target import CACHE, template_folders
from builder.storage.cache import Cache
from builder.typeset import fonts
from builder.typeset.boundaries import SMALLEST
from builder.typeset.flowchart import drawing
from builder.typeset.fonts import Coverage, Face
from builder.typeset.machine.doctor import doctor, lacking
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import look
from builder.typeset.text import markup
from builder.typeset.text.rules import FLOW


@dataclass(frozen=True, slots=True)
class Checked:
    """A matched course that can be printed, and what it will be printed with.

    `course` has its pictures no larger than they print; `faces` are those of its fonts that are
    installed, none where that isn't known.
    """

    matched: Matched
    course: Course
    templates: Templates
    faces: tuple[Face, ...]
    cache: Cache


def check(matched: Matched, options: Options) -> Checked:
    """Check a course for its pages.

    Raises MachineError where this machine can't print, ContentError with all that can't be
    printed, PageError for a look that can't be read.
    """
    loaded = matched.loaded
    if needs := lacking(doctor((loaded.course.language,))):
        raise MachineError(needs)
    cache = Cache(options.output / CACHE)
    templates = Templates(template_folders(options.templates))
    faces = installed_faces(templates, loaded.course.language)
    unprintable = diagnostics(loaded.course, loaded.sources, faces, Coverage(cache))
    if unprintable:
        raise ContentError(unprintable)
    return Checked(matched, fitted(matched.course, cache), templates, faces, cache)


def installed_faces(templates: Templates, language: str) -> tuple[Face, ...]:
    """The faces that a language's pages are set in; none where fontconfig can't be asked."""
    try:
        return fonts.find(look(templates, language).families)
    except fonts.FontToolError:
        return ()


def diagnostics(
    course: Course,
    sources: tuple[Source, ...],
    faces: tuple[Face, ...],
    coverage: Coverage | None = None,
) -> list[Diagnostic]:
    """Everything in a course that can't be printed with these fonts, with its place."""
    excessive = list(excesses(course, sources))
    if excessive:
        return excessive  # looking further into such a text would take too long
    return [*missing_characters(course, sources, faces, coverage), *broken_flows(course, sources)]


LONGEST = 50_000  # characters of one text: forty pages
DEEPEST = 16  # lists, quotes and emphasis in one another; the parser drops what is deeper than 20
WIDEST = 40  # columns of a table
UNBROKEN = 3_000  # characters without a space: the lines of a longer word take seconds to find
_WORD = re.compile(rf"\S{{{UNBROKEN},}}")
_SUSPECT = re.compile(r"^[ \t>*+\d.)-]{24,}|[*_~\[]{12,}|(?:\|[^|\n]*){40,}", re.MULTILINE)


def excesses(course: Course, sources: tuple[Source, ...]) -> Iterator[Diagnostic]:
    """A problem for each text that no page could hold, or that the parser would cut short."""
    for location, text in texts(course, NOWHERE):
        words = ""
        if len(text) > LONGEST:
            words = f"this text is too long ({len(text):,} characters)"
        elif found := _WORD.search(text):
            words = f"{len(found[0]):,} characters follow each other without a space"
        elif _SUSPECT.search(text):
            deep, wide = markup.extent(text)
            if deep > DEEPEST:
                words = f"lists, quotes or emphasis are nested {deep} deep here"
            elif wide > WIDEST:
                words = f"this table has {wide:,} columns"
        if words:
            first = next(iter(text.split("\n")))[:80]
            yield Diagnostic(place(first, location, sources), words, "split it, or make it simpler")


def broken_flows(course: Course, sources: tuple[Source, ...]) -> Iterator[Diagnostic]:
    """A problem for each `flow` block that can't be drawn."""
    for location, text in texts(course, NOWHERE):
        if FLOW not in text:
            continue
        for _, content in markup.flows(text):
            try:
                size = drawing.text_size(content)
            except drawing.FlowError as error:
                line = content.split("\n")[max(error.line, 1) - 1]
                where = place(line.strip(), location, sources)
                yield Diagnostic(where, f"this flow can't be drawn: {error.message}", error.hint)
                continue
            if size < SMALLEST:
                where = place(content.split("\n", maxsplit=1)[0].strip(), location, sources)
                words = f"this flow is too large: its text would be {size:.1f} pt"
                yield Diagnostic(where, words, "draw it as two, or give its boxes shorter names")


def missing_characters(
    course: Course,
    sources: tuple[Source, ...],
    faces: tuple[Face, ...],
    coverage: Coverage | None = None,
) -> list[Diagnostic]:
    """A problem for the first place of each character that none of the faces has.

    Finds nothing where no face is known: `study doctor` says so.
    """
    if not faces:
        return []
    # A text may still stand in pieces where YAML wrote it with escapes ("e\u0301").
    held = [
        (location, unicodedata.normalize("NFC", text)) for location, text in texts(course, NOWHERE)
    ]
    lacking = fonts.missing("\n".join(text for _, text in held), faces, coverage)
    return [_diagnostic(character, held, sources) for character in lacking]


def _diagnostic(
    character: str, held: list[tuple[Location, str]], sources: tuple[Source, ...]
) -> Diagnostic:
    location = next(location for location, text in held if character in text)
    hint = "write it in words, or install a font that has it and name it in base/look.yaml"
    hint += "; `study templates copy base/look.yaml` gives you yours"
    words = f"no font has the character {character} (U+{ord(character):04X})"
    return Diagnostic(place(character, location, sources), words, hint)
