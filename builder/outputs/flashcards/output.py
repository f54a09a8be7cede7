"""Flashcards: cut-out cards, backs mirrored for a duplex print flipped on either edge.

A card is as large as what is on it: each takes the smallest size on which both sides fit at a
type that can be read, and in it the largest type, so that nothing is ever cut off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from math import inf
from typing import Any

from builder.content.model import Cloze, Course, Level, Question, Term
from builder.documents import outline
from builder.documents.galleys import PIXEL, Block, Galleys
from builder.documents.job import Job
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame
from builder.outputs.flashcards.fit import (
    FACES,
    LONGEST,
    Pack,
    Side,
    face_of,
    fit,
    galleys,
    placed,
    shortened,
)
from builder.outputs.flashcards.sheets import CardSpot, Cut, Sheet, sheets
from builder.outputs.flashcards.sizes import card_format
from builder.typeset.galleys import writing
from builder.typeset.galleys.writing import MadePage, Spot
from builder.typeset.papers import PAPERS
from builder.typeset.templates import page
from builder.typeset.text import markup


@dataclass(frozen=True, slots=True)
class SheetFace:
    """What stands around the cards of a sheet's front or back."""

    face: str
    cuts: tuple[Cut, ...]


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
    flip = job.options.flip
    frame = Frame.of(job, title, title, form.paper, level=level, accent=accent, flip=flip)
    return Pack(frame, form, flip, sides, f"L{level.number}{level.beside}")


def _render(pack: Pack) -> bytes:
    store = galleys(pack)
    made = sheets(fit(pack, store), pack.format, pack.flip, pack.level)
    pages = [page for sheet in made for page in _pages(pack, store, sheet)]
    course = pack.frame.course
    return writing.write(pages, writing.About(pack.frame.title, course.title, course.language))


def _pages(pack: Pack, store: Galleys, sheet: Sheet) -> list[MadePage]:
    """A sheet's front and back."""
    size = pack.frame.paper.width / PIXEL, pack.frame.paper.height / PIXEL
    blocks = [Block(SheetFace(face, sheet.cuts), inf) for face in FACES]
    front, back = store.of(blocks)
    fronts = _spots(store, "front", sheet.front)
    backs = _spots(store, "back", sheet.back)
    return [
        MadePage(*size, (*fronts, Spot(front, 0, 0)), f"{sheet.first}–{sheet.last}"),
        MadePage(*size, (*backs, Spot(back, 0, 0))),
    ]


def _spots(store: Galleys, face: str, cards: tuple[CardSpot, ...]) -> list[Spot]:
    faces = [
        face_of(card.card, face, (card.width, card.height), card.size, card.foot) for card in cards
    ]
    return [
        Spot(galley, card.left / PIXEL, card.top / PIXEL)
        for card, galley in zip(cards, placed(store, faces), strict=True)
    ]


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
        beside |= {"chosen": chosen, "has_several": item.has_several}
        return Side(labels["question"], item.ask, item.answer, True, **beside)
    if isinstance(item, Cloze):
        return Side(labels["cloze"], item.text, item.why, True, cloze=item, **beside)
    back = item.meaning or concept
    is_told = bool(item.meaning)
    return Side(labels["terms"], item.name, back, is_told, is_name=not item.hint, **beside)


OUTPUT = Output("flashcards", order=30, is_by_level=True, foot=0, artefacts=artefacts)
