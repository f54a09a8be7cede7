"""The cards as a table, for spreadsheets and other tools; made where it is asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from builder.content.model import Card, Cloze, Course, Question, cards, tags_of
from builder.documents.job import Job
from builder.documents.output import Artefact, Output
from builder.kinds import gaps
from builder.kinds.facet import answers_of
from builder.typeset.templates import page
from builder.typeset.text import markup
from builder.typeset.text.setting import CIRCLED

COLUMNS = ("code", "kind", "level", "topic", "front", "back", "tags")


def artefacts(job: Job) -> list[Artefact]:
    """One `cards.csv` with a row a card, in reading order, in UTF-8 that spreadsheets know."""
    labels = page.labels(job.templates, job.course.language)
    names = dict(labels["kinds"])
    return [Artefact("cards.csv", partial(_table, job.course, names))] if cards(job.course) else []


def _table(course: Course, names: Mapping[str, Any]) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    writer.writerows(map(_harmless, row) for row in _rows(course, names))
    return made.getvalue().encode("utf-8-sig")


def _rows(course: Course, names: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    topics = {topic.key: topic for topic in course.topics}
    stories = {story.key: story.title for story in course.stories}
    levels = {level.number: f"{level.number} {level.name}" for level in course.levels}
    for card in cards(course):
        is_story = card.kind in ("story", "follow-up")
        topic = None if is_story else topics.get(card.topic)
        title = stories.get(card.topic, "") if is_story else topic.title if topic else ""
        yield (
            card.code,
            names[card.kind],
            levels.get(card.level, ""),
            markup.plain(title),
            _front(card),
            _back(card),
            " ".join(tag.replace(" ", "-") for tag in tags_of(card.item, topic)),
        )


def _front(card: Card) -> str:
    if isinstance(card.item, Cloze):
        return _lines(gaps.marked(card.item.text, blank=True)).replace(
            gaps.OPEN + gaps.CLOSE, "____"
        )
    if isinstance(card.item, Question):
        offered = zip(CIRCLED, card.item.offered, strict=False)
        choices = (f"{number} {_lines(each.text)}" for number, each in offered)
        return "\n".join((_lines(card.front), *choices))
    return _lines(card.front)


def _back(card: Card) -> str:
    told = [*answers_of(card.item)]
    if isinstance(card.item, Cloze):
        told = [gaps.sentence(card.item.text), *told]
    if isinstance(card.item, Question) and card.item.choices:
        offered = zip(CIRCLED, card.item.offered, strict=False)
        rights = [f"{number} {each.text}" for number, each in offered if each.is_right]
        told = [*rights, card.item.answer, card.item.strong, card.item.weak]
    return "\n".join(_lines(text) for text in told if text.strip())


_BULLET = re.compile(r"^(\s*)[-*+] ")
_FENCE = re.compile(r"^\s*(```|~~~)")


def _lines(text: str) -> str:
    """A Markdown text without its marks, line by line; what is code stays as it is."""
    said: list[str] = []
    is_code = False
    for line in text.strip().split("\n"):
        if _FENCE.match(line):
            is_code = not is_code
            continue
        bullet = _BULLET.match(line)
        rest = line[bullet.end() :] if bullet else line
        before = f"{bullet[1]}• " if bullet else ""
        said.append(line if is_code else before + markup.plain(rest))
    return "\n".join(said)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, which would run what a stranger wrote."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


OUTPUT = Output(
    "table",
    order=80,
    is_by_level=False,
    foot=0,
    artefacts=artefacts,
    is_extra=True,
    stem="cards",
)
