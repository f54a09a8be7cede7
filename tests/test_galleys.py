"""Galleys: blocks set once, kept, and placed on pages."""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Iterator
from math import inf
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from builder.cli.main import study
from builder.documents import galleys as kept_galleys
from builder.typeset import pdf
from builder.typeset.errors import PageError
from builder.typeset.galleys import galley, weasyprint, writing
from builder.typeset.galleys.galley import Galley, Tag
from builder.typeset.galleys.writing import About, MadePage, Spot

STYLE = """@page { size: 400px 4000px; margin: 0 }
body { margin: 0; font: 12px NanumGothic }
.block { position: absolute; left: 0; top: 0; width: 360px; padding: 8px; background: #eee }
table { border-collapse: collapse } td, th { border: 1px solid #444; padding: 2px 6px }
.float { float: right; width: 80px; background: #ccd } pre { white-space: pre-wrap }
.half { opacity: .5 } .turned { transform: rotate(180deg) }"""
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DA"
    "wMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg=="
)
TORTURE = (
    "<ul><li>하나<ul><li>둘<ol><li>셋 three</li><li>넷</li></ol></li></ul></li></ul>"
    '<blockquote><p>인용 <b>굵게</b></p><ul><li>안의 <a href="https://example.org">링크</a></li>'
    "</ul></blockquote>",
    "<table><thead><tr><th>이름</th><th>값</th></tr></thead><tbody>"
    + "".join(f"<tr><td>행 {n}</td><td>{n * n}</td></tr>" for n in range(45))
    + "</tbody></table>",
    '<div class="float">옆 글</div><p>흐르는 글이 옆을 지나 이어진다. ' * 6 + "</p>",
    "<pre>" + "\n".join(f"line {n}: kubectl get pods" for n in range(120)) + "</pre>",
    f'<p>그림 <img alt="점" src="{DOT}" style="width: 40px; height: 40px"> 뒤의 글</p>'
    '<p class="half">흐린 글</p><p class="turned">거꾸로 선 글</p>',
    '<p><svg width="60" height="30" viewBox="0 0 60 30"><title>네모</title>'
    '<rect width="50" height="20" fill="#369"/></svg> 도형</p>',
)


def _html(*blocks: str) -> str:
    body = "".join(
        f'<div class="block" id="b-{n}" data-galley>{block}</div>' for n, block in enumerate(blocks)
    )
    return (
        f'<!DOCTYPE html><html lang="ko"><head><title>t</title><style>{STYLE}</style></head>'
        f"<body>{body}</body></html>"
    )


def _set(*blocks: str, room: float = 4000) -> list[Galley]:
    with pdf.laid_out(_html(*blocks)) as document:
        return weasyprint.galleys(document, [room] * len(blocks), 6.0)


def _written(*spots: Spot, bookmark: str = "") -> bytes:
    page = MadePage(400, 4000, spots, bookmark)
    return writing.write([page], About("제목", "저자", "ko"))


def _picture(data: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[0].render(scale=1).to_pil().convert("L")


# What is leant on, with what it is for: a version that lacks one is seen here first.
PRIVATE = {
    "weasyprint.anchors:gather_anchors": "where links and anchors of a block stand",
    "weasyprint.draw:draw_stacking_context": "drawing one block alone",
    "weasyprint.stacking:StackingContext.from_box": "drawing one block alone",
    "weasyprint.pdf.stream:Stream.add_font": "which fonts a block shows",
    "weasyprint.pdf.stream:Stream.clone": "fonts of what is half transparent",
    "weasyprint.pdf.tags:_build_box_tree": "the tags of one block",
    "weasyprint.pdf:_use_references": "pictures of one block",
    "weasyprint.pdf.fonts:Font": "fonts found again by their descriptions",
    "weasyprint.pdf.fonts:build_fonts_dictionary": "one subset of each font",
    "weasyprint.pdf.metadata:DocumentMetadata.include_in_pdf": "saying that it is PDF/UA",
    "weasyprint.text.fonts:get_pango_font_key": "fonts found again by their descriptions",
    "weasyprint.text.fonts:FontConfiguration": "fonts found again by their descriptions",
    "weasyprint.layout.absolute:AbsolutePlaceholder": "finding the blocks of a page",
}


@pytest.mark.parametrize("name", PRIVATE)
def test_weasyprint_still_has_what_is_leant_on(name: str) -> None:
    """Each private part of WeasyPrint is there in the version that is pinned."""
    module, _, path = name.partition(":")
    held = importlib.import_module(module)
    for part in path.split("."):
        held = getattr(held, part, None)
        assert held is not None, f"{name} is gone; it was for {PRIVATE[name]}"


@pytest.mark.parametrize("block", TORTURE)
def test_a_galley_looks_as_weasyprint_sets_it(block: str) -> None:
    """Lists in lists, a long table, floats, code, pictures, turned text: pixel for pixel."""
    (made,) = _set(block)
    alone = pdf.decoration(_html(block))
    difference = ImageChops.difference(_picture(alone), _picture(_written(Spot(made, 0, 0))))
    assert sum(difference.histogram()[24:]) == 0
    assert difference.size == (400 * 0.75, 4000 * 0.75)


def test_a_galley_is_the_same_in_any_company() -> None:
    """A block set alone and among others is the same to the byte, so that kept ones fit new."""
    together = _set(*TORTURE)
    assert [_set(block, *TORTURE[:2])[0].content for block in TORTURE] == [
        each.content for each in together
    ]
    alone = [galley.written(_set(block)[0]) for block in TORTURE]
    again = [galley.written(each) for each in _set(*TORTURE)]
    assert [re.sub(rb"b-\d", b"", each) for each in alone] == [
        re.sub(rb"b-\d", b"", each) for each in again
    ]


def test_a_galley_is_read_as_it_was_written() -> None:
    """All of a galley is kept: its drawing, tags, links, fonts and pictures."""
    for each in _set(*TORTURE):
        assert galley.read(galley.written(each)) == each


@pytest.mark.parametrize("damaged", [b"", b"[]", b"[1,2]", b"\xff\xfe", b"null"])
def test_damage_is_no_galley(damaged: bytes) -> None:
    """Bytes that hold no galley are told from one."""
    assert galley.read(damaged) is None


def test_what_does_not_fit_is_only_measured() -> None:
    """A block taller than its room has its height, and no drawing."""
    (made,) = _set("<p>한 줄</p>" * 20, room=100)
    assert made.tall > 100
    assert not made.is_drawn
    assert not made.fonts


def test_text_past_a_block_is_told() -> None:
    """What runs over a block's edge doesn't fit; with no larger room to come it is a mistake."""
    wide = '<p style="white-space: nowrap">' + "기다란 글 " * 40 + "</p>"
    (made,) = _set(wide)
    assert not made.is_drawn
    assert made.tall < 100
    with pytest.raises(PageError, match="runs off") as told:
        _set("<p>한 줄</p>", wide, room=inf)
    assert told.value.anchors == ("b-1",)


def _owned(document: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """Each page's marked contents, and how many of them an element of the tags owns."""
    numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for page in document.pages:
        content = bytes(page.obj.Contents.read_bytes())
        marks = [int(each) for each in re.findall(rb"/MCID (\d+)", content)]
        assert marks == list(range(len(marks)))
        held = list(owners[int(page.obj.StructParents)])
        for mark, owner in zip(marks, held, strict=True):
            assert mark in list(owner.K)
        yield len(marks), len(held)


def test_tags_cover_galleys_that_stand_twice() -> None:
    """Every marked content has its owner, and a cell its heads, where a galley stands twice."""
    table, lists = _set(TORTURE[1], TORTURE[0])
    data = _written(Spot(table, 0, 0), Spot(lists, 0, 1500), Spot(table, 0, 2000))
    with pikepdf.open(io.BytesIO(data)) as document:
        ((marks, owned),) = _owned(document)
        assert marks == owned == 2 * table.marks + lists.marks
        cells = [each for each in document.objects if _kind(each) in ("/TD", "/TH")]
        names = [str(each.ID) for each in cells if "/ID" in each]
        heads = [str(head) for each in cells for head in each.A.get("/Headers", ())]
        assert len(names) == len(set(names)) == 4
        assert set(heads) == set(names)


def _kind(value: pikepdf.Object) -> str:
    return str(value.get("/S", "")) if isinstance(value, pikepdf.Dictionary) else ""


def test_links_stand_where_their_words_are() -> None:
    """A link's box moves with its galley; one inside leads to the anchor, or is told."""
    outside, target, inside = _set(TORTURE[0], "<p>여기</p>", '<p><a href="#b-1">저기로</a></p>')
    data = _written(Spot(outside, 0, 1000), Spot(target, 0, 2000), Spot(inside, 0, 3000))
    with pikepdf.open(io.BytesIO(data)) as document:
        first, second = document.pages[0].obj.Annots
        assert str(first.A.URI) == "https://example.org"
        left, top, right, bottom = (float(each) for each in first.Rect)
        assert left < right
        assert 3000 - 1000 * 0.75 > top > bottom
        assert str(second.Dest) == "b-1"
        owners = document.Root.StructTreeRoot.ParentTree.Nums
        numbers = {int(each.StructParent) for each in (first, second)}
        assert numbers <= {int(each) for each in list(owners)[::2]}
    with pytest.raises(PageError, match="leads nowhere: b-1"):
        _written(Spot(inside, 0, 0))


def test_a_figure_keeps_its_words_and_its_box() -> None:
    """A picture's alternative stays, and its box is where it stands on the page, in points."""
    (made,) = _set(TORTURE[4])
    with pikepdf.open(io.BytesIO(_written(Spot(made, 100, 1000)))) as document:
        (figure,) = [each for each in document.objects if _kind(each) == "/Figure"]
        assert str(figure.Alt) == "점"
        left, bottom, right, top = (float(each) for each in figure.A.BBox)
        assert (right - left, top - bottom) == (30, 30)
        assert left >= 75
        assert 3000 - 750 > top > 3000 - 750 - 100


def test_each_font_is_embedded_once() -> None:
    """Galleys that show other letters of a font share one file of it, with all of these."""
    data = _written(*(Spot(each, 0, 100 * n) for n, each in enumerate(_set("가나", "다라", "abc"))))
    with pikepdf.open(io.BytesIO(data)) as document:
        files = [each for each in document.objects if "/FontFile2" in _entries(each)]
        assert len(files) == 1
        (font,) = [each for each in document.objects if "/ToUnicode" in _entries(each)]
        said = bytes(font.ToUnicode.read_bytes()).decode()
        for letter in "가나다라abc":
            assert f"<{ord(letter):04x}>" in said


def _entries(value: pikepdf.Object) -> set[str]:
    return set(value.keys()) if isinstance(value, pikepdf.Dictionary) else set()


def test_kept_tags_are_small() -> None:
    """What most tags don't have isn't kept."""
    plain = Galley(1, 1, 1, b"q", (Tag("P", (Tag("Span", (0,)),)),))
    assert b'["P",[["Span",[0]]]]' in galley.written(plain)


NOTES = """# 과정

## 1. 도커

### 레벨 1

{terms}
"""


def test_an_edit_sets_the_edited_card_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One edited meaning sets that card's back again, and neither its front nor another card."""
    counted: list[int] = []
    setting = kept_galleys._set

    def counting(frame: object, template: str, blocks: list[object]) -> object:
        counted.append(len(blocks))
        return setting(frame, template, blocks)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_galleys, "_set", counting)
    notes = tmp_path / "notes.md"
    terms = [f"- **이름{n}**: 뜻이 {n}이다." for n in range(12)]
    asked = (str(notes), "--output", str(tmp_path / "o"), "--only", "flashcards", "--jobs", "1")
    for edited in (terms, [terms[0] + " 새로.", *terms[1:]]):
        counted.clear()
        notes.write_text(NOTES.format(terms="\n".join(edited)), encoding="utf-8")
        assert study(["build", *asked], standalone_mode=False) == 0
    assert sum(counted) == 1
