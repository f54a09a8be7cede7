"""The Anki deck: one package of all levels, and what Anki sees of each card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import genanki

from builder.content.model import Course, Level, cards
from builder.content.shared import Fingerprints, LearnersNote, Shared
from builder.documents.job import Job, Stamp, Tombstone
from builder.documents.kept import NOTHING_KEPT, KeptPages
from builder.documents.output import Artefact, Output
from builder.languages import folders
from builder.outputs.deck import learned as _deck_learned
from builder.outputs.deck import notes as _deck_notes
from builder.outputs.deck import package as _deck_package
from builder.outputs.deck import sides as _deck_sides
from builder.outputs.deck import text, texts, theirs, types
from builder.outputs.deck.keeping import noted
from builder.outputs.deck.notes import Note
from builder.outputs.deck.published import published
from builder.outputs.deck.sides import Sides
from builder.typeset.templates.environment import Templates
from builder.typeset.text import markup

__all__ = ["Sides", "artefacts", "fingerprints", "learned", "media", "shared", "sides"]


def artefacts(job: Job) -> list[Artefact]:
    """A `deck.apkg` and a `deck.txt` with every card of the course, if it has any.

    With levels asked for, one of each for a level's cards (`deck-1.apkg`). A `deck-retired.txt`
    where cards have left the course.
    """
    # The identity is named beside the course, whose digest, which pages go by, leaves it out.
    named, stamps = (job.course.identity, job.course), dict(job.stamps)
    levels = [level.number for level in job.levels] if job.options.levels else [None]
    held = {card.level for card in cards(job.course)}
    made: list[Artefact] = []
    for level in levels:
        if held if level is None else level in held:
            name = "deck" if level is None else f"deck-{level}"
            package = partial(_package, *named, job.templates, stamps, level, job.kept)
            texts = partial(_texts, *named, job.templates, level, job.kept)
            first = Artefact(f"{name}.apkg", package, comes_first=not made)
            made += [first, Artefact(f"{name}.txt", texts)]
    if job.tombstones:
        made.append(
            Artefact("deck-retired.txt", partial(_retired, *named, job.templates, job.tombstones))
        )
    return made


def fingerprints(
    course: Course, templates: Templates, kept: KeptPages = NOTHING_KEPT
) -> dict[str, Fingerprints]:
    """Hashes of what is asked and answered, by a card's code, and of note types, by their names.

    Only a change of these touches a learner's note, for Anki replaces every field and all tags
    of a note that is touched: where a card stands, and its tags, travel with its next real change.
    Earlier versions hashed all fields and tags.
    """
    notes = _notes(course, kept)
    seen = {note.code: types.fingerprints(note.type, note.fields, note.tags) for note in notes}
    models = _models(course, templates, notes)
    return seen | {kind: (types.look(model),) for kind, model in models.items()}


def shared(course: Course) -> Shared:
    """What a learner's collection will know of the deck."""
    levels = course.levels if course.deck.subdecks else ()
    return Shared(
        types.deck_name(course),
        tuple((level.number, _level_name(level)) for level in levels),
        course.deck.both_ways,
    )


def sides(course: Course, templates: Templates) -> list[Sides]:
    """Every card as Anki shows it, in reading order; a note may make two."""
    notes = _notes(course)
    models = _models(course, templates, notes)
    return [each for note in notes for each in _deck_sides.sides(note, models[note.type])]


def learned(course: Course) -> dict[str, LearnersNote]:
    """What learners have of each card, by its code."""
    return _deck_learned.learned(course, _notes(course))


def _notes(course: Course, kept: KeptPages = NOTHING_KEPT) -> list[Note]:
    """The notes of the course's cards; those that were made of another deck's notes are these."""
    made, old = noted(course, kept), theirs.kept(course)
    if not old:
        return made
    by_code = {card.code: card for card in cards(course) if card.id in old}
    return [
        theirs.note(note, card, old[card.id], course) if (card := by_code.get(note.code)) else note
        for note in made
    ]


def _models(course: Course, templates: Templates, notes: list[Note]) -> dict[str, genanki.Model]:
    """The note types of a deck with these notes."""
    held = {note.type for note in notes}
    is_rich = any(markup.is_rich(field) for note in notes for field in note.fields.values())
    own = types.models(course, templates, held, is_rich=is_rich)
    if not course.kept_types:
        return own
    # A deck of kept notes brings no note type that none of its notes has.
    kept = {name: model for name, (model, _) in theirs.models(course).items()}
    return {name: model for name, model in (own | kept).items() if name in held}


def media(course: Course) -> dict[str, bytes]:
    """The course's pictures, by the names that notes call them."""
    named = _deck_notes.media(course)
    return {named[each.src].address: each.data for each in course.pictures}


def _package(
    identity: str,
    course: Course,
    templates: Templates,
    stamps: Mapping[str, Stamp],
    level: int | None,
    kept: KeptPages,
) -> bytes:
    named = replace(course, id=identity)
    return _deck_package.package(_contents(named, templates, stamps, level, kept))


def _texts(
    identity: str, course: Course, templates: Templates, level: int | None, kept: KeptPages
) -> bytes:
    named = replace(course, id=identity)
    names = {number: deck.name for number, deck in _Decks.of(named, templates).levels.items()}
    names[0] = types.deck_name(named)
    every = _notes(named, kept)
    models = _models(named, templates, every)
    held = (note for note in every if level in (None, note.level))
    return texts.update(named, held, names, models)


def _retired(
    identity: str, course: Course, templates: Templates, graves: tuple[Tombstone, ...]
) -> bytes:
    named = replace(course, id=identity)
    return texts.retired(named, graves, types.labels(named, templates))


def _contents(
    course: Course,
    templates: Templates,
    stamps: Mapping[str, Stamp],
    level: int | None,
    kept: KeptPages = NOTHING_KEPT,
) -> _deck_package.Contents:
    # Note types are those of the whole course, so that a level's deck has them alike.
    every = _notes(course, kept)
    models = _models(course, templates, every)
    notes = [note for note in every if level in (None, note.level)]
    decks = _Decks.of(course, templates)
    latest = max(stamps[note.code].changed for note in notes)
    rows = [_row(note, course, stamps[note.code], models[note.type], decks) for note in notes]
    changed = {kind: stamps[kind].changed for kind in models if kind in stamps}
    changed |= {kind: at for kind, (_, at) in theirs.models(course).items()}
    return _deck_package.Contents(
        decks=decks.all,
        models=[(model, changed.get(kind, latest)) for kind, model in models.items()],
        rows=rows,
        media=_media(course, rows),
    )


def _media(course: Course, rows: list[_deck_package.Row]) -> dict[str, bytes]:
    """The pictures and sounds that a note has, by the names that notes call them."""
    named = _deck_notes.media(course)
    has_media = named or course.sounds or course.kept_notes
    fields = "".join(field for row in rows for field in row.fields) if has_media else ""
    sounds = {f"study-{each.name}": each.data for each in course.sounds}
    heard = {name: data for name, data in sounds.items() if f"[sound:{name}]" in fields}
    shown = {
        named[each.src].address: each.data
        for each in course.pictures
        if f'src="{named[each.src].address}"' in fields
    }
    return heard | shown | theirs.media(course, fields)


def _row(
    note: Note, course: Course, stamp: Stamp, model: genanki.Model, decks: _Decks
) -> _deck_package.Row:
    names = [each["name"] for each in model.fields]
    return _deck_package.Row(
        id=stamp.note,
        guid=note.guid or f"{course.identity}:{note.code}",
        model=model,
        changed=stamp.changed,
        deck=decks.of_level(note.level),
        fields=tuple(note.fields.get(name, "") for name in names),
        tags=note.tags,
        gaps=note.gaps,
    )


@dataclass(frozen=True, slots=True)
class _Decks:
    """The course's deck, and below it one for each level where the course asks for that."""

    root: genanki.Deck
    levels: dict[int, genanki.Deck]

    @classmethod
    def of(cls, course: Course, templates: Templates) -> _Decks:
        name = types.deck_name(course)
        levels = {
            level.number: _deck(course, f"{name}::{_level_name(level)}")
            for level in (course.levels if course.deck.subdecks else ())
        }
        return cls(_deck(course, name, _description(course, templates)), levels)

    @property
    def all(self) -> list[genanki.Deck]:
        return [self.root, *self.levels.values()]

    def of_level(self, level: int) -> int:
        """The id of the deck that holds a level's cards."""
        deck: int = self.levels.get(level, self.root).deck_id
        return deck


def _level_name(level: Level) -> str:
    return text.name(f"{level.number} {level.name}")


def _deck(course: Course, name: str, description: str = "") -> genanki.Deck:
    # A course that goes by its name was shared before there were ids, its decks too.
    names = (name,) if course.identity == course.name else (course.id, name)
    return genanki.Deck(types.stable_id("deck", *names), name, description)


def _description(course: Course, templates: Templates) -> str:
    language = folders.known(course.language) or folders.ENGLISH
    return templates.render(
        [f"deck/description.{language}.html", f"languages/{language}/description.html"],
        title=text.name(course.title or course.name),
        about=course.description,
        retired=types.retired_tag(course),
        own=types.own_field(course),
    )


OUTPUT = Output(
    "deck",
    order=60,
    is_by_level=False,
    foot=0,
    artefacts=artefacts,
    fingerprints=fingerprints,
    shared=shared,
    published=published,
    learned=learned,
)
