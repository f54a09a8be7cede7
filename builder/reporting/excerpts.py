"""Problems as a compiler tells them: with their places and lines."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from rich.text import Text

from builder.content.source import LARGEST, ContentError, Diagnostic, Location, decode
from builder.reporting.visible import visible
from builder.storage.below import Below


def diagnostic(each: Diagnostic, line: str | None) -> Text:
    """A problem as a compiler tells it: place, what is wrong, the line, what to write."""
    is_note = each.severity == "note"
    said = Text(f"{visible(place(each.location, line))}: ", style="bold")
    said.append("note: " if is_note else "problem: ", style="cyan" if is_note else "bold red")
    said.append(visible(each.message))
    if line is not None and line.strip():
        shown = visible(line.rstrip().expandtabs(1))
        start = max(0, each.location.column - 60)
        cut = shown[start : start + 100]
        gutter = f"{each.location.line:>5} | "
        said.append(f"\n{gutter}", style="dim").append(cut)
        before = sum(map(_cells, shown[start : each.location.column - 1]))
        said.append("\n" + " " * (len(gutter) + before)).append("^", style="bold red")
    if each.hint:
        said.append("\n        ").append(visible(each.hint), style="green")
    return said


def place(location: Location, line: str | None) -> str:
    """`file:line:column`, or the file alone where it has no line to show."""
    is_whole = line is None and (location.line, location.column) == (1, 1)
    return location.file if is_whole else str(location)


class Lines:
    """The lines of source files, each file read once; None for what can't be read."""

    def __init__(self) -> None:
        self._files: dict[str, list[str]] = {}

    def of(self, location: Location) -> str | None:
        """The line a mark points to."""
        if location.file not in self._files:
            self._files[location.file] = _read(Path(location.file))
        lines = self._files[location.file]
        return lines[location.line - 1] if 0 < location.line <= len(lines) else None


def _cells(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _read(path: Path) -> list[str]:
    try:
        return decode(str(path), Below(path.parent).read(path.name, LARGEST)).lines
    except (OSError, ValueError, ContentError):
        return []
