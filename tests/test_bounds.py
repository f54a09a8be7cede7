"""Bounds: a course that would hold the machine for long ends with a problem in its place."""

from __future__ import annotations

import time

import pytest

from builder.content import rules
from builder.content.bounds import LONGEST_TITLE, MOST_FLOWS
from builder.content.model import Course
from builder.content.source import Location, Source
from builder.documents.excesses import without_excesses
from builder.readers import by_name
from builder.readers.reading import join
from tests.support.courses import COURSE, TOPIC

WHOLE = Location("the course")


def told(topic: str, course: str = COURSE) -> list[str]:
    """What is told of a course of one topic, with the places."""
    sources = Source("course.yaml", course), Source("topics/a.yaml", topic)
    found = join("x", [by_name.read(source).fragment for source in sources])
    return [f"{each.location.file}: {each.message}" for each in rules.diagnostics(found, WHOLE)]


@pytest.mark.parametrize("length", [2_000, 6_000])
def test_a_title_is_no_text(length: int) -> None:
    """A title that took a minute to set is told, at its own place where it has one."""
    long = "가 " * (length // 2)
    in_topic = told(TOPIC.replace("title: 컨테이너", f"title: {long}", 1))
    assert any("topics/a.yaml: this title is too long" in each for each in in_topic)
    in_course = told(TOPIC, COURSE.replace("title: 작은 과정", f"title: {long}"))
    assert any("the course: this title is too long" in each for each in in_course)
    of_level = told(TOPIC, COURSE.replace("name: 입문", f"name: {long}"))
    assert any("course.yaml: this title is too long" in each for each in of_level)
    assert not any(
        "too long" in each for each in told(TOPIC.replace("컨테이너", "가" * LONGEST_TITLE, 1))
    )


def test_a_concept_is_not_repeated_without_end() -> None:
    """Twenty thousand bare terms under a long concept made a page of 919 MB; now they are told."""
    lines = ["title: 주제", f"concept: {'가 ' * 20_000}", "levels:", "  1:", "    terms:"]
    lines += [f"      - {{term: 이름{number}}}" for number in range(2_000)]
    found = told("\n".join(lines))
    assert any("topics/a.yaml: 2,000 cards here have no answer" in each for each in found)
    assert not any("no answer of their own" in each for each in told("\n".join(lines[:15])))


def test_a_text_has_few_drawings() -> None:
    """A thousand flows in a text took a minute; now they are told."""
    flow = "  ```flow\n  A -> B\n  ```\n\n"
    found = told(TOPIC + "text: |\n" + flow * 1_000)
    assert any("1,000 drawings" in each for each in found)
    assert not any("drawings" in each for each in told(TOPIC + "text: |\n" + flow * MOST_FLOWS))


@pytest.mark.parametrize(
    "text",
    [
        "*a **b " * 500 + "c" + "** *" * 500,
        "*x **y " * 500 + "z** w* " * 500,
        "[a " * 900 + "](x) " * 900,
    ],
)
def test_emphasis_in_emphasis(text: str) -> None:
    """A thousand in one another are told, or are no nesting at all; what is told comes soon."""
    began = time.process_time()
    _, found = without_excesses(Course(name="x", title="x", text=text), ())
    assert time.process_time() - began < 5
    said = ("nested", "is long", "marks of emphasis")
    assert all(any(words in each.message for words in said) for each in found)


def test_a_paragraph_with_many_marks_builds() -> None:
    """Forty words in bold one after another are nested nowhere."""
    text = "**굵게** 그리고 " * 40
    assert without_excesses(Course(name="x", title="x", text=text), ())[1] == []


def test_a_plain_course_is_within() -> None:
    """Nothing of a small course is near a bound."""
    assert told(TOPIC) == []
