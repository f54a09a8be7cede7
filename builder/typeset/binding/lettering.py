"""How a sample on a page is lettered: its font, size, colour and place, and the glyphs it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Object

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Lettering:
    """A sample's font (its name among a page's resources), size in points and colour (RGB).

    `x` and `y` are where its first line of text begins, in points from the page's bottom left;
    `glyphs` are the hexadecimal numbers and the widths, in thousandths of an em, of characters.
    """

    font: str
    size: float
    colour: tuple[float, ...]
    x: float
    y: float
    glyphs: Mapping[str, tuple[str, float]]

    def width(self, text: str) -> float:
        """How wide a text is set, in points."""
        return sum(self.glyphs[each][1] for each in text) * self.size / 1000

    def show(self, text: str, x: float, y: float) -> bytes:
        """The content stream that sets a text from a place on, in points."""
        shown = "".join(self.glyphs[each][0] for each in text)
        colour = " ".join(f"{each:g}" for each in self.colour)
        return (
            f"BT {colour} rg {self.font} {self.size:.6g} Tf "
            f"1 0 0 1 {x:.3f} {y:.3f} Tm <{shown}> Tj ET\n"
        ).encode()


def of_page(page: pikepdf.Page) -> Lettering:
    """The lettering of the first text of a page, which shows only glyphs of one font."""
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    placed = matrix
    kept: list[Matrix] = []
    font, size = "", 0.0
    colour: tuple[float, ...] = (0.0, 0.0, 0.0)
    for operands, operator in pikepdf.parse_content_stream(page):  # type: ignore[misc]
        match str(operator):
            case "q":
                kept.append(matrix)
            case "Q":
                matrix = kept.pop()
            case "cm":
                matrix = _times(_matrix(operands), matrix)
            case "rg":
                colour = tuple(float(each) for each in operands)
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tm":
                placed = _times(_matrix(operands), matrix)
            case "Tj" | "TJ":
                a, _, _, _, x, y = placed
                glyphs = _glyphs(page.obj.Resources.Font[font])
                return Lettering(font, size * a, colour, x, y, glyphs)
    raise ValueError("there is no text on this page")


def unicode_of(font: Object) -> dict[str, str]:
    """The characters that a font's glyphs stand for, both hexadecimal, in the font's order."""
    mapped = bytes(font.ToUnicode.read_bytes()).decode("ascii")
    return dict(
        re.findall(r"<([0-9a-f]{4})> <([0-9a-f]{4,})>", mapped.partition("endcodespace")[2])
    )


def _glyphs(font: Dictionary | Object) -> dict[str, tuple[str, float]]:
    widths = widths_of(font)
    return {
        bytes.fromhex(characters).decode("utf-16-be"): (number, widths[int(number, 16)])
        for number, characters in unicode_of(font).items()
    }


def widths_of(font: Dictionary | Object) -> dict[int, float]:
    """The widths of a font's glyphs in thousandths of an em.

    Its `W` lists them: a glyph's number, and the widths from it on.
    """
    found = {}
    values = list(font.DescendantFonts[0].W)
    for first, widths in zip(values[::2], values[1::2], strict=True):
        for offset, width in enumerate(widths):
            found[int(first) + offset] = float(width)
    return found


def _matrix(operands: Iterable[Any]) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in operands)
    return (a, b, c, d, e, f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        *(a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )
