"""The sizes that cards come in, and where they stand on a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from builder.documents.options import Cards
from builder.typeset.papers import PAPERS, Paper

EDGE = 11.0  # millimetres from the paper's edge to the cards, at least


@dataclass(frozen=True, slots=True)
class CardSize:
    """A card in millimetres, and how many of them stand side by side."""

    width: float
    height: float
    columns: int = 1


@dataclass(frozen=True, slots=True)
class CardFormat:
    """A paper with room for cards in its middle, in millimetres.

    `sizes` are tried in turn, each at least as wide and as high as the one before. A sheet that
    is perforated has no marks to cut by.
    """

    paper: Paper
    width: float
    height: float
    sizes: tuple[CardSize, ...]
    is_perforated: bool = False

    @property
    def left(self) -> float:
        return (self.paper.width - self.width) / 2

    @property
    def top(self) -> float:
        return (self.paper.height - self.height) / 2


def card_format(cards: Cards, paper: Paper) -> CardFormat:
    """The format of that name; a text too long for a card takes a larger one of the sheet."""
    if cards == "avery-5371":
        return _fixed(PAPERS["letter"], *_BUSINESS, columns=2, rows=5, is_perforated=True)
    width, height = paper.width - 2 * EDGE, paper.height - 2 * EDGE
    if cards in _MILLIMETRES:
        wide, high = _MILLIMETRES[cards]
        return _fixed(paper, wide, high, int(width // wide), int(height // high))
    if cards in _GRIDS:
        columns, rows = _GRIDS[cards]
        return _fixed(paper, width / columns, height / rows, columns, rows)
    return CardFormat(paper, width, height, tuple(_auto(width, height)))


_BUSINESS = 88.9, 50.8  # 3.5 by 2 inches
_MILLIMETRES = {"business": _BUSINESS, "index": (127.0, 76.2)}
_GRIDS = {"8": (2, 4), "10": (2, 5), "15": (3, 5)}


def _auto(width: float, height: float) -> Iterable[CardSize]:
    for columns, part in ((3, 1 / 6), (3, 1 / 5), (3, 1 / 4), (2, 1 / 4), (2, 2 / 5)):
        yield CardSize(width / columns, height * part, columns)
    for part in (2 / 5, 3 / 5, 1):
        yield CardSize(width, height * part)


def _fixed(
    paper: Paper, width: float, height: float, columns: int, rows: int, is_perforated: bool = False
) -> CardFormat:
    """Cards of one size; longer texts go over a whole row, two, half of the rows, and all."""
    spans = sorted({1, 2, -(-rows // 2), rows} & set(range(1, rows + 1)))
    larger = (CardSize(width * columns, height * span) for span in spans)
    sizes = dict.fromkeys((CardSize(width, height, columns), *larger))
    return CardFormat(paper, width * columns, height * rows, tuple(sizes), is_perforated)
