"""Markdown tables whose rows lose nothing."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.token import Token


def whole_rows(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's rule for tables, but a row's cells past the head's columns stay in the last.

    GitHub's rule drops them without a word: a command with a `|` in a cell loses its end.
    """
    first = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    for line, cells in _rows(state.tokens[first:]):
        written = escapedSplit(getLine(state, line).strip())
        written = written[written[:1] == [""] :]
        written = written[: len(written) - (written[-1:] == [""])]
        if len(written) > len(cells):
            rest = (each.strip() for each in written[len(cells) - 1 :])
            cells[-1].content = " | ".join(rest)
    return True


def _rows(tokens: list[Token]) -> Iterator[tuple[int, list[Token]]]:
    """Each row's line, and what its cells hold."""
    for index, token in enumerate(tokens):
        if token.type == "tr_open" and token.map:
            row = tokens[index : next(n for n in range(index, len(tokens)) if _ends(tokens[n]))]
            yield token.map[0], [each for each in row if each.type == "inline"]


def _ends(token: Token) -> bool:
    return token.type == "tr_close"
