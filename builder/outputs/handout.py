"""Handouts: a level's concepts, terms and questions with answers."""

from __future__ import annotations

from functools import partial

from builder.content.model import Course, Level
from builder.documents import outline, sectioned
from builder.documents.job import Job
from builder.documents.outline import Chapter
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame, Piece
from builder.typeset.templates import page

LONGEST = 9000  # characters of a run of topics; about eight pages, set again at an edit


def artefacts(job: Job) -> list[Artefact]:
    """One `handout-N.pdf` a level that has anything."""
    handouts = []
    for level in job.levels:
        chapters = outline.chapters(job.course, level)
        if chapters:
            make = partial(sectioned.render, _document(job, level, chapters))
            weight = outline.characters(chapters)
            handouts.append(Artefact(f"handout-{level.number}.pdf", make, weight=weight))
    return handouts


def _document(job: Job, level: Level, chapters: tuple[Chapter, ...]) -> sectioned.SectionedDocument:
    course = job.course
    labels = page.labels(job.templates, course.language)
    name = f"{labels['level']} {level.number}{level.beside}"
    printed = outline.printed(chapters)
    pictures = outline.shown(course, printed, course.text, level.about)
    frame = Frame.of(
        job,
        title=f"{course.title} · {labels['handout']} · {name}",
        head=f"{course.title} · {name}",
        level=level,
        accent=page.accent(job.templates, level.number),
    )
    pieces = [_front(frame, course, level, chapters)]
    for chapter in chapters:
        pieces += _chapter(frame, chapter)
    edition = outline.edition(course.title, level, printed, course.text, pictures)
    return frame.document(pieces, edition)


def _front(frame: Frame, course: Course, level: Level, chapters: tuple[Chapter, ...]) -> Piece:
    text = course.text if level == course.levels[0] else ""
    return frame.piece(
        "handout/handout.html",
        (text, level.about),
        text=text,
        counts=outline.counts(chapters),
        contents=[
            (chapter.title, [(topic.number, topic.title, topic.anchor) for topic in chapter.topics])
            for chapter in chapters
        ],
    )


def _chapter(frame: Frame, chapter: Chapter) -> list[Piece]:
    runs = outline.runs_of(chapter, LONGEST)
    return [
        frame.piece(
            "handout/topics.html",
            outline.printed((Chapter(chapter.title, run),)),
            depth=1 if chapter.title and run is not runs[0] else 0,
            title=chapter.title if run is runs[0] else "",
            topics=run,
        )
        for run in runs
    ]


OUTPUT = Output("handout", order=10, is_by_level=True, foot=sectioned.FOOT, artefacts=artefacts)
