"""A course's name, which Anki knows its cards by, and what to say where it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from builder.content.source import Diagnostic, Location, Source
from builder.ledger import codes
from builder.ledger.entries import Ledger


def is_kept(name: str, ledger: Ledger) -> bool:
    """Whether the decks built so far went by this name; true where there was none yet."""
    if ledger.course:
        return ledger.course == name
    # A ledger that doesn't hold the name holds what was made from it.
    found = [codes.note_id(name, entry.code) == entry.note for entry in ledger.cards]
    return 2 * sum(found) >= len(found)


def renamed(
    name: str, ledger: Ledger, sources: Iterable[Source], whole: Location
) -> Iterator[Diagnostic]:
    """A note where a course's name changed; `whole` is the place for a name nobody wrote."""
    if is_kept(name, ledger):
        return
    place = _place(name, sources)
    where = "here" if place else _WHERE.get(PurePath(whole.file).suffix.lower(), "in course.yaml")
    old = f"'{ledger.course}'" if ledger.course else "another"
    words = f"the course's name is '{name}' and was {old}: Anki takes every card as new"
    kept = f"'name: {ledger.course}'" if ledger.course else "the name it had, as 'name: …',"
    hint = f"write {kept} {where}, and reviews are kept; or delete the ledger to begin anew"
    yield Diagnostic(place or whole, words, hint, "note")


def left_behind(ledger: str, others: Iterable[str], whole: Location) -> Iterator[Diagnostic]:
    """A note for each ledger beside a new one whose own file is gone."""
    where = _WHERE.get(PurePath(whole.file).suffix.lower(), "here")
    for other in others:
        name = other.removesuffix(".ledger.jsonl")
        words = f"{other} lies here without its file; if this is that course, every card is new"
        hint = f"then rename that ledger to {ledger}, and write 'name: {name}' {where}"
        yield Diagnostic(whole, words, hint, "note")


_HEAD = "at the top, between two lines of ---"
_WHERE = {".yaml": "at the top", ".yml": "at the top", ".md": _HEAD, ".markdown": _HEAD}


def _place(name: str, sources: Iterable[Source]) -> Location | None:
    written = re.compile(rf"name: *[\"']?{re.escape(name)}[\"']?\s*(#|$)")
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            if written.match(line):
                return source.location(number)
    return None
