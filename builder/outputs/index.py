"""The page to share: one file beside the others, with links to them and the cards to look up."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from builder.content.model import Card, Course, Item, Level, cards, tags_of
from builder.documents import outline
from builder.documents.job import Job
from builder.documents.kept import KeptPages
from builder.documents.output import Artefact, Output, OutputFile
from builder.kinds.facet import has_more
from builder.typeset import pages
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import look
from builder.typeset.text import markup

RICH = "/*rich*/"  # where the style of what few texts have goes
FILES = "<!--files-->"  # where the list of files goes when they are all made


@dataclass(frozen=True, slots=True)
class IndexCard:
    """A card on the page; `level` is empty where it belongs to none, `tags` are its author's."""

    kind: str
    level: Level | None
    item: Item
    tags: tuple[str, ...] = ()


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
    """A file beside the page: its name, its output's, size in bytes and, for a PDF, its pages."""

    path: str
    kind: str
    size: int
    pages: int


def artefacts(job: Job) -> list[Artefact]:
    """`index.html`, if the course has a card: it works from a stick, and loads nothing."""
    groups = tuple(_groups(job.course))
    if not groups:
        return []
    make = partial(_page, job.course, job.templates, groups, _changes(job), job.kept)
    weight = sum(len(group.cards) for group in groups) * 20
    finish = partial(_listed, job.course, job.templates)
    return [Artefact("index.html", make, weight=weight, finish=finish)]


def _page(
    course: Course,
    templates: Templates,
    groups: tuple[CardGroup, ...],
    changes: Changes,
    kept: KeptPages,
) -> bytes:
    labels = page.labels(templates, course.language)
    script = templates.text("index/index.js")
    style = templates.render("index/index.css", look=look(templates, course.language))
    if any(has_more(card.item) for card in cards(course)):
        style += "\n" + templates.text("index/more.css")
    html = templates.render(
        "index/index.html",
        on_paper=False,
        math=course.math,
        pictures=outline.on_paper(course.pictures),
        course=course,
        labels=labels,
        groups=[
            _group(course, templates, kept, group, is_only=len(groups) == 1) for group in groups
        ],
        changes=changes,
        total=len(cards(course)),
        style=f"{style}\n{RICH}",
        script=script,
        script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        files=FILES,
    )
    rich = templates.text("index/rich.css") if markup.is_rich(html) else ""
    return html.replace(RICH, rich, 1).encode()


def _group(
    course: Course, templates: Templates, kept: KeptPages, group: CardGroup, *, is_only: bool
) -> str:
    """The HTML of the cards under one title."""
    shown = outline.shown(course, group)

    def made() -> bytes:
        return templates.render(
            "index/group.html",
            on_paper=False,
            math=course.math,
            pictures=outline.on_paper(shown),
            course=course,
            labels=page.labels(templates, course.language),
            group=group,
            is_only=is_only,
        ).encode()

    cover = outline.cover(course)
    return kept.by(made, "index/group.html", cover, shown, group, is_only).decode()


def _listed(
    course: Course, templates: Templates, data: bytes, files: tuple[OutputFile, ...]
) -> bytes:
    """The page with the list of the files that lie beside it."""
    ordered = sorted(files, key=lambda file: file.order)
    by_level = [
        (level, [_download(file) for file in ordered if file.level == level.number])
        for level in course.levels
    ]
    levels = {level.number for level in course.levels}
    listed = templates.render(
        "index/files.html",
        on_paper=False,
        labels=page.labels(templates, course.language),
        posters=_posters(course),
        by_level=[(level, downloads) for level, downloads in by_level if downloads],
        others=[_download(file) for file in ordered if file.level not in levels],
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


def _download(file: OutputFile) -> Download:
    count = pages.count(file.data) if file.path.endswith(".pdf") else 0
    return Download(file.path, file.kind, len(file.data), count)


def _groups(course: Course) -> Iterator[CardGroup]:
    levels = {level.number: level for level in course.levels}
    topics = {topic.key: topic for topic in course.topics}

    def shown(card: Card) -> IndexCard:
        is_story = card.kind in ("story", "follow-up")
        tags = tags_of(card.item, None if is_story else topics.get(card.topic))
        return IndexCard(card.kind, levels.get(card.level), card.item, tags)

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


OUTPUT = Output("index", order=90, is_by_level=False, foot=0, artefacts=artefacts)
