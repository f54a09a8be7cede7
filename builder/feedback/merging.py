"""A learner's edit of a card's text, put into the text as its author wrote it.

Anki holds HTML, which is read back as Markdown; an author may have written the same otherwise. So
what differs between the course's note and the learner's, both read back, is carried into the
author's text word by word, which leaves everything else in it as it was written.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

MOST = 2_000  # words and signs of a text; comparing more takes long
ALIKE = 100_000  # pairs of the same word in two texts: what says one word only would take minutes


def merged(written: str, ours: str, theirs: str) -> str | None:
    """The author's text with the edit that makes `theirs` of `ours`; None where it has no place."""
    if written.strip() == ours.strip():
        return theirs
    said, before, after = map(_TOKEN.findall, (written.strip(), ours.strip(), theirs.strip()))
    if _is_long(said, before) or _is_long(before, after):
        return None
    place = _places(before, said)
    made: list[str] = []
    at = 0
    for what, start, end, first, last in _matcher(before, after).get_opcodes():
        if what == "equal":
            continue
        begins, ends = _replaced(start, end, place, len(before), len(said))
        if begins < at or ends < begins:
            return None
        made += [_text(said[at:begins]), _text(after[first:last])]
        at = ends
    return "".join([*made, _text(said[at:])]).strip()


def _is_long(one: list[Token], other: list[Token]) -> bool:
    """Whether comparing two texts takes long."""
    if max(len(one), len(other)) > MOST:
        return True
    words = [Counter(word for _, word in each) for each in (one, other)]
    return sum(count * words[1][word] for word, count in words[0].items()) > ALIKE


def _replaced(
    start: int, end: int, place: dict[int, int], words: int, said: int
) -> tuple[int, int]:
    """Where in the author's text the words from `start` up to `end` stand; (-1, -1) for nowhere.

    Words that stand there themselves say it, else those around them.
    """
    before = place.get(start - 1, -2) + 1 if start else 0
    behind = place.get(end, -1) if end < words else said
    if start == end:
        at = before if before >= 0 else behind
        return at, at
    begins = place.get(start, before)
    ends = place[end - 1] + 1 if end - 1 in place else behind
    return begins, ends


def even(text: str) -> str:
    """A text with its blanks made even, as Anki's editor may write them otherwise."""
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


_TOKEN = re.compile(r"(\s*)([^\W_]+|[^\w\s]|_)")
Token = tuple[str, str]  # the blanks before a word or sign, and the word: words alone are compared


def _text(tokens: list[Token]) -> str:
    return "".join(blanks + word for blanks, word in tokens)


def _places(before: list[Token], said: list[Token]) -> dict[int, int]:
    """Where in the author's text each word of the course's note stands, where it does."""
    blocks = _matcher(before, said).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _matcher(one: list[Token], other: list[Token]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [w for _, w in one], [w for _, w in other], autojunk=False)
