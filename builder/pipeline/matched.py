"""The third stage: a course's cards are found in its ledger, or get codes of their own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from builder import outputs
from builder.content.model import Course
from builder.content.shared import LastDeck, LearnersNote, Shared
from builder.content.source import ContentError, Diagnostic, Location
from builder.ledger import decks, identity, matching
from builder.ledger.matching import Ledger, Matching
from builder.pipeline.loaded import Loaded, read_ledger
from builder.pipeline.target import Target, lone_ledgers
from builder.storage.publishing import OutputFolder


@dataclass(frozen=True, slots=True)
class Matched:
    """A course whose cards have their codes, the ledger that these come from, and what changed.

    `notes` are what learners would lose by the next deck.
    """

    loaded: Loaded
    matching: Matching
    notes: tuple[Diagnostic, ...] = ()

    @property
    def course(self) -> Course:
        """The course with its codes."""
        return self.matching.course

    @property
    def target(self) -> Target:
        return self.loaded.target


def match(loaded: Loaded, folder: OutputFolder, *, strict: bool = False) -> Matched:
    """Match a course with its ledger, and with what the `folder` of its files holds.

    Raises ContentError for a damaged ledger. With `strict`, notes are problems.
    """
    known = read_ledger(loaded.target)
    last = None if known.id else _last_deck(folder)
    matched = matching.match(loaded.course, known, last)
    notes = _told(_losses(matched.course, known, last, loaded), strict)
    return Matched(loaded, matched, notes)


def check_writable(target: Target) -> None:
    """Raises ContentError where the ledger can't be written: then no code would last."""
    folder = target.ledger.parent
    if not os.access(folder, os.W_OK):
        words = "this folder can't be written, so the cards' codes can't be kept here"
        hint = "make it writable, or build a copy; --frozen builds with the ledger as it is"
        raise ContentError([Diagnostic(Location(str(folder)), words, hint)])


def unbuilt_losses(loaded: Loaded, *, strict: bool = False) -> tuple[Diagnostic, ...]:
    """What the ledger alone tells of a course that was only read. Raises ContentError.

    With `strict`, notes are problems.
    """
    known = read_ledger(loaded.target)
    course = replace(loaded.course, id=identity.id_of(loaded.course, known))
    return _told(_losses(course, known, None, loaded), strict)


def shared(course: Course) -> Shared:
    """What learners will know of the course's next deck."""
    return next((output.shared(course) for output in outputs.every() if output.shared), Shared())


def learned(course: Course) -> Mapping[str, LearnersNote]:
    """What learners have of each card of a matched course, by its code."""
    return next((output.learned(course) for output in outputs.every() if output.learned), {})


def _told(notes: Iterable[Diagnostic], strict: bool) -> tuple[Diagnostic, ...]:
    found = tuple(notes)
    if found and strict:
        raise ContentError(found)
    return found


def _losses(
    course: Course, known: Ledger, last: LastDeck | None, loaded: Loaded
) -> Iterator[Diagnostic]:
    """A note for each, with what to do; the ledger knows best what was `last` published."""
    target, sources = loaded.target, loaded.sources
    whole = Location(str(target.path))
    yield from identity.renamed(course, known, sources, whole)
    if not known.entries:
        yield from identity.left_behind(target.ledger.name, lone_ledgers(target), whole)
    if before := decks.shared_of(known) or (last and last.shared):
        yield from decks.costs(course, before, shared(course), known, sources, whole)


def _last_deck(folder: OutputFolder) -> LastDeck | None:
    """The deck that was published last, if it is still there."""
    there = partial(_file, folder)
    found = (output.published(there) for output in outputs.every() if output.published)
    return next(found, None)


def _file(folder: OutputFolder, name: str) -> bytes | None:
    if not folder.below.is_file(folder.at(name)):
        return None
    with suppress(OSError):  # it is too large to be ours, or can't be read
        return folder.below.read(folder.at(name), LARGEST)
    return None


LARGEST = 256 * 2**20  # bytes of a deck that is read again
