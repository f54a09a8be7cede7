"""Flashcards' sizes, and how cards of several sizes share sheets."""

from __future__ import annotations

import io
from itertools import combinations
from pathlib import Path
from typing import get_args

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.content.model import Cell, Course, Level, Part, Question, Term, Topic
from builder.documents.options import Cards
from builder.outputs.flashcards import output as flashcards
from builder.outputs.flashcards.fit import LAST, SIZES, Fitting, Side, fit
from builder.outputs.flashcards.sheets import Sheet, sheets
from builder.outputs.flashcards.sizes import CardFormat, card_format
from builder.typeset.papers import PAPERS
from tests.support.command import study
from tests.support.courses import small
from tests.support.jobs import job

FORMATS = get_args(Cards)
SENTENCE = "컨테이너는 호스트의 커널을 함께 쓰는 격리된 프로세스다. "


def course(*items: Term | Question) -> Course:
    """A course of one topic that holds these cards."""
    topic = Topic("t", "도커", "p", cells=(Cell(1, items),))
    return Course(
        "c", "과정", levels=(Level(1, "입문"),), parts=(Part("p", ""),), topics=(topic,)
    )  # fmt: skip


def terms(count: int) -> list[Term]:
    """Terms with short meanings."""
    return [Term(f"용어 {n}", "짧은 뜻이다.", code=f"A{n:03}") for n in range(count)]


def fitted(given: Course, **options: str) -> tuple[Fitting, ...]:
    """The cards of level 1 with their sizes."""
    pack = flashcards._pack(job(given, **options), given.levels[0])
    return fit(pack)


def spots(sheet: Sheet, face: str) -> dict[str, tuple[float, float, float, float]]:
    """By code, the corners of a sheet's cards: left, top, right, bottom."""
    return {
        spot.card.code: (spot.left, spot.top, spot.left + spot.width, spot.top + spot.height)
        for spot in getattr(sheet, face)
    }


def test_a_short_card_is_an_eighteenth_of_a_sheet() -> None:
    """A name and a line need no more paper than that, and are set at the largest type."""
    for each in fitted(course(*terms(3))):
        assert (each.size.columns, each.size.height) == (3, pytest.approx(275 / 6))
        assert each.front == each.back == SIZES[0]


def test_a_long_card_takes_a_larger_one() -> None:
    """The more is on a card, the larger it is; type below 8 pt is for a whole sheet alone."""
    asked = [Question("무엇인가?", SENTENCE * n, code=f"B{n:03}") for n in (1, 8, 20, 60)]
    areas = []
    for each in fitted(course(*asked)):
        areas.append(each.size.width * each.size.height)
        assert each.back >= 8
    assert areas == sorted(areas)
    assert areas[0] < areas[1] < areas[3]
    assert LAST < 8


@pytest.mark.parametrize(
    ("cards", "size", "on_a_sheet"),
    [
        ("8", (94, 68.75), 8),
        ("10", (94, 55), 10),
        ("15", (188 / 3, 55), 15),
        ("business", (88.9, 50.8), 10),
        ("index", (127, 76.2), 3),
        ("avery-5371", (88.9, 50.8), 10),
    ],
)
def test_formats(cards: Cards, size: tuple[float, float], on_a_sheet: int) -> None:
    """Each format's cards are as large as its name says, as many to a sheet."""
    form = card_format(cards, PAPERS["a4"])
    first = form.sizes[0]
    assert (first.width, first.height) == pytest.approx(size)
    assert first.columns * round(form.height / first.height) == on_a_sheet


def test_avery_5371_lies_on_its_perforation() -> None:
    """Cards begin 0.5 in from a letter sheet's top and 0.75 in from its side; nothing is marked."""
    form = card_format("avery-5371", PAPERS["a4"])
    assert form.paper == PAPERS["letter"]
    assert (form.left, form.top) == pytest.approx((19.05, 12.7))
    (sheet,) = sheets(fitted(course(*terms(2)), cards="avery-5371"), form, "long", "L1")
    assert not sheet.cuts


@pytest.mark.parametrize("paper", ["a4", "letter", "b5"])
@pytest.mark.parametrize("cards", FORMATS)
def test_sizes_grow(cards: Cards, paper: str) -> None:
    """A card that fits a size fits the next, and the cards leave room at the paper's edges."""
    form = card_format(cards, PAPERS[paper])
    for one, next_one in zip(form.sizes, form.sizes[1:], strict=False):
        assert one.width <= next_one.width + 1e-9
        assert one.height <= next_one.height + 1e-9
    assert form.left >= 11 - 1e-9
    assert form.top >= 11 - 1e-9
    assert form.sizes[-1].height == pytest.approx(form.height)


def made(places: list[int], form: CardFormat) -> tuple[Fitting, ...]:
    """A card for each place in the list of sizes."""
    return tuple(
        Fitting(Side("용어", "가", "나", True, "주제", f"C{n:03}"), form.sizes[at], 11, 11)
        for n, at in enumerate(places)
    )


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=60),
    st.sampled_from(["long", "short"]),
    st.sampled_from(["auto", "index"]),
)
def test_sheets_hold_each_card_once(places: list[int], flip: str, cards: str) -> None:
    """Whatever the sizes: no card is lost, cut, or over another, and backs lie behind fronts."""
    form = card_format(cards, PAPERS["a4"])  # type: ignore[arg-type]
    given = made([at % len(form.sizes) for at in places], form)
    found = sheets(given, form, flip, "L1 입문")  # type: ignore[arg-type]
    assert sorted(code for sheet in found for code in spots(sheet, "front")) == [
        each.card.code for each in given
    ]
    sizes = {each.card.code: each.size for each in given}
    for sheet in found:
        front, back = spots(sheet, "front"), spots(sheet, "back")
        for code, (left, top, right, bottom) in front.items():
            assert right - left >= sizes[code].width - 0.01
            assert bottom - top >= sizes[code].height - 0.01
            assert min(left, top, 210 - right, 297 - bottom) >= 11 - 0.01
            turned = (210 - right, top) if flip == "long" else (left, 297 - bottom)
            assert back[code][:2] == pytest.approx(turned)
        for one, other in combinations(front.values(), 2):
            apart = one[2] <= other[0] + 0.01 or other[2] <= one[0] + 0.01
            assert apart or one[3] <= other[1] + 0.01 or other[3] <= one[1] + 0.01


@pytest.mark.parametrize("count", [19, 37, 55])
def test_no_sheet_is_for_one_card(count: int) -> None:
    """A card more than full sheets hold takes a row of cards with it."""
    form = card_format("auto", PAPERS["a4"])
    found = sheets(made([0] * count, form), form, "long", "L1")
    assert len(found) == count // 18 + 1
    assert min(len(sheet.front) for sheet in found) > 1


def test_what_begins_a_row_goes_among_larger_cards() -> None:
    """Where larger cards leave a place, a small one stands there and begins no row of its own."""
    form = card_format("auto", PAPERS["a4"])
    (sheet,) = sheets(made([0, 0, 0, 0, 1], form), form, "long", "L1")
    assert len({spot.top for spot in sheet.front}) == 2


def test_few_cards_of_many_sizes_share_a_sheet() -> None:
    """Small cards are made larger where that takes fewer sheets."""
    form = card_format("auto", PAPERS["a4"])
    found = sheets(made([0, 0, 1, 1, 2, 2, 4], form), form, "long", "L1")
    assert len(found) == 1


def test_marks_can_be_printed() -> None:
    """Every mark is more than 5 mm from the paper's edge, and each card has one at its corners."""
    form = card_format("auto", PAPERS["a4"])
    (sheet,) = sheets(made([0] * 18, form), form, "long", "L1")
    for cut in sheet.cuts:
        assert min(cut.left, cut.top) > 5
        assert max(cut.left + cut.width, 0) < 205
        assert cut.top + cut.height < 292
    inside = form.left + form.width / 3, form.top + form.height / 6
    assert any(
        cut.left < inside[0] < cut.left + cut.width
        and cut.top == pytest.approx(inside[1], abs=0.01)
        for cut in sheet.cuts
    )


def test_the_foot_tells_the_level_without_colour() -> None:
    """A card's foot says its topic, shortened where it is long, and its level with its number."""
    form = card_format("auto", PAPERS["a4"])
    (sheet,) = sheets(made([0], form), form, "long", "L2 주니어")
    assert sheet.front[0].foot == "주제 · L2 주니어"
    long = Side("용어", "가", "나", True, "아주 긴 주제의 이름 " * 5, "C000")
    (sheet,) = sheets([Fitting(long, form.sizes[0], 11, 11)], form, "long", "L2 주니어")
    assert sheet.front[0].foot.startswith("아주 긴")
    assert sheet.front[0].foot.endswith("… · L2 주니어")


def test_the_command_takes_a_format(tmp_path: Path) -> None:
    """`--cards index` prints three cards to a sheet."""
    source = small(tmp_path / "course")
    terms = ", ".join(f"{{term: 용어 {n}, meaning: 뜻이다.}}" for n in range(4))
    topic = f"title: 도커\npart: base\nlevels: {{1: {{terms: [{terms}]}}}}\n"
    (source / "topics/02-terms.yaml").write_text(topic, encoding="utf-8")
    done = study("build", source, "--only", "flashcards", "--cards", "index", "-o", tmp_path / "o")
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "o/small/flashcards-1.pdf").read_bytes()
    assert len(pypdfium2.PdfDocument(io.BytesIO(made))) == 4
