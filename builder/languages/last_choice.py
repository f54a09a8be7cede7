"""Choices that speak of the others: wherever the others stand, these stand last."""

from __future__ import annotations

import re
from functools import cache

from builder.languages import folders


def stands_last(text: str) -> bool:
    """Whether a choice's text is such as "all of the above", in any language."""
    return bool(_spoken().fullmatch(text.strip(" .!。*_")))


@cache
def _spoken() -> re.Pattern[str]:
    told = (
        each
        for code in folders.codes()
        for each in folders.values(code, "language.yaml").get("last_choices", ())
    )
    return re.compile("|".join(f"(?:{each})" for each in told), re.IGNORECASE)
