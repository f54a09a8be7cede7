"""Watching: a build at every save, through broken saves, until it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from builder.pipeline.watch import on_change, state
from tests.support.courses import small
from tests.support.processes import alive, until


def test_only_content_counts(tmp_path: Path) -> None:
    """A burst of saves is one call; outputs, ledgers and hidden files are none."""
    course, out = small(tmp_path / "course"), tmp_path / "course" / "out"
    out.mkdir()
    calls: list[int] = []
    stop = Event()
    watching = Thread(target=on_change, args=([course], out, lambda: calls.append(1), stop))
    watching.start()
    try:
        time.sleep(0.5)
        for name in ("out/a.pdf", "ledger.jsonl", ".hidden", "course.yaml~"):
            (course / name).write_text("x", encoding="utf-8")
        time.sleep(1.0)
        assert calls == []
        for number in range(5):
            (course / "course.yaml").write_text(str(number), encoding="utf-8")
            (course / "topics/01-container.yaml").write_text(str(number), encoding="utf-8")
        assert until(lambda: calls, 10)
        time.sleep(1.5)
        assert len(calls) == 1
    finally:
        stop.set()
        watching.join(10)


def test_a_broken_save_is_survived(tmp_path: Path) -> None:
    """The command prints a save's problems, keeps the files, goes on; Ctrl-C ends it with 130."""
    course = small(tmp_path / "course")
    topic = course / "topics/01-container.yaml"
    log = tmp_path / "log"
    command = [sys.executable, "-m", "builder", "build", course, "-o", tmp_path / "out"]
    with log.open("wb") as said:
        running = subprocess.Popen(
            [*map(str, command), "--watch", "--only", "handout"],
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        words = lambda: log.read_text(encoding="utf-8")  # noqa: E731
        assert until(lambda: "watching" in words()), words()
        handout = tmp_path / "out/small/handout-1.pdf"
        first = handout.read_bytes()
        time.sleep(0.5)
        good = topic.read_text(encoding="utf-8")
        topic.write_text("titel: x\n", encoding="utf-8")
        assert until(lambda: "did you mean 'title'?" in words()), words()
        assert handout.read_bytes() == first
        topic.write_text(good.replace("읽기 전용 틀", "읽기만 하는 틀"), encoding="utf-8")
        assert until(lambda: "built in" in words()), words()
        assert handout.read_bytes() != first
    finally:
        os.killpg(running.pid, signal.SIGINT)
    assert until(lambda: running.poll() is not None, 20), words()
    assert running.returncode == 130
    assert until(lambda: not alive(running.pid), 10)


@pytest.mark.parametrize("name", ["nowhere", "notes.docx"])
def test_what_can_not_be_mended_is_not_watched(name: str, tmp_path: Path) -> None:
    """A path that isn't there, or is no kind of file that is read, is told, and ends with 1."""
    (tmp_path / "notes.docx").touch()
    command = [sys.executable, "-m", "builder", "build", "--watch", "-o", tmp_path / "out"]
    done = subprocess.run(
        [*map(str, command), str(tmp_path / name)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, "watching" in done.stderr) == (1, False)
    assert done.stderr.count(f"{tmp_path / name}:") == 1


def test_a_save_before_it_watches_counts(tmp_path: Path) -> None:
    """What was saved while the first build went on, or since, is the first change."""
    course, out = small(tmp_path / "course"), tmp_path / "out"
    before = state([course], out)
    (course / "ledger.jsonl").write_text("x", encoding="utf-8")  # that of the first build
    (course / "topics/01-container.yaml").write_text("title: x", encoding="utf-8")
    for since, count in ((before, 1), (state([course], out), 0)):
        calls: list[int] = []
        stop = Event()
        watching = Thread(
            target=on_change,
            args=([course], out, lambda: calls.append(1), stop, since),  # noqa: B023
        )
        watching.start()
        time.sleep(2)
        stop.set()
        watching.join(10)
        assert len(calls) == count
