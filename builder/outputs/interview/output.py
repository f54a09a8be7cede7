"""The interview booklet: scenarios, frequent questions and stories, with lines for one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from builder.content.model import Course, Question, Scenario, Story
from builder.documents import outline, sectioned
from builder.documents.job import Job
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame, Piece
from builder.outputs.interview.topics import Names
from builder.typeset.templates import page


@dataclass(frozen=True, slots=True)
class Group:
    """What one topic asks; without number and title what the course asks as a whole."""

    number: str
    title: str
    items: tuple[Scenario, ...] | tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A topic that something touches; `anchor` is where this booklet asks about it, or empty."""

    number: str
    title: str
    anchor: str


LONGEST = {"scenarios": 6, "questions": 10}  # of a run: about six pages


def artefacts(job: Job) -> list[Artefact]:
    """One `interview.pdf`, if the course has a scenario, an interview question or a story."""
    course = job.course
    scenarios, questions = tuple(_scenarios(course)), tuple(_questions(course))
    if not (scenarios or questions or course.stories):
        return []
    document = _document(job, scenarios, questions)
    pages = sum(len(group.items) for group in (*scenarios, *questions)) + 2 * len(course.stories)
    return [Artefact("interview.pdf", partial(sectioned.render, document), weight=800 * pages)]


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
    job: Job,
    scenarios: tuple[Group, ...],
    questions: tuple[Group, ...],
) -> sectioned.SectionedDocument:
    course = job.course
    labels = page.labels(job.templates, course.language)
    title = f"{course.title} · {labels['interview']}"
    frame = Frame.of(job, title, title)
    related = _related(course, scenarios, questions)
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
        *_groups(frame, "scenarios", labels["scenarios"], scenarios, related),
        *_groups(frame, "questions", labels["frequent"], questions, related),
        *_stories(frame, labels["stories"], course.stories, related),
    ]
    printed = (scenarios, questions, course.stories)
    pictures = outline.shown(course, printed, course.description)
    return frame.document(pieces, outline.edition(outline.cover(course), *printed, pictures))


def _related(
    course: Course, scenarios: tuple[Group, ...], questions: tuple[Group, ...]
) -> dict[str, tuple[Related, ...]]:
    """By code, the topics that stories and what the course asks as a whole touch."""
    anchors = {group.number: f"questions-{group.number}" for group in questions if group.number}
    anchors |= {group.number: f"scenarios-{group.number}" for group in scenarios if group.number}
    names = Names(course)
    things: tuple[Scenario | Question | Story, ...]
    things = (*course.scenarios, *course.interview, *course.stories)
    return {
        thing.code: tuple(
            Related(str(at + 1), course.topics[at].title, anchors.get(str(at + 1), ""))
            for at in names.touched(thing)
        )
        for thing in things
    }


def _groups(
    frame: Frame,
    kind: str,
    title: str,
    groups: tuple[Group, ...],
    related: dict[str, tuple[Related, ...]],
) -> Iterator[Piece]:
    most = LONGEST[kind]
    for index, run in enumerate(outline.in_runs(groups, most, lambda group: len(group.items))):
        yield frame.piece(
            "interview/groups.html",
            run,
            depth=1 if index else 0,
            kind=kind,
            title="" if index else title,
            groups=run,
            related=_of(related, *(each for group in run for each in group.items)),
        )


def _of(
    related: dict[str, tuple[Related, ...]], *things: Scenario | Question | Story
) -> dict[str, tuple[Related, ...]]:
    """What a piece needs of it: an edit elsewhere leaves the piece as it is."""
    return {each.code: related[each.code] for each in things if related.get(each.code)}


def _stories(
    frame: Frame, title: str, stories: tuple[Story, ...], related: dict[str, tuple[Related, ...]]
) -> Iterator[Piece]:
    for index, story in enumerate(stories):
        yield frame.piece(
            "interview/story.html",
            story,
            depth=1 if index else 0,
            title="" if index else title,
            story=story,
            related=_of(related, story),
        )


OUTPUT = Output("interview", order=40, is_by_level=False, foot=sectioned.FOOT, artefacts=artefacts)
