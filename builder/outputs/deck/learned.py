"""What learners have of a course's cards: their notes, and what of a card each field is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.content.model import Cloze, Course, Item, Question, cards
from builder.content.shared import LearnersNote
from builder.content.theirs import KeptNote
from builder.kinds.facet import facets
from builder.outputs.deck import theirs, types
from builder.outputs.deck.notes import Note


def learned(course: Course, notes: Iterable[Note]) -> dict[str, LearnersNote]:
    """The notes of a course's cards by their codes."""
    items = {card.code: card.item for card in cards(course)}
    old, kinds = theirs.kept(course), {kind.id: kind for kind in course.kept_types}
    found = {}
    for note in notes:
        item = items[note.code]
        kept = old.get(item.id) if note.guid else None
        own = "" if kept else types.own_field(course)
        names = kinds[kept.type].fields if kept else _names(note, course)
        made_of = _of_theirs(item, names, kept) if kept else _of_ours(item)
        found[note.code] = LearnersNote(
            guid=note.guid or f"{course.identity}:{note.code}",
            code=note.code,
            fields={name: note.fields.get(name, "") for name in names},
            own=own,
            made_of={name: field for name, field in made_of.items() if name in names},
            seen=types.fingerprints(note.type, note.fields, note.tags),
        )
    return found


def _names(note: Note, course: Course) -> tuple[str, ...]:
    own = types.own_field(course)
    return (*types.fields_of(note.type, course), *filter(None, [own]))


# What a note shows beside its card's own texts: its topic's concept, choices, what is typed.
_OF_SEVERAL = ("Reference", "Extra2", "Extra3")


def _of_ours(item: Item) -> Mapping[str, str]:
    made = dict.fromkeys(_OF_SEVERAL, "")
    for each in facets(type(item)):
        if each.role == "front":
            made["Text" if isinstance(item, Cloze) else "Front"] = each.name
        elif each.deck and each.form in ("text", "list"):
            made[each.deck] = each.name
    if isinstance(item, Question) and item.choices:
        made["Back"] = ""  # the right choices stand before the answer
    return made


def _of_theirs(item: Item, names: tuple[str, ...], kept: KeptNote) -> Mapping[str, str]:
    """Of a note of another deck the two fields that an edit of its card is written into."""
    of_item = {each.role: each.name for each in reversed(facets(type(item)))}
    made = dict.fromkeys(names, "")
    made[names[kept.asked]] = of_item["front"]
    if len(kept.told) == 1:
        made[names[kept.told[0]]] = of_item["answer"]
    return made
