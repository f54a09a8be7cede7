"""Whether a build would do anything: told by the files alone, without reading content.

After a build, the state (size and time) of everything that went into it and came out of it
is written down; a build that finds the same states has nothing to do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from builder.content.source import Diagnostic, Location
from builder.documents.options import Options
from builder.pipeline.target import Target, template_folders
from builder.storage.cache import Cache
from builder.storage.digest import digest
from builder.storage.state import file_state

STATES = 8 * 2**20  # bytes of what builds that found nothing to do would say
# Where systems keep fonts: a new font changes its folder. A user without a home has no `~`.
_FONT_FOLDERS = tuple(
    Path(os.path.expanduser(folder))  # noqa: PTH111  (Path.expanduser raises without a home)
    for folder in (
        *("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"),
        *("~/.fonts", "~/.local/share/fonts", "~/Library/Fonts"),
    )
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The state of everything that goes into a build of one course, and where it is noted."""

    kept: Cache
    name: str
    state: str


def inputs(target: Target, options: Options) -> Inputs:
    """The state before a build of a course."""
    # With --frozen the same comes out, and where it comes out is no part of what does.
    shaping = replace(options, frozen=False, output=Path())
    own = Path(__file__).parent.parent
    files = sorted(target.files)
    state = digest(
        [file_state(path).lasting for path in files],
        [
            state
            for folder in (*template_folders(options.templates), own)
            for state in _below(str(folder))
        ],
        [
            file_state(path).lasting
            for folder in _FONT_FOLDERS
            for path in (folder, *_folders(folder))
        ],
        shaping,
    )
    # A ledger that is a link to itself has no place, and the build tells it.
    ledger = target.ledger.parent.resolve() / target.ledger.name
    places = [path.resolve() for path in files], options.output.resolve(), ledger
    kept = Cache(options.cache and options.cache / "states", STATES)
    return Inputs(kept, digest(*places, shaping), state)


@dataclass(frozen=True, slots=True)
class Report:
    """What a build says: the lines of its summary, and its notes."""

    summary: list[str]
    notes: tuple[Diagnostic, ...] = ()


def last_report(inputs: Inputs) -> Report | None:
    """What the last build said, if nothing that it read or wrote has changed since."""
    try:
        kept = json.loads(inputs.kept.get(inputs.name) or b"")
        is_same = kept["state"] == inputs.state and all(
            file_state(Path(path)).lasting == tuple(state) for path, *state in kept["files"]
        )
        if not is_same:
            return None
        notes = tuple(_note(*note) for note in kept["notes"])
        return Report([str(line) for line in kept["summary"]], notes)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def remember(inputs: Inputs, files: Iterable[Path], report: Report) -> None:
    """Note that a build with these inputs wrote these files, and what it said.

    Files that it found only by reading, such as pictures, belong to these too.
    """
    states = [(str(path), *file_state(path).lasting) for path in map(Path.resolve, files)]
    notes = [
        (note.location.file, note.location.line, note.location.column, note.message, note.hint)
        for note in report.notes
    ]
    kept = {"state": inputs.state, "files": states, "summary": report.summary, "notes": notes}
    inputs.kept.put(inputs.name, json.dumps(kept).encode())


def _note(file: str, line: int, column: int, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Location(file, line, column), message, hint, "note")


def _below(folder: str) -> list[tuple[int, int]]:
    """The states of all files and folders in a folder, in order, but of compiled modules."""
    found: dict[str, tuple[int, int]] = {}
    waiting = [folder]
    while waiting:
        # Paths as text and states as they are listed: hundreds of files in a few milliseconds.
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name == "__pycache__":
                    continue
                found[entry.path] = file_state(entry).lasting
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return [found[path] for path in sorted(found)]


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.is_dir()) if folder.is_dir() else []
