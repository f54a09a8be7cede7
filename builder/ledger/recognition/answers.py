"""How much of a remembered answer is said again by a text that was reworded.

The ledger keeps an answer's sketch alone, so an old word is known by its hash. A new text is
at hand in full: each of its words is tried in the forms that the old one may have had.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from builder.languages.telling import language_of
from builder.languages.words import words
from builder.ledger.recognition import similarity


@dataclass(frozen=True, slots=True)
class Said:
    """A new answer: its words by their number, under every hash that an old one may have.

    `own` are the words' own hashes, `plain` is the text in small letters.
    """

    numbers: dict[str, frozenset[int]]
    own: tuple[str, ...]
    plain: str


def said(answer: str, among: Set[str]) -> Said:
    """Take a new answer apart, to be held against old ones that are made of these hashes."""
    plain = unicodedata.normalize("NFKC", answer).casefold()
    known = words(language_of(plain))
    found = sorted(similarity.beginnings(answer))
    numbers: dict[str, frozenset[int]] = {}
    for number, word in enumerate(found):
        for form in _forms(word, known.syllables) & among:
            numbers[form] = numbers.get(form, _NONE) | {number}
    return Said(numbers, tuple(map(similarity.word_hash, found)), plain)


def overlap(old: frozenset[str], new: Said) -> float | None:
    """How much the hashes of an old answer's sketch and a new answer have in common, 0 to 1.

    None where either says nothing.
    """
    if not old or not new.own:
        return None
    met = [numbers for each in old if (numbers := new.numbers.get(each))]
    both, total = _NONE.union(*met), len(new.own)
    if len(old) >= similarity.KEPT:
        # A full sketch holds the smallest hashes, so only words below its end compare.
        end = max(old)
        both = frozenset(number for number in both if new.own[number] <= end)
        total = sum(own <= end for own in new.own)
    return (len(met) + len(both)) / (len(old) + total)


_NONE: frozenset[int] = frozenset()


# The same words come again and again in a course.
@lru_cache(maxsize=50_000)
def _forms(word: str, syllables: frozenset[str]) -> frozenset[str]:
    bent = _syllables(word, syllables) if similarity.is_hangul(word) else _inflected(word)
    return frozenset(map(similarity.word_hash, {word, *bent}))


def _inflected(word: str) -> set[str]:
    """An English word in the forms that a sentence bends it into.

    Over-generating is harmless: a form that is no word is in no sketch.
    """
    if not word.isascii() or not word.isalpha() or len(word) < 3:
        return set()
    roots = {word}
    for ending, instead in _CUT:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            roots.add(word.removesuffix(ending) + instead)
    bent = {root + ending for root in roots for ending in ("", "s", "es", "d", "ed", "ing", "ly")}
    bent |= {root[:-1] + "ing" for root in roots if root.endswith("e")}
    return bent | {root[:-1] + end for root in roots if root[-1] == "y" for end in ("ies", "ied")}


_CUT = (
    *(("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y")),
    *(("ing", ""), ("ing", "e"), ("ly", "")),
)


def _syllables(word: str, syllables: frozenset[str]) -> set[str]:
    """The first two syllables of a Korean word, were it bent otherwise.

    A sketch cuts after the second syllable, where a short verb or noun has its ending already:
    the syllable may end in another consonant, its vowel may be drawn together with an ending's,
    or it may be another ending altogether.
    """
    if len(word) != 2:
        return set()
    first, second = word[0], word[1]
    lead, vowel, _ = _letters(second)
    vowels = (vowel, *(other for pair in _DRAWN if vowel in pair for other in pair))
    found = {first + _syllable(lead, each, end) for each in vowels for end in _ENDS}
    return found | ({first + each for each in syllables} if second in syllables else set())


_FIRST = 0xAC00
_DRAWN = ((20, 6), (13, 14), (8, 9), (18, 4), (18, 0))  # i-yeo, u-wo, o-wa, eu-eo, eu-a
_ENDS = (0, 4, 8, 16, 17, 20)  # none, n, l, m, b, ss


def _letters(syllable: str) -> tuple[int, int, int]:
    number = ord(syllable) - _FIRST
    return number // 588, number % 588 // 28, number % 28


def _syllable(lead: int, vowel: int, end: int) -> str:
    return chr(_FIRST + (lead * 21 + vowel) * 28 + end)
