"""How wide words come out in the page's own font, within a formula."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from builder.typeset import fonts
from builder.typeset.text import measure

SMALLER = 0.94  # Hangul fills its square, and looks larger than letters of its size


def width(words: str, families: str) -> float:
    """The width of some words in em, as the first installed of the families has it.

    Where none is installed, or known, it is what the widest of them needs.
    """
    known = _advances(families)
    return sum(known[each] if each in known else measure.width(each) for each in words)


@lru_cache(maxsize=8)
def _advances(families: str) -> Mapping[str, float]:
    """The advance of each character in em, in the first installed family."""
    names = [each.strip().strip("\"'") for each in families.split(",")]
    try:
        face = next(iter(fonts.find(names)), None)
    except fonts.FontToolError:
        face = None
    return fonts.advances(face) if face else {}
