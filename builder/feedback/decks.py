"""A learner's file as what it says of a course: an exported package, or notes exported as text.

Whatever in it is not of the course is passed over, and what is a learner's own is read only
where the learner means it for others.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.content.shared import LearnersNote
from builder.content.source import ContentError, Diagnostic, Location, decode
from builder.pipeline.errors import strange_files_told
from builder.readers.anki import package
from builder.readers.table import sheets
from builder.storage.strange import read_ordinary

PACKAGES = (".apkg", ".colpkg")
SUFFIXES = (*PACKAGES, ".txt")
LARGEST = 500 * 2**20  # bytes of a package's file
LARGEST_TEXT = 32 * 2**20


@dataclass(frozen=True, slots=True)
class TheirNote:
    """A learner's copy of a card's note: its fields hold HTML, by their names.

    `changed` is in seconds since 1970, None where the file doesn't say. `remark` is what the
    learner wrote into the own field of a note that is tagged for feedback.
    """

    fields: Mapping[str, str]
    changed: int | None = None
    is_tagged: bool = False
    remark: str = ""
    flag: int = 0
    lapses: int = 0
    reviews: int = 0
    is_leech: bool = False


@dataclass(frozen=True, slots=True)
class Deck:
    """A learner's file: its notes of the course by their cards' codes, and how many it has."""

    name: str
    notes: Mapping[str, TheirNote]
    count: int
    has_times: bool


def files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The learners' files at these paths, those in a folder in the order of their names.

    Raises ContentError for what is missing, and for a folder without any.
    """
    found: list[Path] = []
    diagnostics: list[Diagnostic] = []
    for path in paths:
        if path.is_dir():
            there = sorted(each for each in path.iterdir() if is_theirs(each))
            found += there
            if not there:
                words = "this folder holds no learner's deck"
                diagnostics.append(Diagnostic(Location(str(path)), words, _GIVE))
        elif path.suffix.lower() in SUFFIXES and path.exists():
            found.append(path)
        else:
            words = "this is no learner's deck" if path.exists() else "there is no such file"
            diagnostics.append(Diagnostic(Location(str(path)), words, _GIVE))
    if diagnostics:
        raise ContentError(diagnostics)
    return tuple(dict.fromkeys(found))


_GIVE = "give files that Anki exported (.apkg, .colpkg, or notes as .txt), or a folder of them"


def is_theirs(path: Path) -> bool:
    """Whether Anki exported a file, by its name, or where it is text by its first line."""
    if path.name.startswith(".") or not path.is_file():
        return False
    if path.suffix.lower() in PACKAGES:
        return True
    if path.suffix.lower() != ".txt":
        return False
    with path.open("rb") as opened:
        return opened.read(len(_HEAD) + 3).removeprefix(b"\xef\xbb\xbf").startswith(_HEAD)


_HEAD = b"#separator:"


def read(path: Path, ours: Mapping[str, LearnersNote], *, lapses: bool = False) -> Deck:
    """What a learner's file says of the cards whose notes (by code) are `ours`.

    Raises ContentError for a file that is damaged, locked, too large or no export of notes.
    """
    with strange_files_told():
        if path.suffix.lower() in PACKAGES:
            return _of_package(path, read_ordinary(path, LARGEST), ours, lapses)
        return _of_text(path, read_ordinary(path, LARGEST_TEXT), ours)


def _of_package(path: Path, data: bytes, ours: Mapping[str, LearnersNote], lapses: bool) -> Deck:
    try:
        held = package.read(data, lapses=lapses, media=False)
    except package.PackageError as error:
        raise ContentError(
            [Diagnostic(Location(str(path)), str(error), "ask for it to be exported again")]
        ) from None
    by_guid = {note.guid: note for note in ours.values()}
    found = {}
    for note in held.notes:
        our, kind = by_guid.get(note.guid), held.types.get(note.type)
        if our and kind:
            fields = dict(zip(kind.fields, note.fields, strict=False))
            found[our.code] = TheirNote(
                {name: fields[name] for name in our.made_of if name in fields},
                note.changed,
                *_remark(note.tags, fields.get(our.own, "")),
                note.flag,
                note.lapses,
                note.reviews,
                lapses and "leech" in (tag.casefold() for tag in note.tags),
            )
    return Deck(str(path), found, len(held.notes), has_times=True)


def _remark(tags: Iterable[str], own: str) -> tuple[bool, str]:
    """Whether a note is tagged for feedback, by itself or below a tag; only then its remark."""
    steps = {step for tag in tags for step in tag.casefold().split("::")}
    return ("feedback" in steps, own) if "feedback" in steps else (False, "")


def _of_text(path: Path, data: bytes, ours: Mapping[str, LearnersNote]) -> Deck:
    name = str(path)
    source = decode(name, data, mends=True)
    try:
        sheet = sheets.read(source)
    except csv.Error as error:
        words = f"this text can't be read as a table: {error}"
        raise ContentError([Diagnostic(source.location(1), words, _EXPORT)]) from None
    said = sheet.said
    if said.get("html") != "true" or "separator" not in said:
        words = "this is no text of notes with their HTML"
        raise ContentError([Diagnostic(source.location(1), words, _EXPORT)])
    special = {each: _column(said.get(f"{each} column", "")) for each in _COLUMNS}
    by_guid = {note.guid: note for note in ours.values()}
    found = {}
    for _, row in sheet.rows:
        cells = [cell for at, cell in enumerate(row) if at not in special.values()]
        guid = _cell(row, special["guid"])
        our = by_guid.get(guid) if guid else ours.get(_code(cells))
        if our:
            fields = dict(zip(our.fields, cells, strict=False))
            found[our.code] = TheirNote(
                {name: fields[name] for name in our.made_of if name in fields},
                None,
                *_remark(_cell(row, special["tags"]).split(), fields.get(our.own, "")),
            )
    return Deck(name, found, len(sheet.rows), has_times=False)


_COLUMNS = ("guid", "notetype", "deck", "tags")
_EXPORT = "in Anki: Export, Notes in Plain Text, with HTML and the unique identifier"


def _column(said: str) -> int:
    """The place of a column that a header counts from 1; -1 for none."""
    return int(said) - 1 if said.isdecimal() and len(said) < 4 else -1


def _cell(row: tuple[str, ...], at: int) -> str:
    return row[at] if 0 <= at < len(row) else ""


def _code(cells: list[str]) -> str:
    """The code behind what a note is sorted by, for texts without Anki's ids."""
    return cells[0].rpartition(" · ")[2].removeprefix(" ") if cells else ""


def read_all(
    paths: Iterable[Path], ours: Mapping[str, LearnersNote], *, lapses: bool
) -> Iterator[Deck | Diagnostic]:
    """Each file, or what is wrong with it: one that can't be read keeps no other from it."""
    for path in paths:
        try:
            yield read(path, ours, lapses=lapses)
        except ContentError as error:
            yield from error.diagnostics
        except OSError as error:
            words = f"this can't be read: {error.strerror}"
            yield Diagnostic(Location(str(path)), words, getattr(error, "hint", ""))
