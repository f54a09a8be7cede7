"""Whether a poster can be read from where people stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from builder.content.model import Course
from builder.content.source import Diagnostic, Location
from builder.typeset.boundaries import smallest_text
from builder.typeset.text import markup

READABLE = 7.0  # points: what can be read from a metre


def check(course: Course, location: Location, posters: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """A note for each poster whose type is too small for a wall, and what to leave out."""
    for path, poster in posters.items():
        if path.endswith("-a4.pdf"):  # its tiles
            continue
        size = smallest_text(poster)
        if size < READABLE:
            yield _too_small(course, location, size)


def _too_small(course: Course, location: Location, size: float) -> Diagnostic:
    full = sorted(course.topics, key=lambda topic: -sum(map(len, topic.cheat)))[:3]
    names = ", ".join(markup.plain(topic.title) for topic in full)
    hint = f"shorten the 'cheat' lines of the fullest topics ({names}), or build with --poster a2"
    if not any(topic.cheat for topic in full):
        hint = "give topics 'cheat' lines of their own, or build with --poster a2"
    elif sum(bool(part.title) for part in course.parts) > 1 and not course.posters:
        hint += "; `posters` in course.yaml says which parts share one, so that each has room"
    words = f"the poster's smallest text is {size:.1f} pt; from a metre {READABLE:g} pt can be read"
    return Diagnostic(location, words, hint, "note")
