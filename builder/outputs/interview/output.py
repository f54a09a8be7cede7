"""The interview booklet: scenarios, frequent questions and stories, with lines for one's own.

What answers scenarios and questions stands in parts of its own at the back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from builder.content.model import Course, Question, Scenario, Story
from builder.documents import outline, sectioned
from builder.documents.job import Job
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame, Piece
from builder.kinds.facet import asked_alone, front_of
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


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the contents; where it begins a topic it has its number."""

    anchor: str
    title: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the booklet as its contents list it: its rows in columns, or in one paragraph."""

    anchor: str
    title: str
    rows: tuple[Row, ...] = ()
    number: str = ""

    @property
    def is_run_in(self) -> bool:
        return self.anchor != "scenarios"


# Things of a run: a dozen pages at most, set again at an edit.
LONGEST = {"scenarios": 40, "questions": 80, "scenarios-answers": 40, "questions-answers": 40}
STORIES = 12  # of a run


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
    asked = {"scenarios": scenarios, "questions": questions}
    names = {"scenarios": labels["scenarios"], "questions": labels["frequent"]}
    answers = {kind: f"{name}: {labels['answers']}" for kind, name in names.items()}
    pieces = [
        frame.piece(
            "interview/interview.html",
            course.description,
            description=course.description,
            contents=[
                *_asked_parts(asked, names),
                *([Part("stories", labels["stories"], _listed(course))] if course.stories else []),
                *(Part(f"{k}-answers", title) for k, title in answers.items() if asked[k]),
            ],
        )
    ]
    for kind, groups in asked.items():
        pieces += _groups(frame, kind, names[kind], groups, related)
    pieces += _stories(frame, labels["stories"], course.stories, related)
    for kind, groups in asked.items():
        pieces += _answers(frame, kind, answers[kind], groups)
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


def _asked_parts(asked: dict[str, tuple[Group, ...]], names: dict[str, str]) -> Iterator[Part]:
    """What is asked: scenarios by their titles; of questions, which are long, only topics."""
    if asked["scenarios"]:
        rows = [
            Row(f"c-{each.code}", front_of(each), group.number if each is group.items[0] else "")
            for group in asked["scenarios"]
            for each in group.items
        ]
        yield Part("scenarios", names["scenarios"], tuple(rows))
    if asked["questions"]:
        groups = [group for group in asked["questions"] if group.title]
        topics = (Row(f"questions-{group.number}", group.title, group.number) for group in groups)
        yield Part("questions", names["questions"], tuple(topics))


def _listed(course: Course) -> tuple[Row, ...]:
    return tuple(Row(f"c-{story.code}", story.title) for story in course.stories)


def _groups(
    frame: Frame,
    kind: str,
    title: str,
    groups: tuple[Group, ...],
    related: dict[str, tuple[Related, ...]],
) -> Iterator[Piece]:
    for index, run in enumerate(_runs(groups, LONGEST[kind])):
        asked = tuple(replace(group, items=_asked(group)) for group in run)
        yield frame.piece(
            "interview/groups.html",
            asked,
            depth=1 if index else 0,
            kind=kind,
            title="" if index else title,
            groups=asked,
            several=_several(run),
            related=_of(related, *(each for group in run for each in group.items)),
        )


def _several(groups: tuple[Group, ...]) -> tuple[str, ...]:
    """The codes of the questions that have several right choices."""
    asked = (each for group in groups for each in group.items)
    return tuple(each.code for each in asked if isinstance(each, Question) and each.has_several)


def _asked(group: Group) -> tuple[Scenario, ...] | tuple[Question, ...]:
    """The group's things without what answers them, but for whether there is something."""
    told = "…"
    return tuple(  # type: ignore[return-value]
        replace(each, steps=(), answer=told if each.steps or each.answer else "")
        if isinstance(each, Scenario)
        else asked_alone(each)
        for each in group.items
    )


def _answers(frame: Frame, kind: str, title: str, groups: tuple[Group, ...]) -> Iterator[Piece]:
    for index, run in enumerate(_runs(groups, LONGEST[f"{kind}-answers"])):
        yield frame.piece(
            "interview/answers.html",
            run,
            depth=1 if index else 0,
            kind=kind,
            title="" if index else title,
            groups=run,
        )


def _runs(groups: tuple[Group, ...], most: int) -> tuple[tuple[Group, ...], ...]:
    return outline.in_runs(groups, most, lambda group: len(group.items))


def _of(
    related: dict[str, tuple[Related, ...]], *things: Scenario | Question | Story
) -> dict[str, tuple[Related, ...]]:
    """What a piece needs of it: an edit elsewhere leaves the piece as it is."""
    return {each.code: related[each.code] for each in things if related.get(each.code)}


def _stories(
    frame: Frame, title: str, stories: tuple[Story, ...], related: dict[str, tuple[Related, ...]]
) -> Iterator[Piece]:
    for index, run in enumerate(outline.in_runs(stories, STORIES, lambda _: 1)):
        yield frame.piece(
            "interview/stories.html",
            run,
            depth=1 if index else 0,
            title="" if index else title,
            stories=run,
            related=_of(related, *run),
        )


OUTPUT = Output("interview", order=40, is_by_level=False, foot=sectioned.FOOT, artefacts=artefacts)
