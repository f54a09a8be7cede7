"""Terms, questions and the prose between them, from the lines of one level or section."""

from __future__ import annotations

from collections.abc import Sequence

from builder.content.model import Block
from builder.readers.markdown.document import Document
from builder.readers.markdown.headings.heads import is_bold
from builder.readers.markdown.items.itemreader import ItemReader
from builder.readers.markdown.lines import Line, item_text


def read(
    document: Document, body: Sequence[Line], depth: int = 0, *, terms: bool = True
) -> list[Block]:
    """The blocks of a body in reading order; without `terms`, list items are prose."""
    heads: list[Line] = []
    if not any(line.asks for line in body):
        heads = [line for line in body if line.text[-1:] in ("?", "*") and _asks_unmarked(line)]
    return _read(document, body, depth, terms, heads)


def read_asked(document: Document, body: Sequence[Line], depth: int = 0) -> list[Block]:
    """The blocks of a list of questions, which may do without marks: each head then asks."""
    if any(line.asks for line in body):
        return read(document, body, depth, terms=False)
    heads = [line for line in body if line.kind == "heading" or is_bold(line.text)]
    heads = heads or [line for line in body if line.kind == "item" and not line.indent]
    return _read(document, body, depth, False, heads)


def _read(
    document: Document, body: Sequence[Line], depth: int, terms: bool, heads: Sequence[Line]
) -> list[Block]:
    reader = ItemReader(document, body, depth, terms, frozenset(line.number for line in heads))
    for index in range(len(body)):
        reader.take(index)
    reader.close()
    return reader.blocks


def _asks_unmarked(line: Line) -> bool:
    """A heading, a bold line or a bold list item that ends in a question mark."""
    if line.kind == "heading":
        return line.text[-1] in "?？"
    text = item_text(line.text) if line.kind == "item" else line.text
    return line.kind in ("text", "item") and is_bold(text) and text.rstrip("*_ ")[-1:] in "?？"
