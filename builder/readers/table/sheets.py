"""A text as rows of cells: its separator, the lines that say how to read it, and its heads."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from builder.content.source import Source

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_DIRECTIVE = re.compile(r"#([a-z ]+):(.*)$")
_KNOWN = frozenset(
    (
        "separator",
        "html",
        "tags",
        "columns",
        "notetype",
        "deck",
        "notetype column",
        "deck column",
        "tags column",
        "guid column",
    )
)
_SAMPLE = 200  # lines that show which sign parts the cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with the line each begins on (from 1); `said` is what Anki's own lines say."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    said: dict[str, str] = field(default_factory=dict)
    first: int = 0


def is_table(source: Source) -> bool:
    """A plain text that is a table: Anki's export by its first line, Quizlet's by its tabs."""
    lines = [line for line in source.lines if line.strip()][:_SAMPLE]
    if not lines:
        return False
    found = _DIRECTIVE.match(lines[0])
    if found and found[1] in _KNOWN:
        return True
    tabbed = sum("\t" in line.strip() for line in lines)
    even = len({line.count("\t") for line in lines}) == 1
    return len(lines) > 1 and tabbed == len(lines) and even


def read(source: Source) -> Sheet:
    """The rows of a table."""
    said: dict[str, str] = {}
    first = 0
    for line in source.lines:
        found = _DIRECTIVE.match(line)
        if not found or found[1] not in _KNOWN:
            break
        said[found[1]] = found[2].strip()
        first += 1
    body = source.lines[first:]
    separator = _separator(source.name, said, body)
    return Sheet(tuple(_rows(body, separator, first)), said, first)


def _separator(name: str, said: dict[str, str], lines: list[str]) -> str:
    named = said.get("separator", "").casefold()
    if named:
        return SEPARATORS.get(named, named[:1] or "\t")
    if PurePath(name).suffix.lower() == ".tsv":
        return "\t"
    sample = [line for line in lines if line.strip()][:_SAMPLE]
    counts = {sign: Counter(_bare(line).count(sign) for line in sample) for sign in ",;\t|"}
    # The sign that stands equally often on most lines, and does stand there.
    even = {sign: max((n, k) for k, n in c.items() if k) for sign, c in counts.items() if any(c)}
    return max(even, key=lambda sign: (even[sign], sign == ","), default=",")


_QUOTED = re.compile(r'"(?:[^"]|"")*+"')


def _bare(line: str) -> str:
    return _QUOTED.sub("", line)


def _rows(lines: list[str], separator: str, first: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    csv.field_size_limit(2**30)
    # A quote that is never closed would take in all that follows: then quotes are text.
    closed = "\n".join(lines).count('"') % 2 == 0
    text = io.StringIO("\n".join(lines))
    reader = (
        csv.reader(text, delimiter=separator)
        if closed
        else csv.reader(text, delimiter=separator, quoting=csv.QUOTE_NONE)
    )
    begins = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield first + begins, tuple(cell.strip() for cell in row)
        begins = reader.line_num + 1
