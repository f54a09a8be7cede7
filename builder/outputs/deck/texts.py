"""The deck as text files, for learners who take over texts alone: Anki reads them by its headers.

An import of text overwrites the fields that it names and nothing else: tags, fields past the
last column and all of scheduling stay. It carries no pictures and no look.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import genanki

from builder.content.model import Course
from builder.documents.job import Tombstone
from builder.outputs.deck import notes, theirs, types
from builder.outputs.deck.notes import Note


def update(
    course: Course,
    held: Iterable[Note],
    deck_of: Mapping[int, str],
    models: Mapping[str, genanki.Model],
) -> bytes:
    """`deck.txt`: the fields of the notes but the learner's own, which is past its last column.

    `deck_of` names the decks of levels that have one, and by 0 the course's; `models` are the note
    types by their kind. Rows have as many columns as their note types have fields.
    """
    rows = [_row(note, course, deck_of, models[note.type]) for note in held]
    most = max(map(len, rows)) - _BEFORE
    # Without names for all columns, engines of 2023 take the first row's count for every row's.
    names = ["guid", "notetype", "deck", *map(str, range(1, most + 1))]
    return _file(("deck column:3", "columns:" + "\t".join(names)), rows)


def retired(course: Course, graves: Iterable[Tombstone], words: Mapping[str, str]) -> bytes:
    """`deck-retired.txt`: gives the cards that left the course their tag, and nothing else.

    Their text stays; what the browser sorts by, which Anki wants to be filled, tells the day.
    """
    kept = theirs.kept(course)
    names = {kind.id: kind.name for kind in course.kept_types}
    rows = (
        (old.guid, names[old.type], old.fields[0])
        if (old := kept.get(grave.id))
        else (
            f"{course.identity}:{grave.code}",
            types.type_name(course, notes.type_of(grave), words),
            f"{notes.sort_field(grave.front, grave.code)} · {words['retired']} ({_day(grave)})",
        )
        for grave in graves
    )
    return _file((f"tags:{types.retired_tag(course)}",), rows)


_BEFORE = 3  # columns before a note's fields


def _row(
    note: Note, course: Course, deck_of: Mapping[int, str], model: genanki.Model
) -> tuple[str, ...]:
    own = types.own_field(course)
    written = [each["name"] for each in model.fields if each["name"] != own]
    return (
        note.guid or f"{course.identity}:{note.code}",
        model.name,
        deck_of.get(note.level, deck_of[0]),
        *(note.fields.get(name, "") for name in written),
    )


def _day(grave: Tombstone) -> str:
    return datetime.fromtimestamp(grave.stamp.changed, UTC).date().isoformat()


def _file(head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    made = io.StringIO(newline="")
    lines = ("separator:tab", "html:true", "guid column:1", "notetype column:2", *head)
    made.writelines(f"#{line}\n" for line in lines)
    csv.writer(made, delimiter="\t", lineterminator="\n").writerows(rows)
    return made.getvalue().encode("utf-8", "surrogatepass")
