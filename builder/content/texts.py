"""Every text of a course with its place, and where in the sources some words stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from builder.content.source import Location, Source


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
            if field.compare:
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
