"""A large page cut into tiles that an ordinary printer prints, and a map to join them."""

from __future__ import annotations

from pikepdf import Name

from builder.typeset.imposition.forms import (
    MM,
    PageForm,
    SheetError,
    Sheets,
    box,
    line,
    opened,
    paper_size,
)
from builder.typeset.imposition.grid import Map, Tile, grid
from builder.typeset.imposition.words import Labels, words


def tiles(pdf: bytes, *, paper: str = "a4", overlap: float = 10.0, labels: Labels) -> bytes:
    """Each page at its own size in tiles of the paper, after a map of its tiles.

    Nothing is printed within 5 mm of the paper's edge and nothing of the page within 8 mm.
    Neighbouring tiles both show a strip `overlap` mm wide; the one on the left or above is
    the one to glue on. Tiles are named by row letter and column number. Print at 100 %.
    """
    if not 0 <= overlap <= 50:
        raise SheetError(f"An overlap of {overlap} mm can't be glued; give 0 to 50 mm.")
    upright = paper_size(paper)
    with opened(pdf) as source:
        sheets = Sheets(source)
        maps = [Map(grid(page.size, upright, overlap * MM), upright) for page in sheets.pages]
        with opened(words(maps, paper, labels)) as written:
            overlay = iter(sheets.drawings(written))
            for page, its_map in zip(sheets.pages, maps, strict=True):
                _add_map(sheets, its_map, page, next(overlay))
                for tile in its_map.grid.tiles:
                    _add_tile(sheets, tile, page, next(overlay))
            sheets.prefer(PrintScaling=Name("/None"))
            return sheets.made()


_GAP = 0.5 * MM
_MARK = 2.5 * MM


def _add_tile(sheets: Sheets, tile: Tile, page: PageForm, written: PageForm) -> None:
    window, margins = tile.grid.window, tile.margins
    x = margins.width - tile.left
    y = margins.height + window.height + tile.top - page.size.height
    content = (
        f"q {box(margins.width, margins.height, window.width, window.height)} W n\n"
        f"{page.placed('Page', x, y)}Q\n0.25 w {_cut_marks(tile)}"
        f"q [3 2] 0 d {_glue_marks(tile)}Q\n{written.placed('Words', 0, 0)}"
    )
    sheets.add(tile.grid.paper, content, {"Page": page, "Words": written})


def _cut_marks(tile: Tile) -> str:
    left, bottom = tile.margins.width, tile.margins.height
    right, top = left + tile.grid.window.width, bottom + tile.grid.window.height
    across = [_ticks_across(tile, y) for y in (bottom, top)]
    down = [_ticks_down(tile, x) for x in (left, right)]
    return "".join([*across, *down])


def _glue_marks(tile: Tile) -> str:
    """Ticks where the next tile's edge comes to lie, and a line that it covers."""
    inside = 0.5 * MM
    left, bottom = tile.margins.width, tile.margins.height
    right, top = left + tile.grid.window.width, bottom + tile.grid.window.height
    overlap = tile.grid.overlap
    drawn = ""
    if tile.right_name and overlap > 2 * inside:
        x = right - overlap
        drawn += _ticks_down(tile, x) + line(x + inside, bottom, x + inside, top)
    if tile.lower_name and overlap > 2 * inside:
        y = bottom + overlap
        drawn += _ticks_across(tile, y) + line(left, y - inside, right, y - inside)
    return drawn


def _ticks_across(tile: Tile, y: float) -> str:
    left = tile.margins.width
    right = left + tile.grid.window.width
    return line(left - _GAP - _MARK, y, left - _GAP, y) + line(
        right + _GAP, y, right + _GAP + _MARK, y
    )


def _ticks_down(tile: Tile, x: float) -> str:
    bottom = tile.margins.height
    top = bottom + tile.grid.window.height
    return line(x, bottom - _GAP - _MARK, x, bottom - _GAP) + line(
        x, top + _GAP, x, top + _GAP + _MARK
    )


def _add_map(sheets: Sheets, its_map: Map, page: PageForm, written: PageForm) -> None:
    bottom = its_map.sheet.height - its_map.top - its_map.height
    each = list(its_map.grid.tiles)
    content = (
        f"{page.placed('Page', its_map.left, bottom, its_map.scale)}"
        f"0.75 w {''.join(_seen(its_map, tile) for tile in each)}"
        f"q [3 2] 0 d {''.join(_covered(its_map, tile) for tile in each)}Q\n"
        f"{written.placed('Words', 0, 0)}"
    )
    sheets.add(its_map.sheet, content, {"Page": page, "Words": written})


def _seen(its_map: Map, tile: Tile) -> str:
    """What of a tile is seen once its neighbours cover its strips."""
    x, y, width, height = its_map.seen(tile)
    return f"{box(x, its_map.sheet.height - y - height, width, height)} S\n"


def _covered(its_map: Map, tile: Tile) -> str:
    """The far edges of a tile's strips."""
    x, y, width, height = its_map.seen(tile)
    overlap = its_map.scale * tile.grid.overlap
    top, bottom = its_map.sheet.height - y, its_map.sheet.height - y - height
    right = x + width
    return (line(right + overlap, bottom, right + overlap, top) if tile.right_name else "") + (
        line(x, bottom - overlap, right, bottom - overlap) if tile.lower_name else ""
    )
