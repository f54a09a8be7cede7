"""The seam between the pipeline and its outputs: what an output is given and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from builder.content.model import Course, Level
from builder.typeset.templates.environment import Templates


class Kept(Protocol):
    """Results by their keys, as a cache keeps them."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, data: bytes) -> None: ...


Paper = Literal["a4", "letter", "b5"]
Answers = Literal["none", "end", "separate"]
Flip = Literal["long", "short"]
PosterPaper = Literal["a3", "a2", "a1"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What Anki must know of a card beyond its content.

    `note` is Anki's note id, `changed` the second (since 1970, UTC) it last changed.
    """

    note: int
    changed: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A card that left the course and stays in the deck once more, with its old front."""

    code: str
    kind: str
    front: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Setting:
    """How the outputs are asked for; an output takes from it what it needs.

    `levels` are the levels to make, all of the course's if nothing was asked; `answers` says
    where a worksheet's key goes, `flip` the edge that flashcards are turned on. `kept` is where
    results are kept between builds, under keys that hold `around`, a digest of what shapes
    every result.
    """

    templates: Templates
    levels: tuple[Level, ...]
    paper: Paper = "a4"
    poster: PosterPaper = "a3"
    answers: Answers = "end"
    flip: Flip = "long"
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    tombstones: tuple[Tombstone, ...] = ()
    kept: Kept | None = field(default=None, compare=False)
    around: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file of the output folder, and how to make its bytes.

    `make` can be pickled, so that another process can call it, and digested, so that its
    result can be kept. Where `source` names another artefact, `make` is given that one's
    bytes. `weight` says how long it takes against others: characters set are a good measure.
    `finish` makes what is published from the bytes and from all other files of the folder.
    """

    path: str
    make: Callable[..., bytes]
    source: str = ""
    weight: int = 0
    finish: Callable[[bytes, Mapping[str, bytes]], bytes] | None = None


Output = Callable[[Course, Setting], list[Artefact]]
