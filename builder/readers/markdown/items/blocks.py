"""Terms, questions and prose, made from the lines that were found to belong to each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from builder.content.model import Block, OpenQuestion, Prose, Question, Term
from builder.readers.markdown.document import Document, keep
from builder.readers.markdown.items import markers
from builder.readers.markdown.lines import Line, Marker, after_quotes, item_offset, item_text


@dataclass(slots=True)
class Open:
    """The item being read. `ask` holds a question's lines once its answer has begun."""

    kind: Literal["ask", "answer", "term", "prose"]
    first: Line
    lines: list[Line] = field(default_factory=list)
    marker: Marker | None = None
    ask: Open | None = None


def made(document: Document, opened: Open, depth: int) -> Block | None:
    """The block that an item's lines make, or None where they hold no words."""
    depth = max(depth, min(opened.first.depth, 1))
    if opened.kind == "prose":
        text = keep(document, opened.lines, "text", depth)
        return Prose(text, document.location(opened.first)) if text else None
    if opened.kind == "term":
        return _term(document, opened, depth)
    return _question(document, opened, depth)


def _term(document: Document, opened: Open, depth: int) -> Block | None:
    first, *more = opened.lines
    name, meaning = split_term(item_text(first.text))
    document.place(first, "term")
    rest = _text(document, more, "term", item_offset(first), depth)
    if name:
        meaning = in_line(meaning)
        whole = joined(meaning, rest, opened.lines)
        if not whole:
            document.place(first, "point")
            return Prose(
                f"- {after_quotes(first.raw, depth).strip().lstrip('-*+• ')}",
                document.location(first),
            )
        return Term(name, whole, location=document.location(first))
    return Prose(rest, document.location(first)) if rest else None


def _question(document: Document, opened: Open, depth: int) -> Block | None:
    ask, inline = _ask(document, opened.ask or opened, depth)
    answer = _answer(document, opened, depth) if opened.ask else ""
    answer = "\n\n".join(part for part in (inline, answer) if part)
    if not ask:
        hint = "write the question after the mark"
        document.note(opened.first, "this question is empty", hint)
        return Prose(answer, document.location(opened.first)) if answer else None
    if not answer:
        hint = "write the answer below it: **A:** …"
        document.note(opened.first, "this question has no answer, so it is no card", hint)
        return OpenQuestion(ask, location=document.location(opened.first))
    return Question(ask, answer, location=document.location(opened.first))


def _ask(document: Document, opened: Open, depth: int) -> tuple[str, str]:
    """The ask's text, and an answer that stands on its line."""
    marker = opened.marker
    document.place(opened.first, "question")
    offset = item_offset(opened.first)
    rest = _text(document, opened.lines[1:], "question", offset, depth)
    text = joined(marker.text if marker else "", rest, opened.lines)
    text, answer = markers.split_inline(text)
    ask = markers.unwrapped(markers.unbold(text, bool(marker and marker.unclosed)))
    return _BREAKS.sub("", ask), in_line(markers.answer_text(answer)) if answer else ""


_BREAKS = re.compile(r"(?i)(?:\s?<br ?/?>){1,9}$")


def _answer(document: Document, opened: Open, depth: int) -> str:
    marker = opened.marker
    offset = item_offset(opened.lines[0])
    if not marker:
        return _text(document, opened.lines, "answer", offset, depth)
    document.place(opened.lines[0], "answer")
    rest = _text(document, opened.lines[1:], "answer", offset, depth)
    first = in_line(marker.text)
    return markers.unbold(joined(first, rest, opened.lines), marker.unclosed)


def _text(document: Document, lines: Sequence[Line], word: str, offset: int, depth: int) -> str:
    """Lines that go on with an item, without the indentation that the item gives them."""
    if not any(line.text for line in lines):
        return ""
    return dedented(keep(document, lines, word, depth), offset)


def dedented(text: str, most: int) -> str:
    """Text without the indentation that all its lines share, up to a width."""
    lines = text.split("\n")
    common = min((len(each) - len(each.lstrip()) for each in lines if each), default=0)
    cut = min(common, most)
    return "\n".join(each[cut:] for each in lines)


def joined(first: str, rest: str, lines: Sequence[Line]) -> str:
    """An item's first line and what follows it, with the blank line between them if one was."""
    if not rest:
        return first
    apart = len(lines) > 1 and not lines[1].text
    return ("\n\n" if apart else "\n").join(part for part in (first, rest) if part)


def in_line(text: str) -> str:
    """Text that counts within its line, "1) this 2) that", kept from becoming a list of one."""
    found = _COUNTED.match(text)
    if not found or f" {int(found[1]) + 1}{found[2]} " not in text.split("\n", 1)[0]:
        return text
    return f"{found[1]}\\{found[2]}{text[found.end(2) :]}"


_COUNTED = re.compile(r"([0-9]{1,3})([.)])(?= )")
_SEPARATOR = re.compile(
    r"`[^`]{1,300}`|\[[^\[\]]{0,200}\]\([^()]{0,300}\)|https?://\S{1,500}"
    r"|(?P<colon>:(?=\s|$|\*\*|__)|：|(?<=[\uac00-\ud7a3)`*]):(?=[\uac00-\ud7a3A-Za-z(]))"
    r"|(?P<dash>\s[—–]\s)"
)


def split_term(text: str) -> tuple[str, str]:
    """A list item's name and meaning: "Image: a template", "**Image** — a template"."""
    for found in _SEPARATOR.finditer(text):
        if found["colon"] or found["dash"]:
            return _named(text[: found.start()], text[found.end() :], text)
    bold, hyphen, meaning = text.partition("** - ")
    if hyphen and bold.startswith("**"):
        return _named(f"{bold}**", meaning, text)
    return markers.unwrapped(text.strip()), ""


def _named(name: str, meaning: str, text: str) -> tuple[str, str]:
    for bold in ("**", "__"):
        if meaning.startswith(bold) and name.count(bold) % 2:
            name, meaning = name + bold, meaning[2:]
    name = markers.unwrapped(name.strip())
    if not name.strip("*_ "):
        return text.strip(), ""
    return name, meaning.strip()
