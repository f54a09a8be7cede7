"""Rows as blocks: headings, paragraphs, lists, code, tables, quotes, folds and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from builder.readers.markdown.shapes import marks
from builder.readers.markdown.shapes.rows import Row

BlockKind = Literal["heading", "para", "list", "code", "table", "quote", "fold", "rule", "split"]


@dataclass(slots=True, eq=False)
class Block:
    """A block and its rows; a fold's `head` is its summary and `inside` what it holds.

    A "split" is a line between a card's front and its back: `?`, `??` or `%` alone.
    """

    kind: BlockKind
    rows: list[Row] = field(default_factory=list)
    level: int = 0
    head: list[Row] = field(default_factory=list)
    inside: list[Block] = field(default_factory=list)
    blanks: bool = False
    groups: list[list[Row]] | None = None
    begins: bool | None = None

    @property
    def text(self) -> str:
        """The first row's words, without indentation."""
        return self.rows[0].text.strip() if self.rows else ""


def parse(rows: Sequence[Row]) -> list[Block]:
    """The blocks of a document's rows, those of a fold inside it."""
    parser = _Parser(_shut(rows))
    for index, row in enumerate(rows):
        parser.take(row, rows[index + 1] if index + 1 < len(rows) else None)
    parser.end()
    return parser.whole


def items(block: Block) -> list[list[Row]]:
    """A list's items, each with what is nested in it; the list is whole by then."""
    if block.groups is not None:
        return block.groups
    least = min((row.indent for row in block.rows if row.kind == "item"), default=0)
    found: list[list[Row]] = []
    for row in block.rows:
        if (row.kind == "item" and row.indent <= least + 1) or not found:
            found.append([])
        found[-1].append(row)
    block.groups = found
    return found


def item_text(text: str) -> str:
    """A list item's words without its mark."""
    return marks.ITEM.sub("", text.strip(), count=1)


def all_rows(blocks: Iterable[Block]) -> Iterator[Row]:
    """Every row of blocks, those of folds too, in order."""
    for block in blocks:
        yield from block.rows
        yield from block.head
        yield from all_rows(block.inside)


def _shut(rows: Sequence[Row]) -> bool:
    """Whether each fold is closed; else a heading closes those that are open."""
    return sum(row.kind == "fold" for row in rows) <= sum(row.kind == "unfold" for row in rows)


_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_DELIMITER = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|\s*\|\s*:?-+:?\s*\|\s*$")
_DEFINES = re.compile(r"[ ]{0,3}:[ \t]+\S")


DEEPEST = 8  # folds in one another; what is folded deeper is text of that one


class _Parser:
    """Takes rows in their order; `whole` is what they make."""

    def __init__(self, shut: bool) -> None:
        self.shut = shut
        self.deeper = 0
        self.whole: list[Block] = []
        self.folds: list[Block] = []
        self.open: Block | None = None
        self.fence = ""
        self.in_summary = False
        self.after_blank = True
        self.level = 0

    @property
    def into(self) -> list[Block]:
        return self.folds[-1].inside if self.folds else self.whole

    def end(self) -> None:
        self.open = None

    def take(self, row: Row, following: Row | None) -> None:
        """Put a row where it belongs."""
        if self.fence or row.kind == "code":
            self._code(row)
        elif row.kind in ("fold", "unfold", "summary", "unsummary"):
            self._bound(row)
        elif self.in_summary:
            if row.text.strip():
                self.folds[-1].head.append(row)
        elif row.kind == "blank":
            self._blank(row)
        elif row.kind == "heading":
            self._heading(row)
        elif row.kind == "rule":
            self._rule(row)
        else:
            self._text(row, following)
        self.after_blank = row.kind in ("blank", "fold", "unfold", "summary", "unsummary")

    def _add(self, block: Block) -> Block:
        block.blanks = self.after_blank
        self.into.append(block)
        self.open = block
        return block

    def _code(self, row: Row) -> None:
        opened = self.open
        found = _FENCE.match(row.text)
        if not self.fence:
            self.fence = found[1] if found else ""
            inside = opened and opened.kind == "list" and (row.indent or not self.after_blank)
            if inside and opened:
                opened.rows.append(row)
            else:
                self._add(Block("code", [row]))
            return
        assert opened is not None
        opened.rows.append(row)
        if found and found[1].startswith(self.fence) and not row.text.strip().strip(found[1][0]):
            self.fence = ""
            if opened.kind == "code":
                self.open = None

    def _bound(self, row: Row) -> None:
        if row.kind == "fold" and len(self.folds) == DEEPEST:
            self.deeper += 1
        elif row.kind == "unfold" and self.deeper:
            self.deeper -= 1
        elif row.kind == "fold":
            fold = Block("fold", [row])
            self.into.append(fold)
            self.folds.append(fold)
            self.in_summary = False
        elif row.kind == "unfold":
            if self.folds:
                self.folds.pop()
            self.in_summary = False
        else:
            self.in_summary = row.kind == "summary" and bool(self.folds)
        self.open = None

    def _blank(self, row: Row) -> None:
        opened = self.open
        if opened and opened.kind == "list":
            opened.rows.append(row)
        else:
            self.open = None

    def _heading(self, row: Row) -> None:
        if not self.shut and row.level <= self.level:
            self.folds.clear()
        if not self.folds:
            self.level = row.level
        self.into.append(Block("heading", [row], row.level))
        self.open = None

    def _rule(self, row: Row) -> None:
        self.into.append(Block("rule", [row]))
        self.open = None

    def _text(self, row: Row, following: Row | None) -> None:
        opened = self.open
        core = row.text.strip()
        if opened and opened.kind == "list" and self._joins(opened, row):
            opened.rows.append(row)
            return
        if row.kind == "quote":
            self._go_on("quote", row)
        elif core in ("?", "??", "%"):
            self._add(Block("split", [row]))
            self.open = None
        elif row.kind == "item":
            self._add(Block("list", [row]))
        elif core[0] == "|" or (following and _DELIMITER.match(following.text) and "|" in core):
            self._go_on("table", row)
        elif opened and opened.kind == "table" and "|" in core:
            opened.rows.append(row)
        elif (marks.begins(core) and not (opened and opened.kind == "quote")) or (
            following and _DEFINES.match(following.text) and not _DEFINES.match(row.text)
        ):
            self._add(Block("para", [row]))
        elif _DEFINES.match(row.text) and self._defines():
            self.into[-1].rows.append(row)
            self.open = self.into[-1]
        else:
            self._go_on("para", row)

    def _go_on(self, kind: BlockKind, row: Row) -> None:
        opened = self.open
        quoted = opened and opened.kind == "quote" and kind == "para" and not self.after_blank
        if opened and (opened.kind == kind or quoted):
            opened.rows.append(row)
        else:
            self._add(Block(kind, [row]))

    def _defines(self) -> bool:
        """A meaning goes on with the name above it, past a blank row."""
        return bool(self.into) and self.into[-1].kind == "para"

    def _joins(self, opened: Block, row: Row) -> bool:
        """A row that is nested in a list, or is its next item."""
        first = opened.rows[0]
        if row.kind == "item":
            if row.indent <= first.indent + 1 and row.indent + 1 < first.indent:
                return False
            if row.indent <= first.indent + 1 and marks.numbered(row.text) != marks.numbered(
                first.text
            ):
                return False
            return not (marks.begins(row.text.strip()) and row.indent <= first.indent)
        if row.indent > first.indent:
            return True
        if self.after_blank or row.kind == "quote":
            return False
        return not marks.begins(row.text.strip())
