"""Answers that are typed in Anki."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.content import rules
from builder.content.model import Cell, Course, Level, Part, Question, Term, Topic
from builder.content.source import Location, Source
from builder.kinds.choice import Choice
from builder.outputs.deck import output
from builder.readers.yaml import courses
from builder.readers.yaml.writing import files
from tests.support.decks import TEMPLATES, anki, build


def course(*items: Term | Question) -> Course:
    """A course that asks these cards, terms both ways."""
    topic = Topic("typed", "Typed", "one", cells=(Cell(1, items),), both_ways=True)
    levels, parts = (Level(1, "First"),), (Part("one", "One"),)
    return Course("typed", "Typed", "en", levels=levels, parts=parts, topics=(topic,))


PORT = Term("HTTPS", "port `443` [sic]", is_typed=True)
LIST = Question("List all pods?", "`kubectl get pods`", is_typed=True)


def test_type_is_read_and_written() -> None:
    """`type: true` of a term or a question is read, and written out again."""
    written = files(course(PORT, LIST))["topics/01-typed.yaml"]
    assert written.count("type: true") == 2
    (topic,) = courses.read(Source("topics/01-typed.yaml", written)).fragment.topics
    assert topic.cells[0].blocks == (PORT, LIST)


@pytest.mark.parametrize(
    ("item", "said", "severity"),
    [
        (Term("A", is_typed=True), "nothing to type", "error"),
        (Term("A", "b" * 81, is_typed=True), "long to type", "note"),
        (
            Question("A?", "b", is_typed=True, choices=(Choice("b", True), Choice("c"))),
            "has choices",
            "note",
        ),
    ],
)
def test_what_nobody_can_type_is_told(item: Term | Question, said: str, severity: str) -> None:
    """An answer that isn't there, is long, or is chosen, isn't one to type."""
    (found,) = rules.diagnostics(course(item), Location("x"))
    assert said in found.message
    assert found.severity == severity


def test_answers_are_typed_in_anki(tmp_path: Path) -> None:
    """Anki's own code asks for the typed answer, of a term both ways; an edit keeps reviews."""
    first = build(course(PORT, LIST, Question("Why?", "Because.")))
    edited = Question("List all pods?", "`kubectl get po`", is_typed=True)
    second = build(course(PORT, edited, Question("Why?", "Because.")), first.ledger, 2000)
    _, notes, shown, _, log, reviews, empty = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("notes",),
        ("render",),
        ("review",),
        ("import_package", second.write(tmp_path / "2.apkg")),
        ("reviews",),
        ("empty_cards",),
    )
    port, pods = first.guid("HTTPS"), first.guid("List all pods?")
    assert "[[type:Extra3]]" in shown[f"{port}/0"]["question"]
    assert "[[type:Extra2]]" in shown[f"{port}/1"]["question"]
    assert "[[type:Extra3]]" in shown[f"{pods}/0"]["answer"]
    assert "[[type" not in shown[f"{first.guid('Why?')}/0"]["question"]
    assert notes[pods]["fields"]["Extra3"] == "kubectl get pods"
    assert notes[port]["fields"]["Extra3"] == "port 443 &#91;sic&#93;"
    assert (log["updated"], reviews, empty) == (1, 4, 0)


def test_typed_in_the_preview() -> None:
    """The preview shows where the answer is typed."""
    (card,) = output.sides(course(LIST), TEMPLATES)
    assert '<span class="typed"></span>' in card.front
