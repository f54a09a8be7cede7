"""Which size of card and of type a flashcard's text fits."""

from __future__ import annotations

import json
from dataclasses import dataclass

from builder.content.model import Cloze, Question
from builder.documents.options import Flip
from builder.documents.sectioned import Frame
from builder.typeset import pdf

GRIDS = ((2, 4), (1, 4), (1, 2), (1, 1))  # columns and rows of a sheet, tried in turn
SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)  # points, tried in turn
FACES = ("front", "back")
EDGE = 11.0  # millimetres from the paper's edge to the cards
PADDING = 5.0  # from a card's edge to its text
FOOT = 7.0  # kept free for the foot line
BATCH = 32  # cards measured at a time, and again when one of them is edited
MILLIMETRE = 25.4 / 96  # of a CSS pixel


@dataclass(frozen=True, slots=True)
class Side:
    """What a card prints: Markdown `front` and `back`, and plain words around them.

    `chosen` is the question whose choices stand on both sides, `cloze` the sentence that stands
    there, with room for its gaps on the front; None where the card has none.
    """

    kind: str
    front: str
    back: str
    answered: bool
    foot: str
    code: str
    chosen: Question | None = None
    hint: str = ""
    cloze: Cloze | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A level's cards, and what their pages are set with."""

    frame: Frame
    flip: Flip
    cards: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """A card with the type sizes, in points, at which its two sides fit."""

    card: Side
    front: float
    back: float


@dataclass(frozen=True, slots=True)
class CardGrid:
    """Cards that share a size: `columns` by `rows` on a sheet, in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    cards: tuple[Fitting, ...] = ()


class CardTooLongError(pdf.PageError):
    """A card whose text fills more than a page at the smallest size."""


def fit(pack: Pack) -> list[CardGrid]:
    """The cards by the grid in which both their sides fit, the smallest cards first.

    Raises CardTooLongError naming the cards that fit in none.
    """
    waiting = pack.cards
    grids: list[CardGrid] = []
    for columns, rows in GRIDS:
        if not waiting:
            break
        width = (pack.frame.paper.width - 2 * EDGE) / columns
        height = (pack.frame.paper.height - 2 * EDGE) / rows
        sizes = _sizes(pack, waiting, width, height)
        chosen = tuple(Fitting(c, *sizes[c.code]) for c in waiting if c.code in sizes)
        if chosen:
            grids.append(CardGrid(columns, rows, width, height, chosen))
        waiting = tuple(card for card in waiting if card.code not in sizes)
    if waiting:
        said = f"this card is longer than a page at {SIZES[-1]:g} pt"
        anchors = tuple(f"c-{card.code}" for card in waiting)
        raise CardTooLongError(said, anchors, "split it into several")
    return grids


def _sizes(
    pack: Pack, cards: tuple[Side, ...], width: float, height: float
) -> dict[str, tuple[float, float]]:
    """By code, the largest sizes at which a card's two sides fit; cards that don't are absent.

    Most fit at the largest size, so that is tried alone before all the others at once.
    """
    found: dict[tuple[str, str], float] = {}
    for start in range(0, len(cards), BATCH):
        batch = cards[start : start + BATCH]
        for sizes in (SIZES[:1], SIZES[1:]):
            tried = [
                (card, face, size)
                for card in batch
                for face in FACES
                if (card.code, face) not in found
                for size in sizes
            ]
            tall = _heights(pack, tried, width - 2 * PADDING)
            for (card, face, size), each in zip(tried, tall, strict=True):
                if each <= height - PADDING - FOOT:
                    found.setdefault((card.code, face), size)
    return {
        card.code: (found[card.code, "front"], found[card.code, "back"])
        for card in cards
        if all((card.code, face) in found for face in FACES)
    }


def _heights(pack: Pack, tried: list[tuple[Side, str, float]], width: float) -> list[float]:
    """The height of each side in millimetres, set at a width and its type size."""
    if not tried:
        return []
    piece = pack.frame.piece("flashcards/measure.html", tried, tried=tried, width=width)
    measured = json.loads(pack.frame.kept.of(pdf.heights, piece.page))
    return [measured[f"s-{index}"] * MILLIMETRE for index in range(len(tried))]
