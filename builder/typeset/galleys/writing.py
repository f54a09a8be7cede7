"""Pages made up from galleys, written as a PDF: tagged, with links, bookmarks, each font once."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pydyf

from builder.typeset.binding import glyphs
from builder.typeset.errors import PageError
from builder.typeset.galleys import weasyprint
from builder.typeset.galleys.galley import MARK, Galley
from builder.typeset.galleys.objects import numbers, put, streamed, text
from builder.typeset.galleys.tags import PIXEL, TaggedGalley, TagTree


@dataclass(frozen=True, slots=True)
class Spot:
    """A galley's place on its page, in CSS pixels from the page's top left."""

    galley: Galley
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page of galleys, its size in CSS pixels; `bookmark` leads to its top."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    bookmark: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a PDF says of itself; `language` is a BCP 47 tag."""

    title: str
    author: str
    language: str


def write(pages: Sequence[MadePage], about: About) -> bytes:
    """The pages as a PDF (PDF/UA-1). Raises PageError for a link to nowhere."""
    pdf = pydyf.PDF()
    galleys = {id(spot.galley): spot.galley for page in pages for spot in page.spots}
    document = _Document(pdf, _Shared.of(pdf, list(galleys.values())), len(pages))
    for page in pages:
        document.add(page)
    document.finish()
    weasyprint.describe(pdf, about.title, about.author, about.language)
    for each in pdf.objects:
        if "Length1" in getattr(each, "extra", ()):  # a TrueType font
            each.stream = [glyphs.lean(each.stream[0])]
            each.extra["Length1"] = len(each.stream[0])
    made = io.BytesIO()
    pdf.write(made, b"1.7", identifier=True, compress=True)
    return made.getvalue()


class _Document:
    """A PDF to which pages are added."""

    def __init__(self, pdf: pydyf.PDF, shared: _Shared, pages: int) -> None:
        self._pdf = pdf
        self._shared = shared
        self._tags = TagTree(pdf, pages)
        self._places: dict[str, bytes] = {}
        self._links: list[str] = []
        self._bookmarks: list[tuple[str, bytes]] = []

    def add(self, page: MadePage) -> None:
        """Add a page with all that stands on it."""
        pdf, number = self._pdf, self._pdf.pages["Count"]
        height = page.height * PIXEL
        made = put(pdf)
        pdf.pages["Count"] += 1
        pdf.pages["Kids"].extend([made.number, 0, "R"])
        tagged = self._tags.begin(made.reference)
        content = [b"1 0 0 -1 0 %s cm\n.75 0 0 .75 0 0 cm" % numbers(height)]
        notes: list[bytes] = []
        for spot in page.spots:
            first = len(tagged.owners)
            content.append(self._drawn(spot, first))
            links = self._linked(spot, height)
            at = TaggedGalley(spot.left * PIXEL, height - spot.top * PIXEL, tuple(links))
            self._tags.add(tagged, spot.galley.tags, spot.galley.marks, at)
            notes += links
            for name, left, top in spot.galley.anchors:
                place = numbers((spot.left + left) * PIXEL, height - (spot.top + top) * PIXEL)
                self._places.setdefault(name, b"[%s/XYZ %s 0]" % (made.reference, place))
        self._tags.end(tagged)
        if page.bookmark:
            self._bookmarks.append(
                (page.bookmark, b"[%s/XYZ 0 %s 0]" % (made.reference, numbers(height)))
            )
        drawn = put(pdf, streamed(b"\n".join(content)), is_stream=True)
        box = numbers(0, 0, page.width * PIXEL, height)
        made.data = (
            b"<</Type/Page/Parent %s/MediaBox[%s]/TrimBox[%s]/Contents %s/Resources %s/Tabs/S"
            b"/StructParents %d%s>>"
            % (
                pdf.pages.reference,
                box,
                box,
                drawn.reference,
                self._shared.resources,
                number,
                b"/Annots[%s]" % b" ".join(notes) if notes else b"",
            )
        )

    def finish(self) -> None:
        """Write what is of the whole document. Raises PageError for a link to nowhere."""
        lost = sorted(set(self._links) - self._places.keys())
        if lost:
            raise PageError(f"a reference leads nowhere: {lost[0]}")
        catalog = self._pdf.catalog
        catalog["StructTreeRoot"] = self._tags.finish()
        if self._places:
            listed = b"".join(
                text(name) + self._places[name] for name in sorted(self._places, key=text)
            )
            catalog["Names"] = b"<</Dests<</Names[%s]>>>>" % listed
        if self._bookmarks:
            catalog["Outlines"] = self._outline()

    def _drawn(self, spot: Spot, first: int) -> bytes:
        """A galley's drawing at its place, its marked contents numbered on."""
        galley = spot.galley
        content = MARK.sub(lambda found: b"/MCID %d" % (first + int(found[1])), galley.content)
        prefix = self._shared.prefixes[id(galley)]
        if prefix:
            content = _OWN.sub(lambda found: b"/%s%s %s" % (prefix, found[1], found[2]), content)
        return b"q\n1 0 0 1 %s cm\n%s\nQ" % (numbers(spot.left, spot.top), content)

    def _linked(self, spot: Spot, height: float) -> list[bytes]:
        """References to the annotations of a galley's links."""
        made = []
        for number, link in enumerate(spot.galley.links, self._tags.next_link):
            left, top, right, bottom = link.box
            box = numbers(
                (spot.left + left) * PIXEL,
                height - (spot.top + top) * PIXEL,
                (spot.left + right) * PIXEL,
                height - (spot.top + bottom) * PIXEL,
            )
            target = text(link.target)
            if link.is_outside:
                led = b"/A<</Type/Action/S/URI/URI%s>>" % target
            else:
                self._links.append(link.target)
                led = b"/Dest%s" % target
            said = b"<</Type/Annot/Subtype/Link/Rect[%s]/BS<</W 0>>/Contents%s%s/StructParent %d>>"
            made.append(put(self._pdf, said % (box, target, led, number)).reference)
        return made

    def _outline(self) -> bytes:
        root = put(self._pdf)
        items = [put(self._pdf) for _ in self._bookmarks]
        for at, (label, place) in enumerate(self._bookmarks):
            before = b"/Prev %s" % items[at - 1].reference if at else b""
            after = b"/Next %s" % items[at + 1].reference if at + 1 < len(items) else b""
            items[at].data = b"<</Title%s/Parent %s/Dest%s%s%s>>" % (
                text(label),
                root.reference,
                place,
                before,
                after,
            )
        root.data = b"<</Type/Outlines/First %s/Last %s/Count %d>>" % (
            items[0].reference,
            items[-1].reference,
            len(items),
        )
        return bytes(root.reference)


_OWN = re.compile(rb"/((?![aA]\d)\w+) (Do|gs|scn|SCN|sh)\b")  # a resource that a galley has alone


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all pages draw with, and by which prefix each galley's own resources are known."""

    resources: bytes
    prefixes: dict[int, bytes]

    @classmethod
    def of(cls, pdf: pydyf.PDF, galleys: list[Galley]) -> _Shared:
        fonts = weasyprint.embed(pdf, (use for galley in galleys for use in galley.fonts))
        named: dict[str, dict[str, bytes]] = {}
        prefixes: dict[int, bytes] = {}
        for number, galley in enumerate(galleys):
            prefix = f"g{number}" if galley.parts else ""
            references = _parts(pdf, galley, fonts)
            for kind, held in galley.resources.items():
                for name, value in held.items():
                    shown = f"{'' if _is_plain(name) else prefix}{name}"
                    named.setdefault(kind, {})[shown] = _renumbered(value, references)
            prefixes[id(galley)] = prefix.encode()
        listed = b"".join(
            b"/%s<<%s>>"
            % (
                kind.encode(),
                b"".join(b"/%s %s" % (name.encode(), held[name]) for name in sorted(held)),
            )
            for kind, held in sorted(named.items())
        )
        return cls(
            put(pdf, b"<</Font %s/ColorSpace<<%s>>%s>>" % (fonts, _COLOURS, listed)).reference,
            prefixes,
        )


_COLOURS = b"".join(
    b"/lab-%s[/Lab<</WhitePoint[%s]/Range[-125 125 -125 125]>>]" % pair
    for pair in (
        (b"d50", b"0.9642956764295677 1 0.8251046025104602"),
        (b"d65", b"0.9504559270516716 1 1.0890577507598784"),
    )
)
_REFERENCE = re.compile(r"\b(\d+) 0 R\b")


def _is_plain(name: str) -> bool:
    """Whether a resource's name says all of it: an opacity."""
    return name[:1] in ("a", "A") and name[1:2].isdigit()


def _parts(pdf: pydyf.PDF, galley: Galley, fonts: bytes) -> list[bytes]:
    """References to a galley's parts, which are put into the PDF; the first is to the fonts."""
    made = [put(pdf, is_stream=part.stream is not None) for part in galley.parts]
    references = [fonts, *(each.reference for each in made)]
    for each, part in zip(made, galley.parts, strict=True):
        head = _renumbered(part.head, references)
        each.data = head if part.stream is None else streamed(part.stream, head)
    return references


def _renumbered(value: str, references: list[bytes]) -> bytes:
    renumbered = _REFERENCE.sub(lambda found: references[int(found[1])].decode(), value)
    return renumbered.encode("latin-1")
