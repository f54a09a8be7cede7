"""Every text of a course with its place, and where in the sources some words stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from builder.content.source import Location, Source

NO_TEXT = "no text"
"""In a field's metadata: it counts, but holds nothing that a page shows."""


def texts(value: Any, location: Location) -> Iterator[tuple[Location, str]]:
    """Each text of a course or a part of one, in order, with the place of what holds it.

    What is not compared, such as where something stands, is no text.
    """
    if isinstance(value, str):
        yield location, value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts(each, location)
    elif is_dataclass(value):
        location = getattr(value, "location", location)
        for field in fields(value):
            if field.compare and NO_TEXT not in field.metadata:
                yield from texts(getattr(value, field.name), location)


def place(words: str, start: Location, sources: tuple[Source, ...]) -> Location:
    """The words' first place from `start` on, or in any source where it has no start.

    Words that stand nowhere have the place of `start`, or the first source's beginning.
    """
    for source in sources:
        if start.file and source.name != start.file:
            continue
        for number, line in enumerate(source.lines, 1):
            if number >= start.line and words in line:
                return source.location(number, line.index(words) + 1)
    return start if start.file or not sources else sources[0].location(1)


def replaced(value: Any, by: Mapping[str, str]) -> Any:
    """A course, or a part of one, with some of its texts exchanged for others."""
    if isinstance(value, str):
        return by.get(value, value)
    if isinstance(value, tuple):
        return tuple(replaced(each, by) for each in value)
    if not is_dataclass(value) or isinstance(value, type | Location):
        return value
    pairs = ((each.name, getattr(value, each.name)) for each in fields(value))
    new = {name: made for name, old in pairs if (made := replaced(old, by)) != old}
    return replace(value, **new) if new else value
