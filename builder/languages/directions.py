"""Which way a flow's drawing goes, in the words of every language."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from builder.languages import folders

Way = Literal["direction", "down", "right"]


@cache
def line() -> re.Pattern[str]:
    """A flow's first line that says which way it goes; its group is the word for it."""
    return re.compile(rf"(?i)(?:{'|'.join(map(re.escape, words('direction')))}) ?[:：] ?(.*)")


@cache
def words(way: Way) -> tuple[str, ...]:
    """The words for a way, in lower case, or those that stand before it."""
    found = (folders.values(code, "language.yaml")["flow"][way] for code in folders.codes())
    return tuple(dict.fromkeys(word for each in found for word in each))
