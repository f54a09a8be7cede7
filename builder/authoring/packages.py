"""A course made of an Anki package: its cards update the notes that learners have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from builder.authoring import courses
from builder.content.names import safe_name
from builder.content.source import ContentError, Diagnostic, Location
from builder.pipeline.errors import strange_files_told
from builder.pipeline.loaded import load
from builder.pipeline.planned import first_ledger
from builder.pipeline.target import KEPT, find_targets
from builder.readers.anki import fields, kept, notes, package
from builder.readers.yaml import writing
from builder.storage.strange import read_ordinary

SUFFIXES = (".apkg", ".colpkg")
LARGEST = 500 * 2**20  # bytes of a package's file


@dataclass(frozen=True, slots=True)
class Converted:
    """The files that were written, how many cards keep their notes, and what is lost."""

    written: tuple[Path, ...]
    cards: int
    lost: tuple[str, ...]


def convert(path: Path, folder: Path) -> Converted:
    """Write a package as a course into a new folder, with its pictures and a ledger.

    Raises ContentError for a package that can't be read, or a folder that isn't empty.
    """
    courses.check_empty(folder)
    name = safe_name(folder.resolve().name)
    try:
        if path.stat().st_size > LARGEST:
            raise package.PackageError(f"this package is larger than {LARGEST // 2**20} MB")
        with strange_files_told():
            held = read_ordinary(path, LARGEST)
        read = package.read(held)
    except package.PackageError as error:
        words = str(error)
        raise ContentError([Diagnostic(Location(str(path)), words, "export it again")]) from None
    brought = notes.bring(read, path.stem)
    if not brought.kept and not any(topic.cells for topic in brought.course.topics):
        raise ContentError([Diagnostic(Location(str(path)), "this package has no notes")])
    course = replace(brought.course, name=name)
    written = courses.write(folder, writing.files(course))
    (folder / KEPT).write_text(kept.write(brought.types, brought.kept), encoding="utf-8")
    written.append(folder / KEPT)
    missing = 0
    for picture in brought.pictures:
        data = read.media.get(picture)
        missing += data is None
        if data is not None:
            place = folder / fields.MEDIA / picture
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
            written.append(place)
    known = {note.id: note for note in read.notes}
    times = {f"anki-{number}": (number, note.changed) for number, note in known.items()}
    ledger = first_ledger(load(find_targets([folder])[0]), times)
    (folder / "ledger.jsonl").write_text(ledger, encoding="utf-8")
    lost = list(brought.lost)
    if missing:
        lost.append(f"{missing} pictures are not in the package")
    return Converted((*written, folder / "ledger.jsonl"), len(brought.kept), tuple(lost))
