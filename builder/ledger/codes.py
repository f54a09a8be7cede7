"""Codes and Anki's note ids: short permanent names that come from content alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 4
CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH},{LENGTH + 1}}}")


def fresh(kind: str, topic: str, front: str, taken: Container[str]) -> str:
    """The first code of this content that nobody has.

    Four characters; five where dozens of tries all met a code that is taken.
    """
    tries = 0
    while (code := _code(kind, topic, front, tries)) in taken:
        tries += 1
    return code


def digest(*texts: str, size: int = 8) -> str:
    """A hash of the texts in `size` bytes, written in hexadecimal."""
    return _hash(texts, size).hex()


def note_id(course: str, code: str) -> int:
    """The note id of a code: positive, within 53 bits, and no two of a course alike.

    It reads as milliseconds since 1970 between 2014 and 2024, as Anki's own ids do.
    """
    slot = int.from_bytes(_hash((course,), 8), "big") % _SLOTS
    return _FIRST_NOTE + slot * _ROOM + place(code)


def new_note_id(course: str, code: str, now: int) -> int:
    """The note id of a card that is first built `now`, in seconds since 1970.

    It is a time within the quarter of an hour before, so that Anki's search for what was added
    lately finds the card. A clock that stands before 2026 tells no time; then it is `note_id`.
    """
    if now < _CLOCKS_START:
        return note_id(course, code)
    return now * 1000 - 1 - place(code) % _FOUR


def place(code: str) -> int:
    """The code's number: codes of four characters first, then those of five."""
    number = 0
    for character in code:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return number if len(code) == LENGTH else number + _FOUR


_FOUR: int = len(ALPHABET) ** LENGTH
_ROOM: int = _FOUR + len(ALPHABET) ** (LENGTH + 1)
_FIRST_NOTE = 1_400_000_000_000
_SLOTS = 10_000
_PATIENCE = 48
_CLOCKS_START = 1_767_225_600


def _code(kind: str, topic: str, front: str, tries: int) -> str:
    number = int.from_bytes(_hash((kind, topic, front, str(tries)), 8), "big")
    characters = []
    for _ in range(LENGTH if tries < _PATIENCE else LENGTH + 1):
        number, rest = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[rest])
    return "".join(characters)


def _hash(texts: tuple[str, ...], size: int) -> bytes:
    # JSON keeps the texts apart whatever they hold.
    return hashlib.blake2b(json.dumps(texts).encode(), digest_size=size).digest()
