"""The pipeline: load, match, plan, make, publish."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from builder import outputs
from builder.content import both_ways
from builder.content.model import Course, cards
from builder.content.source import ContentError, Diagnostic, Location, decode
from builder.documents.kept import KeptPages
from builder.documents.options import Options
from builder.documents.output import Artefact, output_file
from builder.ledger import coursename
from builder.ledger import matching as ledger
from builder.ledger.matching import Change, Ledger, Matching
from builder.pipeline import preflight
from builder.pipeline.errors import MachineError
from builder.pipeline.loaded import Loaded, load_at_rest
from builder.pipeline.pictures import fitted
from builder.pipeline.planned import plan
from builder.pipeline.rendered import installed_faces, render, surroundings
from builder.pipeline.target import CACHE, Target, lone_ledgers, template_folders
from builder.pipeline.workers import Workers, warm_up
from builder.storage.cache import Cache
from builder.storage.publishing import alone, publish, published
from builder.typeset.errors import PageError
from builder.typeset.fonts import Coverage, Face
from builder.typeset.machine.doctor import doctor, lacking
from builder.typeset.templates.environment import Templates


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: its folder, every file with its bytes, and what changed.

    `repeats` says whether a build of the same again would give the same notes.
    """

    course: Course
    ledger: Path
    folder: Path
    files: Mapping[str, bytes]
    written: tuple[str, ...]
    changes: tuple[Change, ...]
    is_first: bool
    notes: tuple[Diagnostic, ...]
    repeats: bool


Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything of a build but its bytes: what was read, recognised and planned."""

    loaded: Loaded
    matching: Matching
    after: Ledger
    artefacts: list[Artefact]
    surroundings: str
    folder: Path
    cache: Cache


def build(
    target: Target, options: Options, now: int, workers: Workers, progress: Progress
) -> Built:
    """Build one course; `now` is in seconds since 1970, the ledger notes it by what changed.

    Raises ContentError, PageError, OSError; then nothing has changed.
    """
    warm_up()
    if not options.frozen:
        _check_ledger_folder(target)
    loaded = load_at_rest(target, strict=options.strict)
    _check_machine(loaded.course.language)
    with alone(options.output / loaded.course.name):
        ready = prepare(target, loaded, options, now)
        if options.frozen:
            _check_frozen(ready, target)
        names = tuple(_names(ready, target))
        if names and options.strict:
            raise ContentError(names)
        files = {}
        with _placed(ready.matching.course):
            for path, data in render(ready.artefacts, ready.surroundings, ready.cache, workers):
                files[path] = data
                progress(path, len(files), len(ready.artefacts))
        files = finished(ready, files, is_complete=options.is_complete)
        if read_ledger(target) != ready.matching.ledger:
            raise ContentError([Diagnostic(Location(str(target.ledger)), *_LEDGER_CHANGED)])
        remembered = (target.ledger, ledger.write(ready.after))
        written = publish(ready.folder, files, remembered, is_complete=options.is_complete)
    return Built(
        course=ready.matching.course,
        ledger=target.ledger,
        folder=ready.folder,
        files=files,
        written=written,
        changes=ready.matching.changes,
        is_first=not ready.matching.ledger.entries,
        notes=(
            *loaded.notes,
            *names,
            *both_ways.held_back(ready.matching.course),
            *_doubts(ready.matching.course, target, files),
        ),
        repeats=not names,
    )


_LEDGER_CHANGED = ("the ledger was changed while the build went on", "build again")


def prepare(target: Target, loaded: Loaded, options: Options, now: int) -> Prepared:
    """Check a course for its pages, recognise its cards, and plan its files."""
    cache = Cache(options.output / CACHE)
    templates = Templates(template_folders(options.templates))
    faces = installed_faces(templates, loaded.course.language)
    _check_pages(loaded, faces, cache)
    matching = ledger.match(fitted(loaded.course, cache), read_ledger(target))
    after = _after(matching, templates, options, now)
    kept = KeptPages(cache, surroundings(templates, faces))
    return Prepared(
        loaded=loaded,
        matching=matching,
        after=after,
        artefacts=plan(matching, after, options, templates, kept),
        surroundings=kept.surroundings,
        folder=options.output / loaded.course.name,
        cache=cache,
    )


def _after(matching: Matching, templates: Templates, options: Options, now: int) -> Ledger:
    """The ledger after the build, by what is seen of each card in what learners keep."""
    lasting = [(output, output.fingerprints) for output in outputs.every() if output.fingerprints]
    seen = {
        code: fingerprint
        for _, fingerprints in lasting
        for code, fingerprint in fingerprints(matching.course, templates).items()
    }
    with_all = all(options.wants(output.name) for output, _ in lasting)
    return ledger.stamp(matching, seen, now, with_deck=with_all)


def finished(ready: Prepared, files: Mapping[str, bytes], *, is_complete: bool) -> dict[str, bytes]:
    """The files as they are published: those that tell of the others are told of them."""
    finish = {each.path: each.finish for each in ready.artefacts if each.finish}
    beside = {} if is_complete else published(ready.folder)
    others = tuple(
        output_file(path, data, outputs.every())
        for path, data in (beside | dict(files)).items()
        if path not in finish
    )
    return {
        path: finish[path](data, others) if path in finish else data for path, data in files.items()
    }


def read_ledger(target: Target) -> Ledger:
    """The course's ledger, empty where there is none. Raises ContentError if it is damaged."""
    try:
        data = target.ledger.read_bytes()
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        words = f"the ledger can't be read: {error.strerror}"
        raise ContentError([Diagnostic(Location(str(target.ledger)), words)]) from None
    known, diagnostics = ledger.read(decode(str(target.ledger), data))
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        raise ContentError(diagnostics)
    return known


def _check_ledger_folder(target: Target) -> None:
    folder = target.ledger.parent
    if not os.access(folder, os.W_OK):
        words = "this folder can't be written, so the cards' codes can't be kept here"
        hint = "make it writable, or build a copy; --frozen builds with the ledger as it is"
        raise ContentError([Diagnostic(Location(str(folder)), words, hint)])


def _check_frozen(ready: Prepared, target: Target) -> None:
    before = ready.matching.ledger.by_code
    changed = [entry for entry in ready.after.entries if before.get(entry.code) != entry]
    if changed:
        locations = {card.code: card.location for card in cards(ready.matching.course)}
        lines = {code: number for number, code in enumerate(sorted(before), 1)}
        hint = "run `study build` without --frozen, and commit the ledger"
        raise ContentError(
            Diagnostic(
                locations.get(each.code) or Location(str(target.ledger), lines.get(each.code, 1)),
                f"the ledger would change for {each.code}",
                hint,
            )
            for each in changed
        )


def _names(ready: Prepared, target: Target) -> Iterator[Diagnostic]:
    course, known, whole = ready.matching.course, ready.matching.ledger, Location(str(target.path))
    yield from coursename.renamed(course.name, known, ready.loaded.sources, whole)
    if not known.entries:
        yield from coursename.left_behind(target.ledger.name, lone_ledgers(target), whole)


def _doubts(course: Course, target: Target, files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """What the outputs find in their finished files."""
    every = [output_file(path, data, outputs.every()) for path, data in files.items()]
    for output in outputs.every():
        if output.check:
            own = {file.path: file.data for file in every if file.output is output}
            yield from output.check(course, Location(str(target.path)), own)


@contextmanager
def _placed(course: Course) -> Iterator[None]:
    """Tell what went wrong on a page at its place in the content, where that is known."""
    try:
        yield
    except PageError as error:
        diagnostics = preflight.on_pages(course, error)
        if diagnostics:
            raise ContentError(diagnostics) from None
        raise


def _check_machine(language: str) -> None:
    if needs := lacking(doctor((language,))):
        raise MachineError(needs)


def _check_pages(loaded: Loaded, faces: tuple[Face, ...], kept: Cache) -> None:
    diagnostics = preflight.diagnostics(loaded.course, loaded.sources, faces, Coverage(kept))
    if diagnostics:
        raise ContentError(diagnostics)
