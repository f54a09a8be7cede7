"""Cards that Anki reads aloud: which sides, of which cards, in which language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builder.content import rules
from builder.content.model import Cell, Cloze, DeckSettings, cards
from builder.content.source import Location, Source
from builder.content.speech import Speech
from builder.outputs.deck import output
from builder.readers.yaml import courses
from builder.readers.yaml.writing import files
from tests.support.decks import COURSE, TEMPLATES, Built, anki, build

KOREAN = Speech("ko-KR", "ko-KR")
SPOKEN = replace(
    COURSE,
    topics=(
        replace(
            COURSE.topics[0],
            cells=(
                *COURSE.topics[0].cells,
                Cell(2, (Cloze("{{Pod}}는 {{노드}} 위에서 돈다.", "그렇다."),)),
            ),
        ),
        *COURSE.topics[1:],
    ),
)


def spoken(speech: Speech) -> Built:
    return build(replace(SPOKEN, deck=DeckSettings(both_ways=True, speech=speech)))


def sounds(built: Built, folder: Path) -> dict[tuple[str, int], tuple[int, str]]:
    """By kind and level, how many things Anki would read of both sides, and the question."""
    steps = ("import_package", built.write(folder / "a.apkg")), ("render",)
    _, shown = anki(folder / "a.anki2", *steps)
    places = {f"{built.course.identity}:{card.code}": card for card in cards(built.course)}
    return {
        (places[key.split("/")[0]].kind, places[key.split("/")[0]].level): (
            each["sounds"],
            each["question"],
        )
        for key, each in shown.items()
    }


def test_both_sides_are_read(tmp_path: Path) -> None:
    """With a language alone Anki's engine reads the front and the answer of every kind."""
    found = sounds(spoken(KOREAN), tmp_path)
    counts = {kind: count for (kind, _), (count, _) in found.items()}
    assert {kind: counts[kind] for kind in ("term", "question", "cloze", "interview")} == {
        "term": 2,
        "question": 2,
        "cloze": 2,
        "interview": 2,
    }
    assert counts["scenario"] == 3  # its steps and its answer


def test_one_side_of_one_kind_at_one_level(tmp_path: Path) -> None:
    """`front`, `kinds` and `levels` leave all else silent."""
    found = sounds(spoken(Speech(front="en-US", kinds=("term",), levels=(2,))), tmp_path)
    assert {place for place, (count, _) in found.items() if count} == {("term", 2)}


def test_what_is_read_is_not_shown_twice() -> None:
    """The preview shows a spoken card as a silent one."""
    silent = output.sides(spoken(Speech()).course, TEMPLATES)
    aloud = output.sides(spoken(KOREAN).course, TEMPLATES)
    shown = [["".join(side.split()) for side in (each.front, each.back)] for each in silent]
    assert shown == [["".join(side.split()) for side in (each.front, each.back)] for each in aloud]


def test_a_silent_deck_is_what_it_was() -> None:
    """Without speech no template has a line of it; with it no note changes but by its level."""
    silent, aloud = spoken(Speech()).course, spoken(KOREAN).course
    before, after = output.fingerprints(silent, TEMPLATES), output.fingerprints(aloud, TEMPLATES)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"term", "question", "scenario", "story", "cloze"}


@pytest.mark.parametrize(
    ("written", "speech"),
    [
        ("ko-KR", KOREAN),
        ("{front: en-US}", Speech("en-US")),
        ("{front: en-US, back: ko-KR}", Speech("en-US", "ko-KR")),
        (
            "{back: ko, kinds: [term, cloze], levels: [1]}",
            Speech("", "ko", ("term", "cloze"), (1,)),
        ),
    ],
)
def test_speech_is_read_and_written(written: str, speech: Speech) -> None:
    """A language alone, or sides, kinds and levels; written out it reads again."""
    made = courses.read(Source("course.yaml", f"title: A\ndeck: {{speech: {written}}}\n")).fragment
    assert made.deck is not None
    assert made.deck.speech == speech
    text = files(replace(COURSE, deck=made.deck))["course.yaml"]
    again = courses.read(Source("course.yaml", text)).fragment
    assert again.deck == made.deck


@pytest.mark.parametrize("written", ["한국어", "{front: ko-KR, kinds: [poem]}", "{levels: [0]}"])
def test_speech_that_is_none_is_told(written: str) -> None:
    """A language or a kind that isn't one is told at its line."""
    text = f"title: A\ndeck:\n  speech: {written}\n"
    found = courses.read(Source("course.yaml", text)).diagnostics
    assert found
    assert all(each.location.line == 3 for each in found)


def test_terms_are_read_backwards_by_their_language() -> None:
    """Asked from its meaning, a term's front is in the language of backs."""
    course = spoken(Speech("en-US", "ko-KR")).course
    model = output._models(course, TEMPLATES, [])["term"]
    front, back = (model.templates[1][side] for side in ("qfmt", "afmt"))
    assert "{{tts ko_KR:Back}}" in front
    assert "{{tts en_US:Front}}" in back


def test_speech_of_a_level_that_is_none_is_told() -> None:
    """A level that the course doesn't have can't be read aloud, and is told."""
    (found,) = rules.diagnostics(
        replace(COURSE, deck=DeckSettings(speech=Speech("ko", levels=(2, 7)))), Location("x")
    )
    assert "level 7" in found.message
    assert "1, 2" in (found.hint or "")
