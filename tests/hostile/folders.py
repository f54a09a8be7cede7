"""Folders that bring what the program itself writes: what is planted, and what must come of it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

from tests.hostile.planting import (
    BUILT,
    FOLDER,
    LINK,
    PIPE,
    Case,
    Place,
    both,
    file_at,
    folder,
    in_place_of,
    journal,
    ledger_to,
    link_to,
    listed,
    moves,
    new_ledger_to,
    pipe,
    sealed,
    second_name,
    socket_at,
    sparse,
)
from tests.support.courses import small


def _chain(place: Place) -> None:
    (place.course / "a").symlink_to(place.home / ".bash_aliases")
    (place.course / "ledger.jsonl").symlink_to("a")


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


CASES: dict[str, Case] = {
    # What was found.
    "ledger, a link to a file": Case(ledger_to(".bashrc"), LINK),
    "ledger, a link to a file to come": Case(ledger_to(".profile"), LINK),
    "new ledger, a link": Case(new_ledger_to("precious.txt"), BUILT),
    "journal that moves": Case(moves(("work/output/small/.staging/evil", "home/.bashrc")), BUILT),
    "journal that takes": Case(moves(("home/precious.txt", "work/output/small/got")), BUILT),
    "journal that removes": Case(moves(gone=("../../../home/precious.txt",)), BUILT),
    "output of the course, a link": Case(in_place_of("output/small", "photos"), LINK),
    "staging, a link": Case(in_place_of("output/small/.staging", "photos"), BUILT),
    "lock, a link to a file to come": Case(lambda place: place.link(".lock", ".profile"), LINK),
    "cache, a link": Case(in_place_of("output/.cache", "photos"), BUILT),
    "ledger, a pipe": Case(pipe("course/ledger.jsonl"), PIPE),
    "new ledger, a pipe": Case(pipe("course/ledger.jsonl.new"), BUILT),
    "lock, a pipe": Case(pipe("output/small/.lock"), PIPE),
    "ledger without an end": Case(link_to("course/ledger.jsonl", "/dev/zero"), LINK),
    "journal, a list": Case(journal([1, 2]), BUILT),
    "journal, without steps": Case(journal({"moves": 3}), BUILT),
    "journal, a text": Case(journal(b"\xff\xfe{"), BUILT),
    "list, nested": Case(listed(b"[" * 200_000), BUILT),
    "ledger of 500 MB": Case(sparse("course/ledger.jsonl", 500 * 2**20), "too large"),
    # The ledger and its like.
    "ledger, a folder": Case(folder("course/ledger.jsonl"), FOLDER),
    "new ledger, a folder": Case(folder("course/ledger.jsonl.new"), FOLDER),
    "ledger, a socket": Case(socket_at("course/ledger.jsonl"), "is a socket"),
    "new ledger, a socket": Case(socket_at("course/ledger.jsonl.new"), BUILT),
    "ledger, a link to itself": Case(link_to("course/ledger.jsonl", "ledger.jsonl"), LINK),
    "ledger, a link to a link": Case(_chain, LINK),
    "ledger, a link within": Case(
        link_to("course/ledger.jsonl", "topics/01-container.yaml"), LINK),
    "ledger, a link to a program's memory": Case(
        link_to("course/ledger.jsonl", "/proc/self/mem"), LINK),
    "ledger, a link to a terminal": Case(link_to("course/ledger.jsonl", "/dev/tty"), LINK),
    "new ledger, a link to a folder": Case(new_ledger_to("photos"), BUILT),
    "new ledger, a second name": Case(second_name("course/ledger.jsonl.new", ".bashrc"), BUILT),
    "ledger, a second name": Case(second_name("course/ledger.jsonl", ".bashrc"), "damaged"),
    "ledger of one line of 40 MB": Case(_wide, "too large"),
    "ledger of two cards with one note": Case(_two, "the same note"),
    # The journal and staging.
    "journal, a link": Case(lambda place: place.link(".publishing.json", "precious.txt"), BUILT),
    "journal, a link to come": Case(lambda place: place.link(".publishing.json", "new"), BUILT),
    "journal, a pipe": Case(pipe("output/small/.publishing.json"), BUILT),
    "journal, a folder": Case(folder("output/small/.publishing.json"), FOLDER),
    "journal without an end": Case(link_to("output/small/.publishing.json", "/dev/zero"), BUILT),
    "journal of 1 GB": Case(sparse("output/small/.publishing.json", 2**30), BUILT),
    "journal, nested": Case(journal(b"[" * 200_000), BUILT),
    "journal, absolute removal": Case(
        lambda place: moves(gone=(str(place.home / "precious.txt"),))(place), BUILT),
    "journal with an empty seal": Case(sealed(""), BUILT),
    "journal with a made-up seal": Case(sealed("0" * 64), BUILT),
    "staging, a file": Case(lambda place: place.put(".staging", b"x"), BUILT),
    "staging, a pipe": Case(pipe("output/small/.staging"), BUILT),
    "staged file, a link": Case(lambda place: place.link(".staging/deck.apkg", ".bashrc"), BUILT),
    "staged list, a link": Case(lambda place: place.link(".staging/.files.json", ".x"), BUILT),
    "staged journal, a link": Case(
        lambda place: place.link(".staging/.publishing.json", ".bashrc"), BUILT),
    "folder in staging, a link": Case(lambda place: place.link(".staging/more", "photos"), BUILT),
    "staged folder": Case(folder("output/small/.staging/deck.apkg"), BUILT),
    # The lock, the list of files, and the files.
    "lock, a link to a file": Case(lambda place: place.link(".lock", ".bashrc"), LINK),
    "lock, a folder": Case(folder("output/small/.lock"), FOLDER),
    "lock, a link to a device": Case(link_to("output/small/.lock", "/dev/zero"), LINK),
    "list, a link": Case(lambda place: place.link(".files.json", "photos/.files.json"), BUILT),
    "list, a pipe": Case(pipe("output/small/.files.json"), BUILT),
    "list, a folder": Case(folder("output/small/.files.json"), FOLDER),
    "list, nothing to read": Case(_unreadable, BUILT),
    "list of 1 GB": Case(sparse("output/small/.files.json", 2**30), BUILT),
    "list of paths": Case(listed(["../../../home/precious.txt", "/etc/hostname", ".."]), BUILT),
    "list, a mapping": Case(listed({"deck.apkg": "x"}), BUILT),
    "list of a hundred thousand": Case(_many, BUILT),
    "deck, a link": Case(lambda place: place.link("deck.apkg", "photos/deck.apkg"), BUILT),
    "deck, a link to come": Case(lambda place: place.link("deck.apkg", ".profile"), BUILT),
    "deck, a link to a folder": Case(lambda place: place.link("deck.apkg", "photos"), BUILT),
    "deck, a second name": Case(second_name("output/small/deck.apkg", "precious.txt"), BUILT),
    "deck, a pipe": Case(pipe("output/small/deck.apkg"), BUILT),
    "deck, a folder": Case(folder("output/small/deck.apkg"), FOLDER),
    "deck of 3 GB": Case(sparse("output/small/deck.apkg", 3 * 2**30), BUILT),
    "files beside, links": Case(
        both(listed(["poster.pdf"]), lambda place: place.link("poster.pdf", "precious.txt")),
        BUILT),
    "files beside, without an end": Case(
        both(listed(["poster.pdf"]), link_to("output/small/poster.pdf", "/dev/zero")),
        "index.html", "build course -o output --only index --jobs 1"),
    "files beside, of nonsense": Case(
        both(listed(["poster.pdf"]), lambda place: place.put("poster.pdf", b"%PDF-1.4 x")),
        "index.html", "build course -o output --only index --jobs 1"),
    "file that a link replaced, removed": Case(
        both(listed(["old.pdf"]), lambda place: place.link("old.pdf", "precious.txt")), BUILT,
        "build course -o output --jobs 1"),
    # Whole folders.
    "output, a link that nobody named": Case(
        in_place_of("output", "photos"), LINK, "build course --only deck --jobs 1"),
    "output, a file": Case(file_at("output"), "output"),
    "output of the course, a file": Case(file_at("output/small"), "is a file"),
    "output of the course, a link to come": Case(in_place_of("output/small", "new"), LINK),
    "content, a link that nobody named": Case(
        in_place_of("content", "notes"), LINK, "build --only deck --jobs 1"),
    "a course of content, a link": Case(
        _content, "leads out", "build content -o output --only deck --jobs 1"),
    "a course here, a link": Case(
        in_place_of("other", "notes"), LINK, "build -o output --only deck --jobs 1"),
    "topics, a link": Case(in_place_of("course/stories", "notes/topics"), BUILT),
    "results and states planted": Case(_states, BUILT),
    "programs beside the content": Case(_executable, BUILT),
    "2,500 nested folders": Case(_nested, "nested"),
    "output that can't be written": Case(_no_writing, "output"),
    # Other commands.
    "quiz, a link for its new file": Case(
        lambda place: place.link("quiz-1-1.pdf.new", ".bashrc"), "no code yet",
        "quiz course -o output"),
    "quiz, a link for the course": Case(
        in_place_of("output/small", "photos"), LINK, "quiz course -o output"),
    "quiz, a ledger that is a pipe": Case(
        pipe("course/ledger.jsonl"), PIPE, "quiz course -o output"),
    "cards, a ledger that is a link": Case(
        ledger_to(".bashrc"), LINK, "cards part AAAA course"),
    "cards, a pipe": Case(pipe("course/ledger.jsonl"), PIPE, "cards course"),
    "changes, a link for the course": Case(
        in_place_of("output/small", "photos"), LINK, "changes course -o output"),
    "changes, a file that is a pipe": Case(
        pipe("output/small/deck.apkg"), "deck.apkg", "changes course -o output"),
    "convert, a ledger that is a link": Case(
        ledger_to("precious.txt"), LINK, "convert course converted"),
    "convert, a ledger that is a pipe": Case(
        pipe("course/ledger.jsonl"), PIPE, "convert course converted"),
    "new topic, topics a link": Case(
        in_place_of("course/topics", "notes/topics"), LINK,
        "new topic Networks --course course"),
    "new topic, schemas a link": Case(
        in_place_of("course/.schema", "photos"), LINK, "new topic Networks --course course"),
    "new topic, a schema a link": Case(
        in_place_of("course/.schema/topic.json", ".bashrc"), LINK,
        "new topic Networks --course course"),
    "templates, a link to come": Case(
        in_place_of("look/base/look.yaml", ".profile"), "is there already",
        "templates copy base/look.yaml"),
    "templates, a folder that is a link": Case(
        in_place_of("look/base", "photos"), LINK, "templates copy base/look.yaml"),
}  # fmt: skip
