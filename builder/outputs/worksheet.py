"""Worksheets: a level's questions with room to write, and the answer key at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from builder.content.model import Cloze, Course, Level, Question
from builder.documents import outline, sectioned
from builder.documents.job import Job
from builder.documents.outline import Run, Section
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame, Piece
from builder.kinds.facet import answers_of, asked_alone
from builder.kinds.gaps import boxed
from builder.typeset.templates import page
from builder.typeset.text import markup

LETTERS_A_LINE = 30  # handwritten Korean letters of 5.5 mm on a line of the sheet
OWN_WORDS = 0.5  # of an answer's prose: what one writes from memory is shorter than what is told
LINES = (2, 9)  # fewest and most lines under a question
LONGEST = 80, 80  # questions of a run to write on, and of the key: a dozen pages at most


def artefacts(job: Job) -> list[Artefact]:
    """One `worksheet-N.pdf` a level that has questions, and a `worksheet-N-key.pdf` if asked."""
    worksheets: list[Artefact] = []
    for level in job.levels:
        topics = _with_questions(job.course, level)
        weight = sum(_length(asked) + 200 for topic in topics for asked in topic.asked)
        worksheets += [
            Artefact(f"{name}.pdf", partial(sectioned.render, document), weight=weight)
            for name, document in _documents(job, level, topics)
            if topics
        ]
    return worksheets


def _with_questions(course: Course, level: Level) -> tuple[Section, ...]:
    """The topics that ask something, with nothing but their questions."""
    return tuple(
        replace(
            topic,
            topic=replace(topic.topic, concept="", text=""),
            runs=tuple(run for run in topic.runs if run.kind in ("questions", "clozes")),
        )
        for chapter in outline.chapters(course, level)
        for topic in chapter.topics
        if topic.asked
    )


def _documents(
    job: Job, level: Level, topics: tuple[Section, ...]
) -> Iterator[tuple[str, sectioned.SectionedDocument]]:
    course, answers = job.course, job.options.answers
    labels = page.labels(job.templates, course.language)
    name = f"{labels['level']} {level.number}{level.beside}"
    title = f"{course.title} · {labels['worksheet']} · {name}"
    accent = page.accent(job.templates, level.number)
    frame = Frame.of(job, title, title, level=level, accent=accent)
    edition = outline.edition(course.title, level, topics, outline.shown(course, topics))
    is_whole = answers == "end"
    sheets, key = _sheets(frame, topics, is_whole), _key(frame, topics, is_whole)
    pieces = [*sheets, *key] if is_whole else sheets
    yield f"worksheet-{level.number}", frame.document(pieces, edition)
    if answers == "separate":
        title = f"{title} · {labels['key']}"
        frame = Frame.of(job, title, title, level=level, accent=accent)
        yield f"worksheet-{level.number}-key", frame.document(_key(frame, topics, False), edition)


def _sheets(frame: Frame, topics: tuple[Section, ...], has_key: bool) -> list[Piece]:
    runs = outline.in_runs(topics, LONGEST[0], _questions)
    return [
        frame.piece(
            "worksheet/worksheet.html",
            _asks(run),
            topics=tuple(_without_answers(topic) for topic in run),
            room={each.code: _room(each) for t in run for each in t.questions},
            several=tuple(each.code for t in run for each in t.questions if each.has_several),
            boxes={t.anchor: boxed(each.text for each in t.clozes) for t in run}
            if frame.course.word_box
            else {},
            is_first=run is runs[0],
            has_key=has_key,
        )
        for run in runs
    ]


def _key(frame: Frame, topics: tuple[Section, ...], has_sheets: bool) -> list[Piece]:
    runs = outline.in_runs(topics, LONGEST[1], _questions)
    return [
        frame.piece(
            "worksheet/key.html", run, topics=run, is_first=run is runs[0], has_sheets=has_sheets
        )
        for run in runs
    ]


def _questions(topic: Section) -> int:
    return len(topic.asked)


def _asks(run: tuple[Section, ...]) -> tuple[Question | Cloze, ...]:
    return tuple(asked_alone(each) for topic in run for each in topic.asked)


def _without_answers(topic: Section) -> Section:
    """The topic as it is asked: an edited answer changes only the room left for it."""
    return replace(topic, runs=(Run("asked", tuple(map(asked_alone, topic.asked))),))


def _length(asked: Question | Cloze) -> int:
    return sum(map(len, answers_of(asked)))


def _room(question: Question) -> int:
    """Lines for an answer: of its code and tables one writes the gist on one."""
    prose = _SHOWN.sub("", question.answer)
    written = len(markup.plain(prose)) * OWN_WORDS / LETTERS_A_LINE + (prose != question.answer)
    return max(LINES[0], min(LINES[1], round(written + 0.5)))


_SHOWN = re.compile(r"^ *(?:```.*?^ *```|\|[^\n]*)$\n?", re.DOTALL | re.MULTILINE)


OUTPUT = Output("worksheet", order=20, is_by_level=True, foot=sectioned.FOOT, artefacts=artefacts)
