"""What a head of a study document opens, told by the words of every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, cast

from builder.languages import reading
from builder.languages.reading import Counters

Role = Literal[
    "",
    "guide",
    "concept",
    "knowledge",
    "terms",
    "questions",
    "scenarios",
    "scenario",
    "interview",
    "cheat",
    "sources",
    "text",
    "situation",
    "response",
    "aspect",
]


def unnumbered(title: str) -> str:
    """A title without its leading number: "3. Docker" and "Chapter 3: Docker" are "Docker"."""
    return _numbering().sub("", title, count=1).strip() or title


def plain(text: str) -> str:
    """A head's words alone: without markup, symbols or number, one space between them."""
    text = _EDGES.sub("", text).rstrip(_ENDS)
    text = _EDGES.sub("", unnumbered(text)).rstrip(_ENDS)
    return " ".join(text.split())


def bare(text: str) -> str:
    """A head as it is looked up: its words in lower case."""
    return plain(text).casefold()


def role_of(text: str, language: str = "") -> Role:
    """The part a head opens, or "" for a head of the author's own.

    The words of all languages count; where one means different parts in two languages, those of
    `language` (a BCP 47 tag) go first.
    """
    if len(text) > 80:
        return ""
    words = bare(text)
    roles = _roles(language)
    role = roles.get(words.replace(" ", ""), "")
    if not role and words.endswith((")", "）")):
        role = roles.get(_TAIL.sub("", words).replace(" ", ""), "")
    if not role and _scenario().match(words):
        role = "scenario"
    return role


def guessed_role(text: str) -> Role:
    """The part that a head most likely opens whose words only end as a known head's do."""
    words = bare(text).replace(" ", "")
    return next((role for role, endings in _endings() if words.endswith(endings)), "")


def aside(text: str) -> str:
    """What a head of a known role says in parentheses after its words."""
    found = _TAIL.search(text.strip().rstrip(_ENDS))
    return found[1] if found else ""


def scenario_title(text: str) -> str:
    """A scenario's own title: "Scenario 2: a failed rollout" is "a failed rollout"."""
    text = _EDGES.sub("", text).strip(" *_")
    return _scenario_name().sub("", unnumbered(text), count=1).strip(" *_]】")


@cache
def questions() -> str:
    """A regular expression for the words that mark a question."""
    return reading.either(reading.joined(lambda words: words.question))


@cache
def answers() -> str:
    """A regular expression for the words that mark an answer."""
    return reading.either(reading.joined(lambda words: words.answer))


@cache
def front_matter() -> Mapping[str, str]:
    """The keys of front matter, by each of their names."""
    return {
        name: key
        for words in reading.every()
        for key, names in words.front_matter.items()
        for name in names
    }


_SYMBOLS = "*_~`#:：.·•\u2190-\u2bff\U0001f000-\U0001faff\ufe0f"
_EDGES = re.compile(rf"^[\s{_SYMBOLS}\u200d\[\]【】「」<>〈〉]++")
_ENDS = "*_~`:：.·•[]【】「」<>〈〉 \t\ufe0f"
_TAIL = re.compile(r"\s*+[(（]([^()（）]{0,60})[)）]$")


@cache
def _roles(language: str) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for words in reading.first(language):
        for role, heads in words.heads.items():
            for head in heads:
                found.setdefault(head.replace(" ", "").casefold(), cast(Role, role))
    return found


@cache
def _endings() -> tuple[tuple[Role, tuple[str, ...]], ...]:
    roles: tuple[Role, ...] = ("interview", "scenarios")
    return tuple((role, _ending(role)) for role in roles)


def _ending(role: Role) -> tuple[str, ...]:
    words = reading.joined(lambda each: each.endings.get(role, ()))
    return tuple(word.replace(" ", "").casefold() for word in words)


@cache
def _numbering() -> re.Pattern[str]:
    """A title's number: "3.", "1-2)", "Chapter 3:", "III.", and as each language counts."""
    chapters = reading.joined(lambda words: words.chapters)
    # Latin letters need a blank before the number: "part1.md" is no first part.
    apart = "|".join(re.escape(word) for word in chapters if word[-1].isascii())
    close = "|".join(re.escape(word) for word in chapters if not word[-1].isascii())
    end = r"\d{1,3}\s*+[.:)\-–—：]?\s*+"
    named = [rf"(?:{apart})\s++{end}", *([rf"(?:{close})\s*+{end}"] if close else [])]
    counted = [pattern for words in reading.every() for pattern in _counted(words.counters)]
    digits = (
        r"\d{1,3}(?:[.\-]\d{1,3}){0,3}[.):](?:\s++|(?!\d))|\d{1,3}(?:[.\-]\d{1,3}){1,3}\s++"
        r"|[\u2460-\u2473]\s*+|[\u2160-\u216b]{1,4}[.)]?\s++|[IVX]{1,4}\.\s++"
    )
    return re.compile(f"(?i)^(?:{'|'.join([*named, *counted, digits])})")


def _counted(counters: Counters) -> list[str]:
    if not counters.after:
        return []
    after = f"(?:{'|'.join(map(re.escape, counters.after))})"
    end = rf"\s?{after}(?:\s*+[.:)\-–—]?\s++|\s*+[：、]\s*+)"
    before = re.escape(counters.before)
    found = [rf"(?:{before})?\d{{1,3}}{end}"]
    if counters.numerals:
        found.append(rf"{before}[{counters.numerals}]{{1,4}}{end}")
    return found


@cache
def _scenario_word() -> str:
    words = reading.joined(lambda each: each.scenario.words)
    before = reading.joined(lambda each: each.scenario.before)
    lead = rf"(?:(?:{'|'.join(map(re.escape, before))})\s?)?" if before else ""
    return f"{lead}(?:{'|'.join(map(re.escape, words))})"


@cache
def _scenario() -> re.Pattern[str]:
    return re.compile(rf"{_scenario_word()}(?:\s?#?\d{{1,3}}(?!\w)|\s?[:：.–—]|\s-\s)")


@cache
def _scenario_name() -> re.Pattern[str]:
    return re.compile(rf"(?i)^{_scenario_word()}\s?#?\d{{0,3}}\s*+[:：.)\-–—]?\s*+")
