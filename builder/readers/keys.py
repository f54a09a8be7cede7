"""Short names for topics, parts and stories, made from their titles."""

from __future__ import annotations

import re

from builder.languages import vocabulary

_BETWEEN = re.compile(r"[^\w]+|_+")
_LONGEST = 50


class Keys:
    """The keys of one document: each is given once."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def give(self, title: str, fallback: str = "topic") -> str:
        """A title's key, the same after renumbering: "3. Docker security" is "docker-security"."""
        plain = _BETWEEN.sub("-", vocabulary.unnumbered(title).casefold()).strip("-")
        key = plain[:_LONGEST].strip("-") or fallback
        count = self._given.get(key, 0) + 1
        self._given[key] = count
        if count == 1:
            return key
        number = f"-{count}"  # kept whole: a longest title's number is not cut off again
        return self.give(key[: _LONGEST - len(number)].strip("-") + number, fallback)
