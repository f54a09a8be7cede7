"""Print contracts: what must hold of every built page, whatever its look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from tests.support import paper
from tests.support.command import study
from tests.support.courses import many

ENGLISH = """\
title: Containers
name: english
language: en
levels: {1: {name: Beginner}, 2: {name: Engineer}}
parts: [{key: base, title: Basics}]
topics:
  - title: Images
    key: images
    part: base
    concept: An image is a read-only template.
    levels:
      1:
        terms: [{term: Layer, meaning: One change of the file system}, {term: Bare name}]
        questions: [{ask: What is an image?, answer: A template for containers.}]
      2:
        questions: [{ask: Why layers?, answer: They are shared.}]
    scenarios:
      - {title: No start, situation: It ends at once., steps: [Read the log], answer: A typo.}
    interview:
      - {ask: When would you use it?, answer: Always., strong: Reasons, weak: A slogan}
stories:
  - {title: Teamwork, kind: teamwork, situation: Slow, result: Fast, questions: [{ask: Why?}]}
"""

HOSTILE = """\
title: "{{ 7*7 }} <b>굵게</b> & {% raw %}"
concept: "<script>alert(1)</script> ${HOME} %{x} | 표 아님 | `코드 {{ x }}`"
levels:
  1:
    terms: [{term: "<img src=x onerror=y>", meaning: "{{ course }} [링크](javascript:alert(1))"}]
    questions: [{ask: "a < b && c > d ?", answer: "<iframe src='file:///etc/passwd'></iframe>"}]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of a dozen topics, its outputs' folder."""
    folder = tmp_path_factory.mktemp("pages")
    done = study("build", many(folder / "course", 12), "-o", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out" / "small"


def pdfs(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.pdf"))
    assert len(found) >= 8
    return found


def links(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str]]:
    """Each internal link: its page's index and the name of its destination."""
    for number, page in enumerate(pdf.pages):
        for annotation in page.get("/Annots", []):
            if annotation.get("/Dest") is not None:
                yield number, str(annotation.Dest)


def names(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Each named destination and the index of its page."""
    tree = pikepdf.NameTree(pdf.Root.Names.Dests) if "/Names" in pdf.Root else {}
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    return {str(name): pages[target[0].objgen] for name, target in tree.items()}


def test_fonts_are_embedded(built: Path) -> None:
    """Every font of every file is in the file."""
    for path in pdfs(built):
        with pikepdf.open(path) as pdf:
            kinds = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
            described = [o for o in kinds if o.get("/Type") == "/FontDescriptor"]
            assert described, path.name
            for font in described:
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()), path.name


def test_links_lead_somewhere(built: Path) -> None:
    """Every link inside a file has a place it leads to, and the files that need links have them."""
    linked = set()
    for path in pdfs(built):
        with pikepdf.open(path) as pdf:
            places = names(pdf)
            for _, target in links(pdf):
                assert target in places, (path.name, target)
                linked.add(path.stem.split("-")[0])
    assert {"handout", "worksheet", "interview"} <= linked


def test_contents_give_the_right_pages(built: Path) -> None:
    """The number beside each topic in the contents is the page on which it begins."""
    pages = paper.pages(built / "handout-1.pdf")
    listed = re.findall(r"^(\d+) ?주제 (\d+)\s*\n?(\d+)$", pages[0], re.MULTILINE)
    lines = re.findall(r"(\d+)\s+주제 (\d+)\s+(\d+)\s", pages[0] + "\n")
    entries = listed or lines
    assert len(entries) == 12
    for number, topic, page in entries:
        head = paper.squeezed(f"{number} 주제 {topic}")
        assert head in paper.squeezed(pages[int(page) - 1]), (topic, page)


def test_the_key_and_the_questions_point_at_each_other(built: Path) -> None:
    """A question tells the page of its answer, and the answer that of its question."""
    with pikepdf.open(built / "worksheet-1.pdf") as pdf:
        places = names(pdf)
    texts = [paper.squeezed(text) for text in paper.pages(built / "worksheet-1.pdf")]
    asked = {name[2:]: page for name, page in places.items() if name.startswith("q-")}
    solved = {name[2:]: page for name, page in places.items() if name.startswith("k-")}
    assert asked.keys() == solved.keys()
    assert len(asked) == 13
    for code, page in asked.items():
        assert f"정답{solved[code] + 1}쪽" in texts[page]
        assert f"문제{page + 1}쪽" in texts[solved[code]]


def test_bookmarks_are_plain_words(built: Path) -> None:
    """A handout's bookmarks name its parts and topics, without what joins syllables."""
    with pikepdf.open(built / "handout-1.pdf") as pdf, pdf.open_outline() as outline:
        titles = [entry.title for entry in walk(outline.root)]
    assert any("주제 5" in title for title in titles)
    assert any("기초" in title for title in titles)
    assert not any("\u2060" in title for title in titles)


def walk(entries: Any) -> Iterator[Any]:
    for entry in entries:
        yield entry
        yield from walk(entry.children)


def test_files_are_tagged_for_screen_readers(built: Path) -> None:
    """Every file that is set, not imposed, says its language and title and is tagged (PDF/UA)."""
    for path in pdfs(built):
        if path.name == "poster-a4.pdf":
            continue
        with pikepdf.open(path) as pdf:
            assert bool(pdf.Root.MarkInfo.Marked), path.name
            assert "/StructTreeRoot" in pdf.Root, path.name
            assert str(pdf.Root.Lang) == "ko", path.name
            with pdf.open_metadata() as data:
                assert data.get("pdfuaid:part") == "1", path.name


def test_backs_are_mirrored(built: Path) -> None:
    """On a sheet of flashcards, each back lies where its front is when flipped on the long edge."""
    with pypdfium2.PdfDocument(built / "flashcards-1.pdf") as document:
        assert len(document) % 2 == 0
        for number in range(0, len(document), 2):
            front, back = (codes(document[number + side]) for side in (0, 1))
            assert front.keys() == back.keys()
            assert front
            for code, (_, right, top) in front.items():
                width = document[number].get_width()
                # A code stands at its card's right edge on both sides, three cards to a row.
                column, other = (int(at / (width / 3)) for at in (right, back[code][1]))
                assert column + other == 2, code
                assert back[code][2] == pytest.approx(top, abs=1.5), code


def codes(page: Any) -> dict[str, tuple[float, float, float]]:
    """Each card's code with its left, right and top on the page, in points."""
    text = page.get_textpage()
    whole = text.get_text_range()
    found = {}
    for match in re.finditer(r"(?<=입문)\s*([0-9A-Z]{4})(?=\s|$)", whole):
        left, _, _, top = text.get_charbox(match.start(1))
        right = text.get_charbox(match.end(1) - 1)[2]
        found[match[1]] = (left, right, top)
    return found


def test_an_english_course_has_no_korean(tmp_path: Path) -> None:
    """A course in English is English throughout, on paper and in Anki."""
    source = tmp_path / "english.yaml"
    source.write_text(ENGLISH, encoding="utf-8")
    done = study("build", source, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / "english"
    for path in pdfs(folder):
        text = "".join(paper.pages(path))
        assert text.strip()
        assert not re.search("[ㄱ-힣]", text), (path.name, re.findall("[ㄱ-힣]+", text))
    for note in paper.notes(folder / "deck.apkg"):
        assert not re.search("[ㄱ-힣]", "".join(note.fields.values()))


def test_hostile_text_is_text(tmp_path: Path) -> None:
    """Markup, templates and scripts in content come out on the page as they were written."""
    source = tmp_path / "topics" / "x.yaml"
    source.parent.mkdir()
    source.write_text(HOSTILE, encoding="utf-8")
    done = study("build", source, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    (folder,) = (path for path in (tmp_path / "out").iterdir() if path.name[0] != ".")
    handout = paper.text(folder / "handout-1.pdf")
    for words in ("{{7*7}}<b>굵게</b>&{%raw%}", "<script>alert(1)</script>", "<imgsrc=xonerror=y>",
                  "a<b&&c>d?", "<iframesrc='file:///etc/passwd'></iframe>"):  # fmt: skip
        assert words in handout, words
    assert "49<b>" not in handout
    deck = "\n".join(note.text for note in paper.notes(folder / "deck.apkg"))
    assert "a<b&&c>d?" in deck
