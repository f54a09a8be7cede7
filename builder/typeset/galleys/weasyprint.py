"""What WeasyPrint has no public way for: drawing one block of a page, fonts found by name.

All that this program takes of its private parts to set galleys is here; `test_galleys.py` says
which of them is gone when another version is pinned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from math import inf
from typing import Any

import pydyf

from builder.typeset import boundaries
from builder.typeset.errors import PageError
from builder.typeset.galleys.galley import MARK, Galley, GlyphUse, Link, Part, Tag

BLOCK, TALL = "data-galley", "data-tall"
"""Attributes of a block that is set alone, and of what in it has to fit its room together."""


def galleys(document: Any, rooms: list[float], smallest: float) -> list[Galley]:
    """The blocks of a document's only page, each drawn where it fits its room, in CSS pixels.

    What runs over its block's edges doesn't fit either, but is a PageError where the room has no
    end. Raises PageError as `boundaries.check` does.
    """
    (page,) = document.pages
    found = list(_blocks(page._page_box))
    made = []
    for box, room in zip(found, rooms, strict=True):
        parts = list(_marked(box, TALL)) or [box]
        tall = sum(part.border_height() for part in parts)
        if tall <= room and (room == inf or not boundaries.runs_off(box)):
            boundaries.check_block(box, smallest)
            made.append(_drawn(document, page._page_box, box, tall))
        else:
            made.append(Galley(box.border_width(), box.border_height(), tall))
    return made


def _blocks(top: Any) -> Iterator[Any]:
    """The outermost boxes of elements that are blocks."""
    for child in getattr(top, "children", ()):
        box = getattr(child, "_box", child)
        if box.element is not None and box.element.get(BLOCK) is not None:
            yield box
        else:
            yield from _blocks(box)


def _marked(top: Any, attribute: str) -> Iterator[Any]:
    for child in getattr(top, "children", ()):
        box = getattr(child, "_box", child)
        if box.element is not None and box.element.get(attribute) is not None:
            yield box
        else:
            yield from _marked(box, attribute)


def _drawn(document: Any, page_box: Any, box: Any, tall: float) -> Galley:
    from weasyprint.anchors import gather_anchors
    from weasyprint.draw import draw_stacking_context
    from weasyprint.stacking import StackingContext

    width, height = box.border_width(), box.border_height()
    for font in document.fonts.values():
        font.widths, font.to_unicode, font.missing = {}, {}, {}
    anchors: dict[str, Any] = {}
    links: list[Any] = []
    gather_anchors(box, anchors, links, [], {None: []})
    resources = pydyf.Dictionary(
        {kind: pydyf.Dictionary() for kind in ("ExtGState", "XObject", "Pattern", "Shading")}
    )
    resources["ColorSpace"] = _FONTS
    images: dict[str, Any] = {}
    marks: dict[Any, Any] = {}
    stream = _stream()(
        document.fonts,
        (0, 0, width, height),
        resources,
        images,
        marks,
        document.color_profiles,
        document.output_intent,
    )
    draw_stacking_context(stream, StackingContext.from_box(box, page_box))
    fonts = [font for font in document.fonts.values() if font.to_unicode]
    names, parts = _parts(resources, images, document.color_profiles)
    content = b"\n".join(map(pydyf._to_bytes, stream.stream))
    return Galley(
        width,
        height,
        tall,
        content,
        _tags(box, links, marks, {int(each) for each in MARK.findall(content)}),
        tuple(Link(target, kind != "internal", tuple(at)) for kind, target, at, _ in links),
        tuple((name, left, top) for name, (left, top, *_) in anchors.items()),
        tuple(_use(font) for font in sorted(fonts, key=lambda font: font.hash)),
        names,
        parts,
    )


def _use(font: Any) -> GlyphUse:
    glyphs = {
        number: (text, font.widths[number]) for number, text in sorted(font.to_unicode.items())
    }
    return GlyphUse(font.hash, font.galley_description, glyphs)


@cache
def _stream() -> Any:
    """The class of streams that note how each font is found again."""
    from weasyprint.pdf.stream import Stream

    class Noting(Stream):  # type: ignore[misc]
        def add_font(self, pango_font: Any) -> Any:
            font, size = super().add_font(pango_font)
            if not hasattr(font, "galley_description"):
                font.galley_description = _description(pango_font)
            return font, size

        def clone(self, **kwargs: Any) -> Any:
            made = super().clone(**kwargs)
            made.__class__ = Noting
            return made

    return Noting


def _description(pango_font: Any) -> str:
    from weasyprint.text.ffi import ffi, pango
    from weasyprint.text.fonts import get_pango_font_key

    _, description, _ = get_pango_font_key(pango_font)
    said = pango.pango_font_description_to_string(description)
    return str(ffi.string(said).decode())


_FONTS = b"0 0 R"


class _Objects:
    """Stands in for a PDF where WeasyPrint numbers objects: from 1, in the order of their use."""

    page_references = (b"0 0 R",)

    def __init__(self) -> None:
        self.objects: list[Any] = []

    def add_object(self, made: Any) -> None:
        self.objects.append(made)
        made.number = len(self.objects)

    def of(self, reference: bytes) -> Any:
        return self.objects[int(reference.split()[0]) - 1]


def _tags(box: Any, links: list[Any], marks: dict[Any, Any], shown: set[int]) -> tuple[Tag, ...]:
    from weasyprint.pdf.tags import _build_box_tree

    objects = _Objects()
    places: dict[int, int] = {}
    for place, (_, _, _, linking) in enumerate(links):
        linking.link_annotation = pydyf.Dictionary()
        objects.add_object(linking.link_annotation)
        places[linking.link_annotation.number] = place
    top = pydyf.Dictionary({"S": "/Document", "K": pydyf.Array()})
    objects.add_object(top)
    made = list(_build_box_tree(box, top, objects, 0, {}, [], marks))
    return tuple(_tag(each, objects, places, shown) for each in made)


def _tag(element: Any, objects: _Objects, places: dict[int, int], shown: set[int]) -> Tag:
    kids: list[Tag | int] = []
    for kid in element["K"]:
        if isinstance(kid, int):
            kids += [kid] if kid in shown else []
            continue
        held = objects.of(kid)
        if held["Type"] == "/OBJR":
            kids.append(-1 - places[objects.of(held["Obj"]).number])
        else:
            kids.append(_tag(held, objects, places, shown))
    kind, about = element["S"].removeprefix("/"), element.get("A", {})
    alt = element["Alt"].string if "Alt" in element else None
    box = tuple(about.get("BBox", ()))
    if kind not in ("TH", "TD"):
        return Tag(kind, tuple(kids), alt, box)
    spans = about.get("ColSpan", 1), about.get("RowSpan", 1)
    name = element["ID"].string if "ID" in element else ""
    heads = tuple(head.string for head in about["Headers"]) if "Headers" in about else None
    return Tag(kind, tuple(kids), alt, box, spans, name, heads)


# What is half transparent is drawn by an object of its own, whose text a page's tags don't reach.
_IN_PART = re.compile(rb"/(\w+)\s<</MCID \d+>>\sBDC")


def _parts(
    resources: Any, images: dict[str, Any], profiles: Any
) -> tuple[dict[str, dict[str, str]], tuple[Part, ...]]:
    """The resources of a drawing by their kinds, and the objects that they refer to."""
    from weasyprint.pdf import _use_references

    objects = _Objects()
    resources["Font"] = _FONTS
    _use_references(objects, resources, images, profiles)
    parts = tuple(
        Part(
            pydyf._to_bytes(pydyf.Dictionary(each.extra)).decode("latin-1"),
            _IN_PART.sub(rb"/\1 BMC", b"\n".join(map(pydyf._to_bytes, each.stream))),
        )
        if isinstance(each, pydyf.Stream)
        else Part(each.data.decode("latin-1"))
        for each in objects.objects
    )
    names = {
        kind: {name: pydyf._to_bytes(value).decode("latin-1") for name, value in held.items()}
        for kind, held in resources.items()
        if isinstance(held, dict) and held
    }
    return names, parts


_SIZE = 1000.0  # pixels: at which fonts are loaded, so that their metrics are always the same


def embed(pdf: pydyf.PDF, uses: Iterable[GlyphUse]) -> bytes:
    """Embed one subset of each font with all glyphs that are used; a reference to them all.

    Raises PageError where a font is gone since its galleys were set.
    """
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.pdf.fonts import build_fonts_dictionary
    from weasyprint.text.fonts import FontConfiguration

    glyphs: dict[tuple[str, str], dict[int, tuple[str, float]]] = {}
    for use in uses:
        held = glyphs.setdefault((use.description, use.name), {})
        for number, about in use.glyphs.items():
            held.setdefault(number, about)
    configuration = FontConfiguration()  # the fonts live as long as it does
    fonts = {}
    for (description, name), shown in sorted(glyphs.items()):
        font = _loaded(configuration.font_map, description)
        if font.hash != name:
            raise PageError(f"the font {description} is no longer what it was")
        font.to_unicode = {number: text for number, (text, _) in sorted(shown.items())}
        font.widths = {number: width for number, (_, width) in sorted(shown.items())}
        fonts[name] = font
    made = build_fonts_dictionary(pdf, fonts, True, True, DEFAULT_OPTIONS)
    pdf.add_object(made)
    return bytes(made.reference)


@cache
def _from_string() -> Any:
    from weasyprint.text.ffi import ffi, pango

    ffi.cdef("PangoFontDescription * pango_font_description_from_string (const char *str);")
    return pango.pango_font_description_from_string


def _loaded(font_map: Any, said: str) -> Any:
    """The font that Pango finds by a description."""
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango
    from weasyprint.text.fonts import get_pango_font_key

    context = ffi.gc(pango.pango_font_map_create_context(font_map), gobject.g_object_unref)
    asked = ffi.gc(_from_string()(said.encode()), pango.pango_font_description_free)
    pango.pango_font_description_set_absolute_size(asked, _SIZE * TO_UNITS)
    # Not given back: what is loaded belongs to the map, and lives as long.
    found = pango.pango_font_map_load_font(font_map, context, asked)
    _, description, size = get_pango_font_key(found)
    return Font(found, description, size)


def describe(pdf: pydyf.PDF, title: str, author: str, language: str) -> None:
    """Write into a PDF what it says of itself, and that it is PDF/UA-1."""
    from weasyprint import VERSION
    from weasyprint.pdf.metadata import DocumentMetadata

    pdf.info["Producer"] = pydyf.String(f"WeasyPrint {VERSION}")
    pdf.info["Title"] = pydyf.String(title)
    pdf.info["Author"] = pydyf.String(author)
    pdf.info["Creator"] = pydyf.String("Study Builder")
    pdf.catalog["Lang"] = pydyf.String(language)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    said = DocumentMetadata(title=title, authors=[author], generator="Study Builder", lang=language)
    said.include_in_pdf(pdf, "ua", 1, None, compress=False)
