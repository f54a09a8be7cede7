"""What a deck that was published says of itself: where the ledger doesn't know."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from builder.content.shared import Published, Shared


def published(folder: Path) -> Published | None:
    """What the deck in an output folder holds; None where there is none of ours."""
    try:
        return _read((folder / "deck.apkg").read_bytes())
    except OSError:
        return None


def _read(data: bytes) -> Published | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            held = archive.read("collection.anki2")
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(held)
            (row,) = database.execute("SELECT decks, models FROM col")
            decks, models = map(json.loads, row)
            (guid,) = database.execute("SELECT guid FROM notes LIMIT 1").fetchone()
            names = [deck["name"] for deck in decks.values() if str(deck["id"]) != _DEFAULT]
            return Published(guid.rpartition(":")[0], _shared(names, _both_ways(database, models)))
    except (zipfile.BadZipFile, sqlite3.Error, KeyError, TypeError, ValueError):
        return None


_DEFAULT = "1"


def _shared(names: list[str], both_ways: bool) -> Shared:
    root = min(names, key=len)
    below = (name.removeprefix(f"{root}::") for name in sorted(names) if name != root)
    return Shared(root, tuple((int(name.split(" ")[0]), name) for name in below), both_ways)


def _both_ways(database: sqlite3.Connection, models: dict[str, Any]) -> bool:
    """Whether a note has a reverse card."""
    for number, model in models.items():
        fields = [field["name"] for field in model["flds"]]
        if "Reverse" in fields:
            at = fields.index("Reverse")
            rows = database.execute("SELECT flds FROM notes WHERE mid = ?", (int(number),))
            return any(held.split("\x1f")[at] for (held,) in rows)
    return False
