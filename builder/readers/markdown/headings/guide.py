"""The level guide: the table or list in which a document says what its levels are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from builder.content.model import Level
from builder.languages import levelnames, vocabulary
from builder.readers.markdown.document import Document
from builder.readers.markdown.headings.levels import Levels, Mention, is_name, mention
from builder.readers.markdown.items.markers import unwrapped
from builder.readers.markdown.lines import Line, item_text


def learn(document: Document) -> Levels:
    """The levels that the document's guide lists; its lines are accounted for."""
    levels = Levels()
    _learn(document, _guide(document.lines), levels)
    return levels


def _guide(lines: Sequence[Line]) -> list[Line]:
    """The rows under a head that says "level guide", else the first table of levels."""
    start = next(
        (
            i
            for i, line in enumerate(lines)
            if line.level and vocabulary.role_of(line.text) == "guide"
        ),
        None,
    )
    if start is not None:
        ends = (i for i in range(start + 1, len(lines)) if lines[i].level)
        return [line for line in lines[start + 1 : next(ends, len(lines))] if _is_row(line)]
    table: list[Line] = []
    for line in lines:
        if _is_row_of_table(line):
            table.append(line)
        elif line.level and mention(line.text, {}):
            return []
        elif table:
            if _lists_levels(table):
                return table
            table = []
    return table if _lists_levels(table) else []


def _is_row(line: Line) -> bool:
    if line.kind == "item":
        return mention(item_text(line.text), {}) is not None
    return _is_row_of_table(line)


def _is_row_of_table(line: Line) -> bool:
    return line.kind == "text" and not line.depth and line.text.startswith("|")


def _lists_levels(table: list[Line]) -> bool:
    found = [mention(cells(line.text)[0], {}) for line in table[2:]]
    return len(found) > 1 and all(found)


def _learn(document: Document, rows: list[Line], levels: Levels) -> None:
    heads: list[str] = []
    for line, following in pairwise([*rows, None]):
        assert line is not None
        document.place(line, "guide")
        row = [item_text(line.text)] if line.kind == "item" else cells(line.text)
        if _separates(line):
            continue
        found = _row(row, heads)
        if not found and not heads:
            heads = row
            is_head = following and _separates(following) and following.number == line.number + 1
            if not is_head:
                document.note(line, "this row of the level guide names no level")
            continue
        found = found or Mention(0, row[0], " · ".join(cell for cell in row[1:] if cell))
        number = found.number or max(levels.found, default=0) + 1
        name = found.name or found.said or f"Level {number}"
        if number in levels.found:
            document.note(line, f"the guide lists level {number} twice", "number it anew")
        levels.add(Level(number, name, found.rest, document.location(line)))
        levels.guided = True


def _separates(line: Line) -> bool:
    if line.kind == "item" or "-" not in line.text:
        return False
    return all(re.fullmatch(r":?-*:?", cell) for cell in cells(line.text))


def _row(row: list[str], heads: list[str]) -> Mention | None:
    """One row of the guide: its level's number, name and what it is about."""
    at = next((i for i, cell in enumerate(row) if (m := mention(cell, {})) and m.number), 0)
    found = mention(row[at], {})
    if not found:
        return None
    others = [unwrapped(cell) for i, cell in enumerate(row) if i != at and cell]
    name, about = found.name, [found.rest, *others]
    if not name and others and (len(others) > 1 or _names(heads, others[0])):
        name, about = others[0], [found.rest, *others[1:]]
    said = " · ".join(each for each in about if each)
    return Mention(found.number, unwrapped(name), said, found.said)


def _names(heads: list[str], cell: str) -> bool:
    """The second column of a guide holds names rather than descriptions."""
    return (len(heads) > 1 and vocabulary.bare(heads[1]) in levelnames.columns()) or is_name(
        cell, {}
    )


def cells(text: str) -> list[str]:
    """A table row's cells; a bar after a backslash is text."""
    inside = text.strip().removeprefix("|").removesuffix("|")
    return [part.replace("\\|", "|").strip() for part in _BAR.split(inside)]


_BAR = re.compile(r"(?<!\\)\|")
