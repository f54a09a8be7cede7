"""The fourth stage: what could not be printed, told before any page is made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from builder.content.model import Course
from builder.content.source import NOWHERE, ContentError, Diagnostic, Location, Source, told_once
from builder.content.texts import place, texts
from builder.documents.options import Options
from builder.pipeline.errors import MachineError
from builder.pipeline.files.pictures import fitted
from builder.pipeline.loaded import Loaded
from builder.pipeline.matched import Matched
from builder.pipeline.target import template_folders
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
    installed, none where that isn't known. `notes` tell what is printed otherwise than written.
    """

    matched: Matched
    course: Course
    templates: Templates
    faces: tuple[Face, ...]
    cache: Cache
    notes: tuple[Diagnostic, ...] = ()


def check(matched: Matched, options: Options) -> Checked:
    """Check a course for its pages.

    Raises MachineError where this machine can't print, ContentError with all that can't be
    printed, PageError for a look that can't be read. With `strict` among the options what is
    printed otherwise than it is written can't be.
    """
    loaded = matched.loaded
    if needs := lacking(doctor((loaded.course.language,))):
        raise MachineError(needs)
    cache = results(options)
    templates = Templates(template_folders(options.templates))
    faces = installed_faces(templates, loaded.course.language)
    printed, damaged = fitted(matched.course, cache)
    told = diagnostics(loaded.course, loaded.sources, faces, Coverage(cache))
    found = told_once([*told, *damaged])
    if any(options.strict or each.severity == "error" for each in found):
        raise ContentError(found)
    return Checked(matched, printed, templates, faces, cache, tuple(found))


def unprintable(loaded: Loaded) -> list[Diagnostic]:
    """What a build with the shipped templates would tell of a course's pages."""
    faces = installed_faces(Templates(template_folders(None)), loaded.course.language)
    _, damaged = fitted(loaded.course)
    return told_once([*diagnostics(loaded.course, loaded.sources, faces), *damaged])


def results(options: Options) -> Cache:
    """Where the results of builds are kept."""
    return Cache(options.cache and options.cache / "results")


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
    """What of a course can't be printed as it is with these fonts, with its place."""
    return [*missing_characters(course, sources, faces, coverage), *broken_flows(course, sources)]


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
                words = f"this flow can't be drawn: {error.message}"
                yield Diagnostic(where, words, error.hint, "note")
                continue
            if size < SMALLEST:
                where = place(content.split("\n", maxsplit=1)[0].strip(), location, sources)
                words = f"this flow is too large: its text would be {size:.1f} pt"
                hint = "draw it as two, or give its boxes shorter names"
                yield Diagnostic(where, words, hint, "note")


def missing_characters(
    course: Course,
    sources: tuple[Source, ...],
    faces: tuple[Face, ...],
    coverage: Coverage | None = None,
    others: tuple[Face, ...] | None = None,
) -> list[Diagnostic]:
    """A note for the first place of each character that none of the faces has.

    `others` are the faces that stand in, all installed ones if not given. Finds nothing where
    no face is known: `study doctor` says so.
    """
    if not faces:
        return []
    # A text may still stand in pieces where YAML wrote it with escapes ("e\u0301").
    held = [
        (location, unicodedata.normalize("NFC", text)) for location, text in texts(course, NOWHERE)
    ]
    lacking = fonts.missing("\n".join(text for _, text in held), faces, coverage)
    if not lacking:
        return []
    if others is None:
        try:
            others = fonts.installed()
        except fonts.FontToolError:
            others = ()
    return [_diagnostic(character, held, sources, others, coverage) for character in lacking]


def _diagnostic(
    character: str,
    held: list[tuple[Location, str]],
    sources: tuple[Source, ...],
    others: tuple[Face, ...],
    coverage: Coverage | None,
) -> Diagnostic:
    location = next(location for location, text in held if character in text)
    coverage = coverage or Coverage()
    code = f"{character} (U+{ord(character):04X})"
    other = next((face for face in others if ord(character) in coverage.of(face)), None)
    if other:
        words = f"the page's fonts lack {code}: it is set in {other.family}"
        hint = f"name {other.family} in base/look.yaml to choose it"
    else:
        words = f"no font has the character {code}: a box stands for it"
        hint = "write it in words, or install a font that has it and name it in base/look.yaml"
    hint += "; `study templates copy base/look.yaml` gives you yours"
    return Diagnostic(place(character, location, sources), words, hint, "note")
