"""The interview booklet: scenarios, frequent questions and stories, with lines for one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from builder import outline
from builder.artefact import Artefact, Setting
from builder.course.model import Course, Question, Scenario
from builder.typeset import page, pdf


@dataclass(frozen=True, slots=True)
class Group:
    """What one topic asks; without number and title what the course asks as a whole."""

    number: str
    title: str
    items: tuple[Scenario, ...] | tuple[Question, ...]


def artefacts(course: Course, setting: Setting) -> list[Artefact]:
    """One `interview.pdf`, if the course has a scenario, an interview question or a story."""
    if not (list(_scenarios(course)) or list(_questions(course)) or course.stories):
        return []
    html = _html(course, setting)
    return [Artefact("interview.pdf", partial(pdf.render, html), weight=len(html))]


def _scenarios(course: Course) -> Iterator[Group]:
    for number, topic in enumerate(course.topics, 1):
        if topic.scenarios:
            yield Group(str(number), topic.title, topic.scenarios)
    if course.scenarios:
        yield Group("", "", course.scenarios)


def _questions(course: Course) -> Iterator[Group]:
    for number, topic in enumerate(course.topics, 1):
        if topic.interview:
            yield Group(str(number), topic.title, topic.interview)
    if course.interview:
        yield Group("", "", course.interview)


def _html(course: Course, setting: Setting) -> str:
    labels = page.labels(setting.templates, course.language)
    scenarios, questions = tuple(_scenarios(course)), tuple(_questions(course))
    held = {
        "scenarios": (labels["scenarios"], scenarios),
        "questions": (labels["frequent"], questions),
        "stories": (labels["stories"], course.stories),
    }
    printed = (scenarios, questions, course.stories)
    pictures = outline.shown(course, *printed, course.description)
    title = f"{course.title} · {labels['interview']}"
    return page.document(
        setting.templates,
        "interview/interview.html",
        paper=page.PAPERS[setting.paper],
        language=course.language,
        keep_words=course.keep_words,
        pictures=outline.on_paper(pictures),
        course=course,
        scenarios=scenarios,
        questions=questions,
        entries=[(anchor, name) for anchor, (name, groups) in held.items() if groups],
        edition=outline.edition(outline.cover(course), *printed, pictures),
        title=title,
        head=title,
    )
