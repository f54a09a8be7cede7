"""Handouts: a level's concepts, terms and questions with answers.

A topic is taught once: the lowest level that has it prints its concept, the others how that
begins and where it is told. Topics have the same number at all levels, and keep it when pages move.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import Any

from builder.content.model import Course, Level
from builder.documents import outline, sectioned
from builder.documents.job import Job
from builder.documents.outline import Chapter
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame, Piece
from builder.typeset.templates import page
from builder.typeset.text import markup
from builder.typeset.text.measure import first_sentences

GIST = 58.0  # em of a concept where it isn't taught: on two lines with where it is
LONGEST = 24000  # characters of a run of chapters; about a dozen pages, set again at an edit


@dataclass(frozen=True, slots=True)
class Taught:
    """Where a topic is taught that this handout says little of: the level, and how it begins."""

    level: Level
    gist: str


def artefacts(job: Job) -> list[Artefact]:
    """One `handout-N.pdf` a level that has anything."""
    handouts: list[Artefact] = []
    for level in job.levels:
        chapters = outline.chapters(job.course, level)
        if chapters:
            make = partial(sectioned.render, _document(job, level, chapters))
            weight = outline.characters(chapters)
            first, name = not handouts, f"handout-{level.number}.pdf"
            handouts.append(Artefact(name, make, weight=weight, comes_first=first))
    return handouts


def _document(job: Job, level: Level, chapters: tuple[Chapter, ...]) -> sectioned.SectionedDocument:
    course = job.course
    labels = page.labels(job.templates, course.language)
    name = f"{labels['level']} {level.number}{level.beside}"
    taught = {} if course.handouts_stand_alone else _taught(course, level, chapters)
    chapters = tuple(_untaught(chapter, taught) for chapter in chapters)
    printed = outline.printed(chapters), tuple(sorted(taught.items()))
    pictures = outline.shown(course, printed, course.text, level.about)
    frame = Frame.of(
        job,
        title=f"{course.title} · {labels['handout']} · {name}",
        head=f"{course.title} · {name}",
        level=level,
        accent=page.accent(job.templates, level.number),
    )
    front = _front(course, level, chapters)
    pieces: list[Piece] = []
    for run in outline.in_runs(chapters, LONGEST, lambda chapter: outline.characters((chapter,))):
        pieces += _pieces(frame, run, taught, {} if pieces else front)
    edition = outline.edition(course.title, level, printed, course.text, pictures)
    return frame.document(pieces, edition)


def _front(course: Course, level: Level, chapters: tuple[Chapter, ...]) -> dict[str, Any]:
    """What the head of the first page says."""
    return {
        "text": course.text if level == course.levels[0] else "",
        "about": level.about,
        "counts": outline.counts(chapters),
        "contents": [
            (chapter.title, [(topic.number, topic.title, topic.anchor) for topic in chapter.topics])
            for chapter in chapters
        ],
    }


def _taught(course: Course, level: Level, chapters: tuple[Chapter, ...]) -> dict[str, Taught]:
    """By anchor, the chapters' topics that a lower level teaches."""
    levels = {each.number: each for each in course.levels}
    found = {}
    for topic in (topic for chapter in chapters for topic in chapter.topics):
        lowest = min(cell.level for cell in course.topics[int(topic.number) - 1].cells)
        if lowest < level.number and (topic.concept or topic.text):
            gist = first_sentences(_first_paragraph(topic.concept), GIST)
            found[topic.anchor] = Taught(levels[lowest], gist)
    return found


def _first_paragraph(text: str) -> str:
    """Its words alone; a particle stays at its word's end, whatever marks the word."""
    made = markup.inline(text.strip().partition("\n\n")[0])
    return unescape(re.sub(r"<[^>]*>", "", str(made)))


def _untaught(chapter: Chapter, taught: Mapping[str, Taught]) -> Chapter:
    """The chapter without what is taught elsewhere."""
    topics = tuple(
        replace(topic, topic=replace(topic.topic, concept="", text=""))
        if topic.anchor in taught
        else topic
        for topic in chapter.topics
    )
    return Chapter(chapter.title, topics)


def _pieces(
    frame: Frame, chapters: tuple[Chapter, ...], taught: Mapping[str, Taught], front: dict[str, Any]
) -> list[Piece]:
    """A run of chapters as a piece; a chapter that is long alone is several."""
    title, runs = chapters[0].title, outline.runs_of(chapters[0], LONGEST)
    parts: list[tuple[Chapter, ...]] = [chapters]
    if len(chapters) == 1:
        parts = [(Chapter("" if run is not runs[0] else title, run),) for run in runs]
    return [
        frame.piece(
            "handout/topics.html",
            (outline.printed(part), front.get("text"), front.get("about")),
            depth=1 if title and part is not parts[0] else 0,
            chapters=part,
            front=front if part is parts[0] else {},
            taught={
                t.anchor: taught[t.anchor] for c in part for t in c.topics if t.anchor in taught
            },
        )
        for part in parts
    ]


OUTPUT = Output("handout", order=10, is_by_level=True, foot=sectioned.FOOT, artefacts=artefacts)
