"""A document's lines as rows of clean Markdown: HTML said in Markdown, plug-ins' signs left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from builder.languages import asking
from builder.readers.markdown.document import Document
from builder.readers.markdown.lines import Line
from builder.readers.markdown.shapes import html, plugins

RowKind = Literal[
    "blank", "text", "item", "heading", "rule", "code", "quote", "fold", "summary", "unsummary",
    "unfold",
]  # fmt: skip


@dataclass(slots=True)
class Row:
    """A row of clean Markdown; `number` is its line's, `text` keeps its indentation.

    A line of HTML may give several rows, a line without words a blank one.
    """

    number: int
    text: str
    kind: RowKind = "text"
    indent: int = 0
    level: int = 0


_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)|[•◦▪‣●○▶►][ \t]*(?=\S)")
_HEAD = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_LISTED_HEAD = re.compile(r"(?:\d{1,4}[.)]|[-*+])[ \t]+(#{1,6})[ \t]+(\S.*)$")


def rows(document: Document, first: int) -> list[Row]:
    """The rows of a document from the line with index `first`."""
    found: list[Row] = []
    reader = html.Reader(document)
    boxes = Boxes()
    drawn = False
    for line in document.lines[first:]:
        boxed = boxes.take(line) if boxes.quoted or line.depth or line.raw[:3] == ":::" else None
        found += boxes.late
        boxes.late = []
        if boxed is not None:
            document.place(line, "marker")
            found += boxed
            continue
        if line.kind == "drawing" and not drawn:
            found.append(Row(line.number, "```text", "code"))
        elif drawn and line.kind != "drawing":
            found.append(Row(line.number - 1, "```", "code"))
        drawn = line.kind == "drawing"
        if not reader.raw and not line.depth and line.kind in _PLAIN and (row := _plain_row(line)):
            found.append(row)
            continue
        found += _of(document, line, reader)
    if drawn:
        found.append(Row(document.lines[-1].number, "```", "code"))
    return found


_PLAIN = ("text", "item")


def _plain_row(line: Line) -> Row | None:
    """The row of a line that holds nothing but Markdown; most lines are such."""
    raw = line.raw
    if "<" in raw or "&" in raw or plugins.SPECIAL.search(raw):
        return None
    if line.kind == "item":
        return None if "#" in raw else Row(line.number, _expanded(raw), "item", line.indent)
    first = line.text[0]
    if first in _MARKED:
        return None
    return Row(line.number, _expanded(raw), "text", line.indent)


_MARKED = "#>-*_\u2500\u2501\u2550=:"


def _expanded(raw: str) -> str:
    return raw.rstrip().expandtabs(4) if "\t" in raw else raw.rstrip()


class Boxes:
    """Boxes of site makers and of Obsidian: `::: details Title`, `> [!question]- Title`."""

    def __init__(self) -> None:
        self.open: list[bool] = []
        self.quoted = False
        self.late: list[Row] = []

    def take(self, line: Line) -> list[Row] | None:
        """The rows of a line that bounds a box, or None where it is another's."""
        number = line.number
        ended: list[Row] = []
        if self.quoted and not line.depth:
            self.quoted = False
            ended = [Row(number, "", "unfold")]
        found = _CALLOUT.match(line.text) if line.depth == 1 else None
        if found and found["kind"].casefold() in _ASKING and found["title"].strip():
            ended += [Row(number, "", "unfold")] if self.quoted else []
            self.quoted = True
            return [*ended, *_folded(number, found["title"])]
        if line.kind == "text" and not line.depth and line.text.startswith(":::"):
            return [*ended, *self._directive(line)]
        if self.quoted:
            # What stands in the box is no quote of its own.
            line.raw = _QUOTE.sub("", line.raw)
            line.depth = 0
            if line.kind not in ("code", "fence", "blank"):
                line.kind = "text"
        return self._also(line, ended) if ended else None

    def _also(self, line: Line, ended: list[Row]) -> list[Row] | None:
        """A box ends at a line that is no quote; its end waits for a row of its own."""
        if line.kind == "blank":
            return ended
        self.late = ended
        return None

    def _directive(self, line: Line) -> list[Row]:
        found = _BOX.match(line.text)
        name = (found["name"] if found else "").casefold()
        title = (found["title"] if found else "").strip()
        if not name:
            folded = self.open.pop() if self.open else False
            return [Row(line.number, "", "unfold" if folded else "blank")]
        is_fold = name in asking.heads("answer", "explanation") or (
            name in ("details", "spoiler", "toggle", "collapse") and bool(title)
        )
        self.open.append(is_fold)
        if is_fold:
            return _folded(line.number, title or name)
        shown = [Row(line.number, f"**{title}**")] if title else []
        return [Row(line.number, "", "blank"), *shown, Row(line.number, "", "blank")]


_BOX = re.compile(r":{3,}\s*(?P<name>[\w-]*)\s*(?P<title>[^:]*):*\s*$")
_CALLOUT = re.compile(r"\[!(?P<kind>[\w-]{1,30})\][+-]?(?P<title>.*)$")
_ASKING = frozenset(("question", "faq", "help", "quiz", "flashcard"))


def _folded(number: int, title: str) -> list[Row]:
    return [
        Row(number, "", "fold"),
        Row(number, "", "summary"),
        Row(number, title.strip()),
        Row(number, "", "unsummary"),
    ]


def _of(document: Document, line: Line, reader: html.Reader) -> Iterator[Row]:
    if line.kind == "comment":
        document.place(line, "comment")
        if line.text.strip("<>-! "):
            document.note(line, "a comment: it is left out")
        return
    if reader.raw or line.kind in ("code", "fence", "drawing"):
        text = line.raw.rstrip()
        if reader.raw:
            inside = reader.inside(text)
            if not inside and line.text:
                document.place(line, "marker")
                document.note(line, "a script or a style of a page: it is left out")
            yield from (_plain(line.number, each) for each in inside)
        elif line.depth:
            yield Row(line.number, text, "quote")
        else:
            yield Row(line.number, text.expandtabs(4), "code", line.indent)
        return
    if line.kind == "blank":
        if line.raw.strip():
            document.account[line.number - 1] = "marker"
        yield Row(line.number, "", "blank")
        return
    yield from _text(document, line, reader)


def _text(document: Document, line: Line, reader: html.Reader) -> Iterator[Row]:
    raw = line.raw
    has_html = "<" in raw or "&" in raw
    special = plugins.SPECIAL.search(raw)
    if not has_html and not special:
        yield _classified(line.number, line.raw.rstrip().expandtabs(4), line)
        return
    parts = reader.read(raw, line.number) if has_html else [raw]
    said = False
    for part in parts:
        if isinstance(part, html.Tag):
            said = said or part.kind == "code"
            yield Row(line.number, part.text, part.kind)
            continue
        text = plugins.cleaned(part) if special else part
        if text.strip():
            said = True
            yield _classified(line.number, text.rstrip().expandtabs(4))
    if "<!--" in raw and "-->" in raw:
        document.note(line, "a comment: it is left out")
    if not said:
        if not has_html and _WORD.search(raw):
            document.note(line, "this line only speaks to another program: it is left out")
        document.place(line, "marker")
        yield Row(line.number, "", "blank")


_WORD = re.compile(r"\w")


def _plain(number: int, part: str | html.Tag) -> Row:
    if isinstance(part, html.Tag):
        return Row(number, part.text, part.kind)
    return Row(number, part, "code")


def _classified(number: int, text: str, line: Line | None = None) -> Row:
    core = text.lstrip()
    indent = len(text) - len(core)
    if not core:
        return Row(number, "", "blank")
    listed = _LISTED_HEAD.match(core) if core[0] in "0123456789-*+" else None
    if listed:
        return Row(number, listed[2].rstrip("# "), "heading", indent, len(listed[1]))
    if line and line.kind == "rule" and not line.depth:
        return Row(number, text, "rule", indent)
    if line and line.kind == "heading" and not line.depth:
        return Row(number, line.text, "heading", indent, line.level)
    if core[0] == ">":
        return Row(number, text, "quote", indent)
    if core[0] == "#" and (found := _HEAD.match(core)):
        return Row(number, found[2] or "", "heading", indent, len(found[1]))
    if core[0] in "-*_━─═" and _is_rule(core):
        return Row(number, text, "rule", indent)
    if _ITEM.match(core):
        return Row(number, text, "item", indent)
    return Row(number, text, "text", indent)


def _is_rule(text: str) -> bool:
    signs = text.replace(" ", "")
    return len(signs) > 2 and signs.count(signs[0]) == len(signs)


_QUOTE = re.compile(r"^\s*>\s?")


def requoted(quoted: list[Row]) -> list[Row]:
    """The rows of a quote without its marks."""
    found: list[Row] = []
    fence = ""
    for row in quoted:
        text = _QUOTE.sub("", row.text)
        opened = _FENCE.match(text)
        if fence or opened:
            found.append(Row(row.number, text, "code", len(text) - len(text.lstrip())))
            if not fence and opened:
                fence = opened[1]
            elif opened and opened[1].startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
        else:
            found.append(_classified(row.number, text))
    return found


_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
