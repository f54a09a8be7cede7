"""Whether a text says a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator


def fold(text: str) -> str:
    """The text without case, spaces, punctuation and differences of form."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if each.isalnum() or each in _SIGNS)


def names(text: str, name: str) -> bool:
    """Whether a text says a name, or one of the names in it: `Image (picture)` has two."""
    plain = _plain(text)
    return any(says(plain, part) for part in _parts(name))


def says(plain: str, part: str) -> bool:
    """Whether a text says one word or name; both are in small letters."""
    if not part.isascii():
        return fold(part) in fold(plain)
    # "image" is said by "images"; "ci" is not said by "circuit", nor by "precise".
    end = r"(?![a-z0-9])" if len(part) <= 3 else ""
    return re.search(rf"(?<![a-z0-9]){re.escape(part)}{end}", plain) is not None


_SIGNS = "<>=&|+#$@%^/\\"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _parts(name: str) -> Iterator[str]:
    for part in re.split(r"[()/,]", _plain(name)):
        said = part.strip()
        if len(fold(said)) >= 2:
            yield said
