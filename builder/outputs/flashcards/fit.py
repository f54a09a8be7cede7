"""Which size of card and of type a flashcard's text fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from builder.content.model import Cloze, Question
from builder.documents.galleys import PIXEL, Block, Galleys
from builder.documents.options import Flip
from builder.documents.sectioned import Frame
from builder.kinds.facet import asked_alone
from builder.outputs.flashcards.sizes import CardFormat, CardSize
from builder.typeset.galleys.galley import Galley
from builder.typeset.text import measure

SIZES = (11.0, 10.0, 9.0, 8.0)  # points, tried in turn
LAST = 7.0  # points, where a text fills a whole sheet
FACES = ("front", "back")
PADDING = 4.0  # millimetres from a card's edge to its text
FOOT = 7.9  # kept free for the foot line: it ends 2.5 from the edge, and 3 are between
LONGEST = 6_000  # characters of a side: no page holds more at the smallest size
SHORTER = (3_000, 1_500, 700, 300)  # characters, tried in turn where a page holds fewer
SHRINKS = 0.9  # a text's height falls with its type's square, or a little more; no use beyond
WIDENS = 0.8  # as much for a width: lines that are longer are filled better
BAR = 2.0  # millimetres that a front's bar takes
GAP = 1.0  # between the parts of a name that stands alone
TEMPLATE = "flashcards/flashcards.html"


@dataclass(frozen=True, slots=True)
class Side:
    """What a card prints: Markdown `front` and `back`, and plain words around them.

    `chosen` is the question whose choices stand on both sides, `cloze` the sentence that stands
    there, with room for its gaps on the front; None where the card has none. Whether more than
    one choice is right is said on the front, which tells no more of them. A name alone stands in
    the middle of its side.
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
    has_several: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """A level's cards, what their pages are set with, and the level's name on their feet."""

    frame: Frame
    format: CardFormat
    flip: Flip
    cards: tuple[Side, ...]
    level: str


@dataclass(frozen=True, slots=True)
class CardFace:
    """A side as it is set: its card's size in millimetres, its type's in points, its foot."""

    card: Side
    face: str
    width: float
    height: float
    size: float
    foot: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """A card, its size, and the type sizes, in points, at which its two sides fit."""

    card: Side
    size: CardSize
    front: float
    back: float


def fit(pack: Pack, store: Galleys | None = None) -> tuple[Fitting, ...]:
    """Each card at the smallest size at which both its sides fit, in the cards' order.

    A card that fits in none shows as much of its texts as fits on a page. `store` gets the
    galleys of both sides.
    """
    store = store or galleys(pack)
    waiting = pack.cards
    found: dict[str, Fitting] = {}
    set_: dict[tuple[str, str], list[Tall]] = {}
    for size in pack.format.sizes:
        points = SIZES if size is not pack.format.sizes[-1] else (*SIZES, LAST)
        found |= {
            each.card.code: each for each in _fitting(pack, store, waiting, size, points, set_)
        }
        waiting = tuple(card for card in waiting if card.code not in found)
        if not waiting:
            break
    found |= {fitting.card.code: fitting for fitting in _cut_off(pack, store, waiting)}
    return tuple(found[card.code] for card in pack.cards)


def _cut_off(pack: Pack, store: Galleys, waiting: tuple[Side, ...]) -> list[Fitting]:
    """The beginnings of cards that are longer than the largest size."""
    size, fitted = pack.format.sizes[-1], []
    for most in SHORTER if waiting else ():
        shorter = tuple(shortened(card, most) for card in waiting)
        found = _fitting(pack, store, shorter, size, (*SIZES, LAST), {})
        done = {each.card.code for each in found}
        fitted += found
        if most == SHORTER[-1]:  # whatever it is, it is shown as far as it goes
            fitted += [Fitting(c, size, LAST, LAST) for c in shorter if c.code not in done]
        waiting = tuple(card for card in waiting if card.code not in done)
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


def galleys(pack: Pack) -> Galleys:
    """What sets and keeps the sides of a pack's cards."""
    return Galleys(pack.frame, TEMPLATE)


def placed(store: Galleys, faces: Sequence[CardFace]) -> list[Galley]:
    """Sides that fit, as they stand in places that may be larger than their cards."""
    found = store.of([_block(face) for face in faces])
    lost = [at for at, galley in enumerate(found) if not galley.is_drawn]
    whole = store.of([replace(_block(faces[at]), room=inf) for at in lost])
    for at, galley in zip(lost, whole, strict=True):
        found[at] = galley
    return found


def foot_of(card: Side, level: str, width: float) -> str:
    """A card's topic, shortened where it is too long for a card's width, and its level."""
    em = 7 * 25.4 / 72
    room = (width - 2 * PADDING - 18) / em - measure.width(f" · {level}")
    topic = card.topic
    while topic and measure.width(topic) > room:
        topic = topic.rstrip("…")[:-1].rstrip() + "…" if len(topic) > 2 else ""
    return f"{topic} · {level}" if topic else level


def face_of(card: Side, face: str, size: tuple[float, float], points: float, foot: str) -> CardFace:
    """A side without what only the other one shows: an edit there sets nothing here again."""
    if face == "back":
        shown = replace(card, front="", hint="", topic="", is_name=False, has_several=False)
    else:
        chosen = asked_alone(card.chosen) if card.chosen else None
        cloze = asked_alone(card.cloze) if card.cloze else None
        shown = replace(card, back="", answered=True, topic="", chosen=chosen, cloze=cloze)
    return CardFace(shown, face, *size, points, foot)


def _fitting(
    pack: Pack,
    store: Galleys,
    cards: tuple[Side, ...],
    size: CardSize,
    points: tuple[float, ...],
    set_: dict[tuple[str, str], list[Tall]],
) -> list[Fitting]:
    """The cards whose two sides fit a size, each with the largest type at which they do.

    What fits is drawn as well, so the side with more on it comes first, and the other one only
    where that fits. `set_` remembers how tall sides were, over all sizes.
    """
    found: dict[tuple[str, str], float] = {}
    for turn in (0, 1):
        for each in points:
            tried = [
                face_of(card, face, (size.width, size.height), each, foot)
                for card in cards
                for face in [_fullest_first(card)[turn]]
                if turn == 0 or (card.code, _fullest_first(card)[0]) in found
                if (card.code, face) not in found
                and not any(
                    _is_hopeless(tall, size, each) for tall in set_.get((card.code, face), ())
                )
                for foot in [foot_of(card, pack.level, size.width)]
            ]
            for side, galley in zip(tried, store.of([_block(s) for s in tried]), strict=True):
                key = side.card.code, side.face
                if galley.is_drawn:
                    found[key] = each
                else:
                    tall = Tall(galley.tall * PIXEL, size.width, each)
                    set_.setdefault(key, []).append(tall)
    return [
        Fitting(card, size, found[card.code, "front"], found[card.code, "back"])
        for card in cards
        if all((card.code, face) in found for face in FACES)
    ]


def _fullest_first(card: Side) -> tuple[str, str]:
    is_named = len(card.back) < len(card.front) and not card.chosen and not card.cloze
    return ("front", "back") if is_named else ("back", "front")


@dataclass(frozen=True, slots=True)
class Tall:
    """How tall a text was, in millimetres, on a card of some width, in a type of some points."""

    height: float
    width: float
    points: float


def _block(face: CardFace) -> Block:
    around = (BAR if face.face == "front" else 0.0) + (GAP if face.card.is_name else 0.0)
    return Block(face, face.height - PADDING - FOOT - around)


def _is_hopeless(before: Tall, size: CardSize, points: float) -> bool:
    """Whether a text that was so tall can't fit a size of card in a type of so many points.

    Its height falls with its type's square at most, and with its width where that grows; what
    doesn't run on, such as code, falls by less.
    """
    wider = (before.width - 2 * PADDING) / (size.width - 2 * PADDING)
    least = before.height * min(1.0, points / before.points) ** 2 * wider
    return least * (SHRINKS if wider == 1 else WIDENS) > size.height - PADDING - FOOT
