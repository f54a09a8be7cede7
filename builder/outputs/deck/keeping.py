"""Notes kept between builds: made again only where a card, or what it shows around it, changed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from builder.content.model import Card, Course, Topic, cards
from builder.documents import outline
from builder.documents.kept import NOTHING_KEPT, KeptPages
from builder.documents.kept import key as key_of
from builder.outputs.deck import notes
from builder.outputs.deck.notes import Note, Places


def noted(course: Course, kept: KeptPages = NOTHING_KEPT) -> list[Note]:
    """One note for each card of the course, in reading order, as `notes.notes` makes them."""
    if kept.cache is None:
        return notes.notes(course)
    # All in one result: a course has thousands, and an edit changes one.
    where = ("notes", course.name)
    before = _read(kept.held(*where))
    places = Places(course)
    around = _Around(course, places)
    after: dict[str, Note] = {}
    for card in cards(course):
        key = around.key(card)
        after[key] = before.get(key) or notes.note(card, course, places)
    if after.keys() != before.keys():
        kept.keep(_written(after), *where)
    return list(after.values())


class _Around:
    """What a note shows of the course beside its card, as digests."""

    def __init__(self, course: Course, places: Places) -> None:
        pictures = [(each.src, each.name, each.width, each.height) for each in course.pictures]
        self._course = key_of(outline.cover(course), course.levels, pictures)
        self._places = places
        self._known: dict[tuple[bool, str], str] = {}

    def key(self, card: Card) -> str:
        """What changes with everything that shapes a card's note."""
        shown = (card.kind, card.code, card.level, card.topic, card.front, card.item)
        return key_of(self._course, self._place(card), shown)

    def _place(self, card: Card) -> str:
        topic = self._places.topic(card)
        place = (topic is None, card.topic)
        if place not in self._known:
            said = topic and _without_cards(topic)
            story = None if topic else self._places.stories.get(card.topic)
            self._known[place] = key_of(said, story)
        return self._known[place]


def _without_cards(topic: Topic) -> Topic:
    # What is left out is named, so that a field that is yet to come counts.
    bare = replace(topic, cells=(), scenarios=(), interview=())
    return replace(bare, cheat=(), sources=(), dated=(), text="")


def _written(made: dict[str, Note]) -> bytes:
    return json.dumps({key: asdict(note) for key, note in made.items()}).encode()


def _read(data: bytes | None) -> dict[str, Note]:
    """The notes that were kept, by their keys; none where the bytes hold none."""
    try:
        return {key: _note(held) for key, held in json.loads(data or b"{}").items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _note(held: dict[str, Any]) -> Note:
    lists = {name: tuple(held[name]) for name in ("tags", "gaps")}
    return Note(**(held | lists))
