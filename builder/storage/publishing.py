"""Files published whole or not at all, at any moment of a kill or a full disk.

New files are written beside the old ones, then a journal names the moves; from then on the
moves happen, if need be at the start of the next build. The ledger moves first: a ledger that
knows more cards than the outputs show harms nobody, the other way round loses codes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from builder.storage.interrupts import unheard

JOURNAL = ".publishing.json"
STAGING = ".staging"
MANIFEST = ".files.json"


class BusyError(Exception):
    """Another build is writing to the same folder."""


@contextmanager
def alone(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the output folder; a second build waits here, or gets BusyError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        _lock(lock.fileno(), wait=wait)
        recover(folder)
        yield


def publish(
    folder: Path,
    files: Mapping[str, bytes],
    ledger: tuple[Path, str] | None,
    *,
    is_complete: bool,
) -> tuple[str, ...]:
    """Put `files` (relative path to bytes) into `folder`, and the ledger in its place.

    Files that are there with the same bytes are not touched. With `is_complete`, files that
    an earlier build made and this one did not are removed. Returns the paths that changed.
    """
    changed = sorted(path for path, data in files.items() if not _holds(folder / path, data))
    moves: list[tuple[Path, Path]] = []
    if ledger and not _holds(ledger[0], ledger[1].encode()):
        moves.append((ledger[0].with_name(ledger[0].name + ".new"), ledger[0]))
        _write(moves[0][0], ledger[1].encode())
    for path in changed:
        staged = folder / STAGING / path
        _write(staged, files[path])
        moves.append((staged, folder / path))
    made = {*files, *(() if is_complete else _made(folder))}
    gone = sorted(_made(folder) - made)
    _write(folder / STAGING / MANIFEST, json.dumps(sorted(made)).encode())
    moves.append((folder / STAGING / MANIFEST, folder / MANIFEST))
    with unheard():  # whoever stops a build finds all files of one
        _write_journal(folder, moves, gone)
        recover(folder)
    return tuple(changed)


def published(folder: Path) -> dict[str, bytes]:
    """The files that earlier builds made and that are still there, by their relative paths."""
    paths = sorted(_made(folder))
    return {path: (folder / path).read_bytes() for path in paths if (folder / path).is_file()}


def replace_file(path: Path, data: bytes) -> None:
    """Write one file whole or not at all."""
    new = path.with_name(path.name + ".new")
    _write(new, data)
    new.replace(path)


def recover(folder: Path) -> None:
    """Finish the moves of a build that was stopped after its journal was written."""
    journal = folder / JOURNAL
    if journal.is_file():
        said = json.loads(journal.read_text(encoding="utf-8"))
        for staged, final in said["moves"]:
            if Path(staged).exists():
                Path(final).parent.mkdir(parents=True, exist_ok=True)
                Path(staged).replace(final)
        for path in said["gone"]:
            (folder / path).unlink(missing_ok=True)
        journal.unlink()
    shutil.rmtree(folder / STAGING, ignore_errors=True)


def _write_journal(folder: Path, moves: list[tuple[Path, Path]], gone: list[str]) -> None:
    said = {"moves": [[str(a.resolve()), str(b.resolve())] for a, b in moves], "gone": gone}
    _write(folder / STAGING / JOURNAL, json.dumps(said).encode())
    (folder / STAGING / JOURNAL).replace(folder / JOURNAL)
    _sync_folder(folder)


def _made(folder: Path) -> set[str]:
    """The files that earlier builds made here, as far as they stand inside the folder."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    names = {name for name in said if isinstance(name, str)} if isinstance(said, list) else set()
    return {name for name in names if "/" not in name and "\\" not in name and name[:1] != "."}


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system can sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lock(handle: int, *, wait: bool) -> None:
    from filelock import lock_descriptor  # late: a build with nothing to do needs no lock

    if not lock_descriptor(handle, blocking=wait):
        raise BusyError("another build is writing here")
