"""A source's file, changed in one text and read again: whether it differs in that text alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from builder.content.model import Course, Item, Story, with_items
from builder.content.source import ContentError, Source, decode
from builder.feedback.spans import Span, spans
from builder.kinds.facet import Facet
from builder.readers import by_name
from builder.readers.reading import join

TRIES = 5  # places in notes where a text may stand


@dataclass
class Rereading:
    """A file of a course that can be written as it is: UTF-8, lines that end alike."""

    path: Path
    source: Source
    read_as: str
    _before: Course = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._before = self._read(self.source) or Course("", "")

    @property
    def is_yaml(self) -> bool:
        return self.path.suffix.lower() in (".yaml", ".yml")

    def change(self, item: Item, facet: Facet, at: int | None, old: str, new: str) -> Span | None:
        """How the text of a card's field is changed, or None where no way is safe."""
        ways = (
            spans(self.source, item.location, facet.key, at, new)
            if self.is_yaml
            else self._in_notes(item.location.line, old, new)
        )
        before = _items(self._before)
        number = next((n for n, each in enumerate(before) if each.location == item.location), None)
        if number is None:
            return None
        held = getattr(before[number], facet.name)
        value = new if at is None else (*held[:at], new, *held[at + 1 :])
        expected = with_value(before[number], facet.name, value)
        return next((way for way in ways if self._says(way, number, expected)), None)

    def _in_notes(self, line: int, old: str, new: str) -> Iterator[Span]:
        """The places from a card's first line on where its text stands word by word."""
        start = sum(len(each) + 1 for each in self.source.lines[: line - 1])
        for _ in range(TRIES if old else 0):
            start = self.source.text.find(old, start)
            if start < 0:
                return
            yield Span(start, start + len(old), new)
            start += 1

    def _says(self, way: Span, number: int, expected: Item) -> bool:
        """Whether the file with a change says of one card what is expected, and else the same."""
        try:
            text = way.put_into(self.source.text)
            after = self._read(decode(self.source.name, text.encode()))
        except (ContentError, UnicodeEncodeError):
            return False
        if after is None:
            return False
        before, now = _items(self._before), _items(after)
        if len(before) != len(now):
            return False
        wanted = [*before[:number], expected, *before[number + 1 :]]
        left = iter(before)
        return (
            all(map(_is_alike, wanted, now))
            and with_items(after, lambda _: next(left)) == self._before
        )

    def _read(self, source: Source) -> Course | None:
        reading = by_name.read(source, self.read_as)
        if any(each.severity == "error" for each in reading.diagnostics):
            return None
        return join("", [reading.fragment])


def with_value(item: Any, name: str, value: Any) -> Item:
    """A card's item with another value of a field."""
    made: Item = replace(item, **{name: value})
    return made


def _items(course: Course) -> list[Item]:
    """The cards' items, in the order in which `with_items` asks for them."""
    found: list[Item] = []

    def taken(card: Any) -> Item:
        found.append(card.item)
        item: Item = card.item
        return item

    with_items(course, taken)
    return found


def _is_alike(one: Item, other: Item) -> bool:
    # A story's questions are cards of their own.
    if isinstance(one, Story) and isinstance(other, Story):
        return replace(one, questions=()) == replace(other, questions=())
    return one == other
