"""The marks of questions and answers: Q, A, 질문, 답변 and so on, in bold or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from builder.course.lines import Line


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands after a question's or an answer's mark.

    `bold` says that the mark is bold, `unclosed` that its bold runs on into the text.
    """

    text: str
    bold: bool
    unclosed: bool


_SYMBOLS = "[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]"
_QUESTION = "(?i:question)|질문|Q"
_ANSWER = r"(?i:answer)|답변|답|정답|모범\s?답안|모범\s?답변|A"


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


_ASKS = _pattern(_QUESTION)
_ANSWERS = _pattern(_ANSWER)
_ALONE = re.compile(rf"(?:\*\*|__)?[\[【]?(?:{_ANSWER})(?:\s?\d{{1,4}})?[\]】]?(?:\*\*|__)?$")
_INLINE = re.compile(
    r"(?:<(?i:br)\s{0,2}/?>\s{0,3}(?:\*\*)?|\*\*)(?:(?i:answer)|답변|답|A)(?:\*\*)?\s?[:：](?:\*\*)?"
)


def question(line: Line) -> Marker | None:
    """The marker, where the line begins a question."""
    return _read(_ASKS, line) if _may(line, _ASKING) else None


def answer(line: Line) -> Marker | None:
    """The marker, where the line begins an answer."""
    if not _may(line, _ANSWERING):
        return None
    framed = line.kind == "heading" or line.text[0] in "*_"
    if framed and len(line.text) < 20 and _ALONE.match(line.text):
        return Marker("", True, False)
    return _read(_ANSWERS, line)


_ASKING = re.compile("Q|질문|uestion|UESTION")
_ANSWERING = re.compile("A|답|answer")


def _may(line: Line, sign: re.Pattern[str]) -> bool:
    """A cheap look before the patterns: nearly all lines begin neither."""
    if line.kind not in ("text", "item", "heading"):
        return False
    return sign.search(line.text, 0, 24) is not None


def split_inline(text: str) -> tuple[str, str | None]:
    """An ask and the answer that stands on its line, where one does."""
    found = _INLINE.search(text)
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
    if unclosed:
        head, closing, tail = text.partition("**")
        if closing:
            return (head.rstrip() + tail).strip()
    return text


def unwrapped(text: str) -> str:
    """Text without the bold that is around the whole of it."""
    if len(text) > 4 and text[:2] == text[-2:] and text[:2] in ("**", "__"):
        inside = text[2:-2]
        if text[:2] not in inside:
            return inside.strip()
    return text


def answer_text(text: str) -> str:
    """The text of an answer that stands on its question's line, without its mark."""
    found = _INLINE.match(text)
    return text[found.end() :].strip() if found else text
