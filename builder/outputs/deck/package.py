"""An Anki package, of the same bytes every time: a database in memory, in a plain zip."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA


@dataclass(frozen=True, slots=True)
class Row:
    """One note as the database holds it.

    `id` is the note's, `changed` in seconds since 1970; fields are HTML in their model's order.
    `gaps` are a cloze's numbers: each is a card.
    """

    id: int
    guid: str
    model: genanki.Model
    changed: int
    deck: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package holds; the first deck is the course's, the notes are in reading order.

    The models come with the second each of them last changed, media are bytes by name.
    """

    decks: Sequence[genanki.Deck]
    models: Sequence[tuple[genanki.Model, int]]
    rows: Sequence[Row]
    media: Mapping[str, bytes]


def package(contents: Contents) -> bytes:
    """The bytes of an `.apkg`."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_TABLES + APKG_COL)
        _settle(database, contents)
        _add(database, contents.rows)
        database.commit()
        database.executescript(_INDEXES)
        data = bytearray(database.serialize())
    # The version of the SQLite that wrote the file, which nothing reads.
    data[96:100] = bytes(4)
    names = sorted(contents.media)
    numbered = {str(number): name for number, name in enumerate(names)}
    files = {"collection.anki2": bytes(data), "media": json.dumps(numbered).encode()}
    return _zip(files | {number: contents.media[name] for number, name in numbered.items()})


# Indexes are made once the rows are there: filling them row by row takes longer.
_STATEMENTS = [each + ";" for each in APKG_SCHEMA.split(";") if each.strip()]
_INDEXES = "".join(each for each in _STATEMENTS if "CREATE INDEX" in each)
_TABLES = "".join(each for each in _STATEMENTS if "CREATE INDEX" not in each)

DAY = 20  # new cards that Anki shows in a day, if nobody said otherwise
_ROOM = 30_000_000  # more than there are codes: the ids of a course's notes lie within it
_SECOND_CARD = 400_000_000_000
# Notes since late 2026 have the time of their first build for an id; what lies before these is
# where older notes' further cards are.
_BY_TIME = 1_750_000_000_000
_SECOND_CARD_BY_TIME = 1_200_000_000_000
_FIXED = (1980, 1, 1, 0, 0, 0)


def _settle(database: sqlite3.Connection, contents: Contents) -> None:
    (known,) = database.execute("SELECT decks FROM col").fetchone()
    decks = json.loads(known) | {str(deck.deck_id): deck.to_json() for deck in contents.decks}
    root = contents.decks[0].deck_id
    types = {str(model.model_id): model.to_json(at, root) for model, at in contents.models}
    database.execute("UPDATE col SET decks = ?, models = ?", (_json(decks), _json(types)))


def _add(database: sqlite3.Connection, rows: Sequence[Row]) -> None:
    numbers = _Numbers()
    database.executemany(
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
        (
            (
                *(row.id, row.guid, row.model.model_id, row.changed),
                *(f" {' '.join(row.tags)} ", "\x1f".join(row.fields), row.fields[0]),
            )
            for row in rows
        ),
    )
    database.executemany(
        "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
        (
            (
                *(_card(row, number) if number else row.id, row.id, row.deck, number, row.changed),
                _due(row, number, position) if number else position,
            )
            for position, row in enumerate(rows, start=1)
            for number in numbers.of(row)
        ),
    )


def _card(row: Row, number: int) -> int:
    """The id of a note's further card: away from the note's own, where no other note's can be."""
    away = _SECOND_CARD if row.id < _BY_TIME else _SECOND_CARD_BY_TIME
    return row.id - away - (number - 1) * _ROOM


def _due(row: Row, number: int, position: int) -> int:
    """When a further card is new: what asks the other way round a day of new cards later."""
    return position if row.gaps else position + DAY * number


class _Numbers:
    """The numbers of a note's cards, worked out once for notes with the same fields filled."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, tuple[bool, ...]], list[int]] = {}

    def of(self, row: Row) -> list[int]:
        if row.gaps:
            return sorted({number - 1 for number in row.gaps})
        filled = (row.model.model_id, tuple(map(bool, row.fields)))
        if filled not in self.known:
            cards = genanki.Note(model=row.model, fields=list(row.fields)).cards
            self.known[filled] = [card.ord for card in cards]
        return self.known[filled]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()
