"""The interview booklet: stories say which topics they touch, and lead there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from builder.content.model import Cell, Course, Level, Question, Scenario, Story, Term, Topic
from builder.outputs.interview import output
from builder.outputs.interview.topics import Names
from tests.support.jobs import job
from tests.support.paper import squeezed, text


def topic(key: str, title: str, *terms: str) -> Topic:
    """A topic with terms, and an interview question of its own."""
    asked = (Question(f"{title}란?", "답", code=f"Q{key}"),)
    return Topic(key, title, cells=(Cell(1, tuple(Term(each) for each in terms)),), interview=asked)


COURSE = Course(
    "c",
    "과정",
    levels=(Level(1, "입문"),),
    topics=(
        topic("1", "Docker 기초", "Image", "Container (컨테이너)"),
        topic("2", "Kubernetes 핵심", "Pod", "Deployment", "ReplicaSet", "Image"),
        topic("3", "Git", "Branch"),
    ),
)
STORY = Story("s", "옮긴 일", action="Deployment의 Pod를 새 Image로 바꿨다.", code="STRY")


def touched(text: str) -> tuple[int, ...]:
    """The topics that a scenario with a text touches."""
    return Names(COURSE).touched(Scenario("상황", text))


def test_a_story_names_the_topics_that_it_touches() -> None:
    """Two names of one topic are enough, one that is shared is not; letters around don't count."""
    assert Names(COURSE).touched(STORY) == (1,)
    assert touched("Image만 나온다") == ()
    assert touched("podium과 deployments") == ()
    assert touched("Pod가 Deployment에서, 컨테이너는 Docker 기초의 Image로") == (0, 1)


def test_the_booklet_leads_to_them(tmp_path: Path) -> None:
    """Beside a story stand its topics, with the page where the booklet asks about them."""
    course = replace(COURSE, stories=(STORY,))
    (booklet,) = output.artefacts(job(course))
    file = tmp_path / "interview.pdf"
    file.write_bytes(booklet.make())
    assert squeezed("관련 주제 2 Kubernetes 핵심 2쪽") in text(file)
