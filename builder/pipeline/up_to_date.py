"""Whether a build would do anything: told by the files alone, without reading content.

After a build, the state (size and time) of everything that went into it and came out of it
is written down; a build that finds the same states has nothing to do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from builder.content.source import Diagnostic, Location
from builder.storage.digest import digest

# Where systems keep fonts: a new font changes its folder.
_FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
    Path.home() / "Library/Fonts",
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The state of everything that goes into a build of one course, and where it is noted."""

    note: Path
    state: str


def inputs(
    files: Iterable[Path], ledger: Path, templates: Iterable[Path], output: Path, *asked: object
) -> Inputs:
    """The state before a build. `asked` is what else decides what comes out."""
    own = Path(__file__).parent.parent
    kept = sorted(files)
    state = digest(
        [_state(path) for path in kept],
        [_state(path) for folder in (*templates, own) for path in _below(folder)],
        [_state(path) for folder in _FONT_FOLDERS for path in (folder, *_folders(folder))],
        asked,
    )
    name = digest([path.resolve() for path in kept], output.resolve(), ledger.resolve(), asked)
    return Inputs(output / ".cache" / "states" / f"{name[:32]}.json", state)


@dataclass(frozen=True, slots=True)
class Said:
    """What a build said: its notes, and the lines of its summary."""

    summary: list[str]
    notes: tuple[Diagnostic, ...] = ()


def said(inputs: Inputs) -> Said | None:
    """What the last build said, if nothing that it read or wrote has changed since."""
    try:
        kept = json.loads(inputs.note.read_text(encoding="utf-8"))
        same = kept["state"] == inputs.state and all(
            _state(Path(path)) == tuple(state) for path, *state in kept["files"]
        )
        if not same:
            return None
        notes = tuple(_note(*each) for each in kept["notes"])
        return Said([str(line) for line in kept["summary"]], notes)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(inputs: Inputs, files: Iterable[Path], said: Said) -> None:
    """Note that a build with these inputs wrote these files, and what it said.

    Files that it found only by reading, such as pictures, belong to these too.
    """
    states = [(str(path), *_state(path)) for path in map(Path.resolve, files)]
    notes = [
        (each.location.file, each.location.line, each.location.column, each.message, each.hint)
        for each in said.notes
    ]
    kept = {"state": inputs.state, "files": states, "summary": said.summary, "notes": notes}
    with suppress(OSError):  # it only saves time
        inputs.note.parent.mkdir(parents=True, exist_ok=True)
        new = inputs.note.with_suffix(".new")
        new.write_text(json.dumps(kept), encoding="utf-8")
        new.replace(inputs.note)


def _note(file: str, line: int, column: int, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Location(file, line, column), message, hint, "note")


def _state(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return (-1, -1)
    return (state.st_size, state.st_mtime_ns)


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix != ".pyc")


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.is_dir()) if folder.is_dir() else []
