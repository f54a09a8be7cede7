"""Drawings in SVG, with nothing kept of them but shapes and words: no script, no address."""

from __future__ import annotations

import io
import re
from collections import Counter
from xml.etree import ElementTree

LARGEST = 4 * 2**20  # bytes of a drawing
MOST = 20_000  # elements of one, those that are drawn again by `use` counted each time
DEEPEST = 64
WIDEST = 10_000.0  # pixels

SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_SHAPES = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "style", "switch"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "marker"),
    )
)
# A style can fetch what it names; a backslash could hide such a name.
_REACHES = re.compile(r"""@|\\|expression|javascript|url\(\s*["']?\s*(?!\#)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d*)?|\.\d+)\s*(px|pt|pc|mm|cm|in)?\s*$")
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class VectorError(ValueError):
    """A drawing that can't be taken, and why."""


def is_vector(data: bytes) -> bool:
    """Whether a file's bytes begin as a drawing in SVG does."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<svg" in data[:20_000]


def cleaned(data: bytes) -> tuple[bytes, int, int]:
    """The drawing with its shapes and words alone, and its width and height in pixels.

    Raises VectorError for what is no drawing, or too large a one.
    """
    if len(data) > LARGEST:
        raise VectorError("this drawing is too large")
    root = _parsed(data)
    if root.tag != f"{{{SVG}}}svg":
        raise VectorError("this is no drawing in SVG")
    _clean(root)
    _check_uses(root)
    width, height = _size(root)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    if not root.get("viewBox"):
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    ElementTree.register_namespace("", SVG)
    made: bytes = ElementTree.tostring(root, "utf-8")
    return made, round(width) or 1, round(height) or 1


def _parsed(data: bytes) -> ElementTree.Element:
    if re.search(rb"<!ENTITY", data, re.IGNORECASE) or b"\0" in data[:200]:
        raise VectorError("this drawing has names for other texts in it")
    count = depth = 0
    root: ElementTree.Element | None = None
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(data), ("start", "end")):
            if event == "end":
                depth -= 1
                continue
            count, depth = count + 1, depth + 1
            root = element if root is None else root
            if count > MOST or depth > DEEPEST:
                raise VectorError("this drawing has too many parts")
    except ElementTree.ParseError as error:
        raise VectorError(f"this drawing is damaged: {error}") from None
    if root is None:
        raise VectorError("this drawing is empty")
    return root


def _clean(element: ElementTree.Element) -> None:
    """Take away every element and attribute that isn't a shape's."""
    for child in list(element):
        name = _name(child)
        reaches = name == "style" and _REACHES.search("".join(child.itertext()))
        if name not in _SHAPES or reaches:
            _remove(element, child)
        else:
            _clean(child)
    for key, value in list(element.attrib.items()):
        if key in ("href", _XLINK):
            is_safe = re.fullmatch(r"#[\w.:-]{1,200}", value) is not None
        elif key.startswith("{"):
            is_safe = key == _SPACE
        else:
            is_safe = not key.lower().startswith("on") and not _REACHES.search(value)
        if not is_safe:
            del element.attrib[key]


def _remove(parent: ElementTree.Element, child: ElementTree.Element) -> None:
    """Take a child away, but not the words that follow it."""
    index = list(parent).index(child)
    before = parent[index - 1] if index else None
    if child.tail and before is not None:
        before.tail = (before.tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _check_uses(root: ElementTree.Element) -> None:
    """Refuse drawings whose parts draw each other again and again."""
    by_id = {each.get("id"): each for each in root.iter() if each.get("id")}
    uses = Counter(_target(each) for each in root.iter() if _name(each) == "use")
    total = 0
    for name, times in uses.items():
        used = by_id.get(name)
        inside = list(used.iter()) if used is not None else []
        if any(_name(each) == "use" for each in inside):
            raise VectorError("a part of this drawing draws other parts again")
        total += times * len(inside)
    if total > MOST:
        raise VectorError("this drawing has too many parts")


def _target(element: ElementTree.Element) -> str:
    return (element.get("href") or element.get(_XLINK) or "").removeprefix("#")


def _name(element: ElementTree.Element) -> str:
    tag = str(element.tag)
    return tag.removeprefix(f"{{{SVG}}}")


def _size(root: ElementTree.Element) -> tuple[float, float]:
    """Width and height in pixels, as written or as the drawing's own box has them."""
    box = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))[:4]]
    wide, high = (box[2], box[3]) if len(box) == 4 and min(box[2:]) > 0 else (300.0, 150.0)
    width, height = _length(root.get("width")), _length(root.get("height"))
    if width and not height:
        height = width * high / wide
    elif height and not width:
        width = height * wide / high
    width, height = width or wide, height or high
    scale = min(1.0, WIDEST / max(width, height))
    return width * scale, height * scale


def _length(value: str | None) -> float:
    found = _LENGTH.match(value or "")
    return float(found[1]) * _UNITS[found[2] or ""] if found else 0.0
