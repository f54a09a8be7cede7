"""PDF pages as pictures: drawn when they are asked for, kept by their file's content."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from threading import Lock
from typing import Literal

import pypdfium2

from builder.storage.cache import Cache
from builder.storage.digest import digest

PictureSize = Literal["small", "large"]

WIDTHS: dict[PictureSize, int] = {
    "small": 480,
    "large": 1500,
}  # pixels; a list's page, a page alone
LIMIT = 96 * 2**20  # bytes of pictures kept on disk: some two thousand small ones
OFTEN = 100  # pictures between looks at that limit
TALLEST = 4  # times a picture's width: more of a page than that is scaled down


class PageDrawing:
    """Draws one page at a time, so that no more than one stands in memory."""

    def __init__(self, kept: Cache) -> None:
        self.kept = kept
        self._drawn = 0
        self._alone = Lock()  # PDFium may be called by one thread at a time

    def png(self, data: bytes, name: str, page: int, size: PictureSize) -> bytes:
        """A page (from 1) of a PDF, whose digest is `name`, as PNG. Raises IndexError."""
        key = digest("page", name, page, WIDTHS[size], pypdfium2.version.PYPDFIUM_INFO.version)
        made = self.kept.get(key)
        if made is None:
            with self._alone:
                made = _drawn(data, page, WIDTHS[size])
                self._drawn += 1
            self.kept.put(key, made)
            if self._drawn % OFTEN == 0:
                self.kept.trim()
        return made


def sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """The widths and heights of a PDF's pages in points, to a tenth."""
    with closing(pypdfium2.PdfDocument(data)) as pdf:
        found = [pdf.get_page_size(page) for page in range(len(pdf))]
    return tuple((round(width, 1), round(height, 1)) for width, height in found)


def _drawn(data: bytes, page: int, width: int) -> bytes:
    with closing(pypdfium2.PdfDocument(data)) as pdf:
        if not 1 <= page <= len(pdf):
            raise IndexError(page)
        with closing(pdf[page - 1]) as sheet:
            wide, high = sheet.get_size()
            scale = min((width - 0.5) / wide, TALLEST * width / high)  # it rounds up
            with closing(sheet.render(scale=scale)) as bitmap:
                made = BytesIO()
                bitmap.to_pil().save(made, "PNG", compress_level=4)
    return made.getvalue()
