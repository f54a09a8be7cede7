"""Clozes: gaps read, their numbers kept through edits, on paper and in Anki."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from builder.cli.main import study
from builder.content import rules
from builder.content.model import Cell, Cloze, Course, Level, Part, Question, Topic, cards
from builder.content.source import Location, Source
from builder.kinds.gaps import SENTENCE, Gap, boxed, gaps, is_nested, marked, sentence
from builder.ledger import matching as ledger
from builder.ledger.entries import KnownGap
from builder.ledger.matching import Ledger
from builder.outputs.deck import output, types
from builder.quiz.draw import Wish, draw
from builder.quiz.paper import FILL, WRITE, arranged, html
from builder.readers.yaml import courses
from builder.readers.yaml.writing import files
from builder.typeset import papers
from tests.support import paper
from tests.support.courses import small
from tests.support.decks import TEMPLATES, Built, anki, build, text_of

PLANE = "The {{control plane}} decides, {{nodes::which machines?}} run."
CODED = "`kubectl {{c1::get}} pods`, {{`std::map`::a type}}, `{{ .Values.x }}` stay."
YAML = """\
title: Gaps
levels:
  1:
    clozes:
      - cloze: The {{control plane}} decides, {{nodes::which machines?}} run.
        why: "`kubelet` is on each."
        tags: [cka]
      - cloze: "{{c3::etcd}} remembers."
        hint: a store
    questions:
      - {ask: Why?, answer: Because.}
"""


def course(*texts: str | Cloze, beside: tuple[Question, ...] = ()) -> Course:
    """A course whose one topic has these sentences."""
    held = (each if isinstance(each, Cloze) else Cloze(each) for each in texts)
    topic = Topic("gaps", "Gaps", "one", "A concept.", (Cell(1, (*held, *beside)),))
    levels, parts = (Level(1, "First"),), (Part("one", "One"),)
    return Course("gaps", "Gaps", "en", levels=levels, parts=parts, topics=(topic,))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PLANE, (Gap("control plane"), Gap("nodes", "which machines?"))),
        ("{{c2::a}} {{1::b::h}} {{c}}", (Gap("a", "", 2), Gap("b", "h", 1), Gap("c"))),
        (CODED, (Gap("get", "", 1), Gap("`std::map`", "a type"))),
        ("`{{ .Values.x }}` and `{{y}}`", ()),
        ("```yaml\na: {{ b }}\n```\n{{c}}", (Gap("c"),)),
        (r"$\frac{{a}}{b}$, {{$x^{2^{n}}$}}", (Gap("$x^{2^{n}}$"),)),
        (r"\(\vec{{v}}\) is {{\(a_{b_{c}}\)}}", (Gap(r"\(a_{b_{c}}\)"),)),
        ("{{x^{2}}} costs $5 {{and}} $6", (Gap("x^{2}"), Gap("and"))),
        (r"\{{a}} {{b\}\}c}}", (Gap(r"b\}\}c"),)),
        ("{{}} {{ }} {{open", ()),
        ("{{a\n\nb}}", ()),
        ("{{가}}는 {{나::다::라}}", (Gap("가"), Gap("나", "다::라"))),
    ],
)
def test_gaps_are_read(text: str, found: tuple[Gap, ...]) -> None:
    """Gaps, numbered or not, with hints; code, formulas and escapes are never cut."""
    assert gaps(text) == found
    assert marked(text).count("\ufdd0") == len(found)


@given(st.text(alphabet="{}`$\\:c1 a\n", max_size=60))
def test_any_text_has_its_words(text: str) -> None:
    """Whatever stands in it, a text is read, and filled in it has no more than it had."""
    filled = sentence(text)
    assert len(filled) <= len(text)
    assert all(gap.words for gap in gaps(text))


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize(
    "piece", ["{{", "{{c1::", "`{{c1::", "$$", r"\(", "{{`", "`` ` ", "$a ", "{{a", "{{{}}"]
)
def test_hostile_sentences_end(piece: str) -> None:
    """Openings that never close are read within a second, however long the text."""
    began = time.process_time()
    for size in (SENTENCE, 50_000):
        gaps(piece * (size // len(piece)))
    assert time.process_time() - began < 1


def test_a_gap_in_a_gap_is_told() -> None:
    """What Anki would show wrongly, or never, stops the build at its sentence."""
    assert is_nested(gaps("{{a {{b}} c}}")[0])
    for text, said in (
        ("No gap.", "no gap"),
        ("{{a}} " * 700, "too long"),
        ("{{a {{b}} c}}", "in another"),
        ("{{c100::a}}", "the number 100"),
    ):
        held = Cloze(text, location=Location("a.yaml", 3, 9))
        (found,) = rules.diagnostics(course(held), Location("x"))
        assert said in found.message
        assert (found.severity, str(found.location)) == ("error", "a.yaml:3:9")


def test_sentences_are_read_and_written() -> None:
    """`clozes` of a level hold sentences with why, hint and tags; written out they read again."""
    (topic,) = courses.read(Source("topics/01-gaps.yaml", YAML)).fragment.topics
    question, plane, etcd = topic.cells[0].blocks
    assert plane == Cloze(PLANE, "`kubelet` is on each.", tags=("cka",))
    assert etcd == Cloze("{{c3::etcd}} remembers.", hint="a store")
    mixed = replace(topic, cells=(Cell(1, (plane, question, etcd)),))
    for held in (topic, mixed):
        written = files(replace(course(), topics=(held,)))["topics/01-gaps.yaml"]
        (again,) = courses.read(Source("topics/01-gaps.yaml", written)).fragment.topics
        assert replace(again, part="") == replace(held, part="")


def numbers(built: Built) -> dict[str, int]:
    """The number of each gap of a built course, by its words."""
    held = (card.item for card in cards(built.course) if isinstance(card.item, Cloze))
    return {gap.words: number for item in held for number, gap in item.numbered}


EDITS = [
    # A gap before the others, between them, after them.
    (
        "{{The}} {{control plane}} decides, {{nodes}} run.",
        {"control plane": 1, "nodes": 2, "The": 3},
    ),
    (
        "The {{control plane}} {{decides}}, {{nodes}} run.",
        {"control plane": 1, "decides": 3, "nodes": 2},
    ),
    (
        "The {{control plane}} decides, {{nodes}} {{run}}.",
        {"control plane": 1, "nodes": 2, "run": 3},
    ),
    # Words of a gap corrected, or put in another's place.
    ("The {{control planes}} decides, {{nodes}} run.", {"control planes": 1, "nodes": 2}),
    ("The {{API server}} decides, {{nodes}} run.", {"API server": 1, "nodes": 2}),
    ("The {{control plane}} decides, {{workers}} run.", {"control plane": 1, "workers": 2}),
    ("The {{API server}} decides, {{workers}} run.", {"API server": 1, "workers": 2}),
    # Turned round, taken away, marked elsewhere, numbered by hand.
    ("{{Nodes}} run, the {{control plane}} decides.", {"Nodes": 2, "control plane": 1}),
    ("The control plane decides, {{nodes}} run.", {"nodes": 2}),
    ("The control plane {{decides}}, {{nodes}} run.", {"decides": 3, "nodes": 2}),
    ("The {{c5::control plane}} decides, {{nodes}} run.", {"control plane": 5, "nodes": 2}),
    ("The {{c2::control plane}} decides, {{nodes}} run.", {"control plane": 2, "nodes": 3}),
    # One before, and one edited at once.
    (
        "{{The}} {{control plane}} decides, {{worker nodes}} run.",
        {"control plane": 1, "worker nodes": 2, "The": 3},
    ),
    # The sentence around them.
    ("It is the {{control plane}} that decides; {{nodes}} run.", {"control plane": 1, "nodes": 2}),
    # Hints alone.
    ("The {{control plane::what?}} decides, {{nodes}} run.", {"control plane": 1, "nodes": 2}),
]


@pytest.mark.parametrize(("after", "expected"), EDITS, ids=range(len(EDITS)))
def test_gaps_keep_their_numbers(after: str, expected: dict[str, int]) -> None:
    """A gap has the number that it had, whatever is edited; a new one a number nobody had."""
    first = build(course(PLANE))
    second = build(course(after), first.ledger, 2000)
    assert [card.code for card in cards(second.course)] == [
        card.code for card in cards(first.course)
    ]
    assert numbers(second) == expected


def test_a_gone_number_is_never_given_again() -> None:
    """A gap that was taken away leaves its number behind, and has it again when it returns."""
    first = build(course("{{a thing}}, {{b thing}} and {{c thing}} of the matter."))
    second = build(
        course("{{a thing}} and b thing and {{c thing}} of the matter."), first.ledger, 2000
    )
    (entry,) = second.ledger.cards
    assert KnownGap(2, "b thing", is_gone=True) in entry.gaps
    third = build(
        course("{{a thing}} and b thing and {{c thing}} of {{the}} matter."), second.ledger, 3000
    )
    assert numbers(third) == {"a thing": 1, "c thing": 3, "the": 4}
    text = "{{a thing}} and {{b thing}} and {{c thing}} of {{the}} matter."
    assert numbers(build(course(text), third.ledger, 4000))["b thing"] == 2


def test_a_sentence_is_known_by_what_stands_around_its_gaps() -> None:
    """Another number or name in a gap is the same card: that is what gaps are edited for."""
    first = build(
        course("SSH listens on port {{22}} by default.", "Kubernetes {{1.29}} needs {{etcd}} 3.")
    )
    texts = ("SSH listens on port {{2222}} by default.", "Kubernetes {{1.31}} needs {{etcd}} 3.")
    second = build(course(*texts), first.ledger, 2000)
    assert {card.code for card in cards(second.course)} == {
        card.code for card in cards(first.course)
    }


def test_the_ledger_holds_gaps_and_nothing_of_others() -> None:
    """Gaps are read as they were written; a card without them has the line it had."""
    built = build(course(PLANE, beside=(Question("Why?", "Because."),)))
    text = ledger.write(built.ledger)
    again, diagnostics = ledger.read(Source("ledger.jsonl", text))
    assert (again, diagnostics) == (built.ledger, ())
    assert text.count('"gaps":') == 1
    damaged = text.replace('[[1,"control plane"]', '[[0,"control plane"]')
    assert damaged != text
    _, (diagnostic,) = ledger.read(Source("ledger.jsonl", damaged))
    assert "gaps" in diagnostic.message


def test_gaps_on_paper(tmp_path: Path) -> None:
    """Worksheets and flashcards leave room for the words, keys and handouts tell them."""
    small(tmp_path / "course")
    text = YAML.replace("title: Gaps\n", "title: Gaps\npart: base\n")
    (tmp_path / "course/topics/02-gaps.yaml").write_text(text, encoding="utf-8")
    settings = tmp_path / "course/course.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "word_box: true\n", encoding="utf-8")
    run = ["build", str(tmp_path / "course"), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(study, run, standalone_mode=False)
    assert done.return_value == 0, done.output
    out = tmp_path / "out" / "small"
    sheet, *key = paper.pages(out / "worksheet-1.pdf")
    assert "decides," in sheet
    assert "The control plane" not in sheet
    assert "control plane" in sheet, "the box of words"
    assert "The control plane decides, nodes run." in "".join(key)
    assert "`" not in "".join(key)
    assert "The control plane decides" in "".join(paper.pages(out / "handout-1.pdf"))
    cards_ = paper.pages(out / "flashcards-1.pdf")
    assert any("decides," in each and "control plane" not in each for each in cards_)
    page = (out / "index.html").read_text(encoding="utf-8")
    assert '<span class="room"' in page
    assert '<span class="gap">control plane</span>' in page
    assert boxed([PLANE, "{{Control}}"]) == ("Control", "control plane", "nodes")


def test_gaps_in_anki(tmp_path: Path) -> None:
    """Anki makes a card a gap, shows braces and colons as they are, and keeps every review."""
    first = build(course(PLANE, CODED, r"{{a::b}} {{$x^{2}$}} is {{[sound:x.mp3] }}."))
    texts = (
        "{{The::which?}} {{control plane}} decides, {{worker nodes}} run.",
        CODED.replace("get", "list"),
        r"{{a::c}} {{$x^{2}$}} is {{[sound:x.mp3] }}.",
    )
    second = build(course(*texts), first.ledger, 2000)
    packages = [each.write(tmp_path / f"{at}.apkg") for at, each in enumerate((first, second))]
    _, found, shown, answered, log, reviews, after, rendered, empty, problems = anki(
        tmp_path / "c.anki2",
        ("import_package", packages[0]),
        ("cards",),
        ("render",),
        ("review",),
        ("import_package", packages[1]),
        ("reviews",),
        ("cards",),
        ("render",),
        ("empty_cards",),
        ("problems",),
    )
    assert len(found) == answered == 7
    assert not any(each["sounds"] for each in shown.values())
    plane = f"{first.course.identity}:{cards(first.course)[0].code}"
    assert "[...] decides, nodes run." in text_of(shown[f"{plane}/0"]["question"])
    assert "[which machines?] run." in text_of(shown[f"{plane}/1"]["question"])
    coded = f"{first.course.identity}:{cards(first.course)[1].code}"
    assert "{{ .Values.x }}" in text_of(shown[f"{coded}/0"]["question"])
    assert "kubectl [...] pods, std::map," in text_of(shown[f"{coded}/0"]["question"])
    assert "std::map" in text_of(shown[f"{coded}/1"]["answer"])
    assert "[a type]" in text_of(shown[f"{coded}/1"]["question"])
    assert (log["updated"], log["new"], reviews, empty, problems) == (3, 0, 7, 0, [])
    assert len(after) == 8, "the new gap is a new card"
    assert all(after[key]["learned"][0] != 0 for key in found), "every card stays reviewed"
    assert "[...] run." in text_of(rendered[f"{plane}/1"]["question"])
    assert "worker nodes" in text_of(rendered[f"{plane}/1"]["answer"])


def test_a_retired_sentence_keeps_its_cards(tmp_path: Path) -> None:
    """A cloze that left the course stays with its cards, and none of them goes blank."""
    first = build(course(PLANE, CODED))
    second = build(course(CODED), first.ledger, 2000)
    third = build(
        replace(
            course(),
            topics=(replace(course().topics[0], cells=(Cell(1, (Question("Q?", "A"),)),)),),
        ),
        first.ledger,
        2000,
    )
    for at, later in enumerate((second, third)):
        _, log, found, empty = anki(
            tmp_path / f"{at}.anki2",
            ("import_package", first.write(tmp_path / "1.apkg")),
            ("import_package", later.write(tmp_path / "2.apkg")),
            ("cards",),
            ("empty_cards",),
        )
        assert log["updated"] == 1 + at
        assert (len(found), empty) == (4 + at, 0)


def test_a_deck_without_sentences_has_no_such_note_type() -> None:
    """The cloze note type comes with the first cloze, and its cards are seen in the preview."""
    plain = ledger.match(course(beside=(Question("Q?", "A"),)), Ledger()).course
    assert "cloze" not in types.models(plain, TEMPLATES)
    held = ledger.match(course(CODED), Ledger()).course
    first, second = output.sides(held, TEMPLATES)
    assert (first.number, second.number) == (1, 2)
    assert "kubectl [...] pods" in text_of(first.front)
    assert "kubectl get pods" in text_of(first.back)
    assert first.title.startswith("kubectl get pods")


def test_sentences_in_a_quiz() -> None:
    """A quiz has sentences to complete, with points and numbers of their own, in every variant."""
    texts = (PLANE, CODED, "{{One}} is first.", "{{Two}} is second.")
    asked = tuple(
        Question(f"What is the meaning of {n} here?", f"It is {n * 7}.") for n in range(6)
    )
    known = ledger.match(course(*texts, beside=asked), Ledger()).course
    drawn = draw(known, Wish(1, 8), Random(3))
    assert (len(drawn.filled), len(drawn.cards)) == (2, 8)
    assert len(draw(known, Wish(1, 10), Random(3)).filled) == 4, "all where the rest is little"
    made = arranged(drawn, "1-3-A", "A", Random(1))
    numbers_ = [
        each.number for each in (*made.matches, *made.choices, *made.fillings, *made.writings)
    ]
    assert numbers_ == list(range(1, 9))
    assert made.points >= FILL * 2 + WRITE
    size = papers.PAPERS["a4"]
    shown = html(known, known.levels[0], made, TEMPLATES, size)
    assert "Fill in" in shown
    assert shown.count('class="room"') == sum(len(each.cloze.gaps) for each in made.fillings)
    without = ledger.match(course(beside=asked), Ledger()).course
    assert "Fill in" not in html(
        without,
        without.levels[0],
        arranged(draw(without, Wish(1), Random(3)), "1", "", Random(1)),
        TEMPLATES,
        size,
    )
