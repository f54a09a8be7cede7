"""The page to share: one file beside the others, with links to them and the cards to look up."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from builder.content.model import Card, Course, Level, Question, Scenario, Story, Term, cards
from builder.documents import outline
from builder.documents.artefact import Artefact
from builder.documents.job import Job
from builder.typeset import pages
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import look
from builder.typeset.text import markup

RICH = "/*rich*/"  # where the style of what few texts have goes
FILES = "<!--files-->"  # where the list of files goes when they are all made
NAMES = ("handout", "worksheet", "flashcards")  # files of a level, in their order
OTHERS = {"interview": 0, "poster": 1, "deck": 2}  # files of the whole course, likewise


@dataclass(frozen=True, slots=True)
class IndexCard:
    """A card on the page; `level` is empty where it belongs to none."""

    kind: str
    level: Level | None
    item: Term | Question | Scenario | Story


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Cards under one title."""

    number: str
    title: str
    concept: str
    cards: tuple[IndexCard, ...]


@dataclass(frozen=True, slots=True)
class DatedChange:
    """A card that the last build changed, or took out, as its code and front."""

    code: str
    front: str
    is_gone: bool = False


Changes = tuple[str, tuple[DatedChange, ...] | None]
"""The day of the last change and its cards; None in their place where all cards are new."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside the page: its name, size in bytes and, for a PDF, its pages."""

    path: str
    size: int
    pages: int

    @property
    def kind(self) -> str:
        """The output that made it, such as `handout` of `handout-2.pdf`."""
        return re.split(r"[-.]", self.path)[0]


def artefacts(job: Job) -> list[Artefact]:
    """`index.html`, if the course has a card: it works from a stick, and loads nothing."""
    groups = tuple(_groups(job.course))
    if not groups:
        return []
    make = partial(_page, job.course, job.templates, groups, _changes(job))
    weight = sum(len(group.cards) for group in groups) * 20
    finish = partial(_listed, job.course, job.templates)
    return [Artefact("index.html", make, weight=weight, finish=finish)]


def _page(
    course: Course,
    templates: Templates,
    groups: tuple[CardGroup, ...],
    changes: Changes,
) -> bytes:
    labels = page.labels(templates, course.language)
    script = templates.text("index/index.js")
    style = templates.render("index/index.css", look=look(templates, course.language))
    html = templates.render(
        "index/index.html",
        on_paper=False,
        pictures=outline.on_paper(course.pictures),
        course=course,
        labels=labels,
        groups=groups,
        changes=changes,
        total=len(cards(course)),
        style=f"{style}\n{RICH}",
        script=script,
        script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        files=FILES,
    )
    rich = templates.text("index/rich.css") if markup.is_rich(html) else ""
    return html.replace(RICH, rich, 1).encode()


def _listed(course: Course, templates: Templates, data: bytes, files: Mapping[str, bytes]) -> bytes:
    """The page with the list of the files that lie beside it."""
    labels = page.labels(templates, course.language)
    found = [Download(path, len(held), _pages(path, held)) for path, held in sorted(files.items())]
    by_level = [(level, tuple(_of_level(found, level))) for level in course.levels]
    placed = {file.path for _, of_level in by_level for file in of_level}
    others = tuple(file for file in found if file.path not in placed)
    listed = templates.render(
        "index/files.html",
        on_paper=False,
        labels=labels,
        posters=_posters(course),
        by_level=[each for each in by_level if each[1]],
        others=sorted(others, key=lambda file: (OTHERS.get(file.kind, -1), len(file.path))),
    )
    return data.replace(FILES.encode(), listed.encode(), 1)


def _posters(course: Course) -> list[tuple[str, str]]:
    """Each poster of some parts: its file's name without a suffix, and the parts' titles."""
    return [
        (
            outline.poster_name(keys),
            " · ".join(part.title for part in course.parts if part.key in keys),
        )
        for keys in course.posters
    ]


def _of_level(found: list[Download], level: Level) -> Iterator[Download]:
    names = {file.path: file for file in found}
    for name in NAMES:
        for end in ("", "-key"):
            file = names.get(f"{name}-{level.number}{end}.pdf")
            if file:
                yield file


def _pages(path: str, data: bytes) -> int:
    return pages.count(data) if path.endswith(".pdf") else 0


def _groups(course: Course) -> Iterator[CardGroup]:
    levels = {level.number: level for level in course.levels}

    def shown(card: Card) -> IndexCard:
        return IndexCard(card.kind, levels.get(card.level), card.item)

    found: dict[str, list[IndexCard]] = {}
    for card in cards(course):
        is_story = card.kind in ("story", "follow-up")
        found.setdefault("stories" if is_story else f"topic {card.topic}", []).append(shown(card))
    for number, topic in enumerate(course.topics, 1):
        held = found.get(f"topic {topic.key}")
        if held:
            yield CardGroup(str(number), topic.title, topic.concept, tuple(held))
    for key in ("topic ", "stories"):
        if key in found:
            yield CardGroup("", "", "", tuple(found[key]))


def _changes(job: Job) -> Changes:
    """What the last build that changed a card changed.

    It is told from the times that the ledger keeps, so that the same ledger gives the same page.
    """
    held = cards(job.course)
    times = {card.code: job.stamps[card.code].changed for card in held if card.code in job.stamps}
    gone = {each.code: each for each in job.tombstones}
    last = max((*times.values(), *(each.stamp.changed for each in gone.values())), default=0)
    day = datetime.fromtimestamp(last, UTC).date().isoformat() if last else ""
    if not gone and all(time == last for time in times.values()):
        return day, None
    changed = [DatedChange(card.code, card.front) for card in held if times.get(card.code) == last]
    removed = [
        DatedChange(code, each.front, is_gone=True)
        for code, each in sorted(gone.items())
        if each.stamp.changed == last
    ]
    return day, (*changed, *removed)
