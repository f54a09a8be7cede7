"""Problems as a compiler tells them: with their places and lines."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from rich.text import Text

from builder.content.source import ContentError, Mark, Problem, decode


def problem(each: Problem, line: str | None) -> Text:
    """A problem as a compiler tells it: place, what is wrong, the line, what to write."""
    is_note = each.severity == "note"
    said = Text(f"{place(each.mark, line)}: ", style="bold")
    said.append("note: " if is_note else "problem: ", style="cyan" if is_note else "bold red")
    said.append(each.message)
    if line is not None and line.strip():
        shown = line.rstrip().expandtabs(1)
        start = max(0, each.mark.column - 60)
        cut = shown[start : start + 100]
        gutter = f"{each.mark.line:>5} | "
        said.append(f"\n{gutter}", style="dim").append(cut)
        before = sum(map(_cells, shown[start : each.mark.column - 1]))
        said.append("\n" + " " * (len(gutter) + before)).append("^", style="bold red")
    if each.hint:
        said.append("\n        ").append(each.hint, style="green")
    return said


def place(mark: Mark, line: str | None) -> str:
    """`file:line:column`, or the file alone where it has no line to show."""
    is_whole = line is None and (mark.line, mark.column) == (1, 1)
    return mark.file if is_whole else str(mark)


class Lines:
    """The lines of source files, each file read once; None for what can't be read."""

    def __init__(self) -> None:
        self._files: dict[str, list[str]] = {}

    def of(self, mark: Mark) -> str | None:
        """The line a mark points to."""
        if mark.file not in self._files:
            self._files[mark.file] = _read(Path(mark.file))
        lines = self._files[mark.file]
        return lines[mark.line - 1] if 0 < mark.line <= len(lines) else None


def _cells(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _read(path: Path) -> list[str]:
    try:
        return decode(str(path), path.read_bytes()).lines if path.is_file() else []
    except (OSError, ContentError):
        return []
