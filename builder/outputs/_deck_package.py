"""An Anki package, of the same bytes every time: a database in memory, in a plain zip."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA


@dataclass(frozen=True, slots=True)
class Row:
    """One note as the database holds it.

    `id` is the note's, `changed` in seconds since 1970; fields are HTML in their model's order.
    """

    id: int
    guid: str
    model: genanki.Model
    changed: int
    deck: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]


def package(
    decks: Sequence[genanki.Deck],
    models: Sequence[tuple[genanki.Model, int]],
    rows: Iterable[Row],
) -> bytes:
    """The bytes of an `.apkg` with the notes in the order of `rows`.

    `models` come with the second each of them last changed.
    """
    with sqlite3.connect(":memory:") as database:
        database.executescript(APKG_SCHEMA + APKG_COL)
        _settle(database, decks, models)
        for position, row in enumerate(rows, start=1):
            _add(database, row, position)
        database.commit()
        data = bytearray(database.serialize())
    database.close()
    # The version of the SQLite that wrote the file, which nothing reads.
    data[96:100] = bytes(4)
    return _zip({"collection.anki2": bytes(data), "media": b"{}"})


_SECOND_CARD = 400_000_000_000
_FIXED = (1980, 1, 1, 0, 0, 0)


def _settle(
    database: sqlite3.Connection,
    decks: Sequence[genanki.Deck],
    models: Sequence[tuple[genanki.Model, int]],
) -> None:
    (known,) = database.execute("SELECT decks FROM col").fetchone()
    all_decks = json.loads(known) | {str(deck.deck_id): deck.to_json() for deck in decks}
    root = decks[0].deck_id
    types = {str(model.model_id): model.to_json(changed, root) for model, changed in models}
    database.execute("UPDATE col SET decks = ?, models = ?", (_json(all_decks), _json(types)))


def _add(database: sqlite3.Connection, row: Row, position: int) -> None:
    tags = f" {' '.join(row.tags)} "
    fields = "\x1f".join(row.fields)
    database.execute(
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
        (row.id, row.guid, row.model.model_id, row.changed, tags, fields, row.fields[0]),
    )
    # The numbers of a note's cards follow its own, where no other note's can be.
    for card in genanki.Note(model=row.model, fields=list(row.fields)).cards:
        number = row.id - card.ord * _SECOND_CARD
        database.execute(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            (number, row.id, row.deck, card.ord, row.changed, position),
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()
