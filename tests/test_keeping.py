"""Notes of the deck that are kept between builds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from builder.content.model import (
    Cell,
    Cloze,
    Course,
    Level,
    Part,
    Question,
    Scenario,
    Story,
    Term,
    Topic,
)
from builder.documents.kept import KeptPages
from builder.kinds.choice import Choice
from builder.outputs.deck import keeping, notes
from builder.outputs.deck.keeping import noted
from builder.storage.cache import Cache

TOPIC = Topic(
    "docker",
    "도커",
    "base",
    "이미지로 **컨테이너**를 띄운다.",
    (
        Cell(
            1,
            (
                Term("이미지", "파일의 묶음이다.", code="A111", hint="틀"),
                Term("뜻 없는 이름", code="A222"),
                Question("무엇인가?", "격리된 프로세스다.", code="A333"),
                Question("고르면?", choices=(Choice("가", True), Choice("나")), code="A444"),
                Cloze("{{이름}}과 {{값}}이다.", "둘이다.", code="A555"),
            ),
        ),
    ),
    scenarios=(Scenario("느리다", "본다.", code="A666"),),
    tags=("첫째",),
)
COURSE = Course(
    name="course",
    title="과정",
    levels=(Level(1, "입문"),),
    parts=(Part("base", "기초"),),
    topics=(TOPIC,),
    stories=(
        Story("project", "한 일이다.", questions=(Question("왜?", code="A777"),), code="A888"),
    ),
)


def _with(**changed: object) -> Course:
    return replace(COURSE, topics=(replace(TOPIC, **changed),))  # type: ignore[arg-type]


def _blocks(*changed: object) -> Course:
    (cell,) = TOPIC.cells
    return _with(cells=(replace(cell, blocks=(*changed, *cell.blocks[len(changed) :])),))


EDITS: dict[str, tuple[Course, set[str]]] = {
    "nothing": (COURSE, set()),
    "a meaning": (_blocks(Term("이미지", "층의 묶음이다.", code="A111", hint="틀")), {"A111"}),
    "a hint": (_blocks(Term("이미지", "파일의 묶음이다.", code="A111")), {"A111"}),
    "a code": (
        _blocks(Term("이미지", "파일의 묶음이다.", code="B111", hint="틀")),
        {"B111"},
    ),
    "a title": (_with(title="도커 기초"), {f"A{n}{n}{n}" for n in range(1, 7)}),
    "a concept": (_with(concept="다르다."), {f"A{n}{n}{n}" for n in range(1, 7)}),
    "tags": (_with(tags=("둘째",)), {f"A{n}{n}{n}" for n in range(1, 7)}),
    "both ways": (_with(both_ways=True), {f"A{n}{n}{n}" for n in range(1, 7)}),
    "a level's name": (
        replace(COURSE, levels=(Level(1, "시작"),)),
        {f"A{n}{n}{n}" for n in range(1, 9)},
    ),
    "the course's name": (replace(COURSE, name="other"), {f"A{n}{n}{n}" for n in range(1, 9)}),
}


@pytest.fixture
def kept(tmp_path: Path) -> KeptPages:
    """A place with the notes of the course."""
    made = KeptPages(Cache(tmp_path), "around")
    noted(COURSE, made)
    return made


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_makes_the_notes_again_that_show_it(
    edit: str, kept: KeptPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept notes are those that are made anew, and only what an edit shows on is made again."""
    course, again = EDITS[edit]
    expected = notes.notes(course)
    made: list[str] = []
    note = notes.note

    def counting(*given: object) -> object:
        result = note(*given)  # type: ignore[arg-type]
        made.append(result.code)
        return result

    monkeypatch.setattr(keeping.notes, "note", counting)
    assert noted(course, kept) == expected
    assert set(made) == again
    made.clear()
    assert noted(course, kept) == expected
    assert not made


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"a": {"code": 1}}', b"\xff"])
def test_damaged_notes_are_made_again(
    damage: bytes, kept: KeptPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that hold no notes are as if nothing had been kept."""
    read: Callable[[str], bytes | None] = lambda _key: damage  # noqa: E731
    monkeypatch.setattr(kept.cache, "get", read)
    assert noted(COURSE, kept) == notes.notes(COURSE)
