"""A package's collection, which is a database: its note types and its notes.

The database comes from other people: nothing that it declares is run, and what it gives is bounded.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from builder.content.theirs import CardTemplate, NoteType
from builder.readers.anki import wire

MOST = 200_000  # notes
_STEPS = 400_000_000  # of SQLite's own machine: minutes, which no honest package takes
_LONGEST = 64 * 2**20  # bytes of one value


class PackageError(ValueError):
    """What is wrong with a package."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its fields hold HTML, in its type's order; `deck` is its first card's.

    `flag` is the highest of its cards', `lapses` the most that one of them has, of `reviews` in
    all; both are 0 where they weren't asked for.
    """

    id: int
    guid: str
    type: int
    changed: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    deck: str = ""
    flag: int = 0
    lapses: int = 0
    reviews: int = 0


def read(
    data: bytes, most: int, *, lapses: bool = False
) -> tuple[dict[int, NoteType], tuple[Note, ...]]:
    """The note types by their ids, and the notes, whose texts may have `most` characters in all.

    Raises PackageError and sqlite3.Error, and ValueError, KeyError or TypeError for a database of
    another shape.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        _guard(database)
        types = _types(database)
        notes = _notes(database, _decks(database), _marks(database, lapses), most)
        return types, tuple(notes)


def _guard(database: sqlite3.Connection) -> None:
    """Let nothing that a stranger's database declares run for long, or at all."""
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    database.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a < b))
    left = [_STEPS // 100_000]

    def tick() -> bool:
        left[0] -= 1
        return left[0] < 0

    database.set_progress_handler(tick, 100_000)
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master"))
    wrong = [name for name in ("notes", "cards", "col") if kinds.get(name) != "table"]
    if wrong:
        raise PackageError(f"this package's collection has no {wrong[0]}")


def _tables(database: sqlite3.Connection) -> set[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found}


def _types(database: sqlite3.Connection) -> dict[int, NoteType]:
    if "notetypes" in _tables(database):
        return {each.id: each for each in _new_types(database)}
    (known,) = database.execute("SELECT models FROM col").fetchone()
    found = {}
    for made in json.loads(known).values():
        fields = sorted(made["flds"], key=lambda each: each["ord"])
        templates = sorted(made["tmpls"], key=lambda each: each["ord"])
        found[int(made["id"])] = NoteType(
            id=int(made["id"]),
            name=str(made["name"]),
            fields=tuple(str(each["name"]) for each in fields),
            templates=tuple(CardTemplate(e["name"], e["qfmt"], e["afmt"]) for e in templates),
            css=str(made.get("css", "")),
            is_cloze=int(made.get("type", 0)) == 1,
            changed=int(made.get("mod", 0)),
        )
    return found


def _new_types(database: sqlite3.Connection) -> Iterator[NoteType]:
    for number, name, changed, config in database.execute(
        "SELECT id, name, mtime_secs, config FROM notetypes ORDER BY id"
    ).fetchall():
        fields = database.execute("SELECT ord, name FROM fields WHERE ntid = ?", (number,))
        templates = database.execute(
            "SELECT ord, name, config FROM templates WHERE ntid = ?", (number,)
        )
        told = wire.read(config)
        yield NoteType(
            id=number,
            name=name,
            fields=tuple(each for _, each in sorted(fields)),
            templates=tuple(
                CardTemplate(title, wire.text(wire.read(made), 1), wire.text(wire.read(made), 2))
                for _, title, made in sorted(templates)
            ),
            css=wire.text(told, 3),
            is_cloze=wire.number(told, 1) == 1,
            changed=changed,
        )


def _decks(database: sqlite3.Connection) -> dict[int, str]:
    if "decks" in _tables(database):
        named = database.execute("SELECT id, name FROM decks").fetchall()
        return {number: name.replace("\x1f", "::") for number, name in named}
    (known,) = database.execute("SELECT decks FROM col").fetchone()
    return {int(number): str(made["name"]) for number, made in json.loads(known).items()}


Marks = dict[int, tuple[int, int, int]]  # by a note's id: flag, lapses, reviews


def _marks(database: sqlite3.Connection, lapses: bool) -> Marks:
    """What learners have flagged, and where it is asked for how often they failed."""
    learned = "max(CAST(lapses AS INTEGER)), sum(CAST(reps AS INTEGER))" if lapses else "0, 0"
    rows = database.execute(f"SELECT nid, max(flags & 7), {learned} FROM cards GROUP BY nid")
    return {nid: (flag or 0, failed or 0, times or 0) for nid, flag, failed, times in rows}


def _notes(
    database: sqlite3.Connection, decks: dict[int, str], marks: Marks, most: int
) -> Iterator[Note]:
    """The notes in the order in which their first cards are learned."""
    # A deck that cards are borrowed from for a while keeps their own in `odid`.
    placed = database.execute(
        "SELECT nid, CASE WHEN odid THEN odid ELSE did END, due, type FROM cards ORDER BY ord DESC"
    )
    first = {nid: (deck, due if kind == 0 else 0) for nid, deck, due, kind in placed}
    (count,) = database.execute("SELECT count() FROM notes").fetchone()
    if count > MOST:
        raise PackageError(f"this package has {count:,} notes; {MOST:,} can be read")
    rows = _bounded(database.execute(_ROWS), most)
    for number, guid, kind, changed, tags, fields in sorted(
        rows, key=lambda row: (first.get(row[0], (0, 0))[1], row[0])
    ):
        deck = decks.get(first.get(number, (1, 0))[0], "")
        parts = tuple(str(fields).split("\x1f"))
        told = (number, str(guid), kind, changed, tuple(str(tags).split()), parts, deck)
        yield Note(*told, *marks.get(number, (0, 0, 0)))


_ROWS = "SELECT id, guid, CAST(mid AS INTEGER), CAST(mod AS INTEGER), tags, flds FROM notes"


def _bounded(rows: Iterable[tuple[Any, ...]], most: int) -> list[tuple[Any, ...]]:
    """The rows; many of them may share one text in the file, and each take room of its own."""
    left, made = most, []
    for row in rows:
        left -= sum(len(each) for each in row if isinstance(each, str | bytes))
        if left < 0:
            raise PackageError(f"this package holds more than {most // 2**20} MB")
        made.append(row)
    return made
