"""Further attacks by a folder: through what is read, what was stopped, and what lies around it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from builder.storage import journal, publishing
from builder.storage.journal import Journal, Marks
from tests.hostile.folders import CASES
from tests.hostile.planting import (
    BUILT,
    DECK,
    FOLDER,
    LINK,
    PIPE,
    Case,
    Place,
    Plant,
    both,
    folder,
    in_place_of,
    link_to,
    pipe,
    second_name,
    socket_at,
    sparse,
)

OUT = "leads out"
NOTES = "# 노트\n\n## 주제\n\n### Level 1\n\n**Q. 질문은?**\n\n> 답\n"


def _written(name: str, text: str) -> Plant:
    def plant(place: Place) -> None:
        path = place.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return plant


def _out(name: str, target: str) -> Plant:
    """A link in place of a file, if there is one, to something of the victim's."""

    def plant(place: Place) -> None:
        (place.root / "work" / name).unlink(missing_ok=True)
        in_place_of(name, target)(place)

    return plant


def _without(name: str, then: Plant) -> Plant:
    def plant(place: Place) -> None:
        (place.root / "work" / name).unlink()
        then(place)

    return plant


def _shown(place: Place) -> None:
    """A topic that shows a picture."""
    _written("course/topics/02.yaml", "title: 그림\nconcept: '![그림](images/a.png)'\n")(place)


def _sounding(place: Place) -> None:
    """A topic that plays a sound."""
    _written("course/topics/02.yaml", "title: 소리\nconcept: '[sound:a.mp3]'\n")(place)


def _deck(make: Callable[[Path], object]) -> Plant:
    """A deck in the output folder that the program never made, whose database is hostile."""

    def plant(place: Place) -> None:
        path = place.root / "collection.anki2"
        make(path)
        with ZipFile(place.built / "deck.apkg", "w", ZIP_DEFLATED) as archive:
            archive.write(path, "collection.anki2")
        path.unlink()

    return plant


def _endless(path: Path) -> None:
    """A collection whose table is a view that never ends."""
    with closing(sqlite3.connect(path)) as made:
        made.execute(
            "CREATE VIEW col AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT count(*) AS decks, 1 AS models FROM n"
        )
        made.commit()


def _misnamed(path: Path) -> None:
    """A collection whose notes are named after what is no name."""
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE col (decks, models)")
        made.execute("CREATE TABLE notes (guid, mid, flds)")
        made.execute("""INSERT INTO col VALUES ('{"1": {"id": 2, "name": "a"}}', '{}')""")
        made.execute(
            "INSERT INTO notes VALUES (?, 1, '')", ("../\x1b[31m\n" + "a" * 999 + ":AAAA",)
        )
        made.commit()


def _named(name: str) -> Plant:
    """A course that calls itself by a name."""

    def plant(place: Place) -> None:
        path = place.course / "course.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("name: small", f'name: "{name}"'), encoding="utf-8")

    return plant


def _stopped(
    *planted: Plant, steps: Journal | None = None, course: str = "small", ledger: bool = False
) -> Plant:
    """A build of the victim's own that was stopped, and what a stranger then did to its folder."""

    def plant(place: Place) -> None:
        folder = publishing.OutputFolder(place.output, "small", place.course / "ledger.jsonl")
        marks = Marks(place.home / ".state/study-builder", lambda: "5" * 64)
        mark = marks.keep(place.output / course)
        said = steps or Journal(("deck.apkg",), ())
        if ledger:
            said = Journal(said.moves, said.gone, publishing._place(folder))
        place.put(".staging/deck.apkg", b"PK\x03\x04 staged")
        place.put(".publishing.json", journal.write(said, mark))
        for each in planted:
            each(place)

    return plant


def _unlinked(name: str, target: str) -> Plant:
    """A link in place of a file that lies in the built course's folder."""
    return _out(f"output/small/{name}", target)


def _deep(place: Place) -> None:
    """Staging that holds 2,500 folders in one another."""
    path = place.built / ".staging"
    path.mkdir()
    here = Path.cwd()
    os.chdir(path)
    try:
        for _ in range(2500):
            os.mkdir("d")  # noqa: PTH102  (a path of this depth has no name)
            os.chdir("d")
    finally:
        os.chdir(here)


def _full(place: Place) -> None:
    """Staging that holds 10,000 files, and links to all that is the victim's."""
    path = place.built / ".staging"
    path.mkdir()
    for number in range(10_000):
        (path / f"{number}").touch()
    for each in place.home.iterdir():
        (path / f"to-{each.name}").symlink_to(each)


def _shadows(place: Place) -> None:
    """Programs under the names of Python's and the program's own modules."""
    text = f"open({str(place.home / 'ran')!r}, 'w')\n"
    for name in ("multiprocessing/__init__", "socket", "struct", "builder/__init__", "yaml"):
        _written(f"{name}.py", text)(place)


def _pdf(place: Place) -> None:
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(place.built / "handout-1.pdf")


def _courses(place: Place) -> None:
    """Two courses that call themselves the same, in one folder."""
    place.course.rename(place.root / "work/a")
    _written("b/course.yaml", "title: 나\nname: SMALL\nlevels: {1: {name: 입문}}\n")(place)
    _written("b/topics/01.yaml", "title: 나\nlevels: {1: {questions: [{ask: 나, answer: 다}]}}\n")(
        place
    )


def _huge_name(place: Place) -> None:
    """A list with names that are controls, markup and devices, each with its file."""
    names = ["<img src=x onerror=alert(1)>.pdf", "CON", "a\u202efdp.exe", "-rf", "~", "$(ran).pdf"]
    for name in names:
        place.put(name, b"mine")
    place.put(".files.json", names)


TOPIC = "course/topics/02.yaml"
ONE = "build notes.md -o output --only deck --jobs 1"
FURTHER: dict[str, Case] = {
    # What is read.
    "topic, a pipe": Case(pipe(TOPIC), PIPE),
    "topic, a socket": Case(socket_at(TOPIC), "is a socket"),
    "topic, a link to a file": Case(in_place_of(TOPIC, "notes/topics/01.yaml"), OUT),
    "topic, a link to a device": Case(link_to(TOPIC, "/dev/zero"), "link"),
    "topic, a link to itself": Case(link_to(TOPIC, "02.yaml"), "link"),
    "topic, a link to nothing": Case(in_place_of(TOPIC, "nothing.yaml"), "link"),
    "topic, a link to a program's secrets": Case(link_to(TOPIC, "/proc/self/environ"), OUT),
    "settings, a link": Case(_out("course/course.yaml", "notes/course.yaml"), OUT),
    "settings, a pipe": Case(
        _without("course/course.yaml", pipe("course/course.yaml")), PIPE),
    "settings, a folder": Case(
        _without("course/course.yaml", folder("course/course.yaml")), FOLDER),
    "topics, a link to what holds it": Case(link_to("course/topics/more", ".."), BUILT),
    "picture, a pipe": Case(both(_shown, pipe("course/images/a.png")), "no ordinary file"),
    "picture, a link to a program's memory": Case(
        both(_shown, link_to("course/images/a.png", "/proc/self/mem")), "outside the course"),
    "pictures, a link to a folder": Case(
        both(_shown, in_place_of("course/images", "photos")), "no picture"),
    "sound, a pipe": Case(both(_sounding, pipe("course/topics/a.mp3")), BUILT),
    "sound, a link to a file": Case(
        both(_sounding, in_place_of("course/topics/a.mp3", ".bashrc")), "outside the course"),
    "sound, a link to itself": Case(
        both(_sounding, link_to("course/topics/a.mp3", "a.mp3")), BUILT),
    # How a course calls itself.
    "name that leads out": Case(_named("../../home"), "name"),
    "name of the program's own folder": Case(_named(".staging"), "name"),
    "name of 300 characters": Case(_named("a" * 300), "name"),
    "name with a control": Case(_named("a\\eb"), "name"),
    "name that is the folder above": Case(_named(".."), "name"),
    "two courses of one name": Case(_courses, "both called", "build -o output --jobs 1"),
    # The program's own files, once more.
    "lock, a second name": Case(second_name("output/small/.lock", "precious.txt"), BUILT),
    "lock of a terabyte": Case(sparse("output/small/.lock", 2**40), BUILT),
    "list, a second name": Case(second_name("output/small/.files.json", ".bashrc"), BUILT),
    "journal, a second name": Case(second_name("output/small/.publishing.json", ".bashrc"), BUILT),
    "staging, nested": Case(_deep, "nested"),
    "staging, full of files and links": Case(_full, BUILT),
    "staging, a link to what holds it": Case(link_to("output/small/.staging", ".."), BUILT),
    "list of strange names": Case(_huge_name, "index.html", DECK.replace("deck", "index")),
    # The deck, which tells what learners have where the ledger doesn't.
    "deck of zeros": Case(
        _deck(lambda path: path.write_bytes(bytes(2**29))), BUILT),
    "deck whose table has no end": Case(_deck(_endless), BUILT),
    "deck named after no name": Case(_deck(_misnamed), BUILT),
    "deck of 300 MB": Case(sparse("output/small/deck.apkg", 300 * 2**20), BUILT),
    # What a build of one's own left there.
    "stopped, what is staged a link": Case(
        _stopped(_unlinked(".staging/deck.apkg", "precious.txt")), BUILT),
    "stopped, what is replaced a link": Case(
        _stopped(_unlinked("deck.apkg", "precious.txt")), BUILT),
    "stopped, staging a link": Case(
        _stopped(lambda place: (place.built / ".staging/deck.apkg").unlink(),
                 in_place_of("output/small/.staging", "photos")), LINK),
    "stopped, the new ledger a link": Case(
        _stopped(in_place_of("course/ledger.jsonl.new", ".bashrc"), ledger=True), BUILT),
    "stopped, what goes a link to a folder": Case(
        _stopped(_unlinked("old.pdf", "photos"), steps=Journal((), ("old.pdf",))), BUILT),
    "stopped, with steps that lead out": Case(
        _stopped(steps=Journal((), ("../../../home/precious.txt",))), BUILT),
    "stopped, another course": Case(_stopped(course="other"), BUILT),
    "stopped, with another ledger": Case(
        _stopped(steps=Journal(("deck.apkg",), (), "0" * 64)), BUILT),
    # A single file, and folders of courses.
    "single file, its ledger a link": Case(
        both(_written("notes.md", NOTES), in_place_of("notes.ledger.jsonl", ".profile")), LINK,
        ONE),
    "single file, its ledger a pipe": Case(
        both(_written("notes.md", NOTES), pipe("notes.ledger.jsonl")), PIPE, ONE),
    "single file, its new ledger a link": Case(
        both(_written("notes.md", NOTES), in_place_of("notes.ledger.jsonl.new", ".bashrc")),
        "notes", ONE),
    "single file, a pipe": Case(pipe("notes.md"), PIPE, ONE),
    "course of a folder, its ledger a link": Case(
        both(_written("content/a/course.yaml", "title: 가\nlevels: {1: {name: 입문}}\n"),
              _written("content/a/topics/01.md", NOTES),
              in_place_of("content/a/ledger.jsonl", ".profile")),
        LINK, "build -o output --only deck --jobs 1"),
    # What lies around it.
    "programs of Python's own names": Case(_shadows, BUILT, DECK.replace("1", "2")),
    "check, a ledger without an end": Case(
        link_to("course/ledger.jsonl", "/dev/zero"), "", "check course"),
    "print, a link for its new file": Case(
        both(_pdf, in_place_of("output/small/handout-1-booklet.pdf", "precious.txt")),
        "2 pages", "print output/small/handout-1.pdf --booklet"),
    "print, a pipe": Case(
        pipe("output/small/handout-1.pdf"), PIPE, "print output/small/handout-1.pdf --booklet"),
    "print, a file without an end": Case(
        link_to("output/small/handout-1.pdf", "/dev/zero"), "device",
        "print output/small/handout-1.pdf --booklet"),
    "print, a file of 3 GB": Case(
        sparse("output/small/handout-1.pdf", 3 * 2**30), "too large",
        "print output/small/handout-1.pdf --booklet"),
    "init, a link to an empty folder": Case(
        both(lambda place: (place.home / "empty").mkdir(), in_place_of("new", "empty")), LINK,
        "init new"),
    "convert, a link to an empty folder": Case(
        both(lambda place: (place.home / "empty").mkdir(), in_place_of("new", "empty")), LINK,
        "convert course new"),
    "convert, a package that is a pipe": Case(
        pipe("deck.apkg"), PIPE, "convert deck.apkg new"),
    "templates, a link that nobody named": Case(
        in_place_of("look", "photos"), LINK, "templates copy base/look.yaml"),
    "quiz, its folder a pipe": Case(
        lambda place: (place.built.rmdir(), pipe("output/small")(place)), PIPE,
        "quiz course -o output"),
    "quiz, an earlier one a pipe": Case(
        pipe("output/small/quiz-1-1.pdf"), PIPE,
        "quiz course -o output --unlike output/small/quiz-1-1.pdf"),
    "changes, a file of 3 GB": Case(
        sparse("output/small/deck.apkg", 3 * 2**30), "too large",
        "changes course -o output"),
}  # fmt: skip

EVERY = {**CASES, **FURTHER}
