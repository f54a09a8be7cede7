"""Documents set in pieces and bound: as if they had been set in one piece."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from builder.typeset import fonts
from builder.typeset.binding import binding
from builder.typeset.binding.binding import BoundPiece
from builder.typeset.binding.glyphs import Union, UnknownFontError
from builder.typeset.errors import PageError
from tests.support.bound import piece, repeated, texts


@pytest.fixture(scope="module")
def bound() -> bytes:
    """Contents, and two chapters of which the second goes on in a third piece."""
    front = piece(
        '<h1>차례</h1><p><a href="page:#one">하나 <span class="page-of">000</span>쪽</a></p>'
        '<p><a href="page:#two">둘 <span class="page-of">000</span>쪽</a></p>'
        '<p>이 000은 본문이다.</p><p><a href="page:#three">링크뿐이다</a></p>'
    )
    one = piece('<h1 id="one">하나</h1><p>가나다</p><p class="new">라마바</p>')
    two = piece('<h1 id="two">둘</h1><h2>둘의 첫째</h2><p>사아자</p>')
    three = piece('<h2 id="three">둘의 둘째</h2><p>차카타파하 <b>굵게</b></p>', depth=1)
    ten = [piece(f'<h1 id="n{n}">장 {n}</h1>') for n in range(8)]
    last = piece('<p><a href="page:#n7">끝 <span class="page-of">000</span></a></p>')
    pieces = [front, one, two, BoundPiece(three.pdf, 1), *ten, last]
    return binding.bind(pieces, repeated())


def test_references_show_the_page(bound: bytes) -> None:
    """The zeros in a link become its page; zeros anywhere else are the author's."""
    first, last = texts(bound)[0], texts(bound)[-1]
    assert "하나 2쪽" in first.replace("\u2060", "").replace("  ", " ")
    assert "둘 4쪽" in first.replace("  ", " ")
    assert "이 000은 본문이다" in first
    assert "끝 13" in last.replace("  ", " ")


def test_words_close_up_to_a_short_number(bound: bytes) -> None:
    """No room for digits that aren't there is left between a link's words and its page."""
    page = pypdfium2.PdfDocument(bound)[0].get_textpage()
    said = page.get_text_range()
    for words, number in (("둘", "4"), ("하나", "2")):
        end = page.get_charbox(said.index(words + " ") + len(words) - 1)[2]
        digit = page.get_charbox(said.index(number, said.index(words)))
        assert 1 < digit[0] - end < 5, words


def test_pages_are_numbered_and_carry_the_edition(bound: bytes) -> None:
    """Every page shows its number, the edition, and the head but the first."""
    for number, text in enumerate(texts(bound), 1):
        lines = text.replace("\r", "").split("\n")
        assert any(str(number) in line.split() for line in lines), (number, text)
        assert "0a1b2c" in text
        assert ("머리" in text) == (number > 1)


def test_links_lead_across_the_pieces(bound: bytes) -> None:
    """Every link is one of the document, to the page where its anchor stands."""
    with pikepdf.open(io.BytesIO(bound)) as opened:
        pages = {each.obj.objgen: number for number, each in enumerate(opened.pages, 1)}
        values = list(opened.Root.Names.Dests.Names)
        names = {
            str(name): pages[place[0].objgen]
            for name, place in zip(values[::2], values[1::2], strict=True)
        }
        assert [bytes(name) for name in values[::2]] == sorted(bytes(name) for name in values[::2])
        led = [str(note.Dest) for each in opened.pages for note in each.obj.get("/Annots", ())]
        assert {"one", "two", "three", "n7"} <= set(led)
        assert not any(
            "/A" in note for each in opened.pages for note in each.obj.get("/Annots", ())
        )
        assert (names["one"], names["two"], names["three"], names["n7"]) == (2, 4, 5, 13)


def test_bookmarks_are_one_tree(bound: bytes) -> None:
    """A piece that goes on with a chapter hangs its bookmarks below the chapter's."""
    with pikepdf.open(io.BytesIO(bound)) as opened, opened.open_outline() as outline:
        found = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert found[:3] == [("차례", []), ("하나", []), ("둘", ["둘의 첫째", "둘의 둘째"])]
    assert len(found) == 3 + 8


def test_each_font_is_embedded_once(bound: bytes) -> None:
    """One font object for each face, holding every piece's glyphs, and nothing left over."""
    with pikepdf.open(io.BytesIO(bound)) as opened:
        fonts = {
            (str(font.BaseFont), font.objgen)
            for each in opened.pages
            for font in each.obj.Resources.Font.values()
        }
        files = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Stream) and "/Length1" in each
        ]
        assert len({name for name, _ in fonts}) == len(fonts)
        assert len(files) == len(fonts)


def test_fonts_that_cannot_be_united_are_numbered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are set where no piece has all digits, as in Noto Sans CJK with its own outlines."""

    def refuse(*_: object) -> None:
        raise UnknownFontError

    monkeypatch.setattr(Union, "add", refuse)
    front = piece('<p><a href="page:#n7">끝 <span class="page-of">000</span></a></p>')
    ten = [piece(f'<h1 id="n{n}">장</h1>') for n in range(11)]
    made = texts(binding.bind([front, *ten], repeated()))
    assert made[0].split()[:2] == ["끝", "9"]
    for number, text in enumerate(made, 1):
        assert str(number) in text.split(), (number, text)
        assert "0a1b2c" in text


def elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """An element of the tags and all below it."""
    yield element
    for child in element.get("/K", ()):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from elements(child)


def test_tags_are_one_tree(bound: bytes) -> None:
    """Every page finds its tags by its number, and every tag its parent and its page."""
    with pikepdf.open(io.BytesIO(bound)) as opened:
        root = opened.Root.StructTreeRoot
        assert len(root.K) == 1
        numbers = [int(each) for each in list(root.ParentTree.Nums)[::2]]
        assert numbers == sorted(set(numbers))
        listed = dict(zip(numbers, list(root.ParentTree.Nums)[1::2], strict=True))
        pages = [each.obj for each in opened.pages]
        assert len({int(each.StructParents) for each in pages}) == len(pages)
        for each in pages:
            for owner in listed[int(each.StructParents)]:
                assert owner.Pg.objgen == each.objgen
            for note in each.get("/Annots", ()):
                assert listed[int(note.StructParent)].S in ("/Link", "/Span")
        found = list(elements(root.K[0]))
        assert len(found) > 30
        for element in found[1:]:
            assert element.P.objgen in {each.objgen for each in found}


def test_left_pages_mirror_the_binding_margin(bound: bytes) -> None:
    """Text begins 22 mm from the left on right pages, 14 mm on left ones; links move with it."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(bound)
    for index, margin in ((1, 14), (2, 22), (3, 14)):
        text = opened[index].get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        left = min(box[0] for box in boxes if box[2] > box[0]) / 72 * 25.4
        assert margin - 0.2 < left < margin + 0.8, index
    with pikepdf.open(io.BytesIO(bound)) as pages:
        first, *_, last = (page for page in pages.pages if "/Annots" in page.obj)
        assert float(first.obj.Annots[0].Rect[0]) / 72 * 25.4 == pytest.approx(22, abs=0.1)
        assert last.index == 13
        assert float(last.obj.Annots[0].Rect[0]) / 72 * 25.4 == pytest.approx(14, abs=0.1)
        assert str(last.obj.Annots[0].Contents) == "13"


def test_a_reference_to_nowhere_is_refused() -> None:
    """A link to an anchor that no piece has fails the build."""
    with pytest.raises(PageError, match="leads nowhere: gone"):
        binding.bind([piece('<a href="page:#gone">x</a>')], repeated())


def test_binding_gives_the_same_bytes() -> None:
    """The same pieces make the same file."""
    pieces = [piece('<h1 id="a">가</h1>'), piece('<p><a href="page:#a">나</a></p>')]
    assert binding.bind(pieces, repeated()) == binding.bind(pieces, repeated())
    assert binding.bind(pieces, repeated()) != binding.bind(pieces, repeated("ffffff"))


def embedded(data: bytes) -> bytes:
    """The first font file of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        fonts = opened.pages[0].obj.Resources.Font
        return next(
            bytes(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())
            for font in fonts.values()
        )


def test_united_subsets_keep_every_outline() -> None:
    """A font made of two subsets draws each glyph as its subset did, as wide."""
    one, two = (embedded(piece(f"<p>{text}</p>").pdf) for text in ("가나다 abc", "다라마 xyz"))
    union = Union()
    union.add(one)
    union.add(two)
    made, widths = union.font()
    whole = TTFont(io.BytesIO(made))
    drawn = 0
    for data in (one, two):
        part = TTFont(io.BytesIO(data))
        for name in part.getGlyphOrder():
            number = part.getGlyphID(name)
            same = whole.getGlyphName(number)
            glyph, ours = part["glyf"][name], whole["glyf"][same]
            if glyph.numberOfContours > 0:
                drawn += 1
                assert ours.getCoordinates(whole["glyf"]) == glyph.getCoordinates(part["glyf"])
                assert whole["hmtx"][same] == part["hmtx"][name]
                em = part["head"].unitsPerEm
                assert widths[number] == round(part["hmtx"][name][0] * 1000 / em)
    assert drawn >= 12


def test_other_fonts_are_not_united() -> None:
    """A font that is no TrueType font is refused rather than spoilt."""
    with pytest.raises(UnknownFontError):
        Union().add(b"OTTO" + bytes(20))


def test_no_font_holds_the_sources_of_its_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a newer HarfBuzz leaves in a subset doesn't reach the PDF; glyphs and widths do.

    The subset is left out here, so that the font has everything, with any HarfBuzz.
    """
    from weasyprint.pdf.fonts import Font

    monkeypatch.setattr(Font, "clean", lambda *_: None)
    made = TTFont(io.BytesIO(embedded(piece("<p>가나다 abc</p>").pdf)))
    (face,) = (f for f in fonts.find(("NanumGothic",)) if f.style == "Regular")
    font = TTFont(face.file, fontNumber=face.index)
    assert [name for name in font.reader.tables if name.startswith("TSI")]
    assert not [name for name in made.reader.tables if name.startswith("TSI")]
    assert made.getBestCmap() == font.getBestCmap()
    for letter in "가나다abc":
        name = font.getBestCmap()[ord(letter)]
        assert made["hmtx"][name] == font["hmtx"][name]
        assert made["glyf"][name] == font["glyf"][name]
