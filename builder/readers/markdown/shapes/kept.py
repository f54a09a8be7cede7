"""Blocks as Markdown text again, each row accounted for with what it became."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from builder.languages import asking
from builder.readers.markdown.document import Document, tidy
from builder.readers.markdown.shapes.blocks import Block
from builder.readers.markdown.shapes.rows import Row

_WITHIN = re.compile(
    r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]{0,200}\]|(?<=!)\[){1,300})\]\(\s*#[^()\s]{0,300}\)"
)
_BACK = re.compile(
    r"[\s*_>(<]*(?:\[[^\[\]]{1,80}\]\(\s*#[^()]{0,300}\)[\s*_|·)]*)+$"
    rf"|[\s*_]*[\u2191\u2b06\ufe0f\U0001f51d\s]*\[?[\u2191\u2b06\ufe0f\U0001f51d\s]*"
    rf"(?:{asking.either('top')})[^\n]{{0,40}}$",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<!`)(`{1,9}+)[^`]*+\1(?!`)")


def text(document: Document, blocks: Iterable[Block], word: str) -> str:
    """The blocks' Markdown, rules and links back to the page's top left out."""
    written: list[str] = []
    for block in blocks:
        lines = _lines(document, block, word)
        if lines:
            written += ["", *lines]
    return tidy(written[1:])


def rows(document: Document, found: Sequence[Row], word: str) -> str:
    """Rows as Markdown, without the indentation that they share."""
    for row in found:
        place(document, row, word)
    return tidy(dedented([linkless(row) for row in found]))


def place(document: Document, row: Row, word: str) -> None:
    """Say what became of a row's line; what was said already stays, unless it was a mark."""
    if row.text.strip() and row.number:
        document.account[row.number - 1] = word


def mark(document: Document, block: Block) -> None:
    """Say that a block is a mark alone."""
    for row in block.rows:
        place(document, row, "marker")


def line(text: str) -> str:
    """A heading's or a summary's words as a text of their own."""
    text = " ".join(text.split())
    if "](" in text:
        text = _outside(_WITHIN, r"\1", text)
    return unwrapped(text.strip(" \t"))


def unwrapped(text: str) -> str:
    """Text without emphasis around the whole of it."""
    if not text or text[0] not in "*_":
        return text
    for sign in ("***", "**", "__", "*", "_"):
        if len(text) > 2 * len(sign) and text.startswith(sign) and text.endswith(sign):
            inside = text[len(sign) : -len(sign)]
            if sign not in inside and not inside.startswith(sign[0]):
                return inside.strip()
    return text


def is_back_link(block: Block) -> bool:
    """A paragraph that only leads elsewhere on its page."""
    return block.kind in ("para", "quote", "list") and all(
        _BACK.match(_ITEMISED.sub("", row.text)) for row in block.rows if row.text.strip()
    )


_ITEMISED = re.compile(r"^\s*(?:[-*+]|\d{1,4}[.)])\s+")


def _lines(document: Document, block: Block, word: str) -> list[str]:
    if block.kind in ("rule", "split") or is_back_link(block):
        mark(document, block)
        return []
    if block.kind == "fold":
        return _fold(document, block, word)
    for row in block.rows:
        place(document, row, word)
    if block.kind == "heading":
        words = line(block.text)
        return [words if "**" in words else f"**{words}**"] if words else []
    if block.kind == "code":
        return dedented([row.text for row in block.rows])
    return dedented([linkless(row) for row in block.rows])


def _fold(document: Document, block: Block, word: str) -> list[str]:
    mark(document, block)
    for row in block.head:
        place(document, row, word)
    words = line(" ".join(row.text for row in block.head))
    inside = text(document, block.inside, word)
    head = [words if "**" in words else f"**{words}**"] if words else []
    return [*head, *([""] if head and inside else []), *(inside.split("\n") if inside else [])]


def linkless(row: Row) -> str:
    """A row whose links within the page are their words alone."""
    if row.kind == "code" or "](#" not in row.text:
        return row.text
    return _outside(_WITHIN, r"\1", row.text)


def _outside(pattern: re.Pattern[str], said: str, text: str) -> str:
    """A text with a pattern replaced outside of code."""
    if "`" not in text:
        return pattern.sub(said, text)
    parts: list[str] = []
    end = 0
    for found in _CODE.finditer(text):
        parts += [text[end : found.start()], f"\0{len(parts)}\0"]
        end = found.end()
    codes = iter([found[0] for found in _CODE.finditer(text)])
    whole = pattern.sub(said, "".join([*parts, text[end:]]))
    return re.sub(r"\0\d+\0", lambda _: next(codes), whole)


def dedented(lines: Sequence[str]) -> list[str]:
    """Lines without the indentation that all of them share."""
    common = min((len(each) - len(each.lstrip()) for each in lines if each.strip()), default=0)
    return [each[common:].rstrip() if not each.endswith("  ") else each[common:] for each in lines]
