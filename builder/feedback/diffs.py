"""Changes of files as a unified diff, as `patch -p0` and `git apply -p0` take it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import unified_diff
from itertools import pairwise

from builder.content.source import Source
from builder.feedback.spans import Span


def changed(text: str, changes: Iterable[Span]) -> str:
    """A text with changes that don't touch each other."""
    for each in sorted(changes, key=lambda span: -span.start):
        text = each.put_into(text)
    return text


def apart(changes: Iterable[Span]) -> bool:
    """Whether no two changes touch the same piece of a text."""
    there = sorted(changes, key=lambda span: span.start)
    return all(one.end <= other.start for one, other in pairwise(there))


def diff(source: Source, changes: Iterable[Span]) -> str:
    """The changes of one file."""
    after = changed(source.text, changes)
    made = unified_diff(_lines(source.text), _lines(after), source.name, source.name)
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}" for line in made)


_NO_END = "\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
