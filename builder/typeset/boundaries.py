"""Whether what was laid out stays on its page and can be read, before it is drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pikepdf

from builder.typeset.errors import PageError

if TYPE_CHECKING:
    from weasyprint import Document

EDGE = 4.0  # millimetres at a page's edges that printers leave white
SMALLEST = 6.0  # points
PIXEL = 25.4 / 96  # millimetres
SLIP = 2.0  # CSS pixels: a space at a line's end may stand out as far


def check(document: Document, smallest: float = SMALLEST) -> None:
    """Raise PageError for text or a picture past the page's edge, or text below a size in points.

    The error names the nearest element above that has an id.
    """
    before: tuple[str, ...] = ()
    for page in document.pages:
        for box, words in _shown(page._page_box):
            size = box.style["font_size"] * 0.75
            if size < smallest - 0.01 and words:
                said = f"text is set too small to be read ({size:.1f} pt)"
                raise PageError(
                    said, _near(page, box) or before, "give it more room or fewer words"
                )
            if _is_outside(box, page):
                said = f"this runs off the page: {words[:40]}" if words else "a picture runs off"
                raise PageError(said, _near(page, box) or before, "shorten it, or break it up")
        before = _last(page) or before


def check_block(block: Any, smallest: float = SMALLEST) -> None:
    """Raise PageError for text or a picture past the edges of a block, or text below a size."""
    name = block.element.get("id") if block.element is not None else None
    for box, words in _shown(block):
        size = box.style["font_size"] * 0.75
        if size < smallest - 0.01 and words:
            said = f"text is set too small to be read ({size:.1f} pt)"
            raise PageError(said, (name,) if name else (), "give it more room or fewer words")
        if _is_past(box, block):
            said = f"this runs off the page: {words[:40]}" if words else "a picture runs off"
            raise PageError(said, (name,) if name else (), "shorten it, or break it up")


def runs_off(block: Any) -> bool:
    """Whether text or a picture goes past the edges of a block."""
    return any(_is_past(box, block) for box, _ in _shown(block))


def _is_past(box: Any, block: Any) -> bool:
    left, top = block.position_x - SLIP, block.position_y - SLIP
    right, bottom = left + block.margin_width() + 2 * SLIP, top + block.margin_height() + 2 * SLIP
    across = box.position_x < left or box.position_x + box.width > right
    return bool(across or box.position_y < top or box.position_y + box.height > bottom)


def _last(page: Any) -> tuple[str, ...]:
    """The lowest element with an id, which may go on over the page."""
    tops = [(top, name) for name, (_, top, *_) in page.anchors.items()]
    return (max(tops)[1],) if tops else ()


def _shown(page_box: Any) -> Iterator[tuple[Any, str]]:
    """The boxes that show something: texts with their words, and pictures."""
    from weasyprint.formatting_structure import boxes

    for box in page_box.descendants(placeholders=True):
        if isinstance(box, boxes.TextBox):
            if box.text.strip():
                yield box, box.text.strip()
        elif isinstance(box, boxes.ReplacedBox):
            yield box, ""


def _is_outside(box: Any, page: Any) -> bool:
    """Whether a box leaves the margins at the sides, or what can be printed above or below."""
    sheet = page._page_box
    edge = EDGE / PIXEL - 0.5
    left = max(edge, sheet.margin_left - SLIP)
    right = page.width - max(edge, sheet.margin_right - SLIP)
    top, bottom = box.position_y, box.position_y + box.height
    across = box.position_x < left or box.position_x + box.width > right
    return bool(across or top < edge or bottom > page.height - edge)


def _near(page: Any, box: Any) -> tuple[str, ...]:
    """The element with an id that begins nearest above a box, in the column it stands in."""
    above = [
        (top, -abs(left - box.position_x), name)
        for name, (left, top, *_) in page.anchors.items()
        if top <= box.position_y + 1
    ]
    return (max(above)[2],) if above else ()


def smallest_text(pdf: bytes) -> float:
    """The size in points of the smallest text that a PDF's pages show; 0 where there is none."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        sizes = [
            float(size) * 0.75
            for page in opened.pages
            for stream in _streams(page)
            for _, size in _SET.findall(bytes(stream.read_bytes()))
        ]
    return round(min(sizes, default=0.0), 2)


def lines(pdf: bytes) -> tuple[int, int]:
    """How many pages a PDF has, and how many lines of text its last one has below the head."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        last = b"".join(bytes(each.read_bytes()) for each in _streams(opened.pages[-1]))
        places = {round(float(y)) for y, _ in _SET.findall(last)}
        return len(opened.pages), sum(y * PIXEL > HEAD for y in places)


HEAD = 19.0  # millimetres at the top of a page that hold its running head
# A run of text as WeasyPrint writes it: its place from the top and its size, in CSS pixels.
_SET = re.compile(rb"1 0 0 -1 [\d.]+ ([\d.]+) Tm\n/\w+ ([\d.]+) Tf")


def _streams(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]
