"""The poster: one page, its type as large as its cards allow, filled."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from statistics import median

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.content.model import Cell, Course, Level, Part, Term, Topic
from builder.ledger import matching
from builder.outputs.poster import output
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets, shipped_templates
from builder.typeset import boundaries, packing
from builder.typeset.packing import Field
from builder.typeset.templates.environment import Templates
from tests.conftest import ROOT
from tests.support.jobs import job

TEMPLATES = Templates((shipped_templates(),))


def course(topics: int, lines: int, parts: int = 1) -> Course:
    """A made course whose topics have so many lines for the poster."""
    return Course(
        "x",
        "과정",
        levels=(Level(1, "입문"),),
        parts=tuple(Part(f"p{n}", f"부분 {n}") for n in range(parts)),
        topics=tuple(
            Topic(
                f"t{n}",
                f"주제 {n}",
                part=f"p{n * parts // topics}",
                cells=(Cell(1, (Term("이름", "뜻"),)),),
                cheat=tuple(f"`kubectl get {n}-{m}` 상태를 본다" for m in range(lines + n % 3)),
            )
            for n in range(topics)
        ),
    )


def made(given: Course, paper: str = "a3") -> bytes:
    """A course's poster."""
    artefact, _ = output.artefacts(job(given, poster=paper))
    return artefact.make()


def real(path: Path) -> Course:
    """A course from disk, with codes."""
    (target,) = find_targets([path])
    return matching.match(load(target).course, matching.Ledger()).course


def _height(page: pypdfium2.PdfPage) -> float:
    """The height in points of most of a page's characters: 9.8 for text of eight points."""
    text = page.get_textpage()
    boxes = (text.get_charbox(index, loose=True) for index in range(0, text.count_chars(), 3))
    return median(top - bottom for _, bottom, _, top in boxes if top > bottom)


def inked(data: bytes) -> float:
    """How much of the room for cards is within a line's height of something printed."""
    page = pypdfium2.PdfDocument(data)[0]
    picture = page.render(scale=0.5, grayscale=True).to_pil()
    wide, high = picture.size
    # Two lines of text, as pixels at 36 to an inch: 12 where most text is set in eight points.
    near = round(12 * _height(page) / 9.8)
    room = picture.crop((int(wide * 0.03), int(high * 0.09), int(wide * 0.97), int(high * 0.965)))
    small = room.resize((room.width // near, room.height // near), resample=4)  # box averages
    cells = small.tobytes()
    return sum(cell < 254 for cell in cells) / len(cells)


def test_each_part_may_have_a_poster_of_its_own() -> None:
    """`posters` names the parts that share one; each has its own topics alone, and its tiles."""
    given = replace(course(12, 5, parts=3), posters=(("p0",), ("p1", "p2")))
    posters = output.artefacts(job(given))
    names = ("poster-p0", "poster-p1-p2")
    assert [each.path for each in posters] == [
        f"{name}{tiles}.pdf" for name in names for tiles in ("", "-a4")
    ]
    for each, parts, topics in zip(posters[::2], ((0,), (1, 2)), (4, 8), strict=True):
        data = each.make()
        text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()
        text = text.replace("\u2060", "") + "\r"
        first = 0 if topics == 4 else 4
        assert all(f"부분 {part}" in text for part in parts)
        shown = {n for n in range(12) if f"주제 {n}\r" in text}
        assert shown == set(range(first, first + topics))
        assert boundaries.smallest_text(data) >= 7


@pytest.mark.parametrize("name", ["devops", "study"])
def test_the_page_is_filled(name: str, request: pytest.FixtureRequest) -> None:
    """At least 85% of the room is used, at 7 points or more, on one A3 page, in every poster."""
    path = (
        ROOT / "content" / "devops" if name == "devops" else request.getfixturevalue("study_notes")
    )
    posters = output.artefacts(job(real(path)))[::2]
    assert posters
    for each in posters:
        data = each.make()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            (page,) = pdf.pages
            assert [round(float(each) / 72 * 25.4) for each in page.mediabox] == [0, 0, 420, 297]
        assert boundaries.smallest_text(data) >= 7
        assert inked(data) >= 0.85


@pytest.mark.parametrize(
    ("topics", "lines", "parts"), [(1, 1, 1), (3, 4, 1), (19, 5, 3), (60, 4, 6)]
)
def test_any_course_is_one_full_page(topics: int, lines: int, parts: int) -> None:
    """Every topic and line is there once, on one page, and no hole is larger than a card."""
    given = course(topics, lines, parts)
    data = made(given)
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded().replace("\u2060", "")
    squeezed = "".join(text.split())
    for topic in given.topics:
        assert squeezed.count(f"{int(topic.key[1:]) + 1}{topic.title}".replace(" ", "")) >= 1
        for line in topic.cheat:
            assert squeezed.count("".join(line.replace("`", "").split())) >= 1


def test_a_poster_too_full_to_be_read_says_so() -> None:
    """Below 7 points the build goes on, and names the fullest topics and a larger paper."""
    from builder.content.source import Location
    from builder.outputs.poster import legible

    given = course(60, 14, 3)
    posters = {"poster.pdf": made(given), "poster-a4.pdf": b""}
    (note,) = legible.check(given, Location("course"), posters)
    assert note.severity == "note"
    assert "pt; from a metre 7 pt can be read" in note.message
    assert note.hint.count("주제 ") == 3
    assert "--poster a2" in note.hint
    posters = {"poster.pdf": made(course(5, 5))}
    assert not list(legible.check(course(5, 5), Location("course"), posters))


@pytest.mark.parametrize(("paper", "wide"), [("a2", 594), ("a1", 841)])
def test_larger_papers_have_larger_type(paper: str, wide: int) -> None:
    """On a larger paper the same cards are set larger."""
    given = course(19, 5, 3)
    data = made(given, paper)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert round(float(pdf.pages[0].mediabox[2]) / 72 * 25.4) == wide
    assert boundaries.smallest_text(data) > boundaries.smallest_text(made(given)) * 1.25


@given(
    st.lists(st.lists(st.floats(5, 60), min_size=1, max_size=9), min_size=1, max_size=4),
    st.integers(1, 10),
)
def test_packing_keeps_every_card_within_its_column(sizes: list[list[float]], columns: int) -> None:
    """Every card is in one column of its field, and no column is taller than the room."""
    heights = [height for field in sizes for height in field]
    fields, at = [], 0
    for field in sizes:
        fields.append(Field(8.0, tuple(range(at, at + len(field)))))
        at += len(field)
    found = packing.shared(fields, heights, columns, 150.0, 3.0)
    if found is None:
        return
    assert sum(len(each) for each in found) <= columns
    for field, placed in zip(fields, found, strict=True):
        assert sorted(index for column in placed for index in column) == list(field.cards)
        for column in placed:
            assert packing.height(column, heights, 3.0) <= 150.0 - 8.0 - 3.0 + 1e-6
            spots = packing.placed(column, heights, [3] * at, 4.0, 139.0, 3.0)
            if spots:
                assert spots[-1].top + spots[-1].height == pytest.approx(139.0)
                assert all(spot.height >= heights[spot.index] - 1e-6 for spot in spots)
