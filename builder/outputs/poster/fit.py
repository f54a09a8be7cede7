"""How a poster is laid out: the largest type at which its cards fill the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.typeset import packing
from builder.typeset.packing import Columns, Field

LARGEST, SMALLEST = 36.0, 1.0  # points; what can't be read is told, not refused
WIDTHS = (15.0, 22.0, 34.0)  # ems at which cards are measured
POINT = 25.4 / 72  # millimetres


@dataclass(frozen=True, slots=True)
class PosterPage:
    """The room for cards in millimetres, and the gap between them."""

    width: float
    height: float
    gap: float

    def column(self, columns: int) -> float:
        """A column's width."""
        return (self.width - (columns - 1) * self.gap) / columns


@dataclass(frozen=True, slots=True)
class Layout:
    """A type size in points, and each field's cards in their columns."""

    size: float
    fields: tuple[Columns, ...]

    @property
    def columns(self) -> int:
        return sum(len(columns) for columns in self.fields)


Parts = Sequence[tuple[int | None, tuple[int, ...]]]
"""The fields: the index of the block that is its head, if it has one, and of its cards."""


def fields(parts: Parts, heights: Sequence[float]) -> list[Field]:
    """The fields with their heads' heights."""
    return [Field(0 if head is None else heights[head], cards) for head, cards in parts]


def best(parts: Parts, measured: Sequence[Sequence[float]], page: PosterPage) -> Layout | None:
    """The layout with the largest type, by blocks measured in ems at each of WIDTHS."""
    found: Layout | None = None
    cards = sum(len(each) for _, each in parts)
    for columns in _likely(len(parts), cards, measured, page):
        layout = _largest(parts, measured, page, columns)
        if layout and (found is None or layout.size > found.size + 0.05):
            found = layout
    return found


def _likely(
    fields: int, cards: int, measured: Sequence[Sequence[float]], page: PosterPage
) -> range:
    """How many columns there may be: by the size of type at which all cards cover the page."""
    middle = len(WIDTHS) // 2
    area = sum(each[middle] for each in measured) * WIDTHS[middle]
    em = min(LARGEST * POINT, (page.width * page.height / max(area, 1)) ** 0.5)
    few = max(fields, int(page.width / (em * WIDTHS[-1] * 1.3)))
    many = max(few, min(cards, int(page.width / (em * WIDTHS[0] * 0.75))))
    return range(few, many + 1)


def fitted(
    layout: Layout, parts: Parts, page: PosterPage, measure: Callable[[float, float], list[float]]
) -> tuple[Layout, list[float]] | None:
    """The layout with heights, in millimetres, as `measure` finds them at its size and width.

    What was reckoned between two widths may be a little off: then the type shrinks a little.
    """
    size = layout.size
    while size >= SMALLEST:
        heights = measure(size, page.column(layout.columns))
        found = packing.shared(
            fields(parts, heights), heights, layout.columns, page.height, page.gap
        )
        if found is not None:
            return Layout(size, found), heights
        size = round(size * 0.985, 2)
    return None


def ems(heights: Sequence[float], blocks: int) -> list[list[float]]:
    """Heights in ems by block and width, from those in millimetres of all, set at 10 points."""
    em, each = 10 * POINT, len(WIDTHS)
    return [
        [height / em for height in heights[block * each : (block + 1) * each]]
        for block in range(blocks)
    ]


def _largest(
    parts: Parts, measured: Sequence[Sequence[float]], page: PosterPage, columns: int
) -> Layout | None:
    low, high = SMALLEST, LARGEST
    found: Layout | None = None
    for size in (SMALLEST, *[0.0] * 12):
        tried = size or (low + high) / 2
        em = tried * POINT
        width = page.column(columns) / em
        layout = None
        if width >= WIDTHS[0]:
            heights = [_between(each, width) * em for each in measured]
            layout = packing.shared(fields(parts, heights), heights, columns, page.height, page.gap)
        if layout is None:
            if size:
                return None
            high = tried
        else:
            low, found = tried, Layout(round(tried, 2), layout)
    return found if found and page.column(columns) / (found.size * POINT) <= 48 else None


def _between(heights: Sequence[float], width: float) -> float:
    """The height at a width, between those measured on both sides of it.

    A text takes about the same area at every width, so heights go with one over the width.
    """
    for (narrow, tall), (wide, low) in pairwise(zip(WIDTHS, heights, strict=True)):
        if width <= wide:
            return low + (tall - low) * (1 / width - 1 / wide) / (1 / narrow - 1 / wide)
    return heights[-1]
