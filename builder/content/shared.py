"""What learners' collections know of a course's deck, and a later deck can't take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# The hash of what learners have of a card or a note type, and before it the same as earlier
# versions made it: a ledger that holds one of them knows it unchanged.
Fingerprints = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """The deck's name, those of its levels' decks by level, and whether terms are asked both ways.

    Anki finds decks by their names alone, and never removes a card.
    """

    name: str = ""
    levels: tuple[tuple[int, str], ...] = ()
    both_ways: bool = False


@dataclass(frozen=True, slots=True)
class LearnersNote:
    """A card's note as the next deck gives it to learners, whose copy goes by its `guid`.

    `fields` hold HTML by their names, in their order, the empty ones too; `own` names the
    learner's, "" where there is none. `made_of` names for each field that the course writes a text
    into the card's field that it is made of, or "" where it is made of several things.
    """

    guid: str
    code: str
    fields: Mapping[str, str]
    own: str
    made_of: Mapping[str, str]
    seen: Fingerprints


@dataclass(frozen=True, slots=True)
class LastNote:
    """A note of the last deck: Anki's id, the second it last changed, and a hash of its card."""

    note: int
    changed: int
    seen: str


@dataclass(frozen=True, slots=True)
class LastDeck:
    """What the last deck's notes are named after, what its learners have, and its notes by code."""

    identity: str
    shared: Shared
    notes: Mapping[str, LastNote] = field(default_factory=dict)
