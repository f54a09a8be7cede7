"""Each font of a bound document embedded once, with the glyphs of all its pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf

from builder.typeset.binding.glyphs import Union, UnknownFontError
from builder.typeset.binding.lettering import unicode_of, widths_of


@dataclass(frozen=True, slots=True)
class _Font:
    """A font with all its glyphs: its file, their widths, and the characters they stand for."""

    file: bytes
    widths: dict[int, int]
    characters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of several documents, by their names; the same font has one name in all."""

    known: dict[str, _Font]

    def widths(self, font: Object) -> Mapping[int, float]:
        """The widths of a page's font in 1/1000 em, by its glyphs' numbers."""
        mine = self.known.get(str(font.BaseFont))
        return mine.widths if mine else widths_of(font)

    def digits(self, font: Object) -> dict[str, tuple[str, float]]:
        """The digits' glyphs in a page's font, hexadecimal, and their widths in 1/1000 em."""
        mine = self.known.get(str(font.BaseFont))
        characters = mine.characters if mine else unicode_of(font)
        widths = mine.widths if mine else widths_of(font)
        return {
            chr(int(text, 16)): (number, widths[int(number, 16)])
            for number, text in characters.items()
            if 0x30 <= int(text, 16) <= 0x39 and int(number, 16) in widths
        }

    def bare(self, pdf: Pdf) -> None:
        """Take the fonts' files out of a document, to be embedded in the one it is bound to."""
        for font in _fonts(pdf):
            descriptor = font.DescendantFonts[0].FontDescriptor
            if str(font.BaseFont) in self.known and "/FontFile2" in descriptor:
                del descriptor["/FontFile2"]

    def embed(self, whole: Pdf) -> None:
        """Let every page of a document use one set of fonts. Fonts that can't be united stay."""
        made: dict[str, Object] = {}
        for fonts in _font_tables(whole):
            for name in list(fonts.keys()):
                key = str(fonts[name].BaseFont)
                if key in self.known and key not in made:
                    made[key] = _embedded(whole, fonts[name], self.known[key])
                if key in made:
                    fonts[name] = made[key]


class FontUnion:
    """The TrueType fonts of documents that are looked at one after another."""

    def __init__(self) -> None:
        self._unions: dict[str, Union | None] = {}
        self._characters: dict[str, dict[str, str]] = {}

    def add(self, pdf: Pdf) -> None:
        """Take in what a document embeds."""
        for font in _fonts(pdf):
            descriptor = font.DescendantFonts[0].FontDescriptor
            if "/FontFile2" in descriptor:
                name = str(font.BaseFont)
                union = self._unions.setdefault(name, Union())
                self._characters.setdefault(name, {}).update(unicode_of(font))
                try:
                    if union:
                        union.add(bytes(descriptor.FontFile2.read_bytes()))
                except UnknownFontError:
                    self._unions[name] = None

    def fonts(self) -> Fonts:
        """Every font that can be embedded once for all of the documents."""
        return Fonts(
            {
                name: _Font(*union.font(), self._characters[name])
                for name, union in self._unions.items()
                if union
            }
        )


def _fonts(pdf: Pdf) -> Iterator[Object]:
    done: set[tuple[int, int]] = set()
    for fonts in _font_tables(pdf):
        for font in fonts.values():
            if font.objgen not in done and "/DescendantFonts" in font:
                done.add(font.objgen)
                yield font


def _font_tables(pdf: Pdf) -> Iterator[Dictionary]:
    """The font tables of all pages and of the forms that they draw."""
    done: set[tuple[int, int]] = set()
    waiting = [page.obj.Resources for page in pdf.pages]
    while waiting:
        resources = waiting.pop()
        if resources.is_indirect:
            if resources.objgen in done:
                continue
            done.add(resources.objgen)
        if "/Font" in resources:
            yield resources.Font  # type: ignore[misc]
        for form in resources.get("/XObject", {}).values():
            if form.objgen not in done:
                done.add(form.objgen)
                if "/Resources" in form:
                    waiting.append(form.Resources)


def _embedded(whole: Pdf, font: Object, all_of: _Font) -> Object:
    """The font, changed to hold every glyph."""
    descendant = font.DescendantFonts[0]
    descendant.FontDescriptor.FontFile2 = whole.make_stream(all_of.file, Length1=len(all_of.file))
    numbers = sorted(int(number, 16) for number in all_of.characters)
    shown = [number for number in numbers if number in all_of.widths]
    descendant.W = Array(each for n in shown for each in (n, Array([all_of.widths[n]])))
    font.ToUnicode = whole.make_stream(_unicode_map(all_of.characters))
    font.Type = Name.Font
    return font if font.is_indirect else whole.make_indirect(font)


def _unicode_map(characters: dict[str, str]) -> bytes:
    """What glyphs stand for, in the form of the PDF specification (9.10.3), a hundred a block."""
    lines = [f"<{number}> <{text}>" for number, text in sorted(characters.items())]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(
        "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
