"""Hostile courses: each ends soon, is told of with a place or built right, and reaches nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hostile.cases import CASES

SECONDS = 10.0  # of computing, for a case
BATCH = 8


def run(folder: Path, *names: str) -> dict[str, dict]:
    """What became of each case, in a process of its own with a limit on memory."""
    # The program's own temporary files go where nothing of the course's is.
    own = folder.parent / f"{folder.name}-temporary"
    own.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.run", str(folder), *names],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(own)},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return {said["name"]: said for said in map(json.loads, done.stdout.splitlines())}


def test_the_corpus_is_large() -> None:
    """There are at least sixty hostile courses."""
    assert len(CASES) >= 60


def test_the_guard_sees_what_is_done_outside(tmp_path: Path) -> None:
    """A file read outside and a file written outside are both noticed."""
    (tmp_path / "inside").mkdir()
    seen = " ".join(run(tmp_path / "inside", "the guard itself")["guard"]["outside"])
    assert "/etc/hostname" in seen
    assert "written" in seen


@pytest.mark.parametrize("start", range(0, len(CASES), BATCH))
def test_hostile_courses(start: int, tmp_path: Path) -> None:
    """Each is told of or gives its text, within time and memory, and touches nothing outside."""
    names = list(CASES)[start : start + BATCH]
    found = run(tmp_path, *names)
    assert list(found) == names
    wrong = []
    for name in names:
        said, (_, wanted) = found[name], CASES[name]
        diagnostics, text = said.get("problems"), "".join(said.get("text", "").split())
        if said["outside"]:
            wrong.append(f"{name} reached {said['outside']}")
        if said["seconds"] > SECONDS:
            wrong.append(f"{name} took {said['seconds']:.1f} s")
        if wanted.startswith("!? "):
            continue
        if wanted.startswith("! "):
            told = diagnostics or said["notes"]
            if not any(wanted[2:] in each for each in told):
                wrong.append(f"{name}: wanted to be told {wanted[2:]!r}, got {told or text[:80]}")
        elif diagnostics or "".join(wanted.split()) not in text:
            wrong.append(f"{name}: wanted the text {wanted!r}, got {diagnostics or text[:80]}")
    assert not wrong, "\n".join(wrong)
