"""Notes that another deck's learners know: kept as Anki has them, beside the cards made of them."""

from __future__ import annotations

from dataclasses import dataclass

from builder.storage.digest import digest


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """A card of a note type: its name, and what its front and back are made of."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type as its collection knows it; `changed` is in seconds since 1970."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[CardTemplate, ...]
    css: str = ""
    is_cloze: bool = False
    changed: int = 0


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note as its learners have it, and the card that was made of it.

    `card` is the card's id, `type` its note type's; fields hold HTML. `asked` and `told` are the
    places of the fields that an edit of the card's front or back is written into, and `made` says
    what both said when the card was made: as long as a side says it its fields are kept.
    """

    card: str
    guid: str
    type: int
    fields: tuple[str, ...]
    tags: tuple[str, ...] = ()
    asked: int = 0
    told: tuple[int, ...] = ()
    made: tuple[str, str] = ("", "")


def said(front: str, back: str) -> tuple[str, str]:
    """What a card asks and tells, in short: to know later whether it still says so."""
    return digest(front)[:16], digest(back)[:16]
