"""Links and page references from one piece of a bound document to another.

In a piece, a link to `page:#ANCHOR` leads to an anchor of any piece. Three zeros alone in an
element within it leave room for the anchor's page: three digits, set to the right. Words of the
link that stand right before them close up to a number of fewer digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
        filling = _Filling(page, links, fonts, spare)
        filled = _BLANK_TEXT.sub(filling, _closed_up(shown, filling))
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
        link = self.link(found)
        if link is None:
            return found[0]
        font = self.page.obj.Resources.Font[found["font"].decode()]
        name, digits = self._digits(font, str(link.number))
        glyphs = "".join(digits[digit][0] for digit in str(link.number))
        shown = found[0].replace(found["shown"], f"{-self.room(found, link):g}<{glyphs}>".encode())
        if not name:
            return shown
        sized = found["font"] + b" " + found["size"] + b" Tf"
        return shown.replace(sized, sized.replace(found["font"], name.encode())) + b"\n" + sized

    def link(self, found: re.Match[bytes]) -> _Link | None:
        """The link that a run of three equal glyphs stands in, if they are zeros."""
        height = float(self.page.mediabox[3])
        x, y = float(found["x"]) * _PIXEL, height - float(found["y"]) * _PIXEL
        link = next((each for each in self.links if each.holds(x, y)), None)
        font = self.page.obj.Resources.Font[found["font"].decode()]
        is_zeros = self.fonts.digits(font).get("0", ("", 0))[0] == found["zero"].decode()
        return link if is_zeros else None

    def room(self, found: re.Match[bytes], link: _Link) -> float:
        """How much narrower than three zeros the link's number is, in thousandths of an em."""
        font = self.page.obj.Resources.Font[found["font"].decode()]
        _, digits = self._digits(font, str(link.number))
        return len(BLANK) * digits["0"][1] - sum(digits[digit][1] for digit in str(link.number))

    def _digits(self, font: Object, number: str) -> tuple[str, Digits]:
        """The digits that set a number, and the name of their font if it isn't the text's own."""
        name = ""
        digits: Digits = self.fonts.digits(font)
        if not all(digit in digits for digit in number):
            name, digits = self.spare.get(str(font.BaseFont), ("", {}))
        if not all(digit in digits for digit in number):
            raise PageError(f"pages can't be numbered in the font {font.BaseFont}")
        return name, digits


# Any run of text; its glyphs, with what each is set nearer or farther by.
_TEXT = re.compile(
    rb"1 0 0 -1 (?P<x>[\d.]+) (?P<y>[\d.]+) Tm\n(?P<font>/\w+) (?P<size>[\d.]+) Tf\n"
    rb"\[(?P<shown>[^\]]*)\] TJ"
)
_NEAR = 0.8  # em between words that belong together


def _closed_up(shown: bytes, filling: _Filling) -> bytes:
    """A page's content in which words before a page's number stand as near as three digits did."""
    runs = list(_TEXT.finditer(shown))
    shifts: dict[int, float] = {}
    for index, run in enumerate(runs):
        blank = _BLANK_TEXT.match(shown, run.start())
        link = filling.link(blank) if blank else None
        if blank and link:
            far = filling.room(blank, link) * float(run["size"]) / 1000
            for before in _leading_to(runs[: index + 1], link, filling):
                shifts[before.start("x")] = float(before["x"]) + far
    made, at = [], 0
    for start, x in sorted(shifts.items()):
        made += [shown[at:start], f"{x:.6f}".encode()]
        at = shown.index(b" ", start)
    return b"".join((*made, shown[at:]))


def _leading_to(
    runs: list[re.Match[bytes]], link: _Link, filling: _Filling
) -> Iterator[re.Match[bytes]]:
    """The runs on the last one's line that lead to it without a gap, within the link, backwards."""
    left, height = float(runs[-1]["x"]), float(filling.page.mediabox[3])
    for run in reversed(runs[:-1]):
        x, y, size = (float(run[name]) for name in ("x", "y", "size"))
        if run["y"] != runs[-1]["y"] or not link.holds(x * _PIXEL, height - y * _PIXEL):
            return
        font = filling.page.obj.Resources.Font[run["font"].decode()]
        end = x + _width(run["shown"], filling.fonts.widths(font)) * size / 1000
        if not left - _NEAR * size <= end <= left + 1:
            return
        yield run
        left = x


def _width(shown: bytes, widths: Mapping[int, float]) -> float:
    """How wide a run's glyphs are, in thousandths of an em."""
    glyphs = re.findall(rb"<([0-9a-f]+)>", shown)
    numbers = [int(each[at : at + 4], 16) for each in glyphs for at in range(0, len(each), 4)]
    nearer = sum(float(each) for each in re.findall(rb"(?<=>)-?[\d.]+", shown))
    return sum(widths.get(number, 0) for number in numbers) - nearer
