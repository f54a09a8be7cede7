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
    index: int = 0


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


class CardTooLong(pdf.PageError):
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
            for item in (*topic.terms, *topic.questions):
                sides.append(_side(item, topic.concept, foot, labels))
    return sides


def _side(item: Term | Question, concept: str, foot: str, labels: Any) -> Side:
    if isinstance(item, Question):
        return Side(labels["question"], item.ask, item.answer, True, foot, item.code)
    back = item.meaning or concept
    return Side(labels["terms"], item.name, back, bool(item.meaning), foot, item.code)


Fitted = list[tuple[tuple[int, int], list[tuple[Side, float]]]]


def _fit(course: Course, level: Level, setting: Setting, paper: Paper) -> Fitted:
    """The cards by the grid and the type size in which both sides fit."""
    waiting = _sides(course, level, setting)
    order = {side.code: index for index, side in enumerate(waiting)}
    fitted: Fitted = []
    for grid in GRIDS:
        width, height = _card_size(paper, grid)
        chosen: list[tuple[Side, float]] = []
        for size in SIZES:
            if not waiting:
                break
            heights = _heights(course, level, setting, waiting, width - 2 * PADDING, size)
            fits = [tall <= height - PADDING - FOOT for tall in heights]
            chosen += [(side, size) for side, ok in zip(waiting, fits, strict=True) if ok]
            waiting = [side for side, ok in zip(waiting, fits, strict=True) if not ok]
        if chosen:
            fitted.append((grid, sorted(chosen, key=lambda pair: order[pair[0].code])))
    if waiting:
        names = ", ".join(f"{side.code} ({markup.plain(side.front)[:40]})" for side in waiting)
        raise CardTooLong(f"cards longer than a page at {SIZES[-1]:g} pt: {names}; split them")
    return fitted


def _heights(
    course: Course, level: Level, setting: Setting, sides: list[Side], width: float, size: float
) -> list[float]:
    """The taller side of each card in millimetres, set at a width and a type size."""
    spots = [Spot(side, 0, 0, width, 0, size, index) for index, side in enumerate(sides)]
    html = _document("flashcards/measure.html", course, level, setting, spots=spots)
    boxes = pdf.boxes(html)
    pixels = (
        max(boxes[f"{face}-{spot.index}"].height for face in ("front", "back")) for spot in spots
    )
    return [each * 25.4 / 96 for each in pixels]


def _card_size(paper: Paper, grid: tuple[int, int]) -> tuple[float, float]:
    return (paper.width - 2 * EDGE) / grid[0], (paper.height - 2 * EDGE) / grid[1]


def _sheet(paper: Paper, grid: tuple[int, int], chosen: list[tuple[Side, float]]) -> Sheet:
    width, height = _card_size(paper, grid)
    front, back = [], []
    for index, (side, size) in enumerate(chosen):
        row, column = divmod(index, grid[0])
        top = EDGE + row * height
        front.append(Spot(side, EDGE + column * width, top, width, height, size))
        mirrored = grid[0] - 1 - column
        back.append(Spot(side, EDGE + mirrored * width, top, width, height, size))
    first, last = chosen[0][0].code, chosen[-1][0].code
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
