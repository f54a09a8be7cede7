"""Claims that age: written with their sources, listed for whoever checks them again."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import study

TOPIC = """
title: Ports
concept: |
  The registered range ends
  at 49151.
levels:
  1:
    questions:
      - ask: Which port does it use?
        answer: It uses 8443 since version 3.
dated:
  - {claim: since version 3, source: "Release notes, https://example.org/3", read: 2026-11-20}
  - {claim: range ends at 49151, source: Registry, read: 2025-02-01}
"""


def course(folder: Path, topic: str = TOPIC) -> Path:
    (folder / "topics").mkdir(parents=True)
    (folder / "course.yaml").write_text("title: Net\nlanguage: en\nlevels: {1: {name: One}}\n")
    (folder / "topics/01-ports.yaml").write_text(topic, encoding="utf-8")
    return folder


def test_they_are_listed_oldest_first(tmp_path: Path) -> None:
    """`study check --dated` lists each claim with its day, place and source, the oldest first."""
    done = study("check", "--dated", course(tmp_path / "net"))
    assert (done.returncode, done.stderr) == (0, "")
    first, second, *_ = done.stdout.splitlines()
    place = tmp_path / "net/topics/01-ports.yaml"
    assert first == f"2025-02-01  {place}:13:5  range ends at 49151  (Registry)"
    assert second.startswith(f"2026-11-20  {place}:12:5  since version 3  (Release notes, https:")


def test_a_claim_that_is_gone_is_told(tmp_path: Path) -> None:
    """A dated claim that the topic says no more is a note at its entry."""
    edited = TOPIC.replace("8443 since version 3.", "8443.")
    done = study("check", course(tmp_path / "net", edited))
    assert done.returncode == 0
    assert "01-ports.yaml:12:5: note: the topic doesn't say “since version 3”" in done.stderr


def test_a_day_is_a_date(tmp_path: Path) -> None:
    """A claim without the day on which its source was read is refused, with what to write."""
    done = study("check", course(tmp_path / "net", TOPIC.replace("2026-11-20", "last week")))
    assert done.returncode == 1
    assert "write the day it was read, such as 2026-11-21" in done.stderr
