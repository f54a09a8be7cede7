"""Handouts: what is told at which level, and pages that are filled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builder.content.model import Cell, Course, Level, Part, Question, Topic
from builder.documents import outline
from builder.outputs import handout, worksheet
from builder.typeset.text.measure import first_sentences
from tests.support.command import study
from tests.support.courses import small
from tests.support.jobs import job
from tests.support.paper import pages, squeezed, text

CONCEPT = "컨테이너는 **격리된** 프로세스다. `커널`을 함께 쓴다.\n\n둘째 문단은 길다."


def course(**options: bool) -> Course:
    """A topic with something at two levels, and one at the second alone."""
    cells = tuple(
        Cell(n, (Question(f"{n}은 무엇인가?", "답이다.", code=f"A00{n}"),)) for n in (1, 2)
    )
    later = Topic(
        "b",
        "볼륨",
        "p",
        concept="볼륨은 남는다.",
        cells=(Cell(2, (Question("남는가?", "남는다.", code="B001"),)),),
    )
    topics = (Topic("a", "컨테이너", "p", concept=CONCEPT, cells=cells), later)
    levels = (Level(1, "입문"), Level(2, "주니어"))
    return Course("c", "과정", levels=levels, parts=(Part("p", ""),), topics=topics, **options)


def printed(given: Course, level: int, folder: Path) -> str:
    """What the handout of a level says."""
    (made,) = handout.artefacts(job(given, levels=(level,)))
    file = folder / f"{level}.pdf"
    file.write_bytes(made.make())
    return text(file)


def test_a_concept_is_told_once(tmp_path: Path) -> None:
    """The lowest level teaches a topic; the next says how it begins, and where it is told."""
    assert squeezed("둘째 문단은 길다") in printed(course(), 1, tmp_path)
    above = printed(course(), 2, tmp_path)
    assert squeezed("둘째 문단은 길다") not in above
    assert squeezed("커널을 함께 쓴다. 개념: 레벨 1 학습 노트 1번") in above
    assert squeezed("볼륨은 남는다") in above, "what no lower level has is taught here"


def test_handouts_may_stand_alone(tmp_path: Path) -> None:
    """A course may have its concepts printed at all levels."""
    above = printed(course(handouts_stand_alone=True), 2, tmp_path)
    assert squeezed("둘째 문단은 길다") in above
    assert squeezed("학습 노트 1번") not in above


def test_a_course_says_so(tmp_path: Path) -> None:
    """`handouts: standalone` in course.yaml is read, and any other word is a mistake."""
    source = small(tmp_path / "course")
    settings = source / "course.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "handouts: standalone\n", "utf-8")
    done = study("build", source, "--only", "handout", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert squeezed("격리된 프로세스") in text(tmp_path / "out/small/handout-2.pdf")
    settings.write_text(settings.read_text(encoding="utf-8").replace("standalone", "all"), "utf-8")
    assert study("check", source).returncode == 1


@pytest.mark.parametrize(
    ("said", "room", "first"),
    [
        ("하나다. 둘이다. 셋이다.", 8.0, "하나다. 둘이다."),
        ("하나다.", 40.0, "하나다."),
        ("v1.35는 docker.io에 있다. 다음.", 13.0, "v1.35는 docker.io에 있다."),
        ("아주 긴 첫 문장은 말로 끊는다.", 6.0, "아주 긴 첫…"),
    ],
)
def test_first_sentences(said: str, room: float, first: str) -> None:
    """As many sentences as there is room for; a point inside a word ends none."""
    assert first_sentences(said, room) == first


def test_running_heads_name_the_topic_at_the_top(tmp_path: Path) -> None:
    """A page on which a topic begins lower down is headed by the one that goes on there."""
    long = Question("길게?", "\n\n".join(["아주 긴 답의 문단이다. " * 12] * 14), code="L001")
    other = replace(long, code="L002")
    topics = (
        Topic("a", "첫째", "p", cells=(Cell(1, (long,)),)),
        Topic("b", "둘째", "p", cells=(Cell(1, (other,)),)),
    )
    given = replace(course(), topics=topics, levels=(Level(1, "입문"),))
    (made,) = handout.artefacts(job(given))
    file = tmp_path / "h.pdf"
    file.write_bytes(made.make())
    heads = [squeezed(each) for each in pages(file)]
    begins = next(at for at, each in enumerate(heads) if each.count("2둘째") and at)
    assert "1첫째" in heads[begins], "the topic in force at the page's top"
    assert heads[begins].count("2둘째") == 1, "its title alone"


def test_runs_are_about_as_large() -> None:
    """Things are shared out evenly, so that no last run holds only a few."""
    sizes = [len(run) for run in outline.in_runs([1] * 26, 24, lambda each: each)]
    assert sizes == [13, 13]
    assert outline.in_runs([], 24, lambda each: each) == ()


def test_room_is_for_what_one_writes() -> None:
    """A long listing in an answer adds a line, not as many as it has; lines have bounds."""
    short = Question("무엇인가?", "짧다.")
    listing = Question("무엇인가?", "짧다.\n\n```sh\n" + "docker run web\n" * 40 + "```\n")
    assert worksheet._room(short) == 2
    assert worksheet._room(listing) <= 3
    assert worksheet._room(Question("무엇인가?", "긴 답이다. " * 200)) == 9
