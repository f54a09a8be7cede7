"""Words that tell little or much when two questions are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from builder.languages import folders
from builder.languages.folders import ENGLISH


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a language's words, with those of English, which stand in any text.

    `particles` follow a noun without changing it, the `longest` has so many letters; `asking`
    ask or join; `aspects` are asked about a subject; any answer may have `beginnings`; of two
    `opposites` a question that has one can not have meant the other; `denials` deny. Words
    that ask for the same thing are of one of the `ways`, which have numbers (`meaning` asks
    what something is); `endings` bend a
    word, `syllables` are short such ones; what is `idle` tells nothing of a subject.
    """

    particles: frozenset[str]
    asking: frozenset[str]
    aspects: frozenset[str]
    beginnings: frozenset[str]
    opposites: tuple[tuple[str, str], ...]
    denials: re.Pattern[str]
    ways: Mapping[str, int]
    meaning: int
    idle: frozenset[str]
    endings: frozenset[str]
    syllables: frozenset[str]
    longest: int


@cache
def words(language: str) -> Words:
    """The words of a language by its folder's name."""
    particles = _both(language, "particles")
    ways, names = _ways(language)
    return Words(
        frozenset(particles),
        frozenset(_both(language, "asking")),
        frozenset(_both(language, "aspects")),
        frozenset(_both(language, "beginnings")),
        tuple(dict.fromkeys(_pairs(language))),
        re.compile("|".join(_both(language, "denials"))),
        ways,
        names.index("meaning"),
        frozenset().union(*(_both(language, key) for key in _IDLE)),
        frozenset({"", *_both(language, "endings")}),
        frozenset(_both(language, "syllables")),
        max(map(len, particles), default=0),
    )


def _both(language: str, key: str) -> list[str]:
    found = (folders.values(code, _FILE).get(key, ()) for code in (language, ENGLISH))
    return list(dict.fromkeys(word for each in found for word in each))


def _ways(language: str) -> tuple[Mapping[str, int], list[str]]:
    """The number of each word's way of asking, and the ways' names.

    Ways of two languages by one name are one.
    """
    there = [
        (name, word)
        for code in (language, ENGLISH)
        for name, asked in folders.values(code, _FILE).get("ways", {}).items()
        for word in asked
    ]
    names = sorted({name for name, _ in there})
    return MappingProxyType({word: names.index(name) for name, word in there}), names


def _pairs(language: str) -> list[tuple[str, str]]:
    codes = (language, ENGLISH)
    return [(one, other) for c in codes for one, other in folders.values(c, _FILE)["opposites"]]


_IDLE = ("asking", "beginnings", "requests", "particles")
_FILE = "similarity.yaml"
