"""Flashcards: cut-out cards, backs mirrored for a duplex print flipped on the long edge.

A card takes the largest type at which both its sides fit; one that fits in none takes a
larger card, on sheets of their own after the others, so that nothing is ever cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from builder import outline
from builder.artefact import Artefact, Setting
from builder.course.model import Course, Level, Question, Term
from builder.typeset import markup, page, pdf
from builder.typeset.page import Paper

GRIDS = ((2, 4), (1, 4), (1, 2), (1, 1))  # columns and rows of a sheet, tried in turn
SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)  # points, tried in turn
EDGE = 11.0  # millimetres from the paper's edge to the cards
FACES = ("front", "back")
PADDING = 5.0  # from a card's edge to its text
FOOT = 7.0  # kept free for the foot line


@dataclass(frozen=True, slots=True)
class Side:
    """What a card prints: Markdown `front` and `back`, and plain words around them."""

    kind: str
    front: str
    back: str
    answered: bool
    foot: str
    code: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A card on its sheet: place and size in millimetres, type size in points."""

    card: Side
    left: float
    top: float
    width: float
    height: float
    size: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A short line at the edge of the sheet that says where to cut, in millimetres."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The two faces of a sheet, and the codes of its first and last card."""

    front: tuple[Spot, ...]
    back: tuple[Spot, ...]
    cuts: tuple[Cut, ...]
    first: str
    last: str


class CardTooLongError(pdf.PageError):
    """A card whose text fills more than a page at the smallest size."""


def artefacts(course: Course, setting: Setting) -> list[Artefact]:
    """One `flashcards-N.pdf` a level that has cards."""
    return [
        Artefact(f"flashcards-{level.number}.pdf", partial(_make, course, level, setting))
        for level in setting.levels
        if _sides(course, level, setting)
    ]


def _make(course: Course, level: Level, setting: Setting) -> bytes:
    paper = page.PAPERS[setting.paper]
    fitted = _fit(course, level, setting, paper)
    sheets = [
        _sheet(paper, grid, chosen[start : start + grid[0] * grid[1]])
        for grid, chosen in fitted
        for start in range(0, len(chosen), grid[0] * grid[1])
    ]
    html = _document("flashcards/flashcards.html", course, level, setting, sheets=sheets)
    return pdf.render(html)


def _sides(course: Course, level: Level, setting: Setting) -> list[Side]:
    labels = page.labels(setting.templates, course.language)
    sides = []
    for chapter in outline.chapters(course, level):
        for topic in chapter.topics:
            foot = f"{topic.number} {markup.plain(topic.title)} · {level.name}"
            sides += [_side(item, topic.concept, foot, labels) for item in topic.terms]
            sides += [_side(item, topic.concept, foot, labels) for item in topic.questions]
    return sides


def _side(item: Term | Question, concept: str, foot: str, labels: Any) -> Side:
    if isinstance(item, Question):
        return Side(labels["question"], item.ask, item.answer, True, foot, item.code)
    back = item.meaning or concept
    return Side(labels["terms"], item.name, back, bool(item.meaning), foot, item.code)


@dataclass(frozen=True, slots=True)
class Fitting:
    """A card with the type sizes, in points, at which its two sides fit."""

    card: Side
    front: float
    back: float


Fitted = list[tuple[tuple[int, int], list[Fitting]]]


def _fit(course: Course, level: Level, setting: Setting, paper: Paper) -> Fitted:
    """The cards by the grid in which both their sides fit, the smallest cards first."""
    waiting = _sides(course, level, setting)
    fitted: Fitted = []
    for grid in GRIDS:
        if not waiting:
            break
        sizes = _sizes(course, level, setting, waiting, _card_size(paper, grid))
        chosen = [Fitting(card, *sizes[card.code]) for card in waiting if card.code in sizes]
        if chosen:
            fitted.append((grid, chosen))
        waiting = [card for card in waiting if card.code not in sizes]
    if waiting:
        names = ", ".join(f"{card.code} ({markup.plain(card.front)[:40]})" for card in waiting)
        raise CardTooLongError(f"cards longer than a page at {SIZES[-1]:g} pt: {names}; split them")
    return fitted


def _sizes(
    course: Course, level: Level, setting: Setting, cards: list[Side], room: tuple[float, float]
) -> dict[str, tuple[float, float]]:
    """By code, the largest sizes at which a card's two sides fit; cards that don't are absent.

    Most fit at the largest size, so that is tried alone before all the others at once.
    """
    found: dict[tuple[str, str], float] = {}
    for sizes in (SIZES[:1], SIZES[1:]):
        tried = [c for c in cards if any((c.code, face) not in found for face in FACES)]
        spots = [Spot(card, 0, 0, room[0], 0, size) for card in tried for size in sizes]
        heights = _heights(course, level, setting, spots)
        for spot, (front, back) in zip(spots, heights, strict=True):
            for face, height in (("front", front), ("back", back)):
                if height <= room[1] - PADDING - FOOT:
                    found.setdefault((spot.card.code, face), spot.size)
    return {
        card.code: (found[card.code, "front"], found[card.code, "back"])
        for card in cards
        if all((card.code, face) in found for face in FACES)
    }


def _heights(
    course: Course, level: Level, setting: Setting, spots: list[Spot]
) -> list[tuple[float, float]]:
    """The height of each spot's front and back in millimetres, set at its width and size."""
    if not spots:
        return []
    numbered = [
        {"index": index, "card": spot.card, "size": spot.size, "width": spot.width - 2 * PADDING}
        for index, spot in enumerate(spots)
    ]
    html = _document("flashcards/measure.html", course, level, setting, spots=numbered)
    boxes = pdf.boxes(html)
    millimetre = 25.4 / 96
    return [
        (boxes[f"front-{n}"].height * millimetre, boxes[f"back-{n}"].height * millimetre)
        for n in range(len(spots))
    ]


def _card_size(paper: Paper, grid: tuple[int, int]) -> tuple[float, float]:
    return (paper.width - 2 * EDGE) / grid[0], (paper.height - 2 * EDGE) / grid[1]


def _sheet(paper: Paper, grid: tuple[int, int], chosen: list[Fitting]) -> Sheet:
    width, height = _card_size(paper, grid)
    front, back = [], []
    for index, each in enumerate(chosen):
        row, column = divmod(index, grid[0])
        top = EDGE + row * height
        front.append(Spot(each.card, EDGE + column * width, top, width, height, each.front))
        mirrored = grid[0] - 1 - column
        back.append(Spot(each.card, EDGE + mirrored * width, top, width, height, each.back))
    first, last = chosen[0].card.code, chosen[-1].card.code
    return Sheet(tuple(front), tuple(back), _cuts(paper, grid), first, last)


def _cuts(paper: Paper, grid: tuple[int, int]) -> tuple[Cut, ...]:
    width, height = _card_size(paper, grid)
    long, thin, away = 5.0, 0.2, 4.0
    down = [EDGE + column * width for column in range(grid[0] + 1)]
    across = [EDGE + row * height for row in range(grid[1] + 1)]
    return (
        *(Cut(x, y, thin, long) for x in down for y in (away, paper.height - away - long)),
        *(Cut(x, y, long, thin) for y in across for x in (away, paper.width - away - long)),
    )


def _document(name: str, course: Course, level: Level, setting: Setting, **values: Any) -> str:
    labels = page.labels(setting.templates, course.language)
    title = f"{course.title} · {labels['flashcards']} · {labels['level']} {level.number}"
    return page.document(
        setting.templates,
        name,
        paper=page.PAPERS[setting.paper],
        language=course.language,
        keep_words=course.keep_words,
        course=course,
        level=level,
        edition=outline.edition(course),
        accent=page.accent(setting.templates, level.number),
        title=title,
        head=title,
        **values,
    )
