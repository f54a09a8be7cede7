"""Texts that no page could hold, or that the parser would cut short: printed as written."""

from __future__ import annotations

import re

from builder.content.model import Course
from builder.content.source import NOWHERE, Diagnostic, Source
from builder.content.texts import place, replaced, texts

LONG = 6_000  # characters of one text; no flashcard holds more at the smallest size
DEEPEST = 16  # lists, quotes and emphasis in one another; the parser drops what is deeper than 20
WIDEST = 20  # columns of a table; more leave no room for words between them
MOST_MARKS = 2_000  # in one line; more take many seconds to set
_SUSPECT = re.compile(r"^[ \t>*+\d.)-]{24,}|[*_~\[]{12,}|(?:\|[^|\n]*){20,}", re.MULTILINE)


def without_excesses(
    course: Course, sources: tuple[Source, ...]
) -> tuple[Course, list[Diagnostic]]:
    """The course with each text that the parser would cut short, or no page hold, as code."""
    found: dict[str, str] = {}
    notes: list[Diagnostic] = []
    for location, text in texts(course, NOWHERE):
        if len(text) > LONG:
            words = f"this text is long ({len(text):,} characters): a flashcard shows its beginning"
            hint = "split it into several, to have all of it on cards"
            first = next(iter(text.split("\n")))[:80]
            notes.append(Diagnostic(place(first, location, sources), words, hint, "note"))
        if text in found or not (_SUSPECT.search(text) or _is_marked(text)):
            continue
        from builder.typeset.text import markup  # few texts need the parser, which is slow to load

        deep, wide = markup.extent(text)
        words = ""
        if deep > DEEPEST:
            words = f"lists, quotes or emphasis are nested {deep} deep here"
        elif wide > WIDEST:
            words = f"this table has {wide:,} columns"
        elif (marks := max(map(_marks, text.split("\n")))) > MOST_MARKS:
            words = f"a line has {marks:,} marks of emphasis here"
        if words:
            first = next(iter(text.split("\n")))[:80]
            hint = "split it, or make it simpler; until then it is printed as it is written"
            notes.append(Diagnostic(place(first, location, sources), words, hint, "note"))
            ticks = "`" * (max(map(len, _TICKS.findall(text)), default=2) + 1)
            found[text] = f"{ticks}text\n{text}\n{ticks}"
    return (replaced(course, found) if found else course), notes


_TICKS = re.compile(r"`{3,}")


def _marks(text: str) -> int:
    return sum(text.count(mark) for mark in "*_~[")


def _is_marked(text: str) -> bool:
    """Whether a paragraph has marks enough to nest too deep, one in another with words between."""
    least = 2 * DEEPEST
    return _marks(text) >= least and any(
        _marks(paragraph) >= least for paragraph in text.split("\n\n")
    )
