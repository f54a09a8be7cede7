"""Links and page references from one piece of a bound document to another.

In a piece, a link to `page:#ANCHOR` leads to an anchor of any piece. Three zeros alone in an
element within it leave room for the anchor's page: three digits, set to the right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Object, String

from builder.typeset.binding.fonts import Fonts
from builder.typeset.errors import PageError

SCHEME = "page:#"
BLANK = "000"


@dataclass(frozen=True, slots=True)
class _Link:
    """A link's box, in points from the page's bottom left, and the page it leads to, from 1."""

    left: float
    bottom: float
    right: float
    top: float
    number: int

    def holds(self, x: float, y: float) -> bool:
        return self.left - 1 <= x <= self.right + 1 and self.bottom - 1 <= y <= self.top + 1


Digits = Mapping[str, tuple[str, float]]
"""Digits' glyphs, hexadecimal, and their widths in thousandths of an em."""


def fill(
    whole: pikepdf.Pdf,
    page: pikepdf.Page,
    places: Mapping[str, int],
    fonts: Fonts,
    spare: Mapping[str, tuple[str, Digits]],
) -> None:
    """Make a page's links lead to `places`, pages from 0 by anchor, and show their numbers.

    Where a page's font lacks a digit, its namesake in `spare` sets the number: fonts by their
    names, each with its name among the page's resources and its digits.
    Raises PageError for a link to nowhere, and for a font that has no digits.
    """
    links = [
        _led(note, places)
        for note in page.obj.get("/Annots", ())
        if "/A" in note and str(note.A.get("/URI", "")).startswith(SCHEME)
    ]
    if links:
        shown = b"\n".join(bytes(each.read_bytes()) for each in _streams(page))
        filled = _BLANK_TEXT.sub(_Filling(page, links, fonts, spare), shown)
        page.obj.Contents = whole.make_stream(filled)


def _led(note: Object, places: Mapping[str, int]) -> _Link:
    anchor = str(note.A.URI).removeprefix(SCHEME)
    if anchor not in places:
        raise PageError(f"a reference leads nowhere: {anchor}")
    del note["/A"]
    note.Dest = String(anchor)
    note.Contents = String(str(places[anchor] + 1))
    left, top, right, bottom = (float(each) for each in note.Rect)
    return _Link(left, min(bottom, top), right, max(bottom, top), places[anchor] + 1)


def _streams(page: pikepdf.Page) -> list[Object]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


# A run of text as WeasyPrint writes it: its place in CSS pixels from the top, font and glyphs.
_BLANK_TEXT = re.compile(
    rb"1 0 0 -1 (?P<x>[\d.]+) (?P<y>[\d.]+) Tm\n(?P<font>/\w+) (?P<size>[\d.]+) Tf\n"
    rb"\[(?P<shown>(?:<(?P<zero>[0-9a-f]{4})>-?[\d.]*)(?:<(?P=zero)>-?[\d.]*){2})\] TJ"
)
_PIXEL = 0.75  # points


@dataclass(frozen=True, slots=True)
class _Filling:
    """Puts numbers into a page's runs of three equal glyphs that stand in a link and are zeros."""

    page: pikepdf.Page
    links: list[_Link]
    fonts: Fonts
    spare: Mapping[str, tuple[str, Digits]]

    def __call__(self, found: re.Match[bytes]) -> bytes:
        height = float(self.page.mediabox[3])
        x, y = float(found["x"]) * _PIXEL, height - float(found["y"]) * _PIXEL
        link = next((each for each in self.links if each.holds(x, y)), None)
        font = self.page.obj.Resources.Font[found["font"].decode()]
        digits: Digits = self.fonts.digits(font)
        if link is None or digits.get("0", ("", 0))[0] != found["zero"].decode():
            return found[0]
        number = str(link.number)
        name = ""
        if not all(digit in digits for digit in number):
            name, digits = self.spare.get(str(font.BaseFont), ("", {}))
        if not all(digit in digits for digit in number):
            raise PageError(f"pages can't be numbered in the font {font.BaseFont}")
        room = len(BLANK) * digits["0"][1] - sum(digits[digit][1] for digit in number)
        glyphs = "".join(digits[digit][0] for digit in number)
        shown = found[0].replace(found["shown"], f"{-room:g}<{glyphs}>".encode())
        if not name:
            return shown
        sized = found["font"] + b" " + found["size"] + b" Tf"
        return shown.replace(sized, sized.replace(found["font"], name.encode())) + b"\n" + sized
