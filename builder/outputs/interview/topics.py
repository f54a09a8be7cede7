"""Which topics a story or a course's own scenario touches, by the names that its text holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from builder.content.model import Course, Question, Scenario, Story, Topic
from builder.kinds.facet import answers_of, front_of
from builder.typeset.text import markup

MOST = 3  # topics named beside one thing
ENOUGH = 1.5  # a name that one topic has counts 1, one that it shares a part of that


@dataclass(frozen=True)
class Names:
    """The names of a course's topics and their terms, and the topics that have them."""

    course: Course

    def touched(self, thing: Scenario | Question | Story) -> tuple[int, ...]:
        """The indexes of the topics that a thing names most, in the course's order."""
        said = markup.plain(" ".join(_texts(thing))).lower()
        scores: dict[int, float] = {}
        for name, topics in self._owners.items():
            if name in said and re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", said):
                for topic in topics:
                    scores[topic] = scores.get(topic, 0) + 1 / len(topics)
        best = sorted(scores, key=lambda topic: (-scores[topic], topic))[:MOST]
        return tuple(sorted(topic for topic in best if scores[topic] >= ENOUGH))

    @cached_property
    def _owners(self) -> dict[str, list[int]]:
        owners: dict[str, list[int]] = {}
        for index, topic in enumerate(self.course.topics):
            for name in sorted(set(_names(topic))):
                owners.setdefault(name, []).append(index)
        return owners


def _names(topic: Topic) -> Iterator[str]:
    for named in (topic.title, *(term.name for cell in topic.cells for term in cell.terms)):
        for name in re.split(r"[()/,·:]| - | – ", markup.plain(named).lower()):
            if len(name.strip()) >= 3:
                yield name.strip()


def _texts(thing: Scenario | Question | Story) -> tuple[str, ...]:
    asked = thing.questions if isinstance(thing, Story) else ()
    return front_of(thing), *answers_of(thing), *(each.ask + each.answer for each in asked)
