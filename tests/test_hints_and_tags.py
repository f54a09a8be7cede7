"""Hints, tags of an author's own, and which terms are asked from their meaning too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli.main import study
from builder.content.both_ways import held_back
from builder.content.model import (
    Cell,
    Course,
    DeckSettings,
    Level,
    Part,
    Question,
    Scenario,
    Term,
    Topic,
    cards,
    tags_of,
)
from builder.content.source import Source
from builder.ledger import matching as ledger
from builder.outputs.deck import output
from builder.readers.yaml import courses
from builder.readers.yaml.writing import files
from builder.storage.digest import digest
from tests.support import paper
from tests.support.courses import small
from tests.support.decks import TEMPLATES, anki, build, text_of

YAML = """\
title: 연결
levels:
  1:
    terms:
      - {term: 포트, meaning: 주소의 문, hint: 번호다, tags: [net]}
      - {term: 소켓, meaning: 소켓은 주소와 포트의 짝이다}
      - {term: 버퍼, meaning: 잠시 담는 곳, both_ways: false}
    questions:
      - {ask: 왜 세 번인가?, answer: 서로 듣는지 안다, hint: 두 번이면 **누가** 모르나?}
scenarios:
  - {title: 막혔다, steps: [연다], hint: 방화벽, tags: [net::ops]}
tags: [cka]
both_ways: true
"""


def topic(text: str = YAML) -> Topic:
    """The topic that a text holds."""
    reading = courses.read(Source("topics/01-link.yaml", text))
    assert reading.diagnostics == ()
    return replace(reading.fragment.topics[0], part="one")


def course(held: Topic, *, both_ways: bool = False) -> Course:
    """A course of one topic."""
    levels, parts = (Level(1, "입문"),), (Part("one", "하나"),)
    deck = DeckSettings(both_ways=both_ways)
    return Course("link", "연결", levels=levels, parts=parts, topics=(held,), deck=deck)


def test_hints_and_tags_are_read_and_written() -> None:
    """A term, a question and a scenario have hints and tags, a topic tags; written out again."""
    held = topic()
    assert held.cells[0].terms[0].hint == "번호다"
    assert held.cells[0].questions[0].hint == "두 번이면 **누가** 모르나?"
    assert tags_of(held.scenarios[0], held) == ("cka", "net::ops")
    assert (held.both_ways, held.cells[0].terms[2].both_ways) == (True, False)
    written = files(course(held))["topics/01-link.yaml"]
    assert topic(written) == held


def test_nothing_of_it_says_nothing() -> None:
    """Cards and topics without any of it have the digests that they had before."""
    plain = (Term("가", "나"), Scenario("가"), Topic("가", "나"), Question("가", "나"))
    assert digest(*plain)[:16] == "8cf3eef21091a652"
    assert digest(Term("가", "나", both_ways=False)) != digest(Term("가", "나"))
    assert digest(Term("가", "나", hint="다")) != digest(Term("가", "나", tags=("다",)))


@pytest.mark.parametrize(
    ("of_course", "of_topic", "of_term", "meaning", "is_asked"),
    [
        (False, None, None, "문", False),
        (True, None, None, "문", True),
        (True, False, None, "문", False),
        (False, True, None, "문", True),
        (True, True, False, "문", False),
        (False, False, True, "문", True),
        (True, None, None, "포트는 문이다", False),
        (True, None, True, "포트는 문이다", True),
        (True, None, None, "", False),
    ],
)
def test_who_decides_on_both_ways(
    of_course: bool, of_topic: bool | None, of_term: bool | None, meaning: str, is_asked: bool
) -> None:
    """The term decides, else its topic, else the course; a meaning that names it isn't asked."""
    term = Term("포트(Port)", meaning, both_ways=of_term)
    held = Topic("link", "연결", "one", cells=(Cell(1, (term,)),), both_ways=of_topic)
    sides = output.sides(course(held, both_ways=of_course), TEMPLATES)
    assert len(sides) == 1 + is_asked


def test_a_meaning_that_names_its_term_is_told() -> None:
    """A note says which terms of a topic aren't asked backwards, at the first of them."""
    (found,) = held_back(build(course(topic())).course)
    assert (found.severity, found.location.line) == ("note", 6)
    assert "소켓" in found.message
    assert "포트" not in found.message
    silent = topic(YAML.replace("짝이다}", "짝이다, both_ways: false}"))
    assert list(held_back(build(course(silent)).course)) == []


def test_a_card_is_not_taken_back(tmp_path: Path) -> None:
    """A term that was asked backwards still is when its meaning comes to name it."""
    term = Term("소켓", "주소와 포트의 짝")
    other = Term("포트", "포트는 주소의 문이다")
    held = Topic("link", "연결", "one", cells=(Cell(1, (term, other)),), both_ways=True)
    first = build(course(held))
    again = replace(term, meaning="소켓은 주소와 포트의 짝이다")
    second = build(course(replace(held, cells=(Cell(1, (again, other)),))), first.ledger, 2000)
    by_code = second.ledger.by_code
    assert (by_code[first.code("소켓")].one_way, by_code[first.code("포트")].one_way) == (
        False,
        True,
    )
    read, diagnostics = ledger.read(Source("ledger.jsonl", ledger.write(second.ledger)))
    assert (read, diagnostics) == (second.ledger, ())
    _, log, found, empty = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("import_package", second.write(tmp_path / "2.apkg")),
        ("cards",),
        ("empty_cards",),
    )
    assert (log["updated"], len(found), empty) == (1, 3, 0)


def test_hints_on_paper(tmp_path: Path) -> None:
    """Hints stand on worksheets, flashcards' fronts, in the booklet and on the page; tags there."""
    small(tmp_path / "course")
    (tmp_path / "course/topics/02-link.yaml").write_text(YAML + "part: base\n", encoding="utf-8")
    run = ["build", str(tmp_path / "course"), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(study, run, standalone_mode=False)
    assert done.return_value == 0, done.output
    out = tmp_path / "out" / "small"
    said = {
        name: "".join(paper.pages(out / f"{name}.pdf")).replace("\u2060", "")
        for name in ("worksheet-1", "flashcards-1", "interview", "handout-1")
    }
    assert "누가" in said["worksheet-1"]
    assert "번호다" in said["flashcards-1"]
    assert "방화벽" in said["interview"]
    assert "누가" not in said["handout-1"]
    page = (out / "index.html").read_text(encoding="utf-8")
    assert '<details class="hint">' in page
    assert "#net::ops" in page
    assert page.count("#cka") == 5


def test_hints_and_tags_in_anki(tmp_path: Path) -> None:
    """A hint is behind Anki's button, tags stand beside the derived ones, edits keep reviews."""
    first = build(course(topic()))
    held = topic(YAML.replace("방화벽", "규칙 표").replace("번호다", "숫자다"))
    second = build(course(held), first.ledger, 2000)
    packages = [each.write(tmp_path / f"{at}.apkg") for at, each in enumerate((first, second))]
    _, notes, _, _, log, reviews, after, empty = anki(
        tmp_path / "c.anki2",
        ("import_package", packages[0]),
        ("notes",),
        ("cards",),
        ("review",),
        ("import_package", packages[1]),
        ("reviews",),
        ("render",),
        ("empty_cards",),
    )
    assert {"link::tag::cka", "link::tag::net"} <= set(notes[first.guid("포트")]["tags"])
    assert "link::tag::net::ops" in notes[first.guid("막혔다")]["tags"]
    question = after[f"{first.guid('포트')}/0"]["question"]
    assert "class=hint" in question
    assert "숫자다" in text_of(question)
    assert 'content: "힌트"' in after[f"{first.guid('포트')}/0"]["css"]
    assert (log["updated"], log["new"], reviews, empty) == (2, 0, 6, 0)


def test_backwards_comes_a_day_later(tmp_path: Path) -> None:
    """A term's reverse card is new at least a day of new cards after its front."""
    terms = tuple(Term(f"이름{number:02}", f"뜻 {number * 7}") for number in range(60))
    held = Topic("link", "연결", "one", cells=(Cell(1, terms),))
    built = build(course(held, both_ways=True))
    _, order = anki(
        tmp_path / "c.anki2", ("import_package", built.write(tmp_path / "a.apkg")), ("order",)
    )
    places = {
        card.code: [at for at, guid in enumerate(order) if guid.endswith(card.code)]
        for card in cards(built.course)
    }
    assert all(len(found) == 2 for found in places.values())
    assert min(later - first for first, later in places.values()) >= 20
