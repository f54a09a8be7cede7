"""Which files a build makes: those of every output that was asked for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from builder import outputs
from builder.content.model import Course, Level
from builder.documents.artefact import Artefact, Output, Setting, Stamp, Tombstone
from builder.ledger.matching import Ledger, Matching
from builder.pipeline.errors import NoSuchLevelError
from builder.pipeline.request import Request


def plan(matching: Matching, after: Ledger, request: Request, around: str) -> list[Artefact]:
    """The artefacts that were asked for."""
    setting = Setting(
        templates=request.templates,
        levels=tuple(_levels(matching.course, request)),
        paper=request.paper,
        poster=request.poster,
        answers=request.answers,
        flip=request.flip,
        stamps={entry.code: Stamp(entry.note, entry.changed) for entry in after.entries},
        tombstones=tuple(
            Tombstone(entry.code, entry.kind, entry.front, Stamp(entry.note, entry.changed))
            for entry in after.tombstones
        ),
        kept=request.cache,
        around=around,
    )
    wanted = [kind for kind in kinds() if not request.only or kind in request.only]
    return [each for kind in wanted for each in _output(kind)(matching.course, setting)]


def kinds() -> tuple[str, ...]:
    """The outputs there are: the public modules of `builder.outputs`."""
    return tuple(
        sorted(
            each.name
            for each in pkgutil.iter_modules(outputs.__path__)
            if not each.name.startswith("_")
        )
    )


def _output(kind: str) -> Output:
    name = f"{outputs.__name__}.{kind}"
    if (Path(outputs.__path__[0]) / kind).is_dir():
        name += ".output"
    return importlib.import_module(name).artefacts  # type: ignore[no-any-return]


def _levels(course: Course, request: Request) -> Iterator[Level]:
    unknown = request.levels - {level.number for level in course.levels}
    if unknown:
        names = ", ".join(f"{level.number} ({level.name})" for level in course.levels)
        raise NoSuchLevelError(
            f"{course.title} has no level {min(unknown)}; its levels are {names or 'none'}"
        )
    for level in course.levels:
        if not request.levels or level.number in request.levels:
            yield level
