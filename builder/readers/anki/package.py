"""An Anki package (`.apkg`, `.colpkg`) as notes, note types, decks and media.

A package comes from other people: nothing in it is run, and what it unpacks to is bounded.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import zstandard

from builder.content.theirs import NoteType
from builder.readers.anki import wire
from builder.readers.anki.collection import Note, PackageError
from builder.readers.anki.collection import read as read_collection

__all__ = ["LARGEST", "Note", "Package", "PackageError", "read"]

LARGEST = 500 * 2**20  # bytes of all that a package unpacks to

# The newest format first: a package that has it holds only a word of warning in the others.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds; media are bytes by name."""

    types: dict[int, NoteType]
    notes: tuple[Note, ...]
    media: dict[str, bytes] = field(default_factory=dict, repr=False)


def read(data: bytes, *, lapses: bool = False, media: bool = True) -> Package:
    """Read a package's bytes. Raises PackageError for what is damaged, locked or too large.

    Of learning nothing is read but `lapses`, where they are asked for.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, _Room(LARGEST), lapses, media)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise PackageError(f"this package can't be opened: {error}") from None
    except zstandard.ZstdError as error:
        raise PackageError(f"this package is damaged: {error}") from None
    except sqlite3.Error as error:
        raise PackageError(f"this package's collection is damaged: {error}") from None
    except zlib.error as error:
        raise PackageError(f"this package is damaged: {error}") from None
    except PackageError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise PackageError("this package's collection has another shape than Anki's") from None


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


def _read(archive: zipfile.ZipFile, room: _Room, lapses: bool, media: bool) -> Package:
    names = archive.namelist()
    name = next((each for each in _COLLECTIONS if each in names), "")
    if not name:
        raise PackageError("this is no Anki package: it holds no collection")
    is_packed = name.endswith("b")
    collection = bytearray(_member(archive, name, room, is_packed=is_packed))
    # A database that was written with a log beside it opens in memory only as one without.
    collection[18:20] = b"\1\1"
    types, notes = read_collection(bytes(collection), LARGEST, lapses=lapses)
    shown = dict(_media(archive, room, is_packed=is_packed)) if media else {}
    return Package(types, notes, shown)


def _member(archive: zipfile.ZipFile, name: str, room: _Room, *, is_packed: bool) -> bytes:
    with archive.open(name) as source:
        if not is_packed:
            return room.take(source)
        with zstandard.ZstdDecompressor().stream_reader(source, read_across_frames=True) as opened:
            return room.take(opened)


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
