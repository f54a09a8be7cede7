"""The third stage: a course's cards are found in its ledger, or get codes of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from builder.content.model import Course
from builder.content.source import ContentError, Diagnostic, Location, decode
from builder.ledger import coursename, matching
from builder.ledger.matching import Ledger, Matching
from builder.pipeline.loaded import Loaded
from builder.pipeline.target import Target, lone_ledgers


@dataclass(frozen=True, slots=True)
class Matched:
    """A course whose cards have their codes, the ledger that these come from, and what changed.

    `notes` are doubts whether it is the right ledger.
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


def match(loaded: Loaded, *, strict: bool = False) -> Matched:
    """Match a course with its ledger. Raises ContentError for a damaged ledger.

    With `strict`, notes are problems.
    """
    known = read_ledger(loaded.target)
    notes = tuple(_notes(loaded, known))
    if notes and strict:
        raise ContentError(notes)
    return Matched(loaded, matching.match(loaded.course, known), notes)


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


def check_writable(target: Target) -> None:
    """Raises ContentError where the ledger can't be written: then no code would last."""
    folder = target.ledger.parent
    if not os.access(folder, os.W_OK):
        words = "this folder can't be written, so the cards' codes can't be kept here"
        hint = "make it writable, or build a copy; --frozen builds with the ledger as it is"
        raise ContentError([Diagnostic(Location(str(folder)), words, hint)])


def _notes(loaded: Loaded, known: Ledger) -> Iterator[Diagnostic]:
    target, whole = loaded.target, Location(str(loaded.target.path))
    yield from coursename.renamed(loaded.course.name, known, loaded.sources, whole)
    if not known.entries:
        yield from coursename.left_behind(target.ledger.name, lone_ledgers(target), whole)
