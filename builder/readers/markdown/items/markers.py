"""The marks of questions and answers: Q, A, question, answer and so on, in bold or not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from builder.languages import vocabulary
from builder.readers.markdown.lines import Line, Marker

_SYMBOL = "\u2190-\u2bff\U0001f000-\U0001faff\ufe0f"
_SYMBOLS = f"[{_SYMBOL}]"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"""(?x)
        (?:(?:[-*+•]|\d{{1,4}}[.)])\s++)?           # in a list
        (?:{_SYMBOLS}{{1,4}}\s*+)?
        (?P<open>\*\*|__)?
        (?:{_SYMBOLS}{{1,4}}\s*+)?
        (?P<bracket>[\[【])?
        (?:{words})
        (?:\s?(?P<number>\d{{1,4}}(?:-\d{{1,3}})?))?
        [\]】]?
        (?P<before>\*\*|__)?
        \s{{0,3}}(?P<colon>[:：]|[.)](?=\s|\*|$))?
        (?P<after>\*\*|__)?
        (?P<text>.*)
        """
    )


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks as patterns: at a line's head, alone on a line, inside a question's line.

    `asking` and `answering` are a cheap look for their words behind what may stand before them.
    """

    asks: re.Pattern[str]
    answers: re.Pattern[str]
    alone: re.Pattern[str]
    inline: re.Pattern[str]
    asking: re.Pattern[str]
    answering: re.Pattern[str]


@cache
def _marks() -> _Marks:
    question, answer = vocabulary.questions(), vocabulary.answers()
    return _Marks(
        _pattern(question),
        _pattern(answer),
        re.compile(rf"(?:\*\*|__)?[\[【]?(?:{answer})(?:\s?\d{{1,4}})?[\]】]?(?:\*\*|__)?$"),
        re.compile(
            r"(?:<(?i:br)\s{0,2}/?>\s{0,3}(?:\*\*)?|\*\*)"
            rf"(?:{answer})(?:\*\*)?\s?[:：](?:\*\*)?"
        ),
        _beginning(question),
        _beginning(answer),
    )


def _beginning(words: str) -> re.Pattern[str]:
    return re.compile(rf"[-*+•\d.)\s_\[【{_SYMBOL}]*+(?:{words})")


def find(lines: Iterable[Line]) -> None:
    """Note on each line whether it begins a question or an answer."""
    marks = _marks()
    for line in lines:
        if line.kind in ("text", "item", "heading"):
            # A cheap look before the patterns: nearly all lines begin neither.
            if marks.asking.match(line.text):
                line.asks = _read(marks.asks, line)
            if marks.answering.match(line.text):
                line.answers = _answer(line)


def _answer(line: Line) -> Marker | None:
    framed = line.kind == "heading" or line.text[0] in "*_"
    if framed and len(line.text) < 20 and _marks().alone.match(line.text):
        return Marker("", True, False)
    return _read(_marks().answers, line)


def split_inline(text: str) -> tuple[str, str | None]:
    """An ask and the answer that stands on its line, where one does."""
    found = _marks().inline.search(text)
    if not found or not found.start():
        return text, None
    return text[: found.start()].rstrip(), text[found.start() :]


def _read(pattern: re.Pattern[str], line: Line) -> Marker | None:
    found = pattern.match(line.text)
    if not found:
        return None
    closed = found["before"] or found["after"]
    if not found["colon"]:
        framed = found["bracket"] or (found["number"] and (closed or line.kind == "heading"))
        if not framed:
            return None
    opened = bool(found["open"])
    bold = opened or line.kind == "heading"
    # "Q: **text**" opens its own bold after the mark; it is the text's, not the mark's.
    if not opened and closed:
        return Marker((closed + found["text"].strip()), bold, False)
    return Marker(found["text"].strip(), bold, opened and not closed)


def unbold(text: str, unclosed: bool) -> str:
    """Text without the closing of a bold that its mark opened."""
    head, closing, tail = text.partition("**")
    if not unclosed or not closing:
        return text
    if head[-1:].isalnum() and tail[:1].isalnum():
        return f"**{head}**{tail}"  # the bold ends within a word: keep it, and the word's parts
    return (head + tail).strip()


def unwrapped(text: str) -> str:
    """Text without the bold that is around the whole of it."""
    if len(text) > 4 and text[:2] == text[-2:] and text[:2] in ("**", "__"):
        inside = text[2:-2]
        if text[:2] not in inside:
            return inside.strip()
    return text


def answer_text(text: str) -> str:
    """The text of an answer that stands on its question's line, without its mark."""
    found = _marks().inline.match(text)
    return text[found.end() :].strip() if found else text
