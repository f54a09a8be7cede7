"""What a card is known by, and the keys under which old and new ones are looked for."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from builder.kinds.every import BY_NAME
from builder.kinds.naming import fold


@dataclass(frozen=True, slots=True)
class Trace:
    """What a card is known by; `answer` is a sketch, which a new card's is `said` beside.

    Only old ones are retired. A cloze's `frame` is its sentence with nothing in its gaps.
    """

    kind: str
    topic: str
    level: int
    front: str
    answer: str = ""
    id: str = ""
    retired: bool = False
    said: str = ""
    frame: str = ""


GroupKey = Callable[[Trace], Hashable]


def family(trace: Trace) -> str:
    """Kinds that a card can change between; they are one note type in Anki."""
    return BY_NAME[trace.kind].note_type


def _exact(trace: Trace) -> str:
    return unicodedata.normalize("NFC", trace.front).strip()


def topic_of(trace: Trace, renamed: dict[str, str] | None = None) -> str:
    """The topic's key, or the one that it had before it was renamed."""
    return (renamed or {}).get(trace.topic, trace.topic)


def here(trace: Trace) -> Hashable:
    """The front in its place; empty, and so no key, where there is no front."""
    return trace.front and (trace.kind, trace.topic, trace.level, _exact(trace))


def in_topic(trace: Trace, renamed: dict[str, str] | None = None) -> Hashable:
    """The front in its topic, at any level."""
    return trace.front and (family(trace), topic_of(trace, renamed), _exact(trace))


FRAMED = 4  # letters around the gaps; fewer are said by many a sentence


def framed(trace: Trace) -> Hashable:
    """A cloze's sentence around its gaps, in its place."""
    # Another number in a gap makes another front, and is the commonest edit that a gap sees.
    told = len(fold(trace.frame)) >= FRAMED
    return told and (trace.kind, trace.topic, trace.level, trace.frame)


def anywhere(trace: Trace) -> Hashable:
    """The front in the whole course."""
    return trace.front and (family(trace), _exact(trace))


def named_apart(old: Trace, new: Trace) -> bool:
    """Whether their author gave the two different ids."""
    return bool(old.id and new.id and old.id != new.id)


def grouped(places: Iterable[int], traces: list[Trace], key: GroupKey) -> dict[Hashable, list[int]]:
    """The places of the traces that have a key, by their keys."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for at in places:
        if value := key(traces[at]):
            groups[value].append(at)
    return groups
