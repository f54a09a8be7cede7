"""Processes that make files: what they load is the program's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.courses import small

SHADOWS = ("multiprocessing/__init__", "socket", "struct", "signal", "json/__init__", "yaml")
# As pip writes it.
COMMAND = "from builder.__main__ import main\nif __name__ == '__main__':\n    main()\n"


def test_no_module_of_the_folder_is_loaded(tmp_path: Path) -> None:
    """A build that is started in a stranger's folder runs none of the programs that lie there."""
    folder, command = tmp_path / "folder", tmp_path / "bin/study"
    small(folder / "course")
    for name in (*SHADOWS, "builder/__init__"):
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    command.parent.mkdir()
    command.write_text(COMMAND)
    done = subprocess.run(
        [sys.executable, command, "build", "course", "-o", "out", "--jobs", "2"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (tmp_path / "ran").exists()
    assert done.returncode == 0, done.stderr
