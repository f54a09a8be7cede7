"""Levels as documents name them: numbers, stars, names, and the guide that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from builder.content.model import Level
from builder.languages import levelnames


@dataclass(frozen=True, slots=True)
class Mention:
    """A level as a head or a table names it: 0 or "" for what it doesn't say.

    `said` is its number in the author's words, such as "Level 1".
    """

    number: int
    name: str = ""
    rest: str = ""
    said: str = ""

    @property
    def title(self) -> str:
        """What to call the level where nothing else names it."""
        return self.name or f"Level {self.number}"


@dataclass(slots=True)
class Levels:
    """The levels of a document; `guided` where a guide lists them."""

    guided: bool = False
    found: dict[int, Level] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, level: Level) -> None:
        """Know a level; the first to name it decides its name."""
        self.found.setdefault(level.number, level)
        if level.name:
            self.numbers.setdefault(level.name.casefold(), level.number)

    def number_of(self, mention: Mention) -> int:
        """The number of a mentioned level, or 0."""
        if mention.number:
            return mention.number
        name = mention.name.casefold()
        return self.numbers.get(name) or next(
            (self.numbers[word] for word in _parts(name) if word in self.numbers), 0
        )

    def nearest(self, mention: Mention) -> Level | None:
        """The listed level that a wrong mention most likely means."""
        names = {level.name.casefold(): level for level in self.found.values()}
        close = get_close_matches(mention.name.casefold()[:60], names, 1)
        if close:
            return names[close[0]]
        return min(
            self.found.values(), key=lambda each: abs(each.number - mention.number), default=None
        )


class Mentions:
    """What texts say of levels; a document's heads say the same again and again."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self.known = known
        self._said: dict[str, Mention | None] = {}

    def of(self, text: str) -> Mention | None:
        """The level that a whole text names, or None."""
        if text not in self._said:
            self._said[text] = mention(text, self.known)
        return self._said[text]


_STARS = "⭐★🌟"
_ANY_STAR = re.compile(f"[{_STARS}]")
_STAR_RUN = re.compile(rf"[{_STARS}☆\ufe0f\s]*[{_STARS}][{_STARS}☆\ufe0f\s]*")
_FRAME = re.compile(r"^[\s*_#\[【<>「『|\-–—:：·.)\]】」』]++")
_FRAME_END = " \t*_[【<>「『|-–—:：·]】」』#"


def mention(text: str, known: Mapping[str, int]) -> Mention | None:
    """The level that a head's or a cell's whole text names, or None."""
    if len(text) > 200:
        return None
    stars = len(_ANY_STAR.findall(text))
    core = _trim(_STAR_RUN.sub(" ", text)) if stars else _trim(text)
    numbered = levelnames.numbered().match(core)
    if numbered:
        rest = core[numbered.end() :]
        number = int(numbered["number"] or numbered["count"] or numbered["short"])
        named = replace(_named(number, rest), said=numbered[0].strip())
        loose = numbered["word"] and numbered["word"].casefold() in levelnames.plain()
        if loose or (not named.rest and (not named.name or is_name(named.name, known))):
            return named if number else None
        return None
    if stars and stars <= 9:
        return _named(stars, core)
    if core and is_name(core, known):
        return Mention(0, core)
    return None


def _trim(text: str) -> str:
    return _FRAME.sub("", text.strip()).rstrip(_FRAME_END)


def _named(number: int, rest: str) -> Mention:
    """What follows a level's number: a name, in parentheses or not, and what it says more."""
    rest = rest.strip(" *_\t]】")
    if rest.startswith("(") and ")" in rest:
        name, _, more = rest[1:].partition(")")
        return Mention(number, name.strip(" *_"), _trim(more))
    rest = _trim(rest)
    name, sign, more = rest.partition(": ")
    if not sign:
        name, sign, more = rest.partition(" — ")
    if len(name) <= 24 and name[-1:] not in levelnames.sentence_ends():
        return Mention(number, name.strip(" *_:"), more.strip(" *_"))
    return Mention(number, "", rest)


def _parts(name: str) -> list[str]:
    return [word for word in re.split(r"[\s/·,()|&+]+", name.casefold()) if word]


def is_name(text: str, known: Mapping[str, int]) -> bool:
    """The text names a level and says nothing else."""
    if text.casefold() in known:
        return True
    if len(text) > 40:
        return False
    parts = _parts(text)
    named = [word for word in parts if word in levelnames.names() or word in known]
    return bool(named) and all(word in named or word in levelnames.fillers() for word in parts)


def number_names(names: Iterable[str]) -> dict[str, int]:
    """Numbers for names without one: the usual ones, or by rank where two would be the same."""
    orders: dict[str, tuple[int, int]] = {}
    for name in dict.fromkeys(name.casefold() for name in names):
        known = [levelnames.names()[word] for word in _parts(name) if word in levelnames.names()]
        if known:
            orders[name] = known[0]
    ranks = sorted(set(orders.values()), key=lambda usual: usual[1])
    if len({number for number, _ in ranks}) == len(ranks):
        return {name: number for name, (number, _) in orders.items()}
    return {name: ranks.index(usual) + 1 for name, usual in orders.items()}
