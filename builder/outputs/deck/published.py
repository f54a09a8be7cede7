"""What a deck that was published says of itself: where the ledger doesn't know.

The deck may be anybody's: a made-up one of any size and shape says nothing, and soon.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from builder.content.shared import LastDeck, LastNote, Shared
from builder.outputs.deck import types

LARGEST = 128 * 2**20  # bytes of a collection, and of a value in it
STEPS = 20_000_000  # of its database: a second or two


def published(there: Callable[[str], bytes | None]) -> LastDeck | None:
    """What the deck in an output folder holds, `there` giving its file; None for none of ours."""
    data = there("deck.apkg")
    return _read(data) if data else None


def _read(data: bytes) -> LastDeck | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_COLLECTION).file_size > LARGEST:
                return None
            held = archive.read(_COLLECTION)
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("PRAGMA trusted_schema = off")
            database.execute("PRAGMA temp_store = memory")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
            database.set_progress_handler(lambda: 1, STEPS)
            database.deserialize(held)
            (row,) = database.execute("SELECT decks, models FROM col")
            decks, models = map(json.loads, row)
            (guid,) = database.execute("SELECT guid FROM notes LIMIT 1").fetchone()
            names = [deck["name"] for deck in decks.values() if str(deck["id"]) != _DEFAULT]
            identity = guid.rpartition(":")[0]
            if not _IDENTITY.fullmatch(identity):
                return None
            shared = _shared(names, _both_ways(database, models))
            return LastDeck(identity, shared, dict(_notes(database, identity, models)))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError):
        return None  # no archive, or one of a kind that Anki doesn't make
    except (sqlite3.Error, MemoryError, RecursionError):
        return None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # a database of another shape


_COLLECTION = "collection.anki2"
_IDENTITY = re.compile(r"[\w.-]{1,100}")
_DEFAULT = "1"
_LARGEST_ID = 2**53  # past it, what reads JSON rounds
_LATEST = 32_503_680_000  # seconds since 1970: the year 3000, as in the ledger


def _shared(names: list[str], both_ways: bool) -> Shared:
    root = min(names, key=len)
    below = (name.removeprefix(f"{root}::") for name in sorted(names) if name != root)
    return Shared(root, tuple((int(name.split(" ")[0]), name) for name in below), both_ways)


def _notes(
    database: sqlite3.Connection, identity: str, models: dict[str, Any]
) -> Iterator[tuple[str, LastNote]]:
    """Each card's note by its code, hashed as the ledger does."""
    kinds = {types.stable_id(identity, kind): kind for kind in types.FIELDS}
    for guid, number, changed, kind, held in database.execute(
        "SELECT guid, id, mod, mid, flds FROM notes WHERE tags NOT LIKE '%::retired %'"
    ):
        if kind in kinds:
            names = (field["name"] for field in models[str(kind)]["flds"])
            fields = {
                name: text for name, text in zip(names, held.split("\x1f"), strict=True) if text
            }
            seen = types.asked_and_answered(kinds[kind], fields)
            if 0 <= number < _LARGEST_ID and 0 <= changed <= _LATEST:
                yield guid.rpartition(":")[2], LastNote(number, changed, seen)


def _both_ways(database: sqlite3.Connection, models: dict[str, Any]) -> bool:
    """Whether a note has a reverse card."""
    for number, model in models.items():
        fields = [field["name"] for field in model["flds"]]
        if "Reverse" in fields:
            at = fields.index("Reverse")
            rows = database.execute("SELECT flds FROM notes WHERE mid = ?", (int(number),))
            return any(held.split("\x1f")[at] for (held,) in rows)
    return False
