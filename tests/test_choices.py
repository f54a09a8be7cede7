"""Questions with choices: read, checked, written out, printed, asked in Anki and in quizzes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from builder.cli.main import study
from builder.content import rules
from builder.content.model import Cell, Course, Level, Part, Question, Topic, cards
from builder.content.source import Location, Source
from builder.kinds.choice import Choice
from builder.kinds.facet import answers_of, asked_alone
from builder.languages.last_choice import stands_last
from builder.ledger import matching as ledger
from builder.ledger.matching import Ledger
from builder.outputs.deck import types
from builder.quiz.draw import Wish, draw
from builder.quiz.paper import arranged
from builder.readers.yaml import courses
from builder.readers.yaml.writing import files
from builder.storage.digest import digest
from tests.support import paper
from tests.support.courses import small
from tests.support.decks import TEMPLATES, anki, build, text_of

TCP = Choice("TCP", is_right=True, why="번호로 순서를 지킨다.")
CHOICES = (TCP, Choice("UDP"), Choice("ICMP", why="진단에 쓴다."), Choice("위의 모두"))
QUESTION = Question("순서를 지키는 것은?", choices=CHOICES)
SEVERAL = Question(
    "맞는 것은?",
    "둘 다 격리에 관한 말이다.",
    choices=(
        Choice("읽기 전용이다", is_right=True),
        Choice("커널을 나눈다", is_right=True),
        Choice("없다"),
    ),
    in_order=True,
)
YAML = """\
title: 고르기
levels:
  1:
    questions:
      - ask: 순서를 지키는 것은?
        choices:
          - right: TCP
            why: 번호로 순서를 지킨다.
          - UDP
          - {wrong: ICMP, why: 진단에 쓴다.}
          - 위의 모두
      - ask: 맞는 것은?
        in_order: true
        answer: 둘 다 격리에 관한 말이다.
        choices: [{right: 읽기 전용이다}, {right: 커널을 나눈다}, 없다]
"""


def course(*questions: Question, title: str = "고르기") -> Course:
    """A course whose one topic asks these questions."""
    topic = Topic("pick", title, "one", "개념이다.", (Cell(1, questions),))
    return Course(
        "pick", title, levels=(Level(1, "입문"),), parts=(Part("one", "하나"),), topics=(topic,)
    )


def test_choices_are_read_and_written() -> None:
    """A wrong choice is its text, a right one says so; what is written out reads the same."""
    reading = courses.read(Source("topics/01-pick.yaml", YAML))
    assert reading.diagnostics == ()
    assert reading.fragment.topics[0].cells[0].blocks == (QUESTION, SEVERAL)
    written = files(course(QUESTION, SEVERAL))["topics/01-pick.yaml"]
    again = courses.read(Source("topics/01-pick.yaml", written))
    assert again.fragment.topics[0].cells[0].blocks == (QUESTION, SEVERAL)
    assert "- UDP\n" in written
    assert "- right: TCP\n" in written


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ((Choice("가"), Choice("나")), "none of these choices is right"),
        ((TCP,), "a single choice"),
        ((TCP, Choice("나"), Choice(" 나")), "'나' stands twice"),
        ((TCP, *(Choice(str(number)) for number in range(10))), "11 choices"),
    ],
)
def test_unsound_choices_are_told(choices: tuple[Choice, ...], said: str) -> None:
    """Choices that nobody could choose rightly from stop the build, at their question."""
    asked = replace(QUESTION, choices=choices, location=Location("a.yaml", 5, 9))
    (found,) = rules.diagnostics(course(asked), Location("a.yaml"))
    assert said in found.message
    assert (found.severity, str(found.location)) == ("error", "a.yaml:5:9")


def test_an_order_of_the_cards_own() -> None:
    """Choices stand in an order that the card's code decides; an edit of one moves no other."""
    orders = {
        tuple(each.text for each in replace(QUESTION, code=code).offered) for code in "ABCDEF"
    }
    assert len(orders) > 2
    assert all(order[-1] == "위의 모두" for order in orders)
    one = replace(QUESTION, code="K7Q2")
    edited = replace(one, choices=(*CHOICES[:2], Choice("ARP"), CHOICES[3]))
    kept = [each.text for each in one.offered if each.text != "ICMP"]
    assert kept == [each.text for each in edited.offered if each.text != "ARP"]
    assert [each.text for each in replace(SEVERAL, code="K7Q2").offered] == [
        "읽기 전용이다",
        "커널을 나눈다",
        "없다",
    ]


@pytest.mark.parametrize(
    ("text", "is_last"),
    [
        ("All of the above.", True),
        ("None of these", True),
        ("both of the above", True),
        ("위의 모두", True),
        ("위 보기 모두 맞다", True),
        ("모두 맞다", True),
        ("정답 없음", True),
        ("답이 없다.", True),
        ("모두가 로그를 본다", False),
        ("All pods of the node", False),
        ("위에서 아래로", False),
        ("없다", False),
    ],
)
def test_choices_about_the_others_stand_last(text: str, is_last: bool) -> None:
    """ "All of the above" and its like are known, in Korean and English."""
    assert stands_last(text) is is_last


def test_what_answers_and_what_asks() -> None:
    """The right choices answer; asked alone, a question has its choices unmarked."""
    assert [each for each in answers_of(SEVERAL) if each] == [
        "읽기 전용이다",
        "커널을 나눈다",
        "둘 다 격리에 관한 말이다.",
    ]
    alone = asked_alone(QUESTION)
    assert [each.text for each in alone.choices] == [each.text for each in CHOICES]
    assert not any(each.is_right or each.why for each in alone.choices)


def test_a_question_without_choices_is_what_it_was() -> None:
    """The digest of a question without choices is the one it had before there were choices."""
    assert digest(Question("가", "나"))[:16] == OLD
    assert digest(QUESTION) != digest(replace(QUESTION, choices=()))


OLD = "1192b3d0639b6c84"


def test_choices_on_paper(tmp_path: Path) -> None:
    """Boxes to tick on the worksheet, numbers and reasons in its key and on the handout."""
    small(tmp_path / "course")
    (tmp_path / "course/topics/02-pick.yaml").write_text(
        YAML.replace("levels", "part: base\nlevels")
    )
    run = ["build", str(tmp_path / "course"), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(study, run, standalone_mode=False)
    assert done.return_value == 0, done.output
    out = tmp_path / "out" / "small"
    sheet, *key = paper.pages(out / "worksheet-1.pdf")
    for text in ("①", "②", "③", "④", "ICMP", "맞는 것을 모두 고른다."):
        assert text in sheet
    assert "진단에 쓴다." not in sheet
    assert "진단에 쓴다." in "".join(key)
    assert "답 ①②" in "".join(key).replace("\u2060", "")
    assert "번호로 순서를 지킨다." in "".join(paper.pages(out / "handout-1.pdf"))
    front, back = paper.pages(out / "flashcards-1.pdf")[-2:]
    assert "UDP" in front
    assert "맞는 것을 모두 고른다." in front.replace("\u2060", "")
    assert "번호로" not in front
    assert "번호로 순서를 지킨다." in back
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "번호로 순서를 지킨다." in page
    assert ".card .offered" in page


def test_choices_in_anki(tmp_path: Path) -> None:
    """The front offers the choices, the back the right ones with reasons; an edit keeps reviews."""
    first = build(course(QUESTION, SEVERAL))
    edited = replace(QUESTION, choices=(TCP, Choice("SCTP"), *CHOICES[2:]))
    second = build(course(edited, SEVERAL), first.ledger, 2000)
    packages = [each.write(tmp_path / f"{at}.apkg") for at, each in enumerate((first, second))]
    _, _, shown, log, reviews, after, empty = anki(
        tmp_path / "c.anki2",
        ("import_package", packages[0]),
        ("review",),
        ("render",),
        ("import_package", packages[1]),
        ("reviews",),
        ("render",),
        ("empty_cards",),
    )
    (sides,) = [s for key, s in shown.items() if first.code(QUESTION.ask) in key]
    for number, choice in zip(
        "①②③④", replace(QUESTION, code=first.code(QUESTION.ask)).offered, strict=True
    ):
        assert f"{number} {choice.text}" in text_of(sides["question"])
    assert "번호로" not in sides["question"]
    assert "번호로 순서를 지킨다." in sides["answer"]
    (sides,) = [s for key, s in shown.items() if first.code(SEVERAL.ask) in key]
    assert 'class="choices several"' in sides["question"]
    assert "둘 다 격리에 관한 말이다." in sides["answer"]
    assert (log["updated"], log["new"], reviews, len(after), empty) == (1, 0, 2, 2, 0)
    assert any("SCTP" in each["question"] for each in after.values())


def test_no_look_of_choices_without_choices() -> None:
    """A deck without choices has the note types that it had."""
    with_choices, without = (
        ledger.match(course(each), Ledger()).course for each in (QUESTION, Question("가?", "나"))
    )
    looks = [
        types.models(each, TEMPLATES)["question"].to_json(0, 0) for each in (with_choices, without)
    ]
    assert "Extra2" in looks[0]["tmpls"][0]["qfmt"]
    assert "Extra" not in looks[1]["tmpls"][0]["qfmt"]
    assert "ul.choices" in looks[0]["css"]
    assert "ul.choices" not in looks[1]["css"]


def test_a_quiz_takes_the_authors_choices() -> None:
    """The author's own choices are asked, mixed by the seed, those about the others last."""
    known = ledger.match(course(QUESTION, SEVERAL), Ledger()).course
    drawn = draw(known, Wish(1), Random(7))
    assert {pick.card.front for pick in drawn.picks} == {QUESTION.ask, SEVERAL.ask}
    found = {form: arranged(drawn, f"1-7-{form}", form, Random(form)) for form in "ABC"}
    places = []
    for made in found.values():
        by_front = {each.card.front: each for each in made.choices}
        one, several = by_front[QUESTION.ask], by_front[SEVERAL.ask]
        assert one.choices[-1] == "위의 모두"
        assert one.choices[one.right] == "TCP"
        assert (one.right, TCP.why) in one.reasons
        assert several.choices == tuple(each.text for each in SEVERAL.choices)
        assert several.rights == (0, 1)
        places.append(one.right)
    assert len(set(places)) == 3
    assert len(cards(known)) == len(drawn.cards)
