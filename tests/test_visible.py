"""What others wrote is shown on a terminal, and never obeyed by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.reporting.visible import visible
from tests.hostile.cases import ENTRY
from tests.support.command import study
from tests.support.courses import small


def test_controls_are_shown() -> None:
    """Each control stands as its number; tabs, line ends and every other character stay."""
    assert visible("a\x1b[2Jb\x07\x9b\x7f\u202ec") == "a\\x1b[2Jb\\x07\\x9b\\x7f\\u202ec"
    assert visible("c\td\n가\U0001f600") == "c\td\n가\U0001f600"


@pytest.mark.parametrize("command", ["cards --course", "changes", "build --only deck", "check"])
def test_no_escape_of_a_ledger_or_a_files_name_is_printed(command: str, tmp_path: Path) -> None:
    """A ledger's texts may hold escapes, and a file's name any byte."""
    course = small(tmp_path / "course\x1b[31m")
    entry = json.dumps({**ENTRY, "front": "x\x1b[2J", "topic": "a\x1b]0;b"})
    (course / "ledger.jsonl").write_text(entry + "\n", encoding="utf-8")
    (course / "topics/02-\x1b[1A.yaml").write_text("title: [\n", encoding="utf-8")
    for _ in range(2):
        done = study(*command.split(), course, cwd=tmp_path)
        assert "\x1b" not in done.stdout + done.stderr
        assert "\\x1b" in done.stdout + done.stderr
        (course / "topics/02-\x1b[1A.yaml").write_text("title: a\n", encoding="utf-8")
