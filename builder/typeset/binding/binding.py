"""Documents set in pieces, bound into one as if they had been set in one piece.

Pages are numbered and get what every page repeats; links and page references lead across the
pieces; bookmarks, tags and destinations are one tree each, and each font is embedded once.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf

from builder.typeset.binding import fonts as onefont
from builder.typeset.binding import lettering, references
from builder.typeset.binding.fonts import Fonts
from builder.typeset.binding.lettering import Lettering
from builder.typeset.binding.references import Digits
from builder.typeset.binding.tags import Tags


@dataclass(frozen=True, slots=True)
class BoundPiece:
    """A piece's PDF, all its pages set as right ones; its bookmarks hang `depth` levels deep."""

    pdf: bytes
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Repeated:
    """What is drawn on every page, from a document set for that alone.

    Its pages are: what a first page repeats, a left one, a right one; the page number alone on
    a left and on a right page, as 0; last the digits of an edition, and those of every font
    that page references are set in.
    """

    pdf: bytes
    edition: str


LONG = 1000  # pages; as many have 150,000 tags


def bind(pieces: Sequence[BoundPiece], repeated: Repeated | None = None) -> bytes:
    """One PDF of the pieces' pages in order. Raises PageError for a reference to nowhere."""
    fonts, pages = _read([*(piece.pdf for piece in pieces), *([repeated.pdf] if repeated else [])])
    whole = _opened(pieces[0].pdf, fonts)
    outline, tags = _Outline(whole), Tags(whole, is_long=pages > LONG)
    outline.add(whole, pieces[0].depth)
    for piece in pieces[1:]:
        # Each is let go of when it is copied: all at once they need twice the memory.
        pdf = _opened(piece.pdf, fonts)
        _append(whole, tags, pdf)
        outline.add(pdf, piece.depth)
    outline.write()
    if repeated:
        sheet = _opened(repeated.pdf, fonts)
        _finish(whole, _Sheet.of(whole, sheet, repeated, fonts), fonts)
    fonts.embed(whole)
    return _bytes(whole)


def _read(pdfs: Sequence[bytes]) -> tuple[Fonts, int]:
    """The fonts of all documents, and how many pages they have."""
    found, pages = onefont.FontUnion(), 0
    for data in pdfs:
        with Pdf.open(io.BytesIO(data)) as pdf:
            found.add(pdf)
            pages += len(pdf.pages)
    return found.fonts(), pages


def _opened(data: bytes, fonts: Fonts) -> Pdf:
    pdf = Pdf.open(io.BytesIO(data))
    fonts.bare(pdf)
    return pdf


def _append(whole: Pdf, tags: Tags, pdf: Pdf) -> None:
    """Add a piece's pages, with their tags and destinations."""
    first = tags.next_number()
    start = len(whole.pages)
    whole.pages.extend(pdf.pages)
    for index in range(start, len(whole.pages)):
        page = whole.pages[index]
        page.obj.StructParents = int(page.obj.StructParents) + first
        for note in page.obj.get("/Annots", ()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + first
    # The pages were copied before, so that what points to them finds their copies.
    tags.add(_copied(whole, pdf, tags.of(pdf)), first)
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        names = _copied(whole, pdf, pdf.Root.Names.Dests)
        _destinations(whole).extend(names.Names)


def _copied(whole: Pdf, pdf: Pdf, value: Object) -> Object:
    """A value of another PDF; pages that were added before are found again in the copy."""
    return whole.copy_foreign(value if value.is_indirect else pdf.make_indirect(value))


def _destinations(whole: Pdf) -> Array:
    """The list of the document's destinations: names and places by turns."""
    if "/Names" not in whole.Root:
        whole.Root.Names = Dictionary()
    if "/Dests" not in whole.Root.Names:
        whole.Root.Names.Dests = Dictionary(Names=Array())
    return whole.Root.Names.Dests.Names  # type: ignore[return-value]


class _Outline:
    """The bookmarks of all pieces as one tree."""

    def __init__(self, whole: Pdf) -> None:
        self.whole = whole
        self.found: list[tuple[int, Object]] = []

    def add(self, pdf: Pdf, depth: int) -> None:
        """Take a piece's bookmarks, `depth` levels below the document's."""
        if "/Outlines" not in pdf.Root:
            return
        root = pdf.Root.Outlines
        if pdf is not self.whole:
            root = _copied(self.whole, pdf, root)
        self.found += _bookmarks(root, depth)

    def write(self) -> None:
        """Link the bookmarks anew, each below the last one that is higher."""
        if not self.found:
            return
        root = self.whole.make_indirect(Dictionary(Type=Name.Outlines, Count=len(self.found)))
        above: list[tuple[int, Object]] = [(-1, root)]
        for depth, item in self.found:
            for key in ("/Prev", "/Next", "/First", "/Last", "/Count"):
                if key in item:
                    del item[key]
            while above[-1][0] >= depth:
                above.pop()
            parent = above[-1][1]
            if "/Last" in parent:
                parent.Last.Next = item
                item.Prev = parent.Last
            else:
                parent.First = item
            parent.Last = item
            item.Parent = parent
            above.append((depth, item))
        self.whole.Root.Outlines = root


def _bookmarks(parent: Object, depth: int) -> list[tuple[int, Object]]:
    found = []
    item = parent.get("/First")
    while item is not None:
        found.append((depth, item))
        found += _bookmarks(item, depth + 1)
        item = item.get("/Next")
    return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What pages repeat, as drawings of the document itself.

    `forms` are for the first, a left and a right page, `numbers` for a left and a right one;
    a left page lies `shift` points further than a right one. `spare` are its fonts that can't be
    united with the pieces', as `references.fill` takes them.
    """

    forms: tuple[Object, ...]
    numbers: tuple[Lettering, ...]
    edition: tuple[Lettering, str]
    shift: float
    spare: Mapping[str, tuple[str, Digits]]

    @classmethod
    def of(cls, whole: Pdf, sheet: Pdf, repeated: Repeated, fonts: Fonts) -> _Sheet:
        first, left, right, *rest = sheet.pages
        aliases = _aliases(sheet, fonts)
        found = [lettering.of_page(page) for page in rest]
        samples = [replace(each, font=aliases.get(each.font, each.font)) for each in found]
        table = first.obj.Resources.Font
        return cls(
            forms=tuple(whole.copy_foreign(p.as_form_xobject()) for p in (first, left, right)),
            numbers=tuple(samples[:2]),
            edition=(samples[2], repeated.edition),
            shift=lettering.of_page(left).x - lettering.of_page(right).x,
            spare={
                str(table[alias].BaseFont): (alias, fonts.digits(table[alias]))
                for alias in aliases.values()
            },
        )


def _aliases(sheet: Pdf, fonts: Fonts) -> dict[str, str]:
    """Second names, among a sheet's fonts, for those that can't be united with the pieces'.

    A page's own font of the same name may lack the digits, and goes before the sheet's.
    """
    table = sheet.pages[0].obj.Resources.Font
    alone = [
        str(name) for name in dict(table.items()) if str(table[name].BaseFont) not in fonts.known
    ]
    aliases = {name: f"/Sheet{name[1:]}" for name in sorted(alone)}
    for name, alias in aliases.items():
        table[alias] = table[name]
    return aliases


def _finish(whole: Pdf, sheet: _Sheet, fonts: Fonts) -> None:
    """Number the pages, draw what they repeat, and lead the links across the pieces."""
    places = _places(whole)
    begin = [
        whole.make_stream(f"q 1 0 0 1 {shift:.4f} 0 cm\n".encode()) for shift in (0, sheet.shift)
    ]
    for index, page in enumerate(whole.pages):
        is_left = bool(index % 2)
        references.fill(whole, page, places, fonts, sheet.spare)
        _move_links(page, sheet.shift if is_left else 0)
        drawn = b"/Repeated Do " + _foot(sheet, index + 1, is_left=is_left)
        end = b"Q\n/Artifact <</Type /Pagination>> BDC " + drawn + b"EMC\n"
        contents = page.obj.Contents
        held = list(contents) if isinstance(contents, Array) else [contents]
        page.obj.Contents = Array([begin[is_left], *held, whole.make_stream(end)])
        _use(page, sheet.forms[0 if index == 0 else 2 - is_left])


_ASIDE = 3.0  # times its size: how far the edition stands from the outer edge, past the number


def _foot(sheet: _Sheet, number: int, *, is_left: bool) -> bytes:
    """The page's number at the outer edge, where the sample's one digit is, and the edition."""
    sample, text = sheet.numbers[not is_left], str(number)
    small, edition = sheet.edition
    end = sample.x + sample.width("0")
    if is_left:
        number_x, edition_x = sample.x, sample.x + _ASIDE * sample.size
    else:
        number_x = end - sample.width(text)
        edition_x = end - _ASIDE * sample.size - small.width(edition)
    return sample.show(text, number_x, sample.y) + small.show(edition, edition_x, sample.y)


def _use(page: pikepdf.Page, form: Object) -> None:
    """Let a page draw a form, among resources of its own."""
    resources = _listed(page.obj, "/Resources")
    drawn = _listed(resources, "/XObject")
    drawn.Repeated = form
    fonts = _listed(form.Resources, "/Font")
    for name, font in _listed(resources, "/Font").items():
        fonts[name] = font
    resources.XObject = drawn
    resources.Font = fonts
    page.obj.Resources = resources


def _listed(holder: Object, name: str) -> Dictionary:
    """A dictionary of its own with what a dictionary's entry lists, empty where it has none."""
    return Dictionary(dict(holder[name].items()) if name in holder else {})


def _places(whole: Pdf) -> dict[str, int]:
    """The page, from 0, of each destination; puts the destinations in order."""
    pages = {page.obj.objgen: index for index, page in enumerate(whole.pages)}
    listed = _destinations(whole)
    values = list(listed)
    named = {bytes(n): (n, place) for n, place in zip(values[::2], values[1::2], strict=True)}
    ordered = [each for name in sorted(named) for each in named[name]]
    whole.Root.Names.Dests = Dictionary(Names=Array(ordered))
    return {str(n): pages[place[0].objgen] for n, place in named.values()}


def _move_links(page: pikepdf.Page, shift: float) -> None:
    for note in page.obj.get("/Annots", ()):
        left, bottom, right, top = (float(each) for each in note.Rect)
        note.Rect = Array([left + shift, bottom, right + shift, top])


def _bytes(whole: Pdf) -> bytes:
    made = io.BytesIO()
    whole.save(
        made,
        compress_streams=True,
        object_stream_mode=ObjectStreamMode.generate,
        deterministic_id=True,
        linearize=False,
    )
    return made.getvalue()
