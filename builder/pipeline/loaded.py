"""The second stage: a course from disk, its files read, joined and held to the rules."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from builder.content import rules
from builder.content.model import Course, Picture
from builder.content.source import ContentError, Diagnostic, Location, Source, decode
from builder.ledger import matching
from builder.ledger.matching import Ledger
from builder.pipeline.pictures import with_pictures
from builder.pipeline.target import Target, again
from builder.readers import by_name
from builder.readers.reading import UNPLACED, Reading, join
from builder.storage.state import FileState, file_state

LARGEST = 32 * 2**20  # bytes of one file; a year of study notes is a tenth of one


@dataclass(frozen=True, slots=True)
class Loaded:
    """A course as it was read: from where, from which texts, with the notes that stop no build."""

    target: Target
    course: Course
    sources: tuple[Source, ...]
    readings: tuple[Reading, ...]
    notes: tuple[Diagnostic, ...]

    @property
    def unplaced(self) -> int:
        """How many lines neither the course nor a problem holds."""
        return sum(reading.account.count(UNPLACED) for reading in self.readings)


def load(target: Target, *, strict: bool = False) -> Loaded:
    """Read a course. Raises ContentError with every problem that its author can mend.

    With `strict`, notes are problems too.
    """
    sources, diagnostics = _sources(target)
    readings = [by_name.read(source) for source in sources]
    for reading in readings:
        diagnostics += reading.diagnostics
    course = join(target.name, [reading.fragment for reading in readings])
    if not any(diagnostic.severity == "error" for diagnostic in diagnostics):
        diagnostics += rules.diagnostics(course, Location(str(target.path)))
        course, unshown = with_pictures(course, target, tuple(sources))
        diagnostics += unshown
    if any(strict or diagnostic.severity == "error" for diagnostic in diagnostics):
        raise ContentError(diagnostics)
    notes = tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.location))
    return Loaded(target, course, tuple(sources), tuple(readings), notes)


def read_ledger(target: Target) -> Ledger:
    """The course's ledger, empty where there is none. Raises ContentError if it is damaged."""
    try:
        data = target.ledger.read_bytes()
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        words = f"the ledger can't be read: {error.strerror}"
        raise ContentError([Diagnostic(Location(str(target.ledger)), words)]) from None
    known, diagnostics = matching.read(decode(str(target.ledger), data))
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        raise ContentError(diagnostics)
    return known


TRIES = 5


def load_at_rest(target: Target, *, strict: bool = False) -> Loaded:
    """Read a course as it was at one moment: again where it changed while it was read.

    Raises ContentError as `load` does, and where the course changes all the time.
    """
    for tried in range(TRIES):
        began, before = time.time_ns(), _state(target)
        diagnostic = None
        try:
            loaded = load(target, strict=strict)
        except ContentError as error:
            diagnostic = error
        target = again(target)
        pictures = () if diagnostic else loaded.course.pictures
        if _state(target) == before and not any(_is_new(each, began) for each in pictures):
            if diagnostic:
                raise diagnostic
            words = "the course changed while it was read, so it was read again"
            again_read = Diagnostic(Location(str(target.path)), words, severity="note")
            return replace(loaded, notes=(*loaded.notes, again_read)) if tried else loaded
        time.sleep(0.05 * 2**tried)
    hint = "build when nothing writes to it"
    raise ContentError(
        [Diagnostic(Location(str(target.path)), "the course changes all the time", hint)]
    )


def _state(target: Target) -> list[tuple[Path, FileState]]:
    return [(path, file_state(path)) for path in target.files]


def _is_new(picture: Picture, began: int) -> bool:
    """Whether a picture was written since a moment, in nanoseconds since 1970.

    Disks keep time coarsely, and a clock that was wrong may have left a time to come.
    """
    written = file_state(Path(picture.file)).written
    return written < 0 or began - 10**7 <= written <= time.time_ns()


def _sources(target: Target) -> tuple[list[Source], list[Diagnostic]]:
    sources: list[Source] = []
    diagnostics: list[Diagnostic] = []
    for file in target.files:
        name = target.shown(file)
        try:
            size = file.stat().st_size
            if size > LARGEST:
                words = f"the file is too large ({size / 2**20:.0f} MB)"
                diagnostics.append(
                    Diagnostic(Location(name), words, "split it; a file may have 32 MB")
                )
                continue
            sources.append(decode(name, file.read_bytes()))
        except OSError as error:
            words = f"the file can't be read: {error.strerror}"
            diagnostics.append(Diagnostic(Location(name), words, "check its permissions"))
        except ContentError as error:
            diagnostics += error.diagnostics
    return sources, diagnostics
