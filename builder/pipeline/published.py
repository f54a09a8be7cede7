"""The last stage: all files and the ledger in their places, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from builder import outputs
from builder.content import both_ways
from builder.content.model import Course
from builder.content.source import ContentError, Diagnostic, Location
from builder.documents.output import output_file
from builder.ledger import matching
from builder.ledger.matching import Change, Doubtful
from builder.pipeline.loaded import read_ledger
from builder.pipeline.rendered import Rendered
from builder.storage import publishing


@dataclass(frozen=True, slots=True)
class Published:
    """What a build did: its folder, every file with its bytes, and what changed.

    `written` are the paths of the files that differ from those that were there. `repeats` says
    whether a build of the same again would give the same notes.
    """

    course: Course
    ledger: Path
    folder: Path
    files: Mapping[str, bytes]
    written: tuple[str, ...]
    changes: tuple[Change, ...]
    doubts: tuple[Doubtful, ...]
    is_first: bool
    notes: tuple[Diagnostic, ...]
    repeats: bool


def publish(rendered: Rendered) -> Published:
    """Put a build's files and its ledger in their places; the output folder must be held.

    Raises ContentError where the ledger is not the one that the course was matched with.
    """
    planned = rendered.planned
    matched, target = planned.matched, planned.matched.target
    if read_ledger(target) != matched.matching.ledger:
        raise ContentError([Diagnostic(Location(str(target.ledger)), *_LEDGER_CHANGED)])
    files = _finished(rendered)
    written = publishing.publish(
        planned.folder,
        files,
        (target.ledger, matching.write(planned.ledger)),
        is_complete=planned.options.is_complete,
    )
    return Published(
        course=planned.course,
        ledger=target.ledger,
        folder=planned.folder,
        files=files,
        written=written,
        changes=matched.matching.changes,
        doubts=matched.matching.doubts,
        is_first=not matched.matching.ledger.entries,
        notes=(
            *matched.loaded.notes,
            *matched.notes,
            *both_ways.held_back(planned.course),
            *_doubts(rendered),
        ),
        repeats=not matched.notes,
    )


_LEDGER_CHANGED = ("the ledger was changed while the build went on", "build again")


def _finished(rendered: Rendered) -> dict[str, bytes]:
    """The files as they are published: those that tell of the others are told of them."""
    planned, every = rendered.planned, outputs.every()
    finish = {each.path: each.finish for each in planned.artefacts if each.finish}
    is_complete = planned.options.is_complete
    beside = {} if is_complete else publishing.published(planned.folder)
    others = tuple(
        output_file(path, data, every)
        for path, data in (beside | dict(rendered.files)).items()
        if path not in finish
    )
    return {
        path: finish[path](data, others) if path in finish else data
        for path, data in rendered.files.items()
    }


def _doubts(rendered: Rendered) -> Iterator[Diagnostic]:
    """What the outputs find in their finished files."""
    every, planned = outputs.every(), rendered.planned
    files = [output_file(path, data, every) for path, data in rendered.files.items()]
    whole = Location(str(planned.matched.target.path))
    for output in every:
        if output.check:
            own = {file.path: file.data for file in files if file.output is output}
            yield from output.check(planned.course, whole, own)
