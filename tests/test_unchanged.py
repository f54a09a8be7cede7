"""A build that finds nothing to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.courses import small

HEAVY = ("weasyprint", "jinja2", "markdown_it", "pydantic", "yaml", "pikepdf", "genanki")
LATE = (*HEAVY, "builder.content.model", "builder.pipeline.build", "concurrent.futures.process")

BUILD = """
import sys
from builder.cli.main import study
study(["build", sys.argv[1], "-o", sys.argv[2], "--only", "deck"], standalone_mode=False)
print("loaded:", *sorted(set(sys.argv[3].split()) & set(sys.modules)))
"""

NOTES = """\
# 과정

## 1. 주제

### 레벨 1

- **이름**: 뜻이다.

## 2. 빈 주제
"""


def build(course: Path, output: Path) -> str:
    """What a build prints on its standard output, and which of LATE it loaded."""
    return told(course, output).stdout


def told(course: Path, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BUILD, str(course), str(output), " ".join(LATE)]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_a_build_with_nothing_to_do_loads_nothing_that_makes_pages(tmp_path: Path) -> None:
    """The second build of the same says the same and loads neither the model nor WeasyPrint."""
    course = small(tmp_path / "course")
    assert "builder.content.model" in build(course, tmp_path / "output")
    again = build(course, tmp_path / "output")
    assert "deck.apkg" in again
    assert "unchanged" in again
    assert again.splitlines()[-1] == "loaded:"


def test_notes_are_told_again(tmp_path: Path) -> None:
    """A course with a note is quick too, and the note is shown at every build."""
    notes = tmp_path / "notes.md"
    notes.write_text(NOTES, encoding="utf-8")
    first = told(notes, tmp_path / "output")
    assert "notes.md:9:1: note: " in first.stderr
    again = told(notes, tmp_path / "output")
    assert again.stderr == first.stderr
    assert again.stdout.splitlines()[-1] == "loaded:"


def test_a_note_that_was_answered_is_not_told_again(tmp_path: Path) -> None:
    """What only a first build says, of a ledger left behind under an old name, is said once."""
    notes = tmp_path / "notes.md"
    notes.write_text(NOTES.partition("## 2.")[0], encoding="utf-8")
    build(notes, tmp_path / "output")
    new = notes.rename(tmp_path / "renamed.md")
    assert "notes.ledger.jsonl" in told(new, tmp_path / "output").stderr
    assert told(new, tmp_path / "output").stderr == ""
