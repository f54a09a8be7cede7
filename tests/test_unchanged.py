"""A build that finds nothing to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.courses import COURSE, TOPIC

HEAVY = ("weasyprint", "jinja2", "markdown_it", "pydantic", "yaml", "pikepdf", "genanki")
LATE = (*HEAVY, "builder.course.model", "builder.build", "concurrent.futures.process")

BUILD = """
import sys
from builder.cli import study
study(["build", sys.argv[1], "-o", sys.argv[2], "--only", "deck"], standalone_mode=False)
print("loaded:", *sorted(set(sys.argv[3].split()) & set(sys.modules)))
"""


def build(course: Path, output: Path) -> str:
    command = [sys.executable, "-c", BUILD, str(course), str(output), " ".join(LATE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_build_with_nothing_to_do_loads_nothing_that_makes_pages(tmp_path: Path) -> None:
    """The second build of the same says the same and loads neither the model nor WeasyPrint."""
    course = tmp_path / "course"
    (course / "topics").mkdir(parents=True)
    (course / "course.yaml").write_text(COURSE, encoding="utf-8")
    (course / "topics" / "01-container.yaml").write_text(TOPIC, encoding="utf-8")
    assert "builder.course.model" in build(course, tmp_path / "output")
    again = build(course, tmp_path / "output")
    assert "deck.apkg" in again
    assert "unchanged" in again
    assert again.splitlines()[-1] == "loaded:"
