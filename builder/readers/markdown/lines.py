"""A Markdown document as lines that know what they are: quoted, listed, fenced, drawn."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from builder.content.source import Diagnostic, Location, Source

Kind = Literal["blank", "text", "heading", "rule", "fence", "code", "comment", "drawing", "item"]


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands after a question's or an answer's mark.

    `bold` says that the mark is bold, `unclosed` that its bold runs on into the text.
    """

    text: str
    bold: bool
    unclosed: bool


@dataclass(slots=True)
class Line:
    """One line. `depth` counts its quote marks; `text` is what stands after them, trimmed.

    `indent` is the blanks between the two, `column` where the text begins, from 1; `level`
    is the depth of a heading, whose `text` is its words alone. `asks` and `answers` are
    its marks as a question or an answer.
    """

    number: int
    raw: str
    depth: int
    indent: int
    text: str
    column: int = 1
    kind: Kind = "text"
    level: int = 0
    asks: Marker | None = None
    answers: Marker | None = None


_BLANKS = " \t\f\v\xa0\u3000"
_LEADS = _BLANKS + ">"
_QUOTE = re.compile(r" {0,3}> ?")
_RULES = "-*_─━═―"
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]++|$)|[•◦▪‣●○▶►][ \t]*+(?=\S)")
_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)$")
_SETEXT = re.compile(r"(?:={3,}|-{3,})$")
_BREAK = re.compile(r"(?i)(?:<br ?/?>|&nbsp;)+")
_BOX = re.compile(r"^[\u2500-\u257f]|[─━═][─━═►▶>]|[─-╿]$|^\+[-=]{2,}")
_NOT_DRAWN = re.compile(r"\*\*|__|[QA]\d{0,3}[:.)]")


def after_quotes(raw: str, depth: int) -> str:
    """The line without its first `depth` quote marks."""
    start = 0
    for _ in range(depth):
        sign = _QUOTE.match(raw, start)
        if not sign:
            break
        start = sign.end()
    return raw[start:]


def item_offset(line: Line) -> int:
    """How far a list item's content stands from the line's quote marks."""
    sign = _ITEM.match(line.text)
    return line.indent + (sign.end() if sign else 0)


def item_text(text: str) -> str:
    """A list item's text without its marker."""
    return _ITEM.sub("", text, count=1)


def is_numbered(text: str) -> bool:
    """The list item carries a number."""
    return text[:1].isdigit()


def split(source: Source, first: int = 0) -> tuple[list[Line], list[Diagnostic]]:
    """The lines from index `first`, each with its kind; problems are unclosed fences."""
    raws = source.lines
    ends = [index for index, raw in enumerate(raws) if "-->" in raw]
    lines = [
        Line(number + 1, raw, 0, 0, "", kind="blank") for number, raw in enumerate(raws[:first])
    ]
    diagnostics: list[Diagnostic] = []
    fence: tuple[str, Line] | None = None
    comment_end = -1
    for index in range(first, len(raws)):
        line = _line(index + 1, raws[index], fence[1].depth if fence else None)
        lines.append(line)
        if fence and line.depth < fence[1].depth:
            diagnostics.append(_unclosed(source, fence[1]))
            fence = None
            line = lines[-1] = _line(index + 1, raws[index], None)
        if fence:
            fence = _inside(line, fence)
        elif index <= comment_end:
            line.kind = "comment"
        elif opened := _opens(line):
            line.kind = "fence"
            fence = (opened, line)
        elif line.text.startswith("<!--"):
            comment_end = _comment(raws, ends, index)
            line.kind = "comment" if comment_end >= index else "text"
        else:
            _name(line)
    if fence:
        diagnostics.append(_unclosed(source, fence[1]))
    _find_underlined(lines)
    _find_drawings(lines)
    return lines, diagnostics


def _line(number: int, raw: str, most: int | None) -> Line:
    if raw and raw[0] not in _LEADS:
        return Line(number, raw, 0, 0, raw.rstrip(_BLANKS))
    depth = start = 0
    while (most is None or depth < most) and (sign := _QUOTE.match(raw, start)):
        depth, start = depth + 1, sign.end()
    rest = raw[start:]
    text = rest.lstrip(_BLANKS)
    blanks = len(rest) - len(text)
    indent = len(rest[:blanks].expandtabs(4)) if blanks else 0
    return Line(number, raw, depth, indent, text.rstrip(_BLANKS), start + blanks + 1)


def _opens(line: Line) -> str:
    found = _FENCE.match(line.text)
    if found and not (found[1][0] == "`" and "`" in found[2]):
        return found[1]
    return ""


def _inside(line: Line, fence: tuple[str, Line]) -> tuple[str, Line] | None:
    line.kind = "code"
    ticks = fence[0]
    if line.text.startswith(ticks) and not line.text.strip(ticks[0]):
        line.kind = "fence"
        return None
    return fence


def _unclosed(source: Source, line: Line) -> Diagnostic:
    location = Location(source.name, line.number, line.column)
    return Diagnostic(
        location, "this code fence is never closed", f"add a line with {line.text[:3]}", "note"
    )


def _comment(raws: list[str], ends: list[int], index: int) -> int:
    """The index of the line that ends a comment, or -1 where text follows it or none does."""
    found = bisect_left(ends, index)
    if found == len(ends) or not raws[ends[found]].rstrip().endswith("-->"):
        return -1
    return ends[found]


def _name(line: Line) -> None:
    text = line.text
    if text[:1] in "<&" and _BREAK.fullmatch(text):
        text = line.text = ""  # a break in HTML between paragraphs is a blank line
    if not text:
        line.kind = "blank"
    elif text[0] == "#" and line.indent < 4:
        _name_heading(line)
    elif text[0] == text[-1] and text[0] in _RULES and _is_rule(text):
        line.kind = "rule"
    elif _ITEM.match(text):
        line.kind = "item"


def _is_rule(text: str) -> bool:
    signs = text.replace(" ", "").replace("\t", "")
    return len(signs) > 2 and signs.count(signs[0]) == len(signs)


def _name_heading(line: Line) -> None:
    words = line.text.lstrip("#")
    level = len(line.text) - len(words)
    if level > 6 or (words and words[0] not in " \t"):
        return
    words = words.strip()
    closed = words.rstrip("#")
    if not closed or closed[-1] in " \t":
        words = closed.rstrip()
    line.kind, line.level, line.text = "heading", level, words


def _find_underlined(lines: list[Line]) -> None:
    """Turn a line with === or --- below it into a heading, where it reads as one."""
    for index in range(1, len(lines)):
        line, title = lines[index], lines[index - 1]
        if line.kind not in ("rule", "text") or not _SETEXT.match(line.text):
            continue
        starts = index < 2 or lines[index - 2].kind in ("blank", "heading", "rule", "comment")
        if title.kind == "text" and starts and title.depth == line.depth and _is_title(title.text):
            title.kind, title.level = "heading", 1 if line.text[0] == "=" else 2
            line.kind = "rule"


def _is_title(text: str) -> bool:
    return len(text) <= 80 and text[0] not in "|*_" and text[-1] not in ".!?:。：,|"


def _find_drawings(lines: list[Line]) -> None:
    """Name runs of lines that are drawn in box characters, so that they are kept as drawn."""
    start = last = -1
    for index, line in enumerate(lines):
        joins = line.kind in ("text", "rule") and not _NOT_DRAWN.match(line.text)
        if start >= 0 and not (joins and line.depth == lines[start].depth):
            _name_drawing(lines, start, last)
            start = -1
        if joins and _BOX.search(line.text):
            start = index if start < 0 else start
            last = index
    if start >= 0:
        _name_drawing(lines, start, last)


def _name_drawing(lines: list[Line], start: int, last: int) -> None:
    drawn = lines[start : last + 1]
    if len(drawn) > 1 and any(line.kind == "text" for line in drawn):
        for line in drawn:
            line.kind = "drawing"
