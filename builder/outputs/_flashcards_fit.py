"""Which size of card and of type a flashcard's text fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from builder import outline
from builder.course.model import Course, Level, Picture
from builder.typeset import markup, page, pdf
from builder.typeset.page import Paper
from builder.typeset.templates import Templates

GRIDS = ((2, 4), (1, 4), (1, 2), (1, 1))  # columns and rows of a sheet, tried in turn
SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)  # points, tried in turn
FACES = ("front", "back")
EDGE = 11.0  # millimetres from the paper's edge to the cards
PADDING = 5.0  # from a card's edge to its text
FOOT = 7.0  # kept free for the foot line
MILLIMETRE = 25.4 / 96  # of a CSS pixel


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
class Pack:
    """A level's cards, and what their pages are set with; `cover` has no content."""

    cover: Course
    level: Level
    templates: Templates
    paper: Paper
    cards: tuple[Side, ...]
    pictures: tuple[Picture, ...]

    def document(self, name: str, **values: Any) -> str:
        """The HTML of one of the flashcards' templates."""
        labels = page.labels(self.templates, self.cover.language)
        title = f"{self.cover.title} · {labels['flashcards']} · {labels['level']}"
        title = f"{title} {self.level.number} {self.level.name}"
        return page.document(
            self.templates,
            name,
            paper=self.paper,
            language=self.cover.language,
            keep_words=self.cover.keep_words,
            pictures=outline.on_paper(self.pictures),
            course=self.cover,
            level=self.level,
            edition=outline.edition(self.cover, self.level, self.cards, self.pictures),
            accent=page.accent(self.templates, self.level.number),
            title=title,
            head=title,
            **values,
        )


@dataclass(frozen=True, slots=True)
class Fitting:
    """A card with the type sizes, in points, at which its two sides fit."""

    card: Side
    front: float
    back: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Cards that share a size: `columns` by `rows` on a sheet, in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    cards: tuple[Fitting, ...] = ()


class CardTooLongError(pdf.PageError):
    """A card whose text fills more than a page at the smallest size."""


def fit(pack: Pack) -> list[Grid]:
    """The cards by the grid in which both their sides fit, the smallest cards first.

    Raises CardTooLongError naming the cards that fit in none.
    """
    waiting = pack.cards
    grids: list[Grid] = []
    for columns, rows in GRIDS:
        if not waiting:
            break
        width = (pack.paper.width - 2 * EDGE) / columns
        height = (pack.paper.height - 2 * EDGE) / rows
        sizes = _sizes(pack, waiting, width, height)
        chosen = tuple(Fitting(c, *sizes[c.code]) for c in waiting if c.code in sizes)
        if chosen:
            grids.append(Grid(columns, rows, width, height, chosen))
        waiting = tuple(card for card in waiting if card.code not in sizes)
    if waiting:
        names = ", ".join(f"{card.code} ({markup.plain(card.front)[:40]})" for card in waiting)
        raise CardTooLongError(f"cards longer than a page at {SIZES[-1]:g} pt: {names}; split them")
    return grids


def _sizes(
    pack: Pack, cards: tuple[Side, ...], width: float, height: float
) -> dict[str, tuple[float, float]]:
    """By code, the largest sizes at which a card's two sides fit; cards that don't are absent.

    Most fit at the largest size, so that is tried alone before all the others at once.
    """
    found: dict[tuple[str, str], float] = {}
    for sizes in (SIZES[:1], SIZES[1:]):
        tried = [
            (card, face, size)
            for card in cards
            for face in FACES
            if (card.code, face) not in found
            for size in sizes
        ]
        heights = _heights(pack, tried, width - 2 * PADDING)
        for (card, face, size), tall in zip(tried, heights, strict=True):
            if tall <= height - PADDING - FOOT:
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
    boxes = pdf.boxes(pack.document("flashcards/measure.html", tried=tried, width=width))
    return [boxes[f"s-{index}"].height * MILLIMETRE for index in range(len(tried))]
