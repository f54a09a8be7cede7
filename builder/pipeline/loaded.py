"""The second stage: a course from disk, its files read, joined and held to the rules."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from builder.content import rules
from builder.content.model import Course, Picture, Sound
from builder.content.source import (
    LARGEST,
    ContentError,
    Diagnostic,
    Location,
    Source,
    decode,
    told_once,
)
from builder.documents.excesses import without_excesses
from builder.documents.options import Options
from builder.documents.undrawn import undrawn
from builder.ledger import matching
from builder.ledger.matching import Ledger
from builder.pipeline.files.pictures import with_pictures
from builder.pipeline.files.sounds import with_sounds
from builder.pipeline.target import Target, again
from builder.readers import by_name, keeping
from builder.readers.reading import UNPLACED, Fragment, Reading, guessed_language, join
from builder.storage.below import Below
from builder.storage.cache import Cache
from builder.storage.digest import digest
from builder.storage.program import program
from builder.storage.publishing import OutputFolder
from builder.storage.state import FileState, file_state
from builder.storage.strange import StrangeFileError, read_ordinary

# What readers say that a line became; of YAML it is the name of its key.
CARDED = frozenset(
    (
        *("question", "answer", "term", "choice", "scenario", "step", "situation", "story", "row"),
        *("questions", "terms", "clozes", "scenarios", "interview", "ask", "meaning", "cloze"),
        *("choices", "right", "wrong", "why", "hint", "strong", "weak", "steps", "prompts"),
        *("task", "action", "result"),
    )
)
KEPT = frozenset(("text", "point", "concept", "cheat", "sources", "guide", "prose", "claim"))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A course as it was read: from where, from which texts, with the notes that stop no build."""

    target: Target
    course: Course
    sources: tuple[Source, ...]
    readings: tuple[Reading, ...]
    notes: tuple[Diagnostic, ...]

    def folder(self, options: Options) -> OutputFolder:
        """Where the course's files go."""
        return OutputFolder(options.output, self.course.name, self.target.ledger, options.marks)

    @property
    def carded(self) -> int:
        """How many lines became cards, or part of one."""
        return sum(fate in CARDED for reading in self.readings for fate in reading.account)

    @property
    def kept(self) -> int:
        """How many lines stayed text that is printed."""
        return sum(fate in KEPT for reading in self.readings for fate in reading.account)

    @property
    def shapes(self) -> dict[str, int]:
        """The shapes that notes were read by, each with how many cards it gave."""
        found: Counter[str] = Counter()
        for reading in self.readings:
            found.update(dict(reading.shapes))
        return dict(sorted(found.items()))

    @property
    def unplaced(self) -> int:
        """How many lines neither the course nor a problem holds."""
        return sum(reading.account.count(UNPLACED) for reading in self.readings)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read."""

    source: Source
    reading: Reading


def read_files(target: Target) -> list[ReadFile]:
    """Each file of a course as it is read, whatever may be wrong with the course."""
    sources, _ = _sources(target)
    return [ReadFile(source, by_name.read(source, target.read_as)) for source in sources]


def load(target: Target, *, strict: bool = False, cache: Cache | None = None) -> Loaded:
    """Read a course. Raises ContentError with every problem that its author can mend.

    With `strict`, notes are problems too; with a cache, only files that changed are read.
    """
    sources, diagnostics = _sources(target)
    readings = _readings(sources, target.read_as, cache)
    for reading in readings:
        diagnostics += reading.diagnostics
    fragments = [reading.fragment for reading in readings]
    course = join(target.name, fragments)
    diagnostics += _guessed(fragments, Location(str(target.path)))
    if not any(diagnostic.severity == "error" for diagnostic in diagnostics):
        diagnostics += rules.diagnostics(course, Location(str(target.path)))
        course, simpler = without_excesses(course, tuple(sources))
        course, unshown = with_pictures(course, target, tuple(sources))
        course, unheard = with_sounds(course, target, tuple(sources))
        diagnostics += [*simpler, *unshown, *unheard, *undrawn(course, tuple(sources))]
    if any(strict or diagnostic.severity == "error" for diagnostic in diagnostics):
        raise ContentError(told_once(diagnostics))
    notes = tuple(told_once(diagnostics))
    return Loaded(target, course, tuple(sources), tuple(readings), notes)


def read_ledger(target: Target) -> Ledger:
    """The course's ledger, empty where there is none. Raises ContentError if it is damaged."""
    try:
        data = Below(target.ledger.parent).read(target.ledger.name, LARGEST)
    except FileNotFoundError:
        return Ledger()
    except StrangeFileError as error:
        place = Location(str(target.ledger))
        raise ContentError([Diagnostic(place, error.strerror or "", error.hint)]) from None
    except OSError as error:
        words = f"the ledger can't be read: {error.strerror}"
        raise ContentError([Diagnostic(Location(str(target.ledger)), words)]) from None
    known, diagnostics = matching.read(decode(str(target.ledger), data))
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        raise ContentError(diagnostics)
    return known


def _guessed(fragments: list[Fragment], whole: Location) -> list[Diagnostic]:
    """A note where the language was guessed, and is not what it would be by default."""
    guessed = guessed_language(fragments)
    if guessed in ("", "ko") or any(fragment.language for fragment in fragments):
        return []
    words = f"no language is named; this reads as '{guessed}'"
    return [Diagnostic(whole, words, f"write 'language: {guessed}' to make sure", "note")]


def _readings(sources: list[Source], shape: str, cache: Cache | None) -> list[Reading]:
    """Each file as it is read, from the cache where it didn't change."""
    # All in one result: a course has dozens of files, and an edit changes one.
    key = digest("readings", program(), shape, sorted(source.name for source in sources))
    before = keeping.opened(cache.get(key) or b"") if cache else {}
    readings = keeping.read(sources, before, shape)
    if cache and readings.keys() != before.keys():
        cache.put(key, keeping.written(readings))
    return [readings[source] for source in sources]


TRIES = 5


def load_at_rest(target: Target, *, strict: bool = False, cache: Cache | None = None) -> Loaded:
    """Read a course as it was at one moment: again where it changed while it was read.

    Raises ContentError as `load` does, and where the course changes all the time.
    """
    for tried in range(TRIES):
        began, before = time.time_ns(), _state(target)
        diagnostic = None
        try:
            loaded = load(target, strict=strict, cache=cache)
        except ContentError as error:
            diagnostic = error
        target = again(target)
        media = () if diagnostic else loaded.course.media
        if _state(target) == before and not any(_is_new(each, began) for each in media):
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


def _is_new(medium: Picture | Sound, began: int) -> bool:
    """Whether a picture or a sound was written since a moment, in nanoseconds since 1970.

    Disks keep time coarsely, and a clock that was wrong may have left a time to come.
    """
    written = file_state(Path(medium.file)).written
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
            mends = file.suffix.lower() not in (".yaml", ".yml")
            sources.append(decode(name, read_ordinary(file, LARGEST), mends=mends))
            diagnostics += sources[-1].notes
        except StrangeFileError as error:
            diagnostics.append(Diagnostic(Location(name), error.strerror or "", error.hint))
        except OSError as error:
            words = f"the file can't be read: {error.strerror}"
            diagnostics.append(Diagnostic(Location(name), words, "check its permissions"))
        except ContentError as error:
            diagnostics += error.diagnostics
    return sources, diagnostics
