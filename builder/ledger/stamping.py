"""The ledger after a build: when each card that learners have last changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from builder.content import both_ways
from builder.content.model import Card, Cloze, Course, Term, cards
from builder.content.shared import Fingerprints, Shared
from builder.ledger import codes, decks, gaps
from builder.ledger.entries import DECK, LATEST, NO_CARDS, NOTE_TYPE, Entry, KnownGap, Ledger
from builder.ledger.identity import is_kept
from builder.ledger.matching import Matching, answer_of
from builder.ledger.recognition import similarity


def stamp(
    matching: Matching,
    seen: Mapping[str, Fingerprints],
    now: int,
    shared: Shared | None = decks.UNNAMED,
) -> Ledger:
    """The ledger after a build: of the deck too, which is then `shared`, or of other files alone.

    `seen` holds by code the hashes of what Anki sees, and by a name in small letters those of
    the deck's note types; `now` is in seconds since 1970. Only what is new or was seen to
    change gets a later time, so an unchanged course gives an unchanged ledger.
    """
    course, before = matching.course, matching.ledger
    found = {card.code: card for card in cards(course)}
    after = _apart({code: _stamped(card, matching, seen, now) for code, card in found.items()})
    for name in seen.keys() - found.keys():
        after[name] = _note_type(name, before, seen[name], now)
    left = {entry.code: entry for entry in before.entries if entry.code not in after}
    with_deck = shared is not None
    after.update({code: _left(entry, now, with_deck) for code, entry in left.items()})
    changed = any(before.by_code.get(code) != entry for code, entry in after.items())
    if changed and is_kept(course.identity, before):
        after.update(_named(after, course.name))
    after = {code: entry for code, entry in after.items() if entry.kind != DECK}
    after.update(decks.after(course, before, shared, changed=changed))
    return Ledger(tuple(after[code] for code in sorted(after)))


def _apart(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries with note ids of their own: two of other times, or of two branches, may meet."""
    made: dict[str, Entry] = {}
    taken: set[int] = set()
    for code, entry in sorted(entries.items(), key=lambda item: (item[1].changed, item[0])):
        note = entry.note
        while note in taken:
            note -= 1
        taken.add(note)
        made[code] = entry if note == entry.note else replace(entry, note=note)
    return made


def _stamped(card: Card, matching: Matching, seen: Mapping[str, Fingerprints], now: int) -> Entry:
    course, before = matching.course, matching.ledger
    old = before.by_code.get(card.code)
    sights = seen.get(card.code, (old.seen if old else "",))
    if old is None and (last := matching.published.get(card.code)):
        note, changed = last.note, last.changed
        if last.seen not in sights:
            changed = min(max(now, last.changed + 1), LATEST)
        born = codes.digest(card.kind, card.topic, card.front)
    elif old is None:
        note, changed = codes.new_note_id(course.identity, card.code, now), now
        born = codes.digest(card.kind, card.topic, card.front)
    else:
        note, born = old.note, old.born
        same = old.seen in sights and not old.retired
        changed = old.changed if same else _later(old, now)
    answer = similarity.sketch(answer_of(card))
    place = (card.code, card.kind, card.topic, card.level, card.front)
    known, one_way = _gaps(card, old), _is_one_way(card, course)
    return Entry(*place, sights[0], note, changed, False, card.id, answer, born, known, one_way)


def _gaps(card: Card, old: Entry | None) -> tuple[KnownGap, ...]:
    if not isinstance(card.item, Cloze):
        return ()
    return gaps.remembered(card.item, old.gaps if old else ())


def _is_one_way(card: Card, course: Course) -> bool:
    if not isinstance(card.item, Term):
        return False
    topic = next((each for each in course.topics if each.key == card.topic), None)
    return both_ways.is_held_back(card.item, topic, course)


def _note_type(name: str, before: Ledger, sights: Fingerprints, now: int) -> Entry:
    old, sight = before.by_code.get(name), sights[0]
    if old is None:
        return Entry(name, NOTE_TYPE, "", 0, "", sight, 0, now)
    return old if old.seen in sights else replace(old, seen=sight, changed=_later(old, now))


def _named(after: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    types = {code: entry for code, entry in after.items() if entry.kind == NOTE_TYPE}
    return {code: replace(entry, topic=name) for code, entry in types.items()}


def _left(entry: Entry, now: int, with_deck: bool) -> Entry:
    if entry.kind in NO_CARDS or entry.retired in ("shown", "gone"):
        return entry
    if not with_deck:
        return replace(entry, retired="pending")
    return replace(entry, retired="shown", seen="", changed=_later(entry, now))


def _later(entry: Entry, now: int) -> int:
    """A time after the entry's own, for the clock may have stepped back."""
    return min(max(now, entry.changed + 1), LATEST)
