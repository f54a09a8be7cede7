"""The Anki deck: one package of all levels, and what Anki sees of each card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial

import genanki

from builder.content.model import Course, Level, cards
from builder.content.shared import Shared
from builder.documents.job import Job, Stamp, Tombstone
from builder.documents.output import Artefact, Output
from builder.languages import folders
from builder.outputs.deck import notes as _deck_notes
from builder.outputs.deck import package as _deck_package
from builder.outputs.deck import sides as _deck_sides
from builder.outputs.deck import text, types
from builder.outputs.deck.notes import Note
from builder.outputs.deck.published import published
from builder.outputs.deck.sides import Sides
from builder.typeset.templates.environment import Templates
from builder.typeset.text import markup

__all__ = ["Sides", "artefacts", "fingerprints", "media", "shared", "sides"]


def artefacts(job: Job) -> list[Artefact]:
    """One `deck.apkg` with every card of the course, if it has any."""
    if not cards(job.course) and not job.tombstones:
        return []
    # The identity is named beside the course, whose digest, which pages go by, leaves it out.
    named = (job.course.identity, job.course)
    make = partial(_package, *named, job.templates, dict(job.stamps), job.tombstones)
    return [Artefact("deck.apkg", make)]


def fingerprints(course: Course, templates: Templates) -> dict[str, str]:
    """A hash of what Anki sees of each card, by its code, and of each note type, by its name.

    A card's fields and tags are hashed, not its place among the others.
    """
    notes = _deck_notes.notes(course)
    seen = {note.code: _seen(note) for note in notes}
    models = _models(course, templates, notes)
    return seen | {kind: types.look(model) for kind, model in models.items()}


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
    notes = _deck_notes.notes(course)
    models = _models(course, templates, notes)
    return [each for note in notes for each in _deck_sides.sides(note, models[note.type])]


def _models(
    course: Course, templates: Templates, notes: list[Note], retired: Collection[str] = ()
) -> dict[str, genanki.Model]:
    """The note types of a deck with these notes, and tombstones of the `retired` types."""
    held = {*retired, *(note.type for note in notes)}
    is_rich = any(markup.is_rich(field) for note in notes for field in note.fields.values())
    return types.models(course, templates, held, is_rich=is_rich)


def media(course: Course) -> dict[str, bytes]:
    """The course's pictures, by the names that notes call them."""
    named = _deck_notes.media(course)
    return {named[each.src].address: each.data for each in course.pictures}


def _seen(note: Note) -> str:
    made = json.dumps([note.type, sorted(note.fields.items()), note.tags])
    return hashlib.blake2b(made.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _package(
    identity: str,
    course: Course,
    templates: Templates,
    stamps: Mapping[str, Stamp],
    graves: tuple[Tombstone, ...],
) -> bytes:
    named = replace(course, id=identity)
    return _deck_package.package(_contents(named, templates, stamps, graves))


def _contents(
    course: Course,
    templates: Templates,
    stamps: Mapping[str, Stamp],
    graves: tuple[Tombstone, ...],
) -> _deck_package.Contents:
    notes = _deck_notes.notes(course)
    told = types.labels(course, templates)["retired"]
    retired = [(_deck_notes.tombstone(grave, course, told), grave.stamp) for grave in graves]
    models = _models(course, templates, notes, {note.type for note, _ in retired})
    decks = _Decks.of(course, templates)
    stamped = [*((note, stamps[note.code]) for note in notes), *retired]
    latest = max(stamp.changed for _, stamp in stamped)
    rows = [_row(note, course, stamp, models[note.type], decks) for note, stamp in stamped]
    return _deck_package.Contents(
        decks=decks.all,
        models=[
            (model, stamps[kind].changed if kind in stamps else latest)
            for kind, model in models.items()
        ],
        rows=rows,
        media=_media(course, rows),
    )


def _media(course: Course, rows: list[_deck_package.Row]) -> dict[str, bytes]:
    """The pictures that a note shows, by the names that notes call them."""
    named = _deck_notes.media(course)
    fields = "".join(field for row in rows for field in row.fields) if named else ""
    return {
        named[each.src].address: each.data
        for each in course.pictures
        if f'src="{named[each.src].address}"' in fields
    }


def _row(
    note: Note, course: Course, stamp: Stamp, model: genanki.Model, decks: _Decks
) -> _deck_package.Row:
    return _deck_package.Row(
        id=stamp.note,
        guid=f"{course.identity}:{note.code}",
        model=model,
        changed=stamp.changed,
        deck=decks.of_level(note.level),
        fields=tuple(note.fields.get(name, "") for name in types.fields_of(note.type)),
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
        retired=_deck_notes.retired_tag(course),
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
)
