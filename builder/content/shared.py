"""What learners' collections know of a course's deck, and a later deck can't take back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shared:
    """The deck's name, those of its levels' decks by level, and whether terms are asked both ways.

    Anki finds decks by their names alone, and never removes a card.
    """

    name: str = ""
    levels: tuple[tuple[int, str], ...] = ()
    both_ways: bool = False


@dataclass(frozen=True, slots=True)
class LastDeck:
    """What the notes of the last deck are named after, and what its learners have."""

    identity: str
    shared: Shared
