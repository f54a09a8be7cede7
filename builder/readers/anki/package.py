"""An Anki package (`.apkg`, `.colpkg`) as notes, note types, decks and media.

A package comes from other people: nothing in it is run, and what it unpacks to is bounded.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Protocol

import zstandard

from builder.content.theirs import CardTemplate, NoteType
from builder.readers.anki import wire

LARGEST = 500 * 2**20  # bytes of all that a package unpacks to
MOST = 200_000  # notes
_STEPS = 400_000_000  # of SQLite's own machine: minutes, which no honest package takes

# The newest format first: a package that has it holds only a word of warning in the others.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")


class PackageError(ValueError):
    """What is wrong with a package."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its fields hold HTML, in its type's order; `deck` is its first card's."""

    id: int
    guid: str
    type: int
    changed: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    deck: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds; media are bytes by name."""

    types: dict[int, NoteType]
    notes: tuple[Note, ...]
    media: dict[str, bytes] = field(default_factory=dict, repr=False)


def read(data: bytes) -> Package:
    """Read a package's bytes. Raises PackageError for what is damaged, locked or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, _Room(LARGEST))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise PackageError(f"this package can't be opened: {error}") from None
    except zstandard.ZstdError as error:
        raise PackageError(f"this package is damaged: {error}") from None
    except sqlite3.Error as error:
        raise PackageError(f"this package's collection is damaged: {error}") from None


class _Opened(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class _Room:
    """How many bytes may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, source: _Opened) -> bytes:
        """All of a stream. Raises PackageError where it holds more than there is room for."""
        made = bytearray()
        while piece := source.read(2**20):
            self.left -= len(piece)
            if self.left < 0:
                raise PackageError(f"this package holds more than {LARGEST // 2**20} MB")
            made += piece
        return bytes(made)


def _read(archive: zipfile.ZipFile, room: _Room) -> Package:
    names = archive.namelist()
    name = next((each for each in _COLLECTIONS if each in names), "")
    if not name:
        raise PackageError("this is no Anki package: it holds no collection")
    is_packed = name.endswith("b")
    collection = bytearray(_member(archive, name, room, is_packed=is_packed))
    # A database that was written with a log beside it opens in memory only as one without.
    collection[18:20] = b"\1\1"
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(bytes(collection))
        _guard(database)
        types = _types(database)
        notes = tuple(_notes(database, _decks(database)))
    return Package(types, notes, dict(_media(archive, room, is_packed=is_packed)))


def _member(archive: zipfile.ZipFile, name: str, room: _Room, *, is_packed: bool) -> bytes:
    with archive.open(name) as source:
        if not is_packed:
            return room.take(source)
        with zstandard.ZstdDecompressor().stream_reader(source, read_across_frames=True) as opened:
            return room.take(opened)


def _guard(database: sqlite3.Connection) -> None:
    """Let nothing that a stranger's database declares run for long, or at all."""
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
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


def _notes(database: sqlite3.Connection, decks: dict[int, str]) -> Iterator[Note]:
    """The notes in the order in which their first cards are learned."""
    # A deck that cards are borrowed from for a while keeps their own in `odid`.
    placed = database.execute(
        "SELECT nid, CASE WHEN odid THEN odid ELSE did END, due, type FROM cards ORDER BY ord DESC"
    )
    first = {nid: (deck, due if kind == 0 else 0) for nid, deck, due, kind in placed}
    rows = database.execute("SELECT id, guid, mid, mod, tags, flds FROM notes").fetchall()
    if len(rows) > MOST:
        raise PackageError(f"this package has {len(rows):,} notes; {MOST:,} can be read")
    for number, guid, kind, changed, tags, fields in sorted(
        rows, key=lambda row: (first.get(row[0], (0, 0))[1], row[0])
    ):
        deck = decks.get(first.get(number, (1, 0))[0], "")
        parts = tuple(str(fields).split("\x1f"))
        yield Note(number, str(guid), kind, changed, tuple(str(tags).split()), parts, deck)


def _media(
    archive: zipfile.ZipFile, room: _Room, *, is_packed: bool
) -> Iterator[tuple[str, bytes]]:
    """Each file by the name that notes call it."""
    there = set(archive.namelist())
    if "media" not in there:
        return
    listed = _member(archive, "media", room, is_packed=is_packed)
    if is_packed:
        entries = [
            wire.read(each) for each in wire.read(listed).get(1, ()) if isinstance(each, bytes)
        ]
        names = {str(number): wire.text(each, 1) for number, each in enumerate(entries)}
    else:
        names = {str(key): str(name) for key, name in json.loads(listed or b"{}").items()}
    for number, name in sorted(names.items()):
        if number in there and name and "/" not in name and "\\" not in name and name[0] != ".":
            yield name, _member(archive, number, room, is_packed=is_packed)
