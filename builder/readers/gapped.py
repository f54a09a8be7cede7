"""Texts with gaps that others wrote: as clozes where a card can be made of them."""

from __future__ import annotations

import re

from builder.content.model import Cloze
from builder.content.source import Location
from builder.kinds import gaps
from builder.kinds.gaps import MOST


def cloze(text: str, location: Location, why: str = "") -> Cloze | None:
    """The cloze that a text is, or None where no card could be made of it."""
    found = gaps.gaps(text) if "{{" in text else ()
    if not found or any("{{" in each.words + each.hint for each in found):
        return None
    if any(each.number > MOST for each in found):
        return None
    return Cloze(text, why, location=location)


def plain(text: str) -> str:
    """A text with the words of its gaps, where it can't be a cloze."""
    return _INNER.sub(r"\1", _INNER.sub(r"\1", text))


_INNER = re.compile(
    r"\{\{c\d{1,4}::((?:(?!\{\{|\}\}|::).){1,1000})(?:::(?:(?!\{\{|\}\}).)*)?\}\}", re.DOTALL
)
