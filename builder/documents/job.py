"""What an output is given: a course, the options, and all that its files are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.content.model import Course, Level
from builder.documents.kept import NOTHING_KEPT, KeptPages
from builder.documents.options import Options
from builder.typeset.templates.environment import Templates


@dataclass(frozen=True, slots=True)
class Stamp:
    """What Anki must know of a card beyond its content.

    `note` is Anki's note id, `changed` the second (since 1970, UTC) it last changed.
    """

    note: int
    changed: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A card that left the course, with its old front; its stamp says when it left.

    `id` is what the author wrote, or what it was made of.
    """

    code: str
    kind: str
    front: str
    stamp: Stamp
    id: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What an output is given; it takes from it what it needs.

    The course has its codes. `stamps` (by code) and `tombstones` are what the ledger knows of
    its cards and of those that left; `kept` is where pages are kept between builds.
    """

    course: Course
    options: Options
    templates: Templates
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    tombstones: tuple[Tombstone, ...] = ()
    kept: KeptPages = NOTHING_KEPT

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels to make files of."""
        return tuple(
            level for level in self.course.levels if self.options.wants_level(level.number)
        )
