"""What stands between the `---` lines at the head of a Markdown document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from builder.content.source import Diagnostic, Source
from builder.languages import vocabulary
from builder.readers.yaml.tree import KEY, MARK, Tree, grow

MAX_LINES = 200


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Its values by the fragment's names; `end` is the index of the line after it."""

    end: int = 0
    values: dict[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def read(source: Source) -> FrontMatter:
    """Read the front matter; a document without it gives an empty one."""
    lines = source.lines[:MAX_LINES]
    if lines[0].rstrip() != "---" or len(lines) < 2 or not _PAIR.match(lines[1]):
        return FrontMatter()
    end = next((i for i, line in enumerate(lines[1:], 1) if _SHUT.match(line)), 0)
    if not end or any(_BODY.match(line) for line in lines[:end]):
        return _unclosed(source, lines)
    tree = grow(Source(source.name, "\n".join(["", *lines[1:end]])))
    if tree.diagnostics or not isinstance(tree.data, dict):
        plain = _by_lines(source, lines, end)
        return FrontMatter(end + 1, plain.values, (*tree.diagnostics, *plain.diagnostics))
    return _values(source, tree, end + 1, _comments(source, lines, end))


_PAIR = re.compile(r"([^\W\d_][\w .-]{0,40}):(?:\s+(.*\S))?\s*$")
_SHUT = re.compile(r"(?:---|\.\.\.)\s*$")
_BODY = re.compile(r"#{2,6}\s|>\s|\*\*|```")  # what a document has and front matter has not


def _unclosed(source: Source, lines: list[str]) -> FrontMatter:
    end = next((i for i, line in enumerate(lines[1:], 1) if not _PAIR.match(line)), len(lines))
    diagnostic = Diagnostic(
        source.location(1), "this front matter is never closed", "write --- below it"
    )
    plain = _by_lines(source, lines, end)
    return FrontMatter(end, plain.values, (diagnostic, *plain.diagnostics))


def _by_lines(source: Source, lines: list[str], end: int) -> FrontMatter:
    """The pairs of front matter that is not YAML as a whole; a note for each other line."""
    values: dict[str, str] = {}
    diagnostics = []
    for index in range(1, end):
        found = _PAIR.match(lines[index])
        known = vocabulary.front_matter().get(found[1].casefold()) if found else None
        if found and known and found[2] and known not in values:
            values[known] = found[2].strip("\"' ")
        elif lines[index].strip():
            diagnostics.append(
                Diagnostic(source.location(index + 1), "this line is not used", "remove it", "note")
            )
    return FrontMatter(end, values, tuple(diagnostics))


def _comments(source: Source, lines: list[str], end: int) -> list[Diagnostic]:
    found = [i for i, line in enumerate(lines[:end], 1) if line.lstrip().startswith("#")]
    return [Diagnostic(source.location(i), "a comment: it is left out", "", "note") for i in found]


def _values(source: Source, tree: Tree, end: int, diagnostics: list[Diagnostic]) -> FrontMatter:
    values: dict[str, str] = {}
    for key, value in tree.data.items():
        if key == MARK:
            continue
        known = vocabulary.front_matter().get(key.casefold())
        if known and isinstance(value, str) and known not in values:
            values[known] = value.strip()
            continue
        location = tree.places.get((key, KEY), source.location(1))
        message = f"'{key}' is not used: {_shown(value)}"
        diagnostics.append(Diagnostic(location, message, "remove it", "note"))
    return FrontMatter(end, values, tuple(diagnostics))


def _shown(value: Any) -> str:
    """A value as one line for a message."""
    if isinstance(value, dict):
        pairs = (f"{key}: {_shown(each)}" for key, each in value.items() if key != MARK)
        return ", ".join(pairs)
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    return " ".join(str(value).split())
