"""What a kind of card is, beside its fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

NoteType = Literal["question", "term", "scenario", "story", "cloze"]
"""Anki's note types, as a course's author names them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of card: the name that ledgers, tags and files know it by, and its items' class.

    `note_type` is its Anki note type; kinds that share one may turn into each other, since a
    note can't change its type when it is imported again. `listed` is the key of its list in a
    level, empty where it doesn't stand in levels. `optional` are needed fields that this kind
    may do without.
    """

    name: str
    item: type[Any]
    note_type: NoteType
    listed: str = ""
    optional: frozenset[str] = frozenset()
