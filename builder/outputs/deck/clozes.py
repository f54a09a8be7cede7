"""A cloze's sentence as Anki's field holds it: `{{c1::words::hint}}` in safe HTML."""

from __future__ import annotations

import re

from builder.kinds.cloze import Cloze
from builder.kinds.gaps import CLOSE, OPEN
from builder.outputs.deck import text
from builder.typeset.text.setting import TextStyle

_GAP = re.compile(f"{OPEN}(.*?){CLOSE}", re.DOTALL)


def field(cloze: Cloze, style: TextStyle) -> str:
    """The sentence with its gaps; braces and colons that are none of theirs are entities."""
    made = text.block(cloze.marked, style)
    hints = [(number, text.line(gap.hint, style)) for number, gap in cloze.numbered]
    left = iter(hints)
    return _GAP.sub(lambda found: _gap(found[1], *next(left)), made)


def _gap(words: str, number: int, hint: str) -> str:
    # Anki ends a gap's words at the first two colons, wherever they stand.
    inside = words.replace("::", "&#58;&#58;")
    told = f"::{hint.replace('::', '&#58;&#58;')}" if hint else ""
    return f"{{{{c{number}::{inside}{told}}}}}"
