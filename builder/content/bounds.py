"""BOUNDS: how much of one thing a course may hold, so that no build holds the machine for long."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from builder.content.model import Course, cards
from builder.content.names import is_device
from builder.content.source import NOWHERE, Diagnostic, Location
from builder.content.texts import texts
from builder.kinds.facet import answers_of

LONGEST_TITLE = 300  # characters: it stands in running heads, contents and bookmarks
MOST_REPEATED = 1_000_000  # characters: 20 cards under the longest text there may be
MOST_LINES = 4_000  # of one text
MOST_FLOWS = 50  # of one text
_FLOW = re.compile(r"^[ >\t]*(?:`{3,}|~{3,})[ \t]*flow\b", re.MULTILINE)


def short_titles(course: Course) -> Iterator[Diagnostic]:
    """A title is shown on every page of its part, and is no text."""
    titled: list[tuple[str, Location]] = [(course.title, NOWHERE)]
    titled += [(part.title, NOWHERE) for part in course.parts]
    titled += [(level.name, level.location) for level in course.levels]
    titled += [(topic.title, topic.location) for topic in course.topics]
    titled += [(story.title, story.location) for story in course.stories]
    for title, location in titled:
        if len(title) > LONGEST_TITLE:
            words = f"this title is too long ({len(title):,} characters): “{title[:40]}…”"
            yield Diagnostic(
                location, words, f"a title may have {LONGEST_TITLE}; write the rest below"
            )


def own_answers(course: Course) -> Iterator[Diagnostic]:
    """Cards without an answer of their own show their topic's concept, each once more."""
    bare = Counter(card.topic for card in cards(course) if not any(answers_of(card.item)))
    for topic in course.topics:
        if bare[topic.key] * len(topic.concept) > MOST_REPEATED:
            words = f"{bare[topic.key]:,} cards here have no answer of their own, and the concept"
            words += f" ({len(topic.concept):,} characters) would stand under each"
            yield Diagnostic(topic.location, words, "give them answers, or shorten the concept")


def few_flows(course: Course) -> Iterator[Diagnostic]:
    """A text holds no more drawings than its pages can show."""
    for location, text in texts(course, NOWHERE):
        count = len(_FLOW.findall(text)) if "flow" in text else 0
        if count > MOST_FLOWS:
            words = f"this text has {count:,} drawings"
            yield Diagnostic(
                location, words, f"a text may have {MOST_FLOWS}; make texts of the rest"
            )


def few_lines(course: Course) -> Iterator[Diagnostic]:
    """A text has no more lines than a hundred pages hold, be they empty."""
    for location, text in texts(course, NOWHERE):
        count = text.count("\n") + 1
        if count > MOST_LINES:
            words = f"this text is too long ({count:,} lines)"
            yield Diagnostic(location, words, f"make texts of it; one may have {MOST_LINES:,}")


def name_for_every_disk(course: Course) -> Iterator[Diagnostic]:
    """A course's name is that of a folder, which every system must be able to open."""
    if is_device(course.name) or course.name.endswith("."):
        words = f"Windows can't open a folder called '{course.name}'"
        yield Diagnostic(NOWHERE, words, f"call the course '{course.name.rstrip('.')}-course'")


BOUNDS = (short_titles, own_answers, few_flows, few_lines, name_for_every_disk)
