"""What kind of story a letter's section is."""

from __future__ import annotations

import re

from builder.languages import letters
from builder.languages.vocabulary import bare


def kind_of(title: str) -> str:
    """The kind that a section's title says, or ""."""
    words = re.sub(r"[\s·,/&()_-]+", "", bare(title))
    return next((kind for kind, pattern in letters.sections() if pattern.search(words)), "")
