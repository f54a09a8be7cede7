"""The same content and ledger give the same bytes: every file, every time, everywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.courses import many


def built(course: Path, output: Path, **environment: str) -> dict[str, bytes]:
    """Every file of a build under another environment, without anything kept from before."""
    done = subprocess.run(
        [sys.executable, "-m", "builder", "build", str(course), "-o", str(output)],
        env={**os.environ, "STUDY_CACHE": str(output / ".cache"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = {path.name: path.read_bytes() for path in (output / "small").glob("[a-z]*.*")}
    return files | {"ledger.jsonl": (course / "ledger.jsonl").read_bytes()}


def test_another_place_time_and_seed(tmp_path: Path) -> None:
    """A copy of a built course gives the same files in another folder, time zone and hash seed."""
    one = many(tmp_path / "one" / "course", 4)
    first = built(one, tmp_path / "one" / "out", TZ="UTC", PYTHONHASHSEED="1", LANG="C.UTF-8")
    two = Path(shutil.copytree(one, tmp_path / "다른 곳" / "deep" / "course"))
    second = built(two, tmp_path / "다른 곳" / "out", TZ="Asia/Seoul", PYTHONHASHSEED="77")
    assert len(first) >= 10
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


def test_two_people_get_the_same_codes(tmp_path: Path) -> None:
    """Built without a ledger by two people, the same content gets the same codes."""
    codes = []
    for name, when in (("one", "1790000000"), ("two", "1800000000")):
        course = many(tmp_path / name / "course", 4)
        made = built(course, tmp_path / name / "out", SOURCE_DATE_EPOCH=when)
        codes.append({k: v for k, v in made.items() if k.endswith(".pdf")})
    assert codes[0] == codes[1]
