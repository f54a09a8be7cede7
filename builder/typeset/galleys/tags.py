"""The tags of galleys on their pages as one tree for screen readers."""

from __future__ import annotations

from dataclasses import dataclass, field

import pydyf

from builder.typeset.galleys.galley import Tag
from builder.typeset.galleys.objects import numbers, put, text

PIXEL = 0.75  # points


@dataclass(slots=True)
class TaggedPage:
    """A page that tags are put on: a reference to it, and the owner of each marked content."""

    page: bytes
    section: bytes
    kids: list[bytes] = field(default_factory=list)
    owners: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TaggedGalley:
    """A galley on its page: where its top left is, in points, and its links' annotations."""

    left: float
    top: float
    links: tuple[bytes, ...]


class TagTree:
    """A document's tags: a section for each page, and in it the galleys in their order."""

    def __init__(self, pdf: pydyf.PDF, pages: int) -> None:
        self._pdf = pdf
        self._root, self._document, self._parents = put(pdf), put(pdf), put(pdf)
        self._sections: list[bytes] = []
        self._owners: list[bytes] = []
        self._links: list[bytes] = []
        self._pages = pages
        self._galleys = 0

    @property
    def next_link(self) -> int:
        """The number that the next link's annotation has in the tree."""
        return self._pages + len(self._links)

    def begin(self, page: bytes) -> TaggedPage:
        """Begin the next page, by a reference to it."""
        section = put(self._pdf)
        self._sections.append(section.reference)
        return TaggedPage(page, section.reference)

    def add(self, page: TaggedPage, tags: tuple[Tag, ...], marks: int, at: TaggedGalley) -> None:
        """Add a galley that has so many marked contents; they follow those of the page before."""
        first = len(page.owners)
        page.owners += [b"null"] * marks
        owners = dict.fromkeys(range(len(at.links)), b"null")
        page.kids += [self._put(tag, page.section, page, first, at, owners) for tag in tags]
        self._links += [owners[number] for number in sorted(owners)]
        self._galleys += 1

    def end(self, page: TaggedPage) -> None:
        """End a page."""
        number = int(page.section.split()[0])
        self._pdf.objects[number].data = b"<</Type/StructElem/S/Sect/P %s/Pg %s/K[%s]>>" % (
            self._document.reference,
            page.page,
            b" ".join(page.kids),
        )
        self._owners.append(b"%d[%s]" % (len(self._owners), b" ".join(page.owners)))

    def finish(self) -> bytes:
        """Write the tree; a reference to it."""
        links = [b"%d %s" % each for each in enumerate(self._links, self._pages)]
        self._parents.data = b"<</Nums[%s]>>" % b" ".join(self._owners + links)
        self._document.data = b"<</Type/StructElem/S/Document/P %s/K[%s]>>" % (
            self._root.reference,
            b" ".join(self._sections),
        )
        self._root.data = b"<</Type/StructTreeRoot/ParentTree %s/K[%s]>>" % (
            self._parents.reference,
            self._document.reference,
        )
        return bytes(self._root.reference)

    def _put(
        self,
        tag: Tag,
        parent: bytes,
        page: TaggedPage,
        first: int,
        at: TaggedGalley,
        links: dict[int, bytes],
    ) -> bytes:
        element = put(self._pdf)
        reference = bytes(element.reference)
        kids = []
        for kid in tag.kids:
            if isinstance(kid, Tag):
                kids.append(self._put(kid, reference, page, first, at, links))
            elif kid >= 0:
                page.owners[first + kid] = reference
                kids.append(b"%d" % (first + kid))
            else:
                links[-1 - kid] = reference
                kids.append(b"<</Type/OBJR/Obj %s/Pg %s>>" % (at.links[-1 - kid], page.page))
        element.data = b"<</Type/StructElem/S/%s/P %s/Pg %s%s/K[%s]>>" % (
            tag.kind.encode(),
            parent,
            page.page,
            self._about(tag, at),
            b" ".join(kids),
        )
        return reference

    def _about(self, tag: Tag, at: TaggedGalley) -> bytes:
        """What a figure or a table's cell says of itself."""
        said = b""
        if tag.alt is not None:
            said += b"/Alt" + text(tag.alt)
        if tag.box:
            left, top, right, bottom = (each * PIXEL for each in tag.box)
            box = numbers(at.left + left, at.top - bottom, at.left + right, at.top - top)
            said += b"/A<</O/Layout/BBox[%s]>>" % box
        if tag.kind in ("TH", "TD"):
            columns, rows = tag.spans
            held = b"/ColSpan %d" % columns if columns != 1 else b""
            held += b"/RowSpan %d" % rows if rows != 1 else b""
            if tag.heads is not None:
                named = b"".join(text(self._name(head)) for head in tag.heads)
                held += b"/Headers[%s]" % named
            said += b"/A<</O/Table%s>>" % held
        if tag.name:
            said += b"/ID" + text(self._name(tag.name))
        return said

    def _name(self, name: str) -> str:
        # A galley counts its cells alone, and may stand in several places.
        return f"{self._galleys}-{name}"
