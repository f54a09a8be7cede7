"""What each language's readers know the parts of a study document by, and all of them together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from builder.languages import folders
from builder.languages.folders import ENGLISH


@dataclass(frozen=True, slots=True)
class Counters:
    """What stands around a part's number: any of `after`, and maybe `before` before it.

    With `before`, the number may be written in `numerals`.
    """

    before: str = ""
    after: tuple[str, ...] = ()
    numerals: str = ""


@dataclass(frozen=True, slots=True)
class Scenarios:
    """What heads one scenario: any of `words`, maybe with one of `before` before it."""

    words: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelWords:
    """What names a level.

    `words` stand before its number, and any text may follow those that are `plain`; `suffixes`
    stand right after that number, `units` after a number alone. `names` are by rank, whose tens
    are a level's usual number, at most 4. `fillers` beside a name leave it a name, and `columns`
    head a guide's column of names.
    """

    words: tuple[str, ...]
    names: Mapping[int, tuple[str, ...]]
    plain: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """The words of one language: what `reading.yaml` in its folder says."""

    heads: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]
    chapters: tuple[str, ...]
    scenario: Scenarios
    question: tuple[str, ...]
    answer: tuple[str, ...]
    level: LevelWords
    front_matter: Mapping[str, tuple[str, ...]]
    counters: Counters = Counters()
    sentence_ends: str = ""


@cache
def reading_words(code: str) -> ReadingWords:
    """The words of a language by its folder's name."""
    held: dict[str, Any] = dict(folders.values(code, "reading.yaml"))
    held["scenario"] = Scenarios(**held["scenario"])
    held["level"] = LevelWords(**held["level"])
    held["counters"] = Counters(**held.get("counters", {}))
    return ReadingWords(**held)


def every() -> Iterator[ReadingWords]:
    """The words of all languages, English first."""
    return (reading_words(code) for code in folders.codes())


def first(language: str) -> Iterator[ReadingWords]:
    """The words of all languages, those of `language` (a BCP 47 tag) first where it is known."""
    mine = folders.known(language) if language else ENGLISH
    order = sorted(folders.codes(), key=lambda code: code != mine)
    return (reading_words(code) for code in order)


def joined(words: Callable[[ReadingWords], Iterable[str]]) -> tuple[str, ...]:
    """Certain words of all languages, each once."""
    return tuple(dict.fromkeys(word for each in every() for word in words(each)))


def either(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first; blanks in them may be left out.

    A lone letter counts as it is written, a word in capitals or not.
    """
    ordered = sorted(words, key=lambda word: (-len(word), word))
    letters = [word for word in ordered if len(word) == 1 and word.isascii()]
    longer = [re.escape(word).replace(r"\ ", r"\s?") for word in ordered if word not in letters]
    return "|".join([f"(?i:{'|'.join(longer)})", *letters])
