"""The ledger after a build: when each card that learners have last changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from builder.content import both_ways
from builder.content.model import Card, Cloze, Course, Term, cards
from builder.content.shared import Shared
from builder.ledger import codes, decks, gaps
from builder.ledger.entries import DECK, NO_CARDS, NOTE_TYPE, Entry, KnownGap, Ledger
from builder.ledger.identity import is_kept
from builder.ledger.matching import Matching, answer_of
from builder.ledger.recognition import similarity


def stamp(
    matching: Matching, seen: Mapping[str, str], now: int, shared: Shared | None = decks.UNNAMED
) -> Ledger:
    """The ledger after a build: of the deck too, which is then `shared`, or of other files alone.

    `seen` holds by code a hash of what Anki sees, and by a name in small letters those of
    the deck's note types; `now` is in seconds since 1970. Only what is new or was seen to
    change gets a later time, so an unchanged course gives an unchanged ledger.
    """
    course, before = matching.course, matching.ledger
    found = {card.code: card for card in cards(course)}
    after = {code: _stamped(card, course, before, seen, now) for code, card in found.items()}
    for name in seen.keys() - found.keys():
        after[name] = _note_type(name, before, seen[name], now)
    left = {entry.code: entry for entry in before.entries if entry.code not in after}
    with_deck = shared is not None
    after.update({code: _left(entry, now, with_deck) for code, entry in left.items()})
    changed = any(before.by_code.get(code) != entry for code, entry in after.items())
    for code, entry in left.items():
        if changed and with_deck and entry.retired == "shown":
            after[code] = replace(entry, retired="gone")
    if changed and is_kept(course.identity, before):
        after.update(_named(after, course.name))
    after = {code: entry for code, entry in after.items() if entry.kind != DECK}
    after.update(decks.after(course, before, shared, changed=changed))
    return Ledger(tuple(after[code] for code in sorted(after)))


def _stamped(
    card: Card, course: Course, before: Ledger, seen: Mapping[str, str], now: int
) -> Entry:
    old = before.by_code.get(card.code)
    sight = seen.get(card.code, old.seen if old else "")
    if old is None:
        note, changed = codes.note_id(course.identity, card.code), now
        born = codes.digest(card.kind, card.topic, card.front)
    else:
        note, born = old.note, old.born
        same = old.seen == sight and not old.retired
        changed = old.changed if same else max(now, old.changed + 1)
    answer = similarity.sketch(answer_of(card))
    place = (card.code, card.kind, card.topic, card.level, card.front)
    known, one_way = _gaps(card, old), _is_one_way(card, course)
    return Entry(*place, sight, note, changed, False, card.id, answer, born, known, one_way)


def _gaps(card: Card, old: Entry | None) -> tuple[KnownGap, ...]:
    if not isinstance(card.item, Cloze):
        return ()
    return gaps.remembered(card.item, old.gaps if old else ())


def _is_one_way(card: Card, course: Course) -> bool:
    if not isinstance(card.item, Term):
        return False
    topic = next((each for each in course.topics if each.key == card.topic), None)
    return both_ways.is_held_back(card.item, topic, course)


def _note_type(name: str, before: Ledger, sight: str, now: int) -> Entry:
    old = before.by_code.get(name)
    if old is None:
        return Entry(name, NOTE_TYPE, "", 0, "", sight, 0, now)
    return old if old.seen == sight else replace(old, seen=sight, changed=max(now, old.changed + 1))


def _named(after: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    types = {code: entry for code, entry in after.items() if entry.kind == NOTE_TYPE}
    return {code: replace(entry, topic=name) for code, entry in types.items()}


def _left(entry: Entry, now: int, with_deck: bool) -> Entry:
    if entry.kind in NO_CARDS or entry.retired in ("shown", "gone"):
        return entry
    if not with_deck:
        return replace(entry, retired="pending")
    return replace(entry, retired="shown", seen="", changed=max(now, entry.changed + 1))
