"""How wide a text comes out, near enough to draw a box around it, and where it may break."""

from __future__ import annotations

import re
import unicodedata


def width(text: str) -> float:
    """The width of a text in em, seldom less than what NanumGothic or Arial need."""
    return sum(_advance(character) for character in text)


def first_sentences(text: str, room: float) -> str:
    """A text's first sentences, as many as `room` em hold; of a longer one its first words."""
    ends = [found.end() for found in _SENTENCE.finditer(text)] or [len(text)]
    fitting = [end for end in ends if width(text[:end].strip()) <= room]
    if fitting:
        return text[: fitting[-1]].strip()
    words = text[: ends[0]].split()
    while len(words) > 1 and width(" ".join(words)) + 1 > room:
        words.pop()
    return " ".join(words) + "…"


def broken(text: str, longest: float, most: int) -> tuple[str, ...]:
    """The text in lines of about `longest` em, in even lines, at most `most` of them.

    A line breaks after blanks and marks such as `-` and `/`, and inside a word only where the
    word alone is longer than a line.
    """
    count = min(most, max(1, int(-(-width(text) // longest))))
    room = max(longest, width(text) / count)
    lines = _filled(text, room)
    while len(lines) > count:
        room *= 1.05
        lines = _filled(text, room)
    # Even lines: the least room that needs no further line. No character is wider than 2 em.
    while room > 2 and len(narrower := _filled(text, room * 0.95)) <= len(lines):
        room *= 0.95
        lines = narrower
    return lines


def _filled(text: str, room: float) -> tuple[str, ...]:
    lines = [""]
    for unit in _UNIT.findall(" ".join(text.split())):
        if width((lines[-1] + unit).strip()) > room:
            lines.append("")
        lines[-1] += unit
        if width(lines[-1].strip()) > room:
            lines[-1:] = _pieces(lines[-1], room)
    return tuple(line.strip() for line in lines if line.strip()) or ("",)


def _pieces(word: str, room: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


# A line may end after a blank or one of these marks.
_UNIT = re.compile(r"[^ /._:,=-]*[ /._:,=-]+|[^ /._:,=-]+")


# A sentence ends at a mark before a blank, so that `1.35` and `docker.io` end none.
_SENTENCE = re.compile(r"[.!?。！？](?:[\"'”’)]*)(?=\s|$)|[。！？]")


def _advance(character: str) -> float:
    if " " <= character <= "~":
        return next(em for em, characters in _LATIN if character in characters)
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 1


# The greater of NanumGothic's and Liberation Sans's advances, rounded up.
_LATIN = (
    (0.31, " ',.:;Iijl|"),
    (0.38, "()-/[]`frt{}"),
    (0.52, '!"Jcksvxyz'),
    (0.61, "#$*0123456789<>?L_abdeghnopqu"),
    (0.67, "+=BEFKPSTVXYZ^~"),
    (0.73, "&ACDHNRU"),
    (0.80, "GOQ"),
    (0.97, "M\\mw"),
    (1.10, "%@W"),
)
