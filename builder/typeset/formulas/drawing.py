"""Formulas as drawings: SVG with its size and its place on the line, in em."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element

from builder.typeset.formulas.bounds import FormulaError
from builder.typeset.formulas.mathml import tree

__all__ = ["Drawing", "FormulaError", "check", "drawn"]

SIZE = 16.0  # units of the drawing to an em of the text around it
LARGER = 1.06  # letters are this much larger, to look as tall as those of the page's fonts
WIDEST = 70.0  # em; a line of a page has 48, and what is larger is scaled to it


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG; width, height and the depth below the line are in em of the text around it."""

    svg: str
    width: float
    height: float
    depth: float


# The same formula stands on a handout, a worksheet, a card and the page to share.
@lru_cache(maxsize=4096)
def drawn(source: str, *, is_display: bool = False, families: str = "") -> Drawing:
    """The drawing of a formula. Raises FormulaError.

    Letters that the font of formulas lacks are in the page's own `families`, as CSS names them.
    """
    # Loading it takes some tenths of a second, which few courses need.
    from builder.typeset.formulas import nodes

    made = tree(source, is_display=is_display, lacks=nodes.lacks)
    try:
        picture = nodes.picture(made, SIZE * LARGER, families)
    except RecursionError:
        raise FormulaError("it is nested too deep", "make it simpler") from None
    except Exception:
        # The library that draws raises whatever it happens to meet in a tree without sense.
        raise FormulaError("it can't be drawn", "write it another way") from None
    return _fitted(source, picture)


@lru_cache(maxsize=4096)
def check(source: str, *, is_display: bool = False) -> None:
    """Raises FormulaError for what `drawn` can't draw, mostly in a twentieth of its time."""
    made = tree(source, is_display=is_display, lacks=lambda _: False)
    # What is empty is drawn where LaTeX allows it, and not wherever something must stand.
    if any(map(_is_odd, made.iter())) or len(source) > SHORT or _LENGTHS.search(source):
        drawn(source, is_display=is_display)


def _is_odd(element: Element) -> bool:
    if element.tag == "mtable":
        return len({len(row) for row in element}) != 1
    return not len(element) and element.tag in ("mrow", "mstyle", "mtd")


SHORT = 40  # characters: nothing so short is too wide, unless it says so itself
_LENGTHS = re.compile(r"\\(?:[hm]s(?:pace|kip)|m?kern|moveleft|moveright|raise|lower)\b")


def _fitted(source: str, picture: Element) -> Drawing:
    left, top, wide, high = (float(each) for each in picture.attrib["viewBox"].split())
    if not (0 < wide < WIDEST * SIZE and 0 < high < WIDEST * SIZE):
        raise FormulaError(
            "it is too wide to be read on a page", r"break it into lines with aligned and \\"
        )
    inside = "".join(_piece(each) for each in picture)
    box = f"{_n(left)} {_n(top)} {_n(wide)} {_n(high)}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="currentColor" role="img">'
        f"<title>{escape(source)}</title>{inside}</svg>"
    )
    width, height, depth = wide / SIZE, high / SIZE, (high + top) / SIZE
    return Drawing(svg, round(width, 3), round(height, 3), round(depth, 3))


def _piece(element: Element) -> str:
    """A shape without what every one has; colour is what stands around, but for a colour asked."""
    attributes = dict(element.attrib)
    if attributes.get("fill") == "black":
        del attributes["fill"]
    if "stroke" in attributes and attributes["stroke"] == "black":
        attributes["stroke"] = "currentColor"
    if "d" in attributes:
        attributes["d"] = re.sub(r"\s*([A-Za-z])\s*", r"\1", attributes["d"]).replace(" -", "-")
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    inside = escape(element.text or "") + "".join(_piece(each) for each in element)
    return (
        f"<{element.tag}{written}>{inside}</{element.tag}>"
        if inside
        else (f"<{element.tag}{written}/>")
    )


def _n(value: float) -> str:
    # Adding zero makes a negative zero positive.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
