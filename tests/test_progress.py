"""What a build says while it goes on, and what it makes first."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from builder.cli import build as build_command
from builder.documents.output import Artefact
from builder.pipeline import rendered
from builder.pipeline.rendered import Ready
from builder.pipeline.workers import Workers
from builder.reporting import progress
from builder.reporting.progress import Log, Pace, duration, words
from tests.support.courses import small


def made(path: str = "worksheet-1.pdf", *, first: bool = False, left: float = 0.5) -> Ready:
    artefact = Artefact(path, bytes, comes_first=first)
    return Ready(artefact, b"%PDF-", done=2, of=8, left=left)


def test_a_log_is_told_now_and_then() -> None:
    """A build that takes long says how far it is, less and less often; a short one says nothing."""
    said: list[str] = []
    times = [10.0, 14.0, 20.0, 30.0, 41.0, 60.0, 90.0]
    time = iter(times)
    log = Log("net", Pace(0.0), lambda: next(time), said.append)
    for number in range(len(times)):
        log(made(left=0.9 - number / 10))
    assert said == [
        "net: 2 of 8 files made, about 35 s left",
        "net: 2 of 8 files made, about 40 s left",
        "net: 2 of 8 files made, about 40 s left",
    ]


def test_the_last_file_is_no_news() -> None:
    """When all is made the summary follows at once."""
    said: list[str] = []
    log = Log("net", Pace(0.0), lambda: 99.0, said.append)
    log(Ready(Artefact("a.pdf", bytes), b"", done=8, of=8, left=0.0))
    assert said == []


def test_nobody_knows_at_the_beginning() -> None:
    """While next to nothing is made, no time is named."""
    ready = made(left=0.99)
    assert words(ready, Pace(0.0).left(ready, 5.0)) == "2 of 8 files made"
    assert [duration(s) for s in (0.2, 7.4, 38, 89, 200)] == ["1 s", "7 s", "40 s", "90 s", "3 min"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_looked_at_first_is_made_first(jobs: int) -> None:
    """The first handout and the deck are begun before what is heavier."""
    asked = [
        Artefact("poster.pdf", bytes, weight=9),
        Artefact("deck.apkg", bytes, comes_first=True),
        Artefact("handout-1.pdf", bytes, weight=3, comes_first=True),
        Artefact("worksheet-1.pdf", bytes, weight=4),
    ]
    begun: list[str] = []

    class Pool:
        """Notes what is handed to it, in order, and makes it at once."""

        def submit(self, make: Any) -> Any:
            from concurrent.futures import Future

            begun.append(next(each.path for each in asked if each.make is make))
            future: Future[bytes] = Future()
            future.set_result(make())
            return future

    for number, each in enumerate(asked):  # each its own function, to be told from the others
        asked[number] = rendered.replace(each, make=partial(bytes, 0))
    workers = Workers(jobs)
    workers._started = Pool  # type: ignore[assignment, method-assign]
    done = [path for path, _ in workers.make(asked)]
    order = done if jobs == 1 else begun
    assert set(order[:2]) == {"handout-1.pdf", "deck.apkg"}
    assert jobs == 1 or order[0] == "handout-1.pdf"


def test_a_course_says_what_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a course's files the first handout and the deck come first, and the rest is told truly."""
    seen: list[Ready] = []

    class Every(Log):
        def __call__(self, ready: Ready) -> None:
            seen.append(ready)

    monkeypatch.setattr(progress, "Log", Every)
    course = small(tmp_path / "course")
    context = build_command.build.make_context(
        "build", [str(course), "-o", str(tmp_path / "out"), "--jobs", "1"]
    )
    assert build_command.build.invoke(context) == 0
    first = [each.artefact.path for each in seen if each.artefact.comes_first]
    assert sorted(first) == ["deck.apkg", "handout-1.pdf"]
    assert [each.artefact.path for each in seen][:2] == first
    assert [each.done for each in seen] == list(range(1, len(seen) + 1))
    assert {each.of for each in seen} == {len(seen)}
    left = [each.left for each in seen]
    assert left == sorted(left, reverse=True)
    assert (left[0] < 1, left[-1]) == (True, 0.0)


def test_the_first_handout_can_be_opened_while_the_rest_is_made(tmp_path: Path) -> None:
    """Where a build goes on for long, a copy of the first handout lies ready; its place is said.

    Neither the deck nor a quick build's pages are handed out before all is published.
    """
    look = build_command._look(made("handout-1.pdf", first=True), 60.0, tmp_path)
    assert look.endswith(str(tmp_path / "handout-1.pdf"))
    assert (tmp_path / "handout-1.pdf").read_bytes() == b"%PDF-"
    for other, left in (
        (made("deck.apkg", first=True), 60.0),
        (made("worksheet-1.pdf"), 60.0),
        (made("handout-1.pdf", first=True), 3.0),
        (made("handout-1.pdf", first=True), None),
    ):
        assert build_command._look(other, left, tmp_path) == ""


LONG = "import builder.reporting.progress as p; p.LONG = p.SURE = -1; "
RUN = "import sys; sys.argv[0] = 'study'; from builder.__main__ import main; main()"


def test_a_terminal_is_told_what_goes_on(tmp_path: Path) -> None:
    """A terminal sees how many files are made, and where the first handout is; nothing is left."""
    course, seen, terminal = small(tmp_path / "course"), b"", pty.openpty()
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-c", LONG + RUN, "build", course, "-o", tmp_path / "out"]
    environment = os.environ | {"TMPDIR": str(tmp_path / "tmp"), "TERM": "xterm", "COLUMNS": "300"}
    with subprocess.Popen(
        [*map(str, command), "--jobs", "1"],
        stdin=terminal[1], stdout=subprocess.DEVNULL, stderr=terminal[1], env=environment,
    ) as process:  # fmt: skip
        os.close(terminal[1])
        while True:
            try:
                data = os.read(terminal[0], 4096)
            except OSError:  # as Linux tells the end of a terminal
                break
            if not data:
                break
            seen += data
    os.close(terminal[0])
    assert process.returncode == 0, seen.decode()
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", seen.decode())
    assert re.search(r"\d+ of \d+ files made", text), text
    said = re.search(r"handout-1.pdf can be opened already, while the rest is made: (\S+)", text)
    assert said, text
    assert said[1].startswith(str(tmp_path / "tmp"))
    assert list((tmp_path / "tmp").glob("study-*")) == []
    assert (tmp_path / "out/small/handout-1.pdf").is_file()
