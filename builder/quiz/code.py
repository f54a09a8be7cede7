"""A quiz's code: which course, level, seed and variant it is, and which cards it asks.

It stands in the PDF's keywords, and as a square on the answer sheet, for a phone to read.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf

MOST = 60  # cards that a square names; with more its dots are too small for a phone


@dataclass(frozen=True, slots=True)
class Code:
    """`quiz` is its level, seed and letter ("2-7-A"); `cards` are the codes of its cards."""

    course: str
    quiz: str
    cards: tuple[str, ...]

    def __str__(self) -> str:
        return f"{_HEAD}{self.course}/{self.quiz}/{'.'.join(self.cards)}"

    @property
    def squared(self) -> str:
        """What the square says: without the cards where they are too many to be read."""
        return f"{_HEAD}{self.course}/{self.quiz}/" if len(self.cards) > MOST else str(self)


def read(text: str) -> Code | None:
    """The code that a text is, as a phone reads it from a sheet; None where it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    return Code(found[1], found[2], tuple(filter(None, found[3].split(".")))) if found else None


def read_pdf(data: bytes) -> Code | None:
    """The code in the keywords of a quiz's PDF; None for any other file."""
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            return read(str(opened.docinfo.get("/Keywords", "")))
    except pikepdf.PdfError:
        return None


_HEAD = "study-quiz/"
_WRITTEN = re.compile(re.escape(_HEAD) + r"([^/]+)/(\d+-\d+(?:-[A-Z])?)/([^\s/]*)")
