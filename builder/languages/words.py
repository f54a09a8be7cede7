"""Words that tell little or much when two questions are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from builder.languages import folders
from builder.languages.folders import ENGLISH


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a language's words, with those of English, which stand in any text.

    `particles` follow a noun without changing it, the longest first; `asking` ask or join;
    `aspects` are asked about a subject; any answer may have `beginnings`; of two `opposites`
    a question that has one can not have meant the other; `denials` deny.
    """

    particles: tuple[str, ...]
    asking: frozenset[str]
    aspects: frozenset[str]
    beginnings: frozenset[str]
    opposites: tuple[tuple[str, str], ...]
    denials: re.Pattern[str]


@cache
def words(language: str) -> Words:
    """The words of a language by its folder's name."""
    particles = _both(language, "particles")
    return Words(
        tuple(sorted(particles, key=len, reverse=True)),
        frozenset(_both(language, "asking")),
        frozenset(_both(language, "aspects")),
        frozenset(_both(language, "beginnings")),
        tuple(dict.fromkeys(_pairs(language))),
        re.compile("|".join(_both(language, "denials"))),
    )


def _both(language: str, key: str) -> list[str]:
    found = (folders.values(code, _FILE).get(key, ()) for code in (language, ENGLISH))
    return list(dict.fromkeys(word for each in found for word in each))


def _pairs(language: str) -> list[tuple[str, str]]:
    codes = (language, ENGLISH)
    return [(one, other) for c in codes for one, other in folders.values(c, _FILE)["opposites"]]


_FILE = "similarity.yaml"
