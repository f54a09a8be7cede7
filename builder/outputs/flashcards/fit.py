"""Which size of card and of type a flashcard's text fits."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from builder.content.model import Cloze, Question
from builder.documents.options import Flip
from builder.documents.sectioned import Frame
from builder.outputs.flashcards.sizes import CardFormat, CardSize
from builder.typeset import pdf

SIZES = (11.0, 10.0, 9.0, 8.0)  # points, tried in turn
LAST = 7.0  # points, where a text fills a whole sheet
FACES = ("front", "back")
PADDING = 4.5  # millimetres from a card's edge to its text
FOOT = 8.4  # kept free for the foot line: it ends 3 from the edge, and 3 are between
SHRINKS = 0.9  # a text's height falls with its type's square, or a little more; no use beyond
LONGEST = 6_000  # characters of a side: no page holds more at the smallest size
SHORTER = (3_000, 1_500, 700, 300)  # characters, tried in turn where a page holds fewer
BATCH = 32  # cards measured at a time, and again when one of them is edited
MILLIMETRE = 25.4 / 96  # of a CSS pixel


@dataclass(frozen=True, slots=True)
class Side:
    """What a card prints: Markdown `front` and `back`, and plain words around them.

    `chosen` is the question whose choices stand on both sides, `cloze` the sentence that stands
    there, with room for its gaps on the front; None where the card has none. A name alone stands
    in the middle of its side.
    """

    kind: str
    front: str
    back: str
    answered: bool
    topic: str
    code: str
    chosen: Question | None = None
    hint: str = ""
    cloze: Cloze | None = None
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """A level's cards, and what their pages are set with."""

    frame: Frame
    format: CardFormat
    flip: Flip
    cards: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """A card, its size, and the type sizes, in points, at which its two sides fit."""

    card: Side
    size: CardSize
    front: float
    back: float


def fit(pack: Pack) -> tuple[Fitting, ...]:
    """Each card at the smallest size at which both its sides fit, in the cards' order.

    A card that fits in none shows as much of its texts as fits on a page.
    """
    waiting = pack.cards
    found: dict[str, Fitting] = {}
    for size in pack.format.sizes:
        points = SIZES if size is not pack.format.sizes[-1] else (*SIZES, LAST)
        fitting = _fitting(pack, waiting, size, points)
        found |= {card.code: Fitting(card, size, *fitting[card.code]) for card in waiting
                  if card.code in fitting}  # fmt: skip
        waiting = tuple(card for card in waiting if card.code not in found)
        if not waiting:
            break
    found |= {fitting.card.code: fitting for fitting in _cut_off(pack, waiting)}
    return tuple(found[card.code] for card in pack.cards)


def _cut_off(pack: Pack, waiting: tuple[Side, ...]) -> list[Fitting]:
    """The beginnings of cards that are longer than the largest size."""
    size, fitted = pack.format.sizes[-1], []
    for most in SHORTER if waiting else ():
        shorter = tuple(shortened(card, most) for card in waiting)
        points = _fitting(pack, shorter, size, (*SIZES, LAST))
        if most == SHORTER[-1]:  # whatever it is, it is shown as far as it goes
            points = {card.code: (LAST, LAST) for card in shorter} | points
        fitted += [Fitting(card, size, *points[card.code]) for card in shorter
                   if card.code in points]  # fmt: skip
        waiting = tuple(card for card in waiting if card.code not in points)
    return fitted


def shortened(card: Side, most: int) -> Side:
    """The card with no more than `most` characters of each side's text."""
    return replace(card, front=beginning(card.front, most), back=beginning(card.back, most))


def beginning(text: str, most: int) -> str:
    """A Markdown text's beginning, cut between its blocks, lines or words, code closed."""
    if len(text) <= most:
        return text
    start = text[:most]
    cut = next((at for sign in ("\n\n", "\n", " ") if (at := start.rfind(sign)) > most / 2), most)
    start = start[:cut].rstrip()
    fences = [line.lstrip()[:3] for line in start.split("\n") if _FENCE.match(line)]
    closing = f"\n{fences[-1]}" if len(fences) % 2 else ""
    return f"{start}{closing}\n\n…"


_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")


def _fitting(
    pack: Pack, cards: tuple[Side, ...], size: CardSize, points: tuple[float, ...]
) -> dict[str, tuple[float, float]]:
    """By code, the largest type at which a card's two sides fit; cards that don't are absent.

    Most fit at the largest type, so that is tried alone before all the others at once.
    """
    found: dict[tuple[str, str], float] = {}
    room = size.height - PADDING - FOOT
    for start in range(0, len(cards), BATCH):
        hopeless: set[str] = set()
        for tried_points in (points[:1], points[1:]):
            tried = [
                (card, face, each)
                for card in cards[start : start + BATCH]
                for face in FACES
                if (card.code, face) not in found and card.code not in hopeless
                for each in tried_points
            ]
            tall = _heights(pack, tried, size.width - 2 * PADDING)
            for (card, face, each), high in zip(tried, tall, strict=True):
                if high <= room:
                    found.setdefault((card.code, face), each)
                elif high * SHRINKS * (points[-1] / each) ** 2 > room:
                    hopeless.add(card.code)
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
