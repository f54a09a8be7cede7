"""What `ziamath` draws formulas with, where its own ways don't serve: rows, and the page's letters.

A class here takes the place of the library's for its element. Importing this is slow.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from ziafont.fonttypes import BBox
from ziamath.config import config
from ziamath.nodes.mnode import Mnode
from ziamath.nodes.moperator import Moperator
from ziamath.nodes.mrow import Mrow
from ziamath.nodes.mspace import Mpadded, Mphantom
from ziamath.zmath import Math, loadedfonts

from builder.typeset.fonts import suiting
from builder.typeset.formulas import lettering

config.svg2 = False  # symbols have ids, and a page has many formulas
config.precision = 2


@cache
def lacks(character: str) -> bool:
    """Whether the font of formulas has no such character."""
    if character.isspace() or character in "\u2061\u2062\u2063\u2064":
        return False
    return not loadedfonts["default"].glyphindex(character)


def picture(tree: Element, size: float, families: str) -> Element:
    """The SVG of a tree of MathML, its letters `size` units large, on a line at height 0."""
    for each in tree.iter("pagetext"):
        each.set("families", families or suiting("").css)
    drawn: Element = Math(tree, size=size, margin=size / 40).svgxml()
    return drawn


class _MeasuredOnce(Mrow, tag="mrow"):
    """A row that isn't measured again while it is measured for the row around it.

    The library measures each row once without what stretches and then sets it, and both at
    each level: sixteen roots in one another took 2^16 times as long as one.
    """

    def _setup(self, **kwargs: Any) -> None:
        super()._setup(**kwargs)
        if not self.nodes:  # `{}` takes no room; the library gave it ten thousand units below zero
            self.bbox = BBox(0, 0, 0, 0)

    def _get_height_nostretch(self, line: list[Element], **kwargs: Any) -> tuple[float, float]:
        if kwargs.get("nostretch"):
            return 0.0, 0.0  # nothing stretches now, so nobody asks
        measured: tuple[float, float] = super()._get_height_nostretch(line, **kwargs)
        return measured


class _Operator(Moperator, tag="mo"):
    """A sign that has a height also where what stretches isn't measured, if it bears another.

    The library gave it none, and put what stands above or below it a thousand units away.
    """

    def __init__(self, element: Element, parent: Mnode, **kwargs: Any) -> None:
        if parent.mtag in ("munder", "mover", "munderover"):
            kwargs.pop("nostretch", None)
        super().__init__(element, parent, **kwargs)


class _Padded(_MeasuredOnce, Mpadded, tag="mpadded"):
    pass


class _Phantom(_MeasuredOnce, Mphantom, tag="mphantom"):
    pass


class _PageText(Mnode, tag="pagetext"):
    """Words in the page's own font, for letters that the font of formulas lacks."""

    def __init__(self, element: Element, parent: Mnode, **kwargs: Any) -> None:
        super().__init__(element, parent, **kwargs)
        self.words = element.text or ""
        self.families = element.get("families", "")
        self.is_phantom = bool(kwargs.get("phantom"))
        self.letters = self.glyphsize * lettering.SMALLER
        self.wide = lettering.width(self.words, self.families) * self.letters
        self.bbox = BBox(0, self.wide, -0.22 * self.letters, 0.82 * self.letters)

    def draw(self, x: float, y: float, svg: Element) -> tuple[float, float]:
        if not self.is_phantom:
            written = SubElement(svg, "text", self._attributes(x, y))
            written.text = self.words
        return x + self.wide, y

    def _attributes(self, x: float, y: float) -> dict[str, str]:
        made = {"x": f"{x:.2f}", "y": f"{y:.2f}", "font-size": f"{self.letters:.2f}"}
        made["font-family"] = self.families.replace('"', "'")
        if self.style.mathvariant.bold:
            made["font-weight"] = "bold"
        # Another font, on another machine's screen, keeps to the room that this one took.
        made |= {"textLength": f"{self.wide:.2f}", "lengthAdjust": "spacingAndGlyphs"}
        return made
