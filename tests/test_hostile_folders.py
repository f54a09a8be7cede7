"""Hostile folders: what a stranger's folder brings in the place of the program's own files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import ROOT
from tests.hostile.further import EVERY
from tests.hostile.planting import BUILT

SECONDS = 10.0  # of computing, for a case
MEMORY = 2**30  # bytes
BATCH = 12


def run(folder: Path, *names: str) -> dict[str, dict]:
    """What became of each case, in a process of its own with a limit on memory."""
    with TemporaryDirectory() as own:  # a short name, for sockets lie there
        done = subprocess.run(
            [sys.executable, "-m", "tests.hostile.attacked", str(folder), *names],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": own, "PYTHONPATH": str(ROOT)},
            timeout=600,
            check=False,
        )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return {said["name"]: said for said in map(json.loads, done.stdout.splitlines())}


def test_the_guard_sees_each_kind_of_change(tmp_path: Path) -> None:
    """What is opened for writing, renamed or removed outside is noticed, by handle or by path."""
    seen = run(tmp_path, "the guard itself")["the guard itself"]
    for each in ("open", "made", "precious.txt", "gone.txt", "a.jpg"):
        assert each in " ".join(seen["outside"]), each
    files = [name for name in seen["changed"] if name != "photos"]
    assert files == [".bashrc", "gone.txt", "made", "photos/a.jpg", "precious.txt"]


# A sample is tried at every change, and all of them where there is time.
BATCHES = [
    pytest.param(start, marks=[pytest.mark.long] if start // BATCH % 4 else [])
    for start in range(0, len(EVERY), BATCH)
]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="watches through /proc")
@pytest.mark.parametrize("start", BATCHES)
def test_hostile_folders(start: int, tmp_path: Path) -> None:
    """Each ends soon, in a build or with its words, and nothing outside is so much as opened."""
    names = list(EVERY)[start : start + BATCH]
    found = run(tmp_path, *names)
    assert list(found) == names
    wrong = [f"{name}: {fault}" for name in names for fault in faults(found[name], name)]
    assert not wrong, "\n".join(wrong)


def faults(said: dict, name: str) -> list[str]:
    """What is wrong with how a case ended."""
    found, wanted = [], EVERY[name].wanted
    if said["outside"]:
        found.append(f"reached {said['outside']}")
    if said["changed"]:
        found.append(f"changed {said['changed']}")
    if said["seconds"] > SECONDS:
        found.append(f"took {said['seconds']:.1f} s")
    if said["memory"] > MEMORY:
        found.append(f"took {said['memory'] / 2**20:.0f} MB")
    if said["status"] < 0:
        found.append(f"a traceback: {said['said'][-200:]}")
    elif wanted == BUILT:
        if said["status"] or not said["built"]:
            found.append(f"is not built: {said['status']} {said['said'][-300:]}")
    elif wanted not in said["said"]:
        found.append(f"wanted {wanted!r}, said {said['said'][-300:]}")
    return found
