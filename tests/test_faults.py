"""Machines that fail: kills, full disks, folders that can't be written, closed outputs."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path

import pikepdf
import pytest

from builder import publish
from tests.courses import TOPIC, small

KILLS = 180  # of publishing alone, at random moments; the rest are of whole builds
BUILDS = 20

# Publishes one generation of files after another, for ever.
ENDLESS = """
import sys
from itertools import count
from pathlib import Path
from builder.publish import alone, publish
folder, ledger = Path(sys.argv[1]), Path(sys.argv[2])
for number in count(int(sys.argv[3])):
    files = {f"{name}.pdf": f"{number} {name} ".encode() * 4000 for name in "abcdefgh"}
    if number % 2:
        files["odd.pdf"] = str(number).encode()
    with alone(folder):
        publish(folder, files, (ledger, f"{number}\\n"), is_complete=True)
    print(number, flush=True)
"""


def generation(folder: Path) -> int:
    """The generation that every file is of. Fails where files are torn or of several ones."""
    found = {name: (folder / f"{name}.pdf").read_bytes() for name in "abcdefgh"}
    number = int(found["a"].split()[0])
    for name, data in found.items():
        assert data == f"{number} {name} ".encode() * 4000, f"{name}.pdf is torn"
    assert (folder / "odd.pdf").exists() == bool(number % 2)
    return number


def test_kills_while_publishing(tmp_path: Path) -> None:
    """Killed at any moment, the next build finds all files of one build, and a ledger no older."""
    chance = random.Random(20261121)
    folder, ledger = tmp_path / "out", tmp_path / "ledger.jsonl"
    number, seen = 0, set()
    for _ in range(KILLS):
        running = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, folder, ledger, str(number)],
            stdout=subprocess.PIPE,
        )
        assert running.stdout
        running.stdout.readline()
        time.sleep(chance.random() * 0.08)
        running.kill()
        running.communicate()
        with publish.alone(folder):
            now = generation(folder)
        assert now >= number
        assert int(ledger.read_text()) >= now
        seen.add(now)
        number = now + 1
    assert len(seen) > KILLS * 0.9


def whole(out: Path) -> dict[str, bytes]:
    """Every file of a build, opened to see that it is whole."""
    files = {}
    for path in sorted(out.glob("*.*")):
        if path.name.startswith("."):
            continue
        files[path.name] = path.read_bytes()
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                assert len(pdf.pages) > 0
        if path.suffix == ".apkg":
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None
    return files


def test_kills_while_building(tmp_path: Path) -> None:
    """Killed at any moment, a build leaves whole files of the old or the new one."""
    chance = random.Random(7)
    course = small(tmp_path / "course")
    out = tmp_path / "out" / "small"
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    command += ["--only", "deck", "--only", "handout", "--jobs", "1"]
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    longest = time.monotonic() - began
    before = whole(out)
    for number in range(BUILDS):
        topic = TOPIC.replace("읽기 전용 틀", f"읽기 전용 틀 {number}")
        (course / "topics/01-container.yaml").write_text(topic, encoding="utf-8")
        running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.random() * longest)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        killed = whole(out)
        assert killed.keys() == before.keys()
        for line in (course / "ledger.jsonl").read_text(encoding="utf-8").splitlines():
            json.loads(line)
    subprocess.run(command, check=True, capture_output=True)
    after = whole(out)
    fresh = tmp_path / "fresh"
    subprocess.run([*command[:5], "-o", str(fresh), *command[7:]], check=True, capture_output=True)
    assert after["handout-1.pdf"] == whole(fresh / "small")["handout-1.pdf"]


@pytest.mark.parametrize("stops", range(1, 9))
def test_a_full_disk_at_each_write(
    stops: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever write finds the disk full, the old files and their ledger stay, and all is said."""
    folder, ledger = tmp_path / "out", tmp_path / "ledger.jsonl"
    old = {"a.pdf": b"old a", "b.pdf": b"old b"}
    with publish.alone(folder):
        publish.publish(folder, old, (ledger, "old\n"), is_complete=True)
    writes = []
    real = publish._write

    def full(path: Path, data: bytes) -> None:
        writes.append(path)
        if len(writes) == stops:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, data)

    monkeypatch.setattr(publish, "_write", full)
    new = {"a.pdf": b"new a", "b.pdf": b"new b"}
    failed = False
    try:
        with publish.alone(folder):
            publish.publish(folder, new, (ledger, "new\n"), is_complete=True)
    except OSError as error:
        failed = error.errno == errno.ENOSPC
    monkeypatch.undo()
    with publish.alone(folder):
        pass
    found = {name: (folder / name).read_bytes() for name in old}
    assert found == (old if failed else new)
    assert ledger.read_text() == ("old\n" if failed else "new\n")
    assert failed == (stops <= len(writes))


def test_two_builds_at_once(tmp_path: Path) -> None:
    """Two builds of one course both end well; one waits for the other."""
    course = small(tmp_path / "course")
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    both = [
        subprocess.Popen([*command, "--only", "deck"], stdout=subprocess.PIPE) for _ in range(2)
    ]
    assert [each.wait(60) for each in both] == [0, 0]
    for each in both:
        each.communicate()
    assert "deck.apkg" in whole(tmp_path / "out" / "small")


def test_a_closed_output_is_no_traceback(tmp_path: Path) -> None:
    """`study check … | head -0` ends without a traceback."""
    course = small(tmp_path / "course")
    command = f"{sys.executable} -m builder check --explain {course} | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr


def test_the_clock_may_step_back(tmp_path: Path) -> None:
    """A card that changes after the clock stepped back still has a later time than before."""
    course = small(tmp_path / "course")
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    command += ["--only", "deck", "--jobs", "1"]

    def changed(now: int) -> int:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(now)}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        lines = (course / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines]
        return next(e["changed"] for e in entries if e.get("front", "").startswith("이미지"))

    first = changed(2_000_000_000)
    topic = TOPIC.replace("읽기 전용 틀", "읽기만 하는 틀")
    (course / "topics/01-container.yaml").write_text(topic, encoding="utf-8")
    assert changed(1_000_000_000) > first


def test_content_that_vanishes_while_building(tmp_path: Path) -> None:
    """A file that is gone when it is read is a problem with its place, not a traceback."""
    from builder.course.source import ContentError
    from builder.load import load
    from builder.project import targets

    course = small(tmp_path / "course")
    (target,) = targets([course])
    (course / "topics/01-container.yaml").unlink()
    with pytest.raises(ContentError) as caught:
        load(target)
    assert "can't be read" in caught.value.problems[0].message


def ends_itself(flag: Path, *, always: bool) -> bytes:
    """Dies as if the system had ended its process: the first time, or each time."""
    if always or not flag.exists():
        flag.write_text("died", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    return b"made"


def harmless() -> bytes:
    """Makes something."""
    return b"other"


@pytest.mark.parametrize("always", [False, True])
def test_a_worker_ended_by_the_system(always: bool, tmp_path: Path) -> None:
    """What it was making is made once more; a second time the error names it."""
    from builder.artefact import Artefact
    from builder.workers import LostWorkerError, Workers

    make = partial(ends_itself, tmp_path / "flag", always=always)
    asked = [Artefact("heavy.pdf", make, weight=2), Artefact("light.pdf", harmless)]
    workers = Workers(2)
    try:
        if always:
            with pytest.raises(LostWorkerError, match=r"heavy\.pdf"):
                list(workers.make(asked))
        else:
            assert dict(workers.make(asked)) == {"heavy.pdf": b"made", "light.pdf": b"other"}
    finally:
        workers.close()
