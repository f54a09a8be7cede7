"""The interview booklet: scenarios, frequent questions and stories, with lines for one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from builder import bound, outline
from builder.artefact import Artefact, Setting
from builder.bound import Frame, Piece
from builder.course.model import Course, Question, Scenario, Story
from builder.typeset import page


@dataclass(frozen=True, slots=True)
class Group:
    """What one topic asks; without number and title what the course asks as a whole."""

    number: str
    title: str
    items: tuple[Scenario, ...] | tuple[Question, ...]


LONGEST = 6, 10  # scenarios and questions of a run: about six pages


def artefacts(course: Course, setting: Setting) -> list[Artefact]:
    """One `interview.pdf`, if the course has a scenario, an interview question or a story."""
    scenarios, questions = tuple(_scenarios(course)), tuple(_questions(course))
    if not (scenarios or questions or course.stories):
        return []
    document = _document(course, setting, scenarios, questions)
    pages = sum(len(group.items) for group in (*scenarios, *questions)) + 2 * len(course.stories)
    return [Artefact("interview.pdf", partial(bound.make, document), weight=800 * pages)]


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


def _document(
    course: Course, setting: Setting, scenarios: tuple[Group, ...], questions: tuple[Group, ...]
) -> bound.Document:
    labels = page.labels(setting.templates, course.language)
    title = f"{course.title} · {labels['interview']}"
    frame = Frame.of(course, setting, title, title)
    held = {
        "scenarios": (labels["scenarios"], scenarios),
        "questions": (labels["frequent"], questions),
        "stories": (labels["stories"], course.stories),
    }
    pieces = [
        frame.piece(
            "interview/interview.html",
            course.description,
            description=course.description,
            contents=[(anchor, name) for anchor, (name, groups) in held.items() if groups],
        ),
        *_groups(frame, "scenarios", labels["scenarios"], scenarios, LONGEST[0]),
        *_groups(frame, "questions", labels["frequent"], questions, LONGEST[1]),
        *_stories(frame, labels["stories"], course.stories),
    ]
    printed = (scenarios, questions, course.stories)
    pictures = outline.shown(course, printed, course.description)
    return frame.document(pieces, outline.edition(outline.cover(course), *printed, pictures))


def _groups(
    frame: Frame, kind: str, title: str, groups: tuple[Group, ...], most: int
) -> Iterator[Piece]:
    for index, run in enumerate(outline.in_runs(groups, most, lambda group: len(group.items))):
        yield frame.piece(
            "interview/groups.html",
            run,
            depth=1 if index else 0,
            kind=kind,
            title="" if index else title,
            groups=run,
        )


def _stories(frame: Frame, title: str, stories: tuple[Story, ...]) -> Iterator[Piece]:
    for index, story in enumerate(stories):
        yield frame.piece(
            "interview/story.html",
            story,
            depth=1 if index else 0,
            title="" if index else title,
            story=story,
        )
