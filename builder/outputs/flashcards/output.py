"""Flashcards: cut-out cards, backs mirrored for a duplex print flipped on either edge.

Each side takes the largest type at which it fits; a card that fits in none takes a larger
card, on sheets of their own after the others, so that nothing is ever cut off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from builder.content.model import Cloze, Course, Level, Question, Term
from builder.documents import outline, sectioned
from builder.documents.job import Job
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame
from builder.outputs.flashcards.fit import EDGE, CardGrid, Fitting, Pack, Side, fit
from builder.typeset.papers import Paper
from builder.typeset.templates import page
from builder.typeset.text import markup

RUN = 4  # sheets set at a time, and again when a card on one of them is edited


@dataclass(frozen=True, slots=True)
class CardSpot:
    """A side on its sheet: place and size in millimetres, type size in points."""

    card: Side
    left: float
    top: float
    width: float
    height: float
    size: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A short line at the edge of the sheet that says where to cut, in millimetres."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The two faces of a sheet, and the codes of its first and last card."""

    front: tuple[CardSpot, ...]
    back: tuple[CardSpot, ...]
    cuts: tuple[Cut, ...]
    first: str
    last: str


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
    name = f"{labels['level']} {level.number} {level.name}"
    title = f"{course.title} · {labels['flashcards']} · {name}"
    accent = page.accent(job.templates, level.number)
    sides = _sides(course, level, labels)
    shown = replace(course, pictures=outline.shown(course, sides))
    frame = Frame.of(replace(job, course=shown), title, title, level=level, accent=accent)
    return Pack(frame, job.options.flip, sides)


def _render(pack: Pack) -> bytes:
    sheets = [
        _sheet(pack, grid, grid.cards[start : start + grid.columns * grid.rows])
        for grid in fit(pack)
        for start in range(0, len(grid.cards), grid.columns * grid.rows)
    ]
    runs = [sheets[start : start + RUN] for start in range(0, len(sheets), RUN)]
    pieces = [
        pack.frame.piece("flashcards/flashcards.html", run, sheets=run, flip=pack.flip)
        for run in runs
    ]
    return sectioned.render(sectioned.SectionedDocument(tuple(pieces), kept=pack.frame.kept))


def _sides(course: Course, level: Level, labels: Any) -> tuple[Side, ...]:
    sides: list[Side] = []
    for chapter in outline.chapters(course, level):
        for topic in chapter.topics:
            foot = f"{topic.number} {markup.plain(topic.title)} · {level.name}"
            sides += [_side(item, topic.concept, foot, labels) for item in topic.terms]
            sides += [_side(item, topic.concept, foot, labels) for item in topic.questions]
            sides += [_side(item, topic.concept, foot, labels) for item in topic.clozes]
    return tuple(sides)


def _side(item: Term | Question | Cloze, concept: str, foot: str, labels: Any) -> Side:
    beside: dict[str, Any] = {"hint": item.hint, "foot": foot, "code": item.code}
    if isinstance(item, Question):
        chosen = item if item.choices else None
        return Side(labels["question"], item.ask, item.answer, True, chosen=chosen, **beside)
    if isinstance(item, Cloze):
        return Side(labels["cloze"], item.text, item.why, True, cloze=item, **beside)
    back = item.meaning or concept
    return Side(labels["terms"], item.name, back, bool(item.meaning), **beside)


def _sheet(pack: Pack, grid: CardGrid, cards: tuple[Fitting, ...]) -> Sheet:
    front, back = [], []
    for index, each in enumerate(cards):
        row, column = divmod(index, grid.columns)
        # Turned on its long edge the sheet changes left and right, on its short one up and down.
        behind = (grid.columns - 1 - column, row)
        if pack.flip == "short":
            behind = (column, grid.rows - 1 - row)
        front.append(_spot(grid, column, row, each.card, each.front))
        back.append(_spot(grid, *behind, each.card, each.back))
    codes = cards[0].card.code, cards[-1].card.code
    return Sheet(tuple(front), tuple(back), _cuts(pack.frame.paper, grid), *codes)


def _spot(grid: CardGrid, column: int, row: int, card: Side, size: float) -> CardSpot:
    left, top = EDGE + column * grid.width, EDGE + row * grid.height
    return CardSpot(card, left, top, grid.width, grid.height, size)


def _cuts(paper: Paper, grid: CardGrid) -> tuple[Cut, ...]:
    long, thin, away = 5.0, 0.2, 4.0
    down = [EDGE + column * grid.width for column in range(grid.columns + 1)]
    across = [EDGE + row * grid.height for row in range(grid.rows + 1)]
    return (
        *(Cut(x, y, thin, long) for x in down for y in (away, paper.height - away - long)),
        *(Cut(x, y, long, thin) for y in across for x in (away, paper.width - away - long)),
    )


OUTPUT = Output("flashcards", order=30, is_by_level=True, foot=0, artefacts=artefacts)
