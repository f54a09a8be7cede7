"""Setting up: what is said where nothing can be installed, and what the lock may hold."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCKS = ("requirements.txt", "requirements-test.txt")


def machine(folder: Path) -> dict[str, str]:
    """A machine that has next to no commands."""
    commands = folder / "bin"
    commands.mkdir()
    for name in ("sh", "dirname", "cat", "id"):
        found = shutil.which(name)
        assert found, name
        (commands / name).symlink_to(found)
    return {"PATH": str(commands), "HOME": str(folder)}


def set_up(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup", folder / "scripts")
    return subprocess.run(
        ["sh", "scripts/setup", "build"],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_a_package_manager(tmp_path: Path) -> None:
    """Where no known package manager is there, what to install is printed; status 3."""
    done = set_up(tmp_path, machine(tmp_path) | {"PYTHON": sys.executable})
    assert done.returncode == 3
    for name in ("Pango", "fontconfig", "NanumGothic", "D2Coding"):
        assert name in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_without_python(tmp_path: Path) -> None:
    """Where Python is missing, that is said; status 3."""
    done = set_up(tmp_path, machine(tmp_path))
    assert (done.returncode, "Python 3.11 or later" in done.stderr) == (3, True)


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_has_hashes_and_no_address(name: str) -> None:
    """Every package of a lock is pinned and has hashes; no address stands in it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==[^ ;\\]+", text, re.MULTILINE)
    assert len(pinned) > 25
    assert "://" not in text
    blocks = re.split(r"\n(?=[\w.-]+(?:\[[\w,]+\])?==)", text)
    assert all("--hash=sha256:" in block for block in blocks)


def test_what_is_built_is_part_of_what_is_tested() -> None:
    """The tests' lock has every package of the build's lock, at the same version."""
    build, test = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in LOCKS
    )
    assert build <= test
