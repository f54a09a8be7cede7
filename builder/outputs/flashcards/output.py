"""Flashcards: cut-out cards, backs mirrored for a duplex print flipped on either edge.

A card is as large as what is on it: each takes the smallest size on which both sides fit at a
type that can be read, and in it the largest type, so that nothing is ever cut off.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from builder.content.model import Cloze, Course, Level, Question, Term
from builder.documents import outline, sectioned
from builder.documents.job import Job
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame
from builder.outputs.flashcards.fit import LONGEST, Pack, Side, fit, shortened
from builder.outputs.flashcards.sheets import sheets
from builder.outputs.flashcards.sizes import card_format
from builder.typeset.papers import PAPERS
from builder.typeset.templates import page
from builder.typeset.text import markup

RUN = 4  # sheets set at a time, and again when a card on one of them is edited


def artefacts(job: Job) -> list[Artefact]:
    """One `flashcards-N.pdf` a level that has cards."""
    packs = [(level, _pack(job, level)) for level in job.levels]
    return [
        Artefact(
            f"flashcards-{level.number}.pdf",
            partial(_render, pack),
            weight=300 * len(pack.cards) + 2 * sum(len(c.front + c.back) for c in pack.cards),
        )
        for level, pack in packs
        if pack.cards
    ]


def _pack(job: Job, level: Level) -> Pack:
    course = job.course
    labels = page.labels(job.templates, course.language)
    name = f"{labels['level']} {level.number}{level.beside}"
    title = f"{course.title} · {labels['flashcards']} · {name}"
    accent = page.accent(job.templates, level.number)
    sides = _sides(course, level, labels)
    form = card_format(job.options.cards, PAPERS[job.options.paper])
    shown = replace(course, pictures=outline.shown(course, sides))
    job = replace(job, course=shown)
    frame = Frame.of(job, title, title, form.paper, level=level, accent=accent)
    return Pack(frame, form, job.options.flip, sides)


def _render(pack: Pack) -> bytes:
    level: Level = pack.frame.values["level"]
    name = f"L{level.number} {level.name}"
    made = sheets(fit(pack), pack.format, pack.flip, name)
    runs = [made[start : start + RUN] for start in range(0, len(made), RUN)]
    pieces = [
        pack.frame.piece("flashcards/flashcards.html", run, sheets=run, flip=pack.flip)
        for run in runs
    ]
    return sectioned.render(sectioned.SectionedDocument(tuple(pieces), kept=pack.frame.kept))


def _sides(course: Course, level: Level, labels: Any) -> tuple[Side, ...]:
    sides: list[Side] = []
    for chapter in outline.chapters(course, level):
        for topic in chapter.topics:
            title = markup.plain(topic.title)
            sides += [_side(item, topic.concept, title, labels) for item in topic.terms]
            sides += [_side(item, topic.concept, title, labels) for item in topic.answered]
            sides += [_side(item, topic.concept, title, labels) for item in topic.clozes]
    return tuple(shortened(side, LONGEST) for side in sides)


def _side(item: Term | Question | Cloze, concept: str, topic: str, labels: Any) -> Side:
    beside: dict[str, Any] = {"hint": item.hint, "topic": topic, "code": item.code}
    if isinstance(item, Question):
        chosen = item if item.choices else None
        return Side(labels["question"], item.ask, item.answer, True, chosen=chosen, **beside)
    if isinstance(item, Cloze):
        return Side(labels["cloze"], item.text, item.why, True, cloze=item, **beside)
    back = item.meaning or concept
    is_told = bool(item.meaning)
    return Side(labels["terms"], item.name, back, is_told, is_name=not item.hint, **beside)


OUTPUT = Output("flashcards", order=30, is_by_level=True, foot=0, artefacts=artefacts)
