"""Where learners' notes differ from the course's: edits, remarks, and cards that many fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from builder.content.shared import LearnersNote
from builder.feedback.decks import Deck, TheirNote
from builder.feedback.merging import even
from builder.readers.anki import fields

LONGEST = 50_000  # characters of a field; a longer one is told and not compared
ADDED = 10_000  # characters that an edit may add: made-up HTML takes long to read
FAILED = 4  # lapses of a card, half of what Anki calls a leech


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a card's note, by its name, that learners (`members`, their files) have otherwise.

    `theirs` is the field's HTML, `said` the same as Markdown, as `ours` is. One that `is_behind`
    may be no edit: the course changed the card after the learner's copy was made.
    """

    code: str
    name: str
    made_of: str
    ours: str
    theirs: str = field(compare=False)
    said: str = ""
    members: tuple[str, ...] = ()
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a learner says of a card: words of the own field, "" for a tag or a flag alone."""

    code: str
    words: str
    flag: int
    member: str


@dataclass(frozen=True, slots=True)
class Leech:
    """A card that several learners failed, of those who reviewed it at all."""

    code: str
    failed: int
    members: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of the course's cards.

    `changed` says by code when the last deck's note changed, in seconds since 1970; cards that
    `are_edited` say otherwise now than in the last deck.
    """

    changed: Mapping[str, int]
    are_edited: frozenset[str] = frozenset()


def differences(
    decks: Sequence[Deck], ours: Mapping[str, LearnersNote], known: Known
) -> tuple[Difference, ...]:
    """What learners edited, each once with all who have it so, most members first.

    A note that was last changed in one of the course's builds is the course's own, of whatever
    version: its texts are no edits, wherever they stand.
    """
    builds = frozenset(known.changed.values())
    old = {
        (code, name, even(fields.markdown(text).text))
        for deck in decks
        for code, note in deck.notes.items()
        if note.changed in builds and note.changed != known.changed.get(code)
        for name, text in note.fields.items()
        if len(text) <= ADDED
    }
    found: dict[tuple[str, str, str], Difference] = {}
    for deck in decks:
        for code, note in deck.notes.items():
            if note.changed is not None and note.changed in builds:
                continue
            is_behind = _is_behind(code, note, known)
            for each in _of_note(ours[code], note, is_behind):
                if (code, each.name, even(each.said)) not in old:
                    _add(found, each, deck.name)
    order = {code: at for at, code in enumerate(ours)}
    return tuple(
        sorted(found.values(), key=lambda d: (order[d.code], d.name, -len(d.members), d.said))
    )


def _is_behind(code: str, note: TheirNote, known: Known) -> bool:
    if code in known.are_edited:
        return True
    return note.changed is not None and note.changed < known.changed.get(code, 0)


def _of_note(ours: LearnersNote, note: TheirNote, is_behind: bool) -> Iterator[Difference]:
    for name, made_of in ours.made_of.items():
        mine, theirs = ours.fields[name], note.fields.get(name)
        if theirs is None or theirs == mine:
            continue
        if max(len(mine), len(theirs)) > LONGEST or len(theirs) > len(mine) + ADDED:
            said = f"{len(theirs):,} characters, too many to compare"
            yield Difference(ours.code, name, "", "", theirs, said, (), is_behind)
            continue
        before, said = fields.markdown(mine).text, fields.markdown(theirs).text
        if even(said) != even(before):
            yield Difference(ours.code, name, made_of, before, theirs, said, (), is_behind)


def _add(found: dict[tuple[str, str, str], Difference], one: Difference, member: str) -> None:
    key = (one.code, one.name, even(one.said))
    same = found.get(key, one)
    found[key] = Difference(
        *(same.code, same.name, same.made_of, same.ours, same.theirs, same.said),
        (*same.members, member),
        same.is_behind and one.is_behind,
    )


def remarks(decks: Iterable[Deck], ours: Mapping[str, LearnersNote]) -> tuple[Remark, ...]:
    """What learners tagged for feedback or flagged, in the course's order."""
    order = {code: at for at, code in enumerate(ours)}
    found = (
        Remark(code, fields.markdown(note.remark[:ADDED]).text, note.flag, deck.name)
        for deck in decks
        for code, note in deck.notes.items()
        if note.is_tagged or note.flag
    )
    return tuple(sorted(found, key=lambda each: (order[each.code], each.member)))


def leeches(decks: Sequence[Deck]) -> tuple[Leech, ...]:
    """The cards that two learners or more failed, or one where there is one, by their share."""
    reviewed: dict[str, list[TheirNote]] = {}
    for deck in decks:
        for code, note in deck.notes.items():
            if note.reviews or note.is_leech:
                reviewed.setdefault(code, []).append(note)
    found = (
        Leech(code, sum(each.is_leech or each.lapses >= FAILED for each in notes), len(notes))
        for code, notes in reviewed.items()
    )
    least = min(2, len(decks))
    kept = (each for each in found if each.failed >= max(1, least))
    return tuple(sorted(kept, key=lambda each: (-each.failed / each.members, each.code)))
