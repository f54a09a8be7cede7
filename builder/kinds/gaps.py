"""Gaps in a sentence: `{{words}}`, with a hint as `{{words::hint}}`, numbered as `{{c2::words}}`.

Code, formulas and what a backslash stands before hold no gap, but for `{{c2::words}}` in code;
a gap may hold code and formulas whole, braces in them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""What stands around a gap's words in a text that is set: no character that anybody can write."""

MOST = 99  # a gap's number
LONGEST = 1_000  # characters of a gap; what is longer is a text to read, not a word to recall
SENTENCE = 4_000  # characters of a text with gaps, so that braces that never close end soon


@dataclass(frozen=True, slots=True)
class Gap:
    """What is to be recalled, in Markdown; `number` is 0 where its author wrote none."""

    words: str
    hint: str = ""
    number: int = 0


@lru_cache(maxsize=8192)
def pieces(text: str) -> tuple[str | Gap, ...]:
    """A text as its gaps and what stands between them; one longer than `SENTENCE` has none."""
    if len(text) > SENTENCE:
        return (text,)
    found: list[str | Gap] = []
    start = at = 0
    while at < len(text):
        end = _code(text, at)
        if end > at:
            found += [text[start:at], *_in_code(text[at:end])]
            start = at = end
            continue
        end = _gap(text, at)
        if end > at and (gap := _read(text[at + 2 : end - 2])):
            found += [text[start:at], gap]
            start = at = end
            continue
        at = max(at + 1, _whole(text, at))
    found.append(text[start:])
    return tuple(each for each in found if each)


def gaps(text: str) -> tuple[Gap, ...]:
    """The gaps of a text in their order."""
    return tuple(each for each in pieces(text) if isinstance(each, Gap))


def sentence(text: str) -> str:
    """The text as it reads with its gaps filled, without their marks."""
    return "".join(each.words if isinstance(each, Gap) else each for each in pieces(text))


def outside(text: str) -> str:
    """The text without its gaps."""
    return " ".join(each for each in pieces(text) if isinstance(each, str))


def marked(text: str, *, blank: bool = False) -> str:
    """The text with `OPEN` and `CLOSE` around each gap's words; with nothing there if `blank`."""
    return "".join(
        f"{OPEN}{'' if blank else each.words}{CLOSE}" if isinstance(each, Gap) else each
        for each in pieces(text.replace(OPEN, "").replace(CLOSE, ""))
    )


def boxed(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of the gaps of some texts in an order that tells nothing, each once."""
    words = {each.words for text in texts for each in gaps(text)}
    return tuple(sorted(words, key=lambda each: (each.strip("`*_").casefold(), each)))


def is_nested(gap: Gap) -> bool:
    """Whether another gap stands in this one."""
    return any(_gap(gap.words, at) > at for at in _plain_places(gap.words))


_TURN = re.compile(r"\{+|\}+|[`~\\$\n]")  # where something may begin or end inside a gap
_NUMBER = re.compile(r"c?(\d{1,4})::")
_CODED = re.compile(r"\{\{c(\d{1,4})::(.{1,500}?)(?:::(.{1,500}?))?\}\}", re.DOTALL)
_FENCE = re.compile(r"(`{3,}|~{3,})[^\n]*\n")
_TICKS = re.compile(r"`+")
# A formula's dollar has no space inside it, and no digit follows it: "$5 and $6" is none.
_FORMULA = re.compile(
    r"\$\$(?:\\.|[^\\]){1,2000}?\$\$|\$(?=\S)(?:\\.|[^\\$\n]){1,2000}?(?<=\S)\$(?!\d)", re.DOTALL
)
_BRACKETED = re.compile(r"\\\(.{1,2000}?\\\)|\\\[.{1,2000}?\\\]", re.DOTALL)


def _gap(text: str, at: int) -> int:
    """Where the gap that begins here ends, or `at` where none does."""
    if not text.startswith("{{", at) or text.find("}}", at, at + LONGEST) < 0:
        return at
    place, depth = at + 2, 0
    end = min(len(text), at + LONGEST)
    while found := _TURN.search(text, place, end):
        here, place = found.start(), found.end()
        if text[here] == "{":
            depth += place - here
        elif text[here] == "}":
            if place - here >= depth + 2:
                return here + depth + 2
            depth = max(0, depth - (place - here))
        elif text.startswith("\n\n", here):
            return at  # a paragraph's end: braces that were never closed
        else:
            place = max(place, _code(text, here), _whole(text, here))
    return at


def _read(inside: str) -> Gap | None:
    """What a gap says, None where it says nothing: then its braces are text."""
    found = _NUMBER.match(inside)
    number = int(found[1]) if found else 0
    rest = inside[found.end() :] if found else inside
    cut = next((at for at in _plain_places(rest) if rest.startswith("::", at) and at), len(rest))
    words, hint = rest[:cut].strip(), rest[cut + 2 :].strip()
    return Gap(words, hint, number) if words else None


def _plain_places(text: str) -> Iterator[int]:
    """The places of a text that are not within code or a formula."""
    at = 0
    while at < len(text):
        past = max(_code(text, at), _whole(text, at))
        if past > at:
            at = past
            continue
        yield at
        at += 1


def _code(text: str, at: int) -> int:
    """Where the code that begins here ends, or `at` where none does."""
    if text[at] not in "`~":
        return at
    is_line = at == 0 or text[at - 1] == "\n" or not text[text.rfind("\n", 0, at) + 1 : at].strip()
    if is_line and (fence := _FENCE.match(text, at)):
        end = re.compile(rf"^[ ]{{0,3}}{fence[1]}[{fence[1][0]}]*[ ]*$", re.MULTILINE)
        closed = end.search(text, fence.end())
        return closed.end() if closed else len(text)
    ticks = _TICKS.match(text, at)
    if not ticks:
        return at
    for close in _TICKS.finditer(text, ticks.end()):
        if len(close[0]) == len(ticks[0]):
            return close.end()
    return ticks.end()


def _whole(text: str, at: int) -> int:
    """Where a formula, or a character after a backslash, that begins here ends, or `at`."""
    if text[at] == "\\":
        found = _BRACKETED.match(text, at)
        return found.end() if found else at + 2
    found = _FORMULA.match(text, at) if text[at] == "$" else None
    return found.end() if found else at


def _in_code(code: str) -> Iterator[str | Gap]:
    """Code, and in a span on a line the gaps that are numbered there."""
    start = 0
    for found in () if "\n" in code else _CODED.finditer(code):
        yield code[start : found.start()]
        yield Gap(found[2], found[3] or "", int(found[1]))
        start = found.end()
    yield code[start:]
