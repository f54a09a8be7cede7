"""A finished PDF arranged on sheets: booklet, two pages a sheet, tiles of a large page.

What is arranged is the drawing of a page: links, bookmarks, tags and annotations stay behind.
Every function takes and gives a PDF's bytes, and raises SheetError, a ValueError, where the
PDF is encrypted or broken.
"""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Name

from builder.typeset.imposition.forms import MM, SheetError, Sheets, SheetSize, opened, paper_size
from builder.typeset.imposition.tiles import tiles
from builder.typeset.imposition.words import Labels

__all__ = ["Labels", "SheetError", "booklet", "tiles", "two_up"]


def booklet(pdf: bytes, *, paper: str = "a4") -> bytes:
    """The pages as sheets to fold in the middle and staple through the fold.

    Print on both sides, flipped on the short edge. Each sheet is the paper turned on its side
    and holds two pages a side, scaled to fit; blank pages at the end fill up the last sheet.
    An inner sheet's pages stand nearer to the fold, by the sheets' thickness, so that none
    runs into the fold and the outer margins come out even once the folded booklet is cut.
    """
    sheet = paper_size(paper).turned
    with opened(pdf) as source:
        sheets = Sheets(source)
        count = -(-len(sheets.pages) // 4)
        if count > MOST_SHEETS:
            raise SheetError(
                f"The PDF has {len(sheets.pages)} pages; a folded booklet holds {MOST_SHEETS * 4}."
            )
        for depth in range(count):
            gap = (count - 1 - depth) * THICKNESS
            slot = SheetSize(sheet.width / 2 - (count - 1) * THICKNESS, sheet.height)
            before = _Slot(sheet.width / 2 - gap - slot.width, 0, slot, lean=1)
            after = _Slot(sheet.width / 2 + gap, 0, slot, lean=0)
            for left, right in _sides(depth, count * 4):
                _add(sheets, sheet, (left, before), (right, after))
        sheets.prefer(Duplex=Name.DuplexFlipShortEdge)
        return sheets.made()


def two_up(pdf: bytes, *, paper: str = "a4") -> bytes:
    """Two pages a sheet in reading order, scaled to fit.

    Upright pages stand side by side on paper turned on its side, wide pages one above the
    other on upright paper; the first page decides for all.
    """
    with opened(pdf) as source:
        sheets = Sheets(source)
        is_stacked = sheets.pages[0].size.is_wide
        sheet = paper_size(paper) if is_stacked else paper_size(paper).turned
        first, second = _halves(sheet, is_stacked)
        for page in range(0, len(sheets.pages), 2):
            _add(sheets, sheet, (page, first), (page + 1, second))
        return sheets.made()


# Of 80 g paper. More than forty sheets don't fold or staple.
THICKNESS = 0.1 * MM
MOST_SHEETS = 40


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where on a sheet a page goes; `lean` is 0 for its left side, 1 for its right side."""

    left: float
    bottom: float
    size: SheetSize
    lean: float = 0.5


def _sides(depth: int, count: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The pages (left, right) on the front and on the back of a sheet; 0 is the outermost."""
    first = 2 * depth
    return (count - 1 - first, first), (first + 1, count - 2 - first)


def _halves(sheet: SheetSize, is_stacked: bool) -> tuple[_Slot, _Slot]:
    if is_stacked:
        half = SheetSize(sheet.width, sheet.height / 2)
        return _Slot(0, half.height, half), _Slot(0, 0, half)
    half = SheetSize(sheet.width / 2, sheet.height)
    return _Slot(0, 0, half), _Slot(half.width, 0, half)


def _add(sheets: Sheets, sheet: SheetSize, *spots: tuple[int, _Slot]) -> None:
    there = {f"P{page}": slot for page, slot in spots if page < len(sheets.pages)}
    drawings = {f"P{page}": sheets.pages[page] for page, _ in spots if page < len(sheets.pages)}
    content = ""
    for name, drawing in drawings.items():
        slot, size = there[name], drawing.size
        scale = min(slot.size.width / size.width, slot.size.height / size.height)
        x = slot.left + slot.lean * (slot.size.width - scale * size.width)
        y = slot.bottom + (slot.size.height - scale * size.height) / 2
        content += drawing.placed(name, x, y, scale)
    sheets.add(sheet, content, drawings)
