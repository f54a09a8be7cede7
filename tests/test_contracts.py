"""What every print keeps: full pages, readable greys, margins; on the real courses."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from builder.content.model import Course
from builder.documents.output import Artefact
from builder.ledger import matching
from builder.outputs import handout, worksheet
from builder.outputs.flashcards import output as flashcards
from builder.outputs.interview import output as interview
from builder.outputs.poster import output as poster
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets, shipped_templates
from builder.typeset.templates.environment import Templates
from tests.conftest import ROOT
from tests.support.courses import small
from tests.support.jobs import job

MM = 72 / 25.4
TEMPLATES = Templates((shipped_templates(),))


def course(path: Path) -> Course:
    """A course from disk, with codes."""
    (target,) = find_targets([path])
    return matching.match(load(target).course, matching.Ledger()).course


@pytest.fixture(scope="module")
def devops() -> Course:
    """The shipped course."""
    return course(ROOT / "content" / "devops")


@pytest.fixture(scope="module")
def notes() -> Course:
    """The real study document."""
    path = ROOT.parent / "shared" / "inputs" / "devops-study.md"
    if not path.is_file():
        pytest.skip("the real document devops-study.md is not beside the checkout")
    return course(path)


def made(artefacts: list[Artefact]) -> Iterator[tuple[str, bytes]]:
    """The files of an output, as many as are made from nothing else."""
    for each in artefacts:
        if not each.source:
            yield each.path, each.make()


def lowest(data: bytes) -> Iterator[tuple[int, float]]:
    """For each page, from 1, how far down its text reaches, of the room between head and foot."""
    for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
        text = page.get_textpage()
        top, bottom = page.get_height() - 19 * MM, 18 * MM
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        ends = [low for _, low, _, high in boxes if high > low > bottom and high < top]
        yield number, (top - min(ends, default=top)) / (top - bottom)


def first_pages(data: bytes) -> set[int]:
    """The pages, from 1, on which a part begins, by the bookmarks."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        with pdf.open_outline() as outline:
            return {pages[item.destination[0].objgen] for item in outline.root}


@pytest.mark.parametrize(("name", "levels"), [("notes", (1, 2, 3, 4)), ("devops", (2,))])
def test_handout_pages_are_full(
    name: str, levels: tuple[int, ...], request: pytest.FixtureRequest
) -> None:
    """No page of a handout is under a third full but the last of a part."""
    given = request.getfixturevalue(name)
    for path, data in made(handout.artefacts(job(given, levels=levels))):
        begin = first_pages(data)
        count = len(pypdfium2.PdfDocument(data))
        for number, filled in lowest(data):
            if number + 1 not in begin and number < count:
                assert filled >= 1 / 3, f"{path}, page {number}"


# A run of text as it is drawn: its colour stands right before it.
TEXT = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) rg\s+BT")


def contrast(colour: tuple[float, ...]) -> float:
    """The contrast to white of a colour, red, green and blue from 0 to 1 (WCAG 2.2)."""
    parts = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    ]
    light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return 1.05 / (light + 0.05)


@pytest.mark.parametrize("output", [handout, worksheet, flashcards, interview, poster])
def test_text_can_be_read_in_grey(output: object, tmp_path: Path) -> None:
    """All text has a contrast of at least 4.5 to the paper, in colour and printed in grey."""
    given = course(small(tmp_path / "course"))
    seen = 0
    for path, data in made(output.artefacts(job(given))):  # type: ignore[attr-defined]
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                contents = page.obj.Contents
                streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
                for found in TEXT.findall(b"\n".join(each.read_bytes() for each in streams)):
                    colour = tuple(float(each) for each in found)
                    if min(colour) == 1 and path == "poster.pdf":
                        continue  # a part's head: white on near-black
                    seen += 1
                    grey = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
                    assert contrast(colour) >= 4.5, (path, colour)
                    assert contrast((grey, grey, grey)) >= 4.5, (path, colour)
    assert seen > 5


def test_levels_differ_without_colour(devops: Course) -> None:
    """A level is told by its name, its number and the filled squares of its mark."""
    sights = set()
    for level in devops.levels:
        first = replace_topics(devops, 1)
        ((_, data),) = made(handout.artefacts(job(first, levels=(level.number,))))
        page = pypdfium2.PdfDocument(data)[0]
        text = "".join(page.get_textpage().get_text_bounded().split()).replace("\u2060", "")
        assert f"레벨{level.number}{level.name}" in text
        picture = page.render(scale=2, grayscale=True).to_pil()
        badge = picture.crop((110, 262, 300, 296)).point(lambda grey: 0 if grey < 60 else 255)
        sights.add(sum(pixel == 0 for pixel in badge.tobytes()))
    assert len(sights) == len(devops.levels), "two levels' sights are equally dark"


def replace_topics(given: Course, count: int) -> Course:
    """The course with its first topics alone."""
    from dataclasses import replace

    return replace(given, topics=given.topics[:count])


def test_the_key_goes_where_it_is_asked(tmp_path: Path) -> None:
    """At the end with pages both ways, in a file of its own, or nowhere."""
    given = course(small(tmp_path / "course"))
    texts = {}
    for answers in ("end", "separate", "none"):
        for path, data in made(worksheet.artefacts(job(given, levels=(1,), answers=answers))):
            pages = pypdfium2.PdfDocument(data)
            said = " ".join(page.get_textpage().get_text_bounded() for page in pages)
            texts[answers, path] = "".join(said.replace("\u2060", "").split())
    assert texts.keys() == {
        ("end", "worksheet-1.pdf"),
        ("separate", "worksheet-1.pdf"),
        ("separate", "worksheet-1-key.pdf"),
        ("none", "worksheet-1.pdf"),
    }
    answer, asked = "격리된프로세스다.", "컨테이너란무엇인가?"
    assert answer in texts["end", "worksheet-1.pdf"]
    assert "정답2쪽" in texts["end", "worksheet-1.pdf"]
    assert "문제1쪽" in texts["end", "worksheet-1.pdf"]
    assert answer in texts["separate", "worksheet-1-key.pdf"]
    for name in (("separate", "worksheet-1.pdf"), ("none", "worksheet-1.pdf")):
        assert asked in texts[name]
        assert answer not in texts[name]
        assert "정답" not in texts[name]


@pytest.mark.parametrize(("flip", "turned"), [("long", (True, False)), ("short", (False, True))])
def test_backs_lie_behind_their_fronts(
    flip: str, turned: tuple[bool, bool], tmp_path: Path
) -> None:
    """Turned on the edge that was asked for, each card's back lies behind its front."""
    given = course(small(tmp_path / "course"))
    ((_, data),) = made(flashcards.artefacts(job(given, levels=(1,), flip=flip, cards="8")))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        width, height = (float(each) for each in list(pdf.pages[0].mediabox)[2:])
        values = list(pdf.Root.Names.Dests.Names)
        corner = {
            str(name): (float(place[2]), height - float(place[3]))
            for name, place in zip(values[::2], values[1::2], strict=True)
        }
    fronts = [name for name in corner if name.startswith("f-")]
    assert len(fronts) == 2
    wide, high = (width - 22 * MM) / 2, (height - 22 * MM) / 4
    for name in fronts:
        (x, y), (back_x, back_y) = corner[name], corner[f"b{name[1:]}"]
        assert back_x == pytest.approx(width - x - wide if turned[0] else x, abs=1)
        assert back_y == pytest.approx(height - y - high if turned[1] else y, abs=1)
