"""Files published whole or not at all, at any moment of a kill or a full disk.

New files are written beside the old ones, then a journal names the moves; from then on the
moves happen, if need be at the start of the next build. The ledger moves first: a ledger that
knows more cards than the outputs show harms nobody, the other way round loses codes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from builder.storage import journal
from builder.storage.below import Below
from builder.storage.digest import digest
from builder.storage.interrupts import unheard
from builder.storage.journal import LONGEST, NO_MARKS, Journal, Marks, is_name, listed

JOURNAL = ".publishing.json"
STAGING = ".staging"
MANIFEST = ".files.json"
LOCK = ".lock"
LARGEST = 512 * 2**20  # bytes of an earlier build's files together: more are not looked into


class BusyError(Exception):
    """Another build is writing to the same folder."""


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """Where a course's files go: a folder called `name` below `output`, and its ledger's place.

    `output` is trusted, for its user named it. What lies below it may be anybody's.
    """

    output: Path
    name: str
    ledger: Path | None = None
    marks: Marks = NO_MARKS

    @property
    def path(self) -> Path:
        return self.output / self.name

    @property
    def below(self) -> Below:
        return Below(self.output)

    def at(self, *names: str) -> str:
        """The name below `output` of something in this folder."""
        return "/".join((self.name, *names))


@contextmanager
def alone(folder: OutputFolder, *, wait: bool = True) -> Iterator[tuple[str, ...]]:
    """Hold the output folder; a second build waits here, or gets BusyError.

    What a stopped build left is finished first; gives what there is to say of that.
    """
    folder.below.make(folder.name)
    handle = folder.below.lockable(folder.at(LOCK))
    try:
        _lock(handle, wait=wait)
        yield recover(folder)
    finally:
        os.close(handle)


def publish(
    folder: OutputFolder, files: Mapping[str, bytes], ledger: str | None, *, is_complete: bool
) -> tuple[str, ...]:
    """Put `files` (name to bytes) into the folder, and the ledger's text in its place.

    Files that are there with the same bytes are not touched. With `is_complete`, files that
    an earlier build made and this one did not are removed. Returns the names that changed.
    """
    below, there = folder.below, _made(folder)
    changed = sorted(name for name in files if not below.holds(folder.at(name), files[name]))
    made = {*files, *(() if is_complete else there)}
    steps = Journal(tuple(changed), tuple(sorted(there - made)), _staged(folder, ledger))
    for name in (*changed, MANIFEST):
        below.check_no_folder(folder.at(name))
    for name in changed:
        if not is_name(name):
            raise ValueError(f"{name!r} is no name of a file to publish")
        below.write(folder.at(STAGING, name), files[name])
    below.write(folder.at(STAGING, MANIFEST), json.dumps(sorted(made)).encode())
    with unheard():  # whoever stops a build finds all files of one
        mark = folder.marks.keep(folder.path)
        below.write(folder.at(STAGING, JOURNAL), journal.write(steps, mark))
        below.move(folder.at(STAGING, JOURNAL), folder.at(JOURNAL))
        below.sync(folder.name)
        _carry_out(folder, steps)
        _tidy(folder)
    return tuple(changed)


def published(folder: OutputFolder) -> dict[str, bytes]:
    """The files that earlier builds made and that are still there, by their names."""
    found: dict[str, bytes] = {}
    room = LARGEST
    for name in sorted(_made(folder)):
        state = folder.below.state(folder.at(name))
        if state and folder.below.is_file(folder.at(name)) and state.st_size <= room:
            found[name] = folder.below.read(folder.at(name), room)
            room -= len(found[name])
    return found


def replace_file(path: Path, data: bytes) -> None:
    """Write one file whole or not at all; a link that is there becomes the file."""
    Below(path.parent).replace(path.name, data)


def recover(folder: OutputFolder) -> tuple[str, ...]:
    """Finish the moves of a build that was stopped after its journal was written.

    A journal that no build of this user's wrote, for this course, is taken away instead, and
    that is told: the folder may be a stranger's.
    """
    notes: tuple[str, ...] = ()
    if folder.below.state(folder.at(JOURNAL)) is not None:
        steps = _journal(folder)
        if steps:
            _carry_out(folder, steps)
        else:
            notes = (_FOREIGN.format(folder.path / JOURNAL),)
    _tidy(folder)
    return notes


_FOREIGN = (
    "{} was not written by a build of yours that was stopped, so it was taken away and nothing "
    "of it was done"
)


def _journal(folder: OutputFolder) -> Journal | None:
    try:
        data = folder.below.read(folder.at(JOURNAL), LONGEST)
    except OSError:
        return None
    found = journal.read(data, folder.marks.kept(folder.path))
    return found if found and found.ledger in ("", _place(folder)) else None


def _carry_out(folder: OutputFolder, steps: Journal) -> None:
    """Do what a journal says, as far as it isn't done; the ledger first."""
    below = folder.below
    if steps.ledger and folder.ledger:
        beside = Below(folder.ledger.parent)
        if beside.is_file(f"{folder.ledger.name}.new"):
            beside.move(f"{folder.ledger.name}.new", folder.ledger.name)
    for name in (*steps.moves, MANIFEST):
        if below.is_file(folder.at(STAGING, name)):
            below.move(folder.at(STAGING, name), folder.at(name))
    for name in steps.gone:
        found = below.state(folder.at(name))
        if found is not None and not below.is_folder(folder.at(name)):
            below.remove(folder.at(name))


def _tidy(folder: OutputFolder) -> None:
    folder.below.remove(folder.at(JOURNAL))
    folder.below.clear(folder.at(STAGING))
    folder.marks.drop(folder.path)


def _staged(folder: OutputFolder, ledger: str | None) -> str:
    """Write the new ledger beside the old one; returns its place, empty where it stays."""
    if ledger is None or folder.ledger is None:
        return ""
    beside, name, data = Below(folder.ledger.parent), folder.ledger.name, ledger.encode()
    if beside.holds(name, data):
        return ""
    beside.check_no_folder(name)
    beside.write(f"{name}.new", data)
    return _place(folder)


def _place(folder: OutputFolder) -> str:
    ledger = folder.ledger
    return digest(ledger.parent.resolve() / ledger.name) if ledger else ""


def _made(folder: OutputFolder) -> set[str]:
    """The files that earlier builds made here, as far as they stand inside the folder."""
    try:
        return listed(folder.below.read(folder.at(MANIFEST), LONGEST))
    except OSError:
        return set()


def _lock(handle: int, *, wait: bool) -> None:
    from filelock import lock_descriptor  # late: a build with nothing to do needs no lock

    if not lock_descriptor(handle, blocking=wait):
        raise BusyError("another build is writing here")
