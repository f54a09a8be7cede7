"""How levels are named, in the words of every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from builder.languages import reading

MOST = 4  # the usual number of the highest level


@cache
def numbered() -> re.Pattern[str]:
    """A level's number: a `word` and its `number`, a `count` and its `unit`, or L and `short`."""
    words = reading.either(reading.joined(lambda each: each.level.words))
    suffixes = reading.either(reading.joined(lambda each: each.level.suffixes))
    units = reading.either(reading.joined(lambda each: each.level.units))
    return re.compile(
        rf"(?i)(?P<word>{words})[\s.\-_]{{0,2}}(?P<number>\d{{1,2}})(?!\d|\.\d|[A-Za-z])(?:{suffixes})?"
        rf"|(?P<count>\d{{1,2}})\s?(?P<unit>{units})(?=\W|$)"
        r"|(?P<letter>L)(?P<short>\d{1,2})(?=[\s:(]|$)"
    )


@cache
def plain() -> frozenset[str]:
    """The words before a level's number that any text may follow."""
    return frozenset(reading.joined(lambda each: each.level.plain))


@cache
def names() -> Mapping[str, tuple[int, int]]:
    """A level's usual number, and its order among the names that a document uses, by its name."""
    found: dict[str, tuple[int, int]] = {}
    for words in reading.every():
        for rank, same in words.level.names.items():
            for name in same:
                found.setdefault(name.casefold(), (min(rank // 10, MOST), rank))
    return found


@cache
def fillers() -> frozenset[str]:
    """Words that may stand beside a level's name: "senior engineer" is a senior."""
    return frozenset(word.casefold() for word in reading.joined(lambda each: each.level.fillers))


@cache
def columns() -> frozenset[str]:
    """Heads of a guide's column that holds the levels' names."""
    return frozenset(word.casefold() for word in reading.joined(lambda each: each.level.columns))


@cache
def sentence_ends() -> str:
    """What a sentence ends in, and a name doesn't."""
    return ".!?" + "".join(words.sentence_ends for words in reading.every())
