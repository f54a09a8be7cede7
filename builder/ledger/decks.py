"""What the ledger remembers of the deck as learners have it, and what a change costs them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from builder.content.model import Course
from builder.content.shared import Shared
from builder.content.source import Diagnostic, Location, Source
from builder.ledger.entries import DECK, Entry, Ledger
from builder.ledger.identity import is_kept

UNNAMED = Shared()


def after(
    course: Course, before: Ledger, shared: Shared | None, *, changed: bool
) -> dict[str, Entry]:
    """The lines of a course's deck and its levels' decks, by code, as a build leaves them.

    They stay as they were where no deck was made; a ledger from before there were ids gets
    none. A deck whose name changed with the title, and not by `deck.name`, is remembered as it
    was, so that every build says so until the author has decided.
    """
    there = {entry.code: entry for entry in before.entries if entry.kind == DECK}
    if not course.id or not is_kept(course.identity, before):
        return there
    if (there and shared is None) or not (there or changed):
        return there
    shared = shared or UNNAMED
    known = shared_of(before)
    if known and known.name and not course.deck.name:
        shared = replace(shared, name=known.name)
    ways = _BOTH_WAYS if shared.both_ways else ""
    lines = [Entry(DECK, DECK, course.name, 0, shared.name, "", 0, 0, id=course.id, answer=ways)]
    for level, name in shared.levels:
        lines.append(Entry(f"{DECK}-{_letters(level)}", DECK, course.name, level, name, "", 0, 0))
    return {line.code: line for line in lines}


def shared_of(ledger: Ledger) -> Shared | None:
    """What learners have, as the ledger remembers it; None where it doesn't."""
    deck = ledger.by_code.get(DECK)
    if deck is None:
        return None
    levels = sorted((e.level, e.front) for e in ledger.entries if e.kind == DECK and e.level)
    return Shared(deck.front, tuple(levels), deck.answer == _BOTH_WAYS)


def costs(
    course: Course,
    before: Shared,
    after: Shared,
    ledger: Ledger,
    sources: Iterable[Source],
    whole: Location,
) -> Iterator[Diagnostic]:
    """Notes on what importing the next deck would leave behind in learners' collections.

    `before` is what they have, `after` what the next deck holds; `whole` is the place of what
    nobody wrote.
    """
    sources = tuple(sources)
    if before.name and before.name != after.name:
        yield _renamed(course, before.name, after.name, _place(_named(course), sources) or whole)
    names = dict(before.levels)
    for level, name in after.levels:
        if names.get(level, name) != name:
            words = f"level {level}'s deck was '{names[level]}' and is now '{name}'"
            hint = f"keep the level's name; or tell learners to rename their deck to '{name}' first"
            end = "its new cards will come into a second deck"
            place = _place(rf"\s*[\"']?{level}[\"']?", sources) or whole
            yield Diagnostic(place, f"{words}: {end}", hint, "note")
    if before.both_ways and not after.both_ways:
        terms = sum(entry.kind == "term" and not entry.retired for entry in ledger.cards)
        words = f"deck.both_ways was true: {terms} cards stay with learners, blank"
        hint = "keep 'both_ways: true'; or tell learners to use Tools > Empty Cards after importing"
        yield Diagnostic(_place(r"\s*both_ways", sources) or whole, words, hint, "note")


def _renamed(course: Course, old: str, new: str, place: Location) -> Diagnostic:
    words = f"the deck was '{old}' and is now '{new}': new cards will come into a second deck"
    if course.deck.name:
        hint = f"write 'name: {_quoted(old)}' below 'deck:', unless a second deck is meant"
    else:
        kept, second = (f"'deck: {{name: {_quoted(name)}}}'" for name in (old, new))
        hint = f"write {kept} in course.yaml; or {second} if a second deck is meant"
    return Diagnostic(place, words, hint, "note")


def _named(course: Course) -> str:
    """The key that names the deck."""
    return r"\s+name|deck" if course.deck.name else "title"


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _place(key: str, sources: Iterable[Source]) -> Location | None:
    """Where a course's settings write a key."""
    written = re.compile(rf"(?:{key}):")
    for source in sources:
        if PurePath(source.name).stem == "course":
            for number, line in enumerate(source.lines, 1):
                if written.match(line):
                    return source.location(number)
    return None


_BOTH_WAYS = "both-ways"


def _letters(level: int) -> str:
    """A level's number in small letters, since a code in capitals and digits is a card's."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(level))
