"""A Markdown document while it is read: its lines, what became of each, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from builder.content.source import Diagnostic, Location, Source
from builder.readers.markdown.lines import Line, after_quotes, item_text
from builder.readers.reading import UNPLACED


@dataclass(slots=True)
class Document:
    """The lines of a source, the account of each, and the problems so far."""

    source: Source
    lines: list[Line]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    account: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account = [_expected(line) for line in self.lines]

    def location(self, line: Line) -> Location:
        """The place where a line's text begins."""
        return Location(self.source.name, line.number, line.column)

    def place(self, line: Line, word: str) -> None:
        """Say what became of a line; blank lines and lone marks stay what they are."""
        if line.text:
            self.account[line.number - 1] = word

    def place_all(self, lines: Iterable[Line], word: str) -> None:
        for line in lines:
            self.place(line, word)

    def note(self, line: Line, message: str, hint: str = "") -> None:
        """A doubt about a line: a document with words in it always builds."""
        self.diagnostics.append(Diagnostic(self.location(line), message, hint, "note"))


def _expected(line: Line) -> str:
    """What an account says before anything is read: a quote mark alone holds no words."""
    if line.kind == "heading" and not line.text:
        return "marker"
    return UNPLACED if line.text else "marker" if line.raw.strip() else ""


def keep(document: Document, lines: Sequence[Line], word: str, depth: int = 0) -> str:
    """Lines as Markdown text, kept where they stand and accounted for with a word.

    Heads become bold lines, drawings fenced blocks; comments are left out with a note.
    """
    written: list[str] = []
    for index, line in enumerate(lines):
        previous = lines[index - 1] if index else None
        if line.kind == "comment":
            document.place(line, "comment")
            if line.text:
                document.note(line, "a comment: it is left out")
            continue
        document.place(line, word)
        _note_html(document, line)
        if line.kind == "drawing" and not (previous and previous.kind == "drawing"):
            written += ["", "```text"]
        if previous and previous.kind == "drawing" and line.kind != "drawing":
            written += ["```", ""]
        written += _written(line, depth)
    if lines and lines[-1].kind == "drawing":
        written.append("```")
    return tidy(written)


def _written(line: Line, depth: int) -> list[str]:
    if line.kind == "heading":
        words = line.text
        return ["", words if "**" in words else f"**{words}**", ""] if words else []
    return [after_quotes(line.raw, depth).rstrip()]


def entries(document: Document, body: Sequence[Line], word: str) -> list[str]:
    """A list's entries, or its paragraphs, without their markers."""
    found: list[list[Line]] = []
    for line in body:
        if line.kind == "rule":
            document.place(line, "marker")
            continue
        starts = line.kind == "item" and not line.indent
        if starts or not found or (found[-1][-1].kind == "blank" and not line.indent):
            found.append([])
        found[-1].append(line)
    kept = (keep(document, each, word) for each in found)
    return [item_text(text) for text in kept if text]


def tidy(lines: Sequence[str]) -> str:
    """The lines as one text, without blank lines at its ends or doubled outside of code."""
    kept: list[str] = []
    fenced = ""
    for line in lines:
        opening = _FENCED.match(line)
        if opening and not fenced:
            fenced = opening[1]
        elif opening and opening[1].startswith(fenced) and not line.strip().strip(fenced[0]):
            fenced = ""
        if line or fenced or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept)


_FENCED = re.compile(r"[\s>]{0,40}(`{3,}|~{3,})")
_HTML = re.compile(r"(?i)<(?:details|summary|div|p|br|hr|img|table|tr|td|center|font|span|a|u)\b")


def _note_html(document: Document, line: Line) -> None:
    if line.kind == "text" and _HTML.match(line.text):
        document.note(line, "HTML is kept as plain text", "write it in Markdown")
