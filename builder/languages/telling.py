"""Which language a text is in, told by its letters and its commonest words."""

from __future__ import annotations

import re
from functools import cache

from builder.languages import folders
from builder.languages.folders import ENGLISH


def language_of(text: str) -> str:
    """The language of a text; English where nothing tells."""
    letters = sum(map(str.isalpha, text))
    for code, script, share in _scripts():
        count = len(script.findall(text))
        if count and count >= share * letters:
            return code
    words = _WORD.findall(text[:_ENOUGH].casefold())
    counts = {code: sum(word in common for word in words) for code, common in _common().items()}
    # English comes first, and stays where no other language has more of its words.
    return max(counts, key=lambda code: counts[code]) if counts else ENGLISH


_ENOUGH = 4000  # characters; more of a text tells nothing new
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    """Languages with letters of their own, and what share of a text's letters tells them.

    Japanese comes before Chinese, whose letters it has too.
    """
    told = ((code, folders.values(code, "language.yaml").get("script")) for code in folders.codes())
    return tuple(
        (code, re.compile(f"[{script['letters']}]"), script["share"])
        for code, script in told
        if script
    )


@cache
def _common() -> dict[str, frozenset[str]]:
    found = {
        code: frozenset(folders.values(code, "language.yaml").get("common", ()))
        for code in folders.codes()
    }
    return {code: words for code, words in found.items() if words}
