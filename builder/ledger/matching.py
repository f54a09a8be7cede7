"""Codes that survive edits: the ledger, and how a course's cards are found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from builder.content import both_ways
from builder.content.model import (
    Card,
    Cloze,
    Course,
    Item,
    Term,
    cards,
    coded,
    with_items,
)
from builder.content.shared import LastDeck, LastNote
from builder.kinds.facet import answers_of
from builder.ledger import codes, gaps
from builder.ledger.entries import Entry, Ledger, Retired
from builder.ledger.identity import id_of
from builder.ledger.recognition import similarity
from builder.ledger.recognition.recognise import recognise
from builder.ledger.recognition.traces import Trace
from builder.ledger.text import read, write

__all__ = [
    "Change",
    "Doubtful",
    "Entry",
    "Ledger",
    "Matching",
    "Retired",
    "answer_of",
    "match",
    "part",
    "pin",
    "read",
    "write",
]


@dataclass(frozen=True, slots=True)
class Change:
    """What a build takes a card for; one card may be both reworded and moved.

    `old` is the card as the ledger had it, `new` as the course has it now.
    """

    what: Literal["new", "reworded", "moved", "retired", "returned"]
    code: str
    old: Entry | None = None
    new: Card | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A card of the ledger and one of the course of which it is close whether they are one.

    `is_taken` says that they were taken for one; else the old one is retired, the other new.
    """

    old: Entry
    new: Card
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Matching:
    """A course with its codes filled in, the ledger it was matched with, and what changed.

    `published` are the last deck's notes by code, where the ledger that knew them was lost.
    """

    course: Course
    ledger: Ledger
    changes: tuple[Change, ...] = ()
    doubts: tuple[Doubtful, ...] = ()
    published: Mapping[str, LastNote] = field(default_factory=dict)


def match(course: Course, ledger: Ledger, last: LastDeck | None = None) -> Matching:
    """Find each card in the ledger, and give those that are not there codes of their own.

    The course gets its id. `last` is the last deck, if it is there, for where the ledger was lost.
    """
    course = replace(course, id=id_of(course, ledger, last.identity if last else ""))
    # The order in which `coded` calls is not that of `cards`, so the cards are first
    # told apart by a number in place of their code.
    numbers = iter(range(10**9))
    numbered = coded(course, lambda _: str(next(numbers)))
    found = cards(numbered)
    known = ledger.cards
    recognised = recognise([_trace_of(entry) for entry in known], [_trace(card) for card in found])
    same = recognised.found
    old = {card.code: known[same[at]] for at, card in enumerate(found) if at in same}
    given = _codes(found, old, ledger)
    numbers = iter(range(10**9))
    named = coded(course, lambda _: given[str(next(numbers))])
    named = with_items(named, lambda card: _remembering(card, ledger))
    after = cards(named)
    by_code = {card.code: card for card in after}
    doubts = tuple(
        Doubtful(known[each.old], by_code[given[found[each.new].code]], each.is_taken)
        for each in recognised.doubts
    )
    changes = _changes(after, old, given, ledger)
    lost = last.notes if last and not ledger.entries and last.identity == named.identity else {}
    return Matching(named, ledger, changes, doubts, lost)


def pin(ledger: Ledger, old_code: str, new_code: str) -> Ledger:
    """The ledger where the new card takes the old card's code, and its history with it.

    Raises KeyError for a code that is not in the ledger.
    """
    old, new = ledger.by_code[old_code], ledger.by_code[new_code]
    kept = replace(new, code=old.code, note=old.note, born=old.born, changed=old.changed, seen="")
    kept = replace(kept, gaps=old.gaps)
    return _with(ledger, kept, replace(new, retired="pending", id=""))


def part(ledger: Ledger, code: str) -> Ledger:
    """The ledger where what the card now says becomes a new card at the next build.

    The code stays with what it was before, and is retired. Raises KeyError for a code
    that is not in the ledger.
    """
    # Without its front it is never taken for the card that returns.
    old = ledger.by_code[code]
    return _with(ledger, replace(old, retired="pending", front="", id="", answer="", seen=""))


def answer_of(card: Card) -> str:
    """Everything that stands behind a card's front, in one text."""
    return "\n".join(answers_of(card.item)).strip()


def _with(ledger: Ledger, *changed: Entry) -> Ledger:
    entries = {**ledger.by_code, **{entry.code: entry for entry in changed}}
    return Ledger(tuple(entries[code] for code in sorted(entries)))


def _remembering(card: Card, ledger: Ledger) -> Item:
    """The card's item with what the ledger knows of it: its gaps' numbers, how it was asked."""
    old = ledger.by_code.get(card.code)
    match card.item:
        case Cloze() as cloze:
            known, before = (old.gaps, old.front) if old else ((), "")
            return replace(cloze, numbers=gaps.numbers(cloze, known, before))
        case Term() as term if old and not old.one_way and both_ways.tells_itself(term):
            return replace(term, was_asked_backwards=True)
        case item:
            return item


def _trace(card: Card) -> Trace:
    answer = answer_of(card)
    place = (card.kind, card.topic, card.level)
    trace = Trace(*place, card.front, similarity.sketch(answer), card.id, said=answer)
    if not isinstance(card.item, Cloze):
        return trace
    return replace(trace, frame=gaps.frame(card.front, [each.words for each in card.item.gaps]))


def _trace_of(entry: Entry) -> Trace:
    place = (entry.kind, entry.topic, entry.level)
    words = [each.words for each in entry.gaps if not each.is_gone]
    frame = gaps.frame(entry.front, words) if words else ""
    return Trace(*place, entry.front, entry.answer, entry.id, bool(entry.retired), frame=frame)


def _codes(found: tuple[Card, ...], old: dict[str, Entry], ledger: Ledger) -> dict[str, str]:
    """The code of each card by its number; new ones in an order that content alone decides."""
    given = {number: entry.code for number, entry in old.items()}
    taken = set(ledger.by_code)
    unknown = [card for card in found if card.code not in given]
    for card in sorted(unknown, key=_content):
        given[card.code] = codes.fresh(card.kind, card.topic, card.front, taken)
        taken.add(given[card.code])
    return given


def _content(card: Card) -> tuple[str, str, str, int, str, str]:
    return card.kind, card.topic, card.front, card.level, answer_of(card), card.id


def _changes(
    found: tuple[Card, ...], old: dict[str, Entry], given: dict[str, str], ledger: Ledger
) -> tuple[Change, ...]:
    known = {given[number]: entry for number, entry in old.items()}
    changes: list[Change] = []
    for card in found:
        changes.extend(_of_card(card, known.get(card.code)))
    for entry in ledger.cards:
        if not entry.retired and entry.code not in known:
            changes.append(Change("retired", entry.code, entry))
    return tuple(changes)


def _of_card(card: Card, old: Entry | None) -> list[Change]:
    if old is None:
        return [Change("new", card.code, None, card)]
    changes: list[Change] = []
    if old.retired:
        changes.append(Change("returned", card.code, old, card))
    if old.front != card.front:
        changes.append(Change("reworded", card.code, old, card))
    if (old.kind, old.topic, old.level) != (card.kind, card.topic, card.level):
        changes.append(Change("moved", card.code, old, card))
    return changes
