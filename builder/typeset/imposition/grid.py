"""How a large page is cut into tiles: sizes and places in points, no drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from builder.typeset.imposition.forms import MM, SheetError, SheetSize

MARGIN = 8 * MM
MOST_TILES = 200


@dataclass(frozen=True, slots=True)
class TileGrid:
    """How a page is cut: rows and columns of equal windows that overlap, in points."""

    page: SheetSize
    paper: SheetSize
    rows: int
    columns: int
    overlap: float

    @property
    def window(self) -> SheetSize:
        width = (self.page.width + (self.columns - 1) * self.overlap) / self.columns
        height = (self.page.height + (self.rows - 1) * self.overlap) / self.rows
        return SheetSize(width, height)

    @property
    def tiles(self) -> Iterator[Tile]:
        for row in range(self.rows):
            for column in range(self.columns):
                yield Tile(self, row, column)


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of a grid, its window in the middle of its paper."""

    grid: TileGrid
    row: int
    column: int

    @property
    def name(self) -> str:
        return _name(self.row, self.column)

    @property
    def left(self) -> float:
        """From the left edge of the page to the window's."""
        return self.column * (self.grid.window.width - self.grid.overlap)

    @property
    def top(self) -> float:
        """From the upper edge of the page down to the window's."""
        return self.row * (self.grid.window.height - self.grid.overlap)

    @property
    def margins(self) -> SheetSize:
        """From the paper's edges to the window's."""
        paper, window = self.grid.paper, self.grid.window
        return SheetSize((paper.width - window.width) / 2, (paper.height - window.height) / 2)

    @property
    def right_name(self) -> str:
        """The tile that covers the strip on the right, or nothing."""
        is_last = self.column == self.grid.columns - 1
        return "" if is_last else _name(self.row, self.column + 1)

    @property
    def lower_name(self) -> str:
        """The tile that covers the strip at the bottom, or nothing."""
        is_last = self.row == self.grid.rows - 1
        return "" if is_last else _name(self.row + 1, self.column)


def _name(row: int, column: int) -> str:
    return f"{chr(ord('A') + row)}{column + 1}"


def grid(page: SheetSize, upright: SheetSize, overlap: float) -> TileGrid:
    """The cut with the fewest tiles, on the paper upright or turned."""
    cuts = [_cut(page, paper, overlap) for paper in (upright, upright.turned)]
    best = min(cuts, key=lambda cut: (cut.rows * cut.columns, cut.paper.is_wide != page.is_wide))
    if best.rows * best.columns > MOST_TILES or best.rows > 26:
        raise SheetError(
            f"The page would take {best.rows * best.columns} sheets; choose a larger paper."
        )
    return best


def _cut(page: SheetSize, paper: SheetSize, overlap: float) -> TileGrid:
    def pieces(length: float, side: float) -> int:
        # A hair's breadth for sizes that were rounded on their way.
        return max(1, ceil((length - overlap - 0.01) / (side - 2 * MARGIN - overlap)))

    rows, columns = pieces(page.height, paper.height), pieces(page.width, paper.width)
    return TileGrid(page, paper, rows, columns, overlap)


@dataclass(frozen=True, slots=True)
class Map:
    """Where the small picture of the page stands on the map's sheet."""

    grid: TileGrid
    sheet: SheetSize

    @property
    def scale(self) -> float:
        wide = (self.sheet.width - 30 * MM) / self.grid.page.width
        high = self.sheet.height * 0.45 / self.grid.page.height
        return min(wide, high, 1)

    @property
    def left(self) -> float:
        return (self.sheet.width - self.scale * self.grid.page.width) / 2

    @property
    def top(self) -> float:
        """From the sheet's upper edge."""
        return 42 * MM

    @property
    def height(self) -> float:
        return self.scale * self.grid.page.height

    def seen(self, tile: Tile) -> tuple[float, float, float, float]:
        """What is seen of a tile once all are joined: left, top, width and height.

        From the sheet's left and upper edges.
        """
        window, overlap = self.grid.window, self.grid.overlap
        width = window.width - (overlap if tile.right_name else 0)
        height = window.height - (overlap if tile.lower_name else 0)
        x, y = self.left + self.scale * tile.left, self.top + self.scale * tile.top
        return x, y, self.scale * width, self.scale * height

    def middle(self, tile: Tile) -> tuple[float, float]:
        """The middle of what is seen of a tile."""
        x, y, width, height = self.seen(tile)
        return x + width / 2, y + height / 2
