"""What the ledger remembers of a card."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Retired = Literal[False, "pending", "shown", "gone"]
NOTE_TYPE = "note type"
DECK = "deck"
NO_CARDS = (NOTE_TYPE, DECK)


@dataclass(frozen=True, slots=True)
class KnownGap:
    """A gap of a cloze as last built, or a gone one that it had: its number is Anki's card."""

    number: int
    words: str
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One card, one of the deck's note types, or the deck itself, as last built.

    A note type has the kind `NOTE_TYPE` and a code in small letters; it is remembered so that its
    look can change later, and holds the course's name as its topic. `seen` is a hash of what Anki
    sees, `note` Anki's note id, `changed` the second (since 1970, UTC) it last changed. A deck has
    the kind `DECK` and its name as its front; the course's own holds the course's id, one of a
    level the level. A retired card is "pending" until a deck shows it as a tombstone, "shown"
    while the deck holds its tombstone, and "gone" after. `answer` is a sketch of the answer,
    `born` a hash of what the code came from: both stay comparable after the texts have changed.
    `gaps` are a cloze's; a term is `one_way` that was never asked backwards though its course asks
    others so.
    """

    code: str
    kind: str
    topic: str
    level: int
    front: str
    seen: str
    note: int
    changed: int
    retired: Retired = False
    id: str = ""
    answer: str = ""
    born: str = ""
    gaps: tuple[KnownGap, ...] = ()
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every card a course ever had, by code."""

    entries: tuple[Entry, ...] = ()
    by_code: dict[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {entry.code: entry for entry in self.entries})

    @property
    def cards(self) -> tuple[Entry, ...]:
        """The cards, retired ones too, without the note types and decks."""
        return tuple(entry for entry in self.entries if entry.kind not in NO_CARDS)

    @property
    def id(self) -> str:
        """The course's id, empty where it has none."""
        return self.by_code[DECK].id if DECK in self.by_code else ""

    @property
    def course(self) -> str:
        """The name that the deck's cards go by, empty where that isn't remembered."""
        named = (entry.topic for entry in self.entries if entry.kind == NOTE_TYPE)
        return next((name for name in named if name), "")

    @property
    def tombstones(self) -> tuple[Entry, ...]:
        """The retired cards that the deck shows once more."""
        return tuple(entry for entry in self.entries if entry.retired == "shown")
