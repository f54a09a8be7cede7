"""What a course's notes and decks are named after, and what to say where that changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from builder.content.model import Course
from builder.content.source import Diagnostic, Location, Source
from builder.ledger import codes
from builder.ledger.entries import Ledger


def made(chance: bytes) -> str:
    """An id for a new course out of random bytes."""
    number = int.from_bytes(hashlib.blake2b(chance, digest_size=8).digest(), "big")
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(codes.ALPHABET))
        letters.append(codes.ALPHABET[rest].lower())
    return "".join(letters)


LENGTH = 10


def id_of(course: Course, ledger: Ledger, published: str = "") -> str:
    """The id that a course has, or gets at its first build; "" where it goes by its name.

    `published` is what the last deck's notes are named after, which is taken where the
    ledger was lost.
    """
    if course.id or ledger.id:
        return course.id or ledger.id
    if ledger.entries:
        return ""  # its decks were shared before there were ids
    # Who builds the same content without a ledger gets the same id. It comes from what an author
    # hardly ever changes, so that it is found once more should the ledger be lost.
    first = course.topics[0].key if course.topics else ""
    return published or made(codes.digest(course.name, course.title, first).encode())


def is_kept(identity: str, ledger: Ledger) -> bool:
    """Whether the decks built so far went by this id or name; true where there was none yet."""
    known = ledger.id or ledger.course
    if known:
        return known == identity
    # A ledger that doesn't hold the name holds what was made from it.
    found = [codes.note_id(identity, entry.code) == entry.note for entry in ledger.cards]
    return 2 * sum(found) >= len(found)


def renamed(
    course: Course, ledger: Ledger, sources: Iterable[Source], whole: Location
) -> Iterator[Diagnostic]:
    """A note where a course's id or name changed; `whole` is the place for one nobody wrote."""
    if is_kept(course.identity, ledger):
        return
    key = "id" if course.id else "name"
    place = _place(key, course.identity, sources)
    where = "here" if place else _where(whole, "in course.yaml")
    known = ledger.id or ledger.course
    old = f"'{known}'" if known else "another"
    words = f"the course's {key} is '{course.identity}' and was {old}"
    kept = f"'{key}: {known}'" if known else "the name it had, as 'name: …',"
    hint = f"write {kept} {where}, and reviews are kept; or delete the ledger to begin anew"
    yield Diagnostic(place or whole, f"{words}: Anki takes every card as new", hint, "note")


def left_behind(ledger: str, others: Iterable[str], whole: Location) -> Iterator[Diagnostic]:
    """A note for each ledger beside a new one whose own file is gone."""
    where = _where(whole, "here")
    for other in others:
        name = other.removesuffix(".ledger.jsonl")
        words = f"{other} lies here without its file; if this is that course, every card is new"
        hint = f"then rename that ledger to {ledger}, and write 'name: {name}' {where}"
        yield Diagnostic(whole, words, hint, "note")


def _where(whole: Location, otherwise: str) -> str:
    return _WHERE.get(PurePath(whole.file).suffix.lower(), otherwise)


_HEAD = "at the top, between two lines of ---"
_WHERE = {".yaml": "at the top", ".yml": "at the top", ".md": _HEAD, ".markdown": _HEAD}


def _place(key: str, value: str, sources: Iterable[Source]) -> Location | None:
    written = re.compile(rf"{key}: *[\"']?{re.escape(value)}[\"']?\s*(#|$)")
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            if written.match(line):
                return source.location(number)
    return None
