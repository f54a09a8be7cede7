"""Sentences with gaps: Anki's "{{c1::words}}", and "==words==" where notes say they are cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.content.model import Block as Item
from builder.content.model import Prose
from builder.readers import gapped
from builder.readers.markdown.document import Document
from builder.readers.markdown.shapes import kept
from builder.readers.markdown.shapes.blocks import Block, item_text, items
from builder.readers.markdown.shapes.plugins import MARKED
from builder.readers.markdown.shapes.rows import Row

_NUMBERED = re.compile(r"\{\{c\d{1,4}::")


def read(document: Document, block: Block, *, tagged: bool) -> list[Item] | None:
    """The clozes of a paragraph or of a list's items; None where none has a gap.

    `tagged` says that the document's marked words are gaps, as a flashcards tag in it says.
    """
    groups = items(block) if block.kind == "list" else [block.rows]
    if not any("{{c" in row.text or (tagged and _marked(document, row)) for row in block.rows):
        return None
    return list(_each(document, groups, tagged=tagged))


def _each(document: Document, groups: list[list[Row]], *, tagged: bool) -> Iterator[Item]:
    for rows in groups:
        at = document.source.location(rows[0].number, rows[0].indent + 1)
        shown = [_gapped(document, row) if tagged else row for row in rows]
        has_gaps = any(
            _NUMBERED.search(row.text) or row.text != old.text
            for row, old in zip(shown, rows, strict=True)
        )
        text = kept.rows(document, shown, "question") if has_gaps else ""
        found = gapped.cloze(item_text(text), at) if text else None
        yield found or Prose(gapped.plain(kept.rows(document, rows, "text")), at)


def _marked(document: Document, row: Row) -> list[str]:
    """The words that a row's line marks, which were said in bold."""
    if not row.number or row.kind == "code" or "**" not in row.text:
        return []
    line = document.lines[row.number - 1].raw
    return [each for each in MARKED.findall(line) if not _SIGNS.search(each)]


_SIGNS = re.compile(r"[{}]|::")


def _gapped(document: Document, row: Row) -> Row:
    text = row.text
    for words in _marked(document, row):
        text = text.replace(f"**{words}**", "{{" + words + "}}", 1)
    return Row(row.number, text, row.kind, row.indent, row.level)
