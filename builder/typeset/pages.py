"""How many pages a PDF has, and which differ from an earlier one's."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

import pikepdf

MM = 96 / 25.4  # CSS pixels, the unit that WeasyPrint draws in


def changed(old: bytes, new: bytes, *, foot: float = 0.0) -> list[int]:
    """The numbers, from 1, of the new PDF's pages that the old one doesn't show the same.

    Text within `foot` millimetres of a page's lower edge doesn't count: a date or a version
    there is no reason to print a page again.
    """
    try:
        before = _pages(old, foot)
    except pikepdf.PdfError:  # not one of ours: every page is new
        before = []
    after = _pages(new, foot)
    return [
        number
        for number, page in enumerate(after, 1)
        if number > len(before) or before[number - 1] != page
    ]


def count(pdf: bytes) -> int:
    """How many pages a PDF has; none where it isn't one."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            return len(opened.pages)
    except pikepdf.PdfError:
        return 0


def _pages(data: bytes, foot: float) -> list[str]:
    with pikepdf.open(BytesIO(data)) as pdf:
        return [_digest(page, foot) for page in pdf.pages]


def _digest(page: pikepdf.Page, foot: float) -> str:
    lowest = float(page.mediabox[3]) / 72 * 96 - foot * MM
    made = hashlib.sha256()
    held: list[bytes] | None = None  # a text object, until its place is known
    is_foot = False
    for step in pikepdf.parse_content_stream(page):
        name = str(step.operator)
        if name in ("BDC", "BMC", "EMC"):
            continue  # tags are counted through a document
        if name == "BT":
            held, is_foot = [], False
        if name == "Tm":
            is_foot = _is_low(step.operands, lowest, foot)
        piece = pikepdf.unparse_content_stream([step])
        if held is None:
            made.update(piece)
        else:
            held.append(piece)
        if name == "ET" and held is not None:
            if not is_foot:
                made.update(b"".join(held))
            held = None
    return made.hexdigest()


def _is_low(matrix: Any, lowest: float, foot: float) -> bool:
    """Whether text begins in the foot: pages are drawn from the top, what binding adds from below.

    A matrix that doesn't turn the page over is of the latter, in points.
    """
    y = float(matrix[5])
    return y < foot * 72 / 25.4 if float(matrix[3]) > 0 else y > lowest
