"""Machines and users of every kind: no home, another language, any umask, any clock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.courses import TOPIC, small

HERE = {
    "another language": {"LC_ALL": "C"},
    "an unknown language": {"LANG": "xx_YY.UTF-8", "LC_ALL": ""},
    "no colours": {"TERM": "dumb", "NO_COLOR": "1"},
    "a clock in 1970": {"SOURCE_DATE_EPOCH": "1"},
    "a clock in 2100": {"SOURCE_DATE_EPOCH": "4102444800"},
    "no home": {"HOME": "", "XDG_CACHE_HOME": "", "XDG_STATE_HOME": ""},
    "a home that isn't there": {"HOME": "/nonexistent/home", "XDG_CACHE_HOME": "relative"},
}


def build(course: Path, output: Path, umask: int = 0o022, **environment: str) -> str:
    """Build a course's deck and handouts, and return what is told beside the summary."""
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(output)]
    done = subprocess.run(
        [*command, "--only", "deck", "--only", "handout", "--jobs", "1"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        umask=umask,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def files(output: Path) -> dict[str, bytes]:
    """What was built."""
    found = {path.name: path.read_bytes() for path in (output / "small").glob("[a-z]*.*")}
    assert len(found) == 4
    return found


def test_a_long_path_to_temporary_files(tmp_path: Path) -> None:
    """Where the folder for temporary files is too deep for a socket, a build ends well too."""
    deep = tmp_path / ("d" * 80)
    deep.mkdir()
    build(small(tmp_path / "course"), tmp_path / "out", TMPDIR=str(deep))
    assert files(tmp_path / "out")
    assert list(deep.iterdir()) == []


@pytest.mark.parametrize("name", HERE)
def test_it_builds_under(name: str, tmp_path: Path) -> None:
    """A build, an edit and a build again end well, and the ledger is read back."""
    course = small(tmp_path / "course")
    told = build(course, tmp_path / "out", **HERE[name])
    before = files(tmp_path / "out")
    edited = TOPIC.replace("읽기 전용 틀", "읽기만 하는 틀")
    (course / "topics/01-container.yaml").write_text(edited, encoding="utf-8")
    build(course, tmp_path / "out", **HERE[name])
    assert files(tmp_path / "out") != before
    assert ("no home folder" in told) == (name == "no home")


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o077])
def test_any_umask(umask: int, tmp_path: Path, user: Path) -> None:
    """What is kept is used again, and belongs to its user alone, whatever the umask."""
    course = small(tmp_path / "course")
    assert build(course, tmp_path / "out", umask) == ""
    kept = user / "cache/study-builder"
    assert list((kept / "results").glob("??/*"))
    for folder in (kept, kept / "results"):
        assert folder.stat().st_mode & 0o022 == 0
    assert build(course, tmp_path / "other", umask) == ""
    assert files(tmp_path / "other") == files(tmp_path / "out")


@pytest.mark.parametrize("harm", ["flipped", "cut", "planted"])
def test_a_harmed_cache_is_never_published(harm: str, tmp_path: Path, user: Path) -> None:
    """Every result altered between two builds: the second makes the same files anew."""
    course = small(tmp_path / "course")
    build(course, tmp_path / "out")
    kept = sorted((user / "cache/study-builder/results").glob("??/*"))
    assert len(kept) >= 3
    for path in kept:
        data = path.read_bytes()
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        bad = {"flipped": flipped, "cut": data[:middle], "planted": b"%PDF-1.7 planted"}
        path.write_bytes(bad[harm])
    build(course, tmp_path / "again")
    assert files(tmp_path / "again") == files(tmp_path / "out")
