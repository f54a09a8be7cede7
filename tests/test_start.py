"""`study` alone: what there is in a folder, and what to type."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path

import pytest

from tests.support.command import study
from tests.support.courses import small

NOTES = "---\nlanguage: en\n---\n\n## TCP\n\n**Q: What does it keep?**\n**A:** The order.\n"


def said(folder: Path) -> str:
    done = study(cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def typed(text: str) -> list[str]:
    """The commands that are offered."""
    return re.findall(r"^  (study .+?)(?:  .*)?$", text, re.MULTILINE)


def test_notes_are_told_and_built_by_what_is_said(tmp_path: Path) -> None:
    """Each file is named with its cards; the command that is offered first builds them."""
    (tmp_path / "나의 노트.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "a plan.txt").write_text("Buy milk.\n", encoding="utf-8")
    (tmp_path / "words.csv").write_text("front,back\ncell,the unit of life\n", encoding="utf-8")
    text = said(tmp_path)
    assert "3 files here" in text
    assert re.search(r"나의 노트.md +1 card: 1 question", text)
    assert re.search(r"words.csv +1 card: 1 term", text)
    assert re.search(r"a plan.txt +no cards", text)
    assert "study build ." in typed(text)
    done = study(*shlex.split(typed(text)[0])[1:], "--only", "deck", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "output/words/" in text
    assert (tmp_path / "output/words/deck.apkg").is_file()


def test_nothing_is_written(tmp_path: Path) -> None:
    """Asking changes no file."""
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    said(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]


def test_an_empty_folder_has_four_starts(tmp_path: Path) -> None:
    """Where there is nothing, what to type for notes, a table, a deck and nothing is said."""
    verbs = [command.split()[1] for command in typed(said(tmp_path))]
    assert verbs == ["build", "build", "convert", "init"]


def test_a_course_is_told(tmp_path: Path) -> None:
    """A course here is named with its cards; once it is built, `study changes` is offered."""
    small(tmp_path / "content/mine")
    text = said(tmp_path)
    assert re.search(r"content/mine +\d+ cards?: ", text)
    assert typed(text) == ["study build", "study preview"]
    assert study("build", "--only", "deck", cwd=tmp_path).returncode == 0
    assert typed(said(tmp_path)) == ["study build", "study changes", "study preview"]


def test_what_can_not_be_read_is_told(tmp_path: Path) -> None:
    """A file that is no text is named with what is wrong, and doesn't end the rest."""
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00\xd8")
    (tmp_path / "broken.zip").write_bytes(b"PK")
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    text = said(tmp_path)
    assert re.search(r"bad.md +1 problem: ", text)
    assert re.search(r"broken.zip +1 problem: this archive can't be opened", text)
    assert typed(text)[0] == "study build notes.md"
    assert "study check bad.md" in typed(text)


def test_a_deck_is_told(tmp_path: Path) -> None:
    """A package of Anki's is offered to be made a course of, in a folder that is free."""
    with zipfile.ZipFile(tmp_path / "words.apkg", "w") as deck:
        deck.writestr("collection.anki2", b"")
    (tmp_path / "words").mkdir()
    assert typed(said(tmp_path)) == ["study convert words.apkg words-course"]


def test_folders_of_notes_are_told(tmp_path: Path) -> None:
    """A folder with notes in it is offered; what a build made and what is hidden isn't."""
    for place in ("network/tcp.md", ".git/notes.md", "elsewhere/tcp.md"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text(NOTES, encoding="utf-8")
    (tmp_path / "elsewhere/.files.json").write_text("[]", encoding="utf-8")
    assert typed(said(tmp_path)) == ["study build network"]


@pytest.mark.parametrize("count", [13, 600])
def test_a_crowded_folder_is_looked_into_within_bounds(count: int, tmp_path: Path) -> None:
    """Of many files the first are read, and the others counted."""
    for number in range(count):
        (tmp_path / f"{number:03}.md").write_text(NOTES, encoding="utf-8")
    text = said(tmp_path)
    assert text.count("1 card: ") == 12
    assert f"and {min(count, 500) - 12} more" in text


def test_a_path_in_the_place_of_a_command(tmp_path: Path) -> None:
    """`study notes.md` says what to type instead."""
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    done = study("notes.md", cwd=tmp_path)
    assert done.returncode == 2
    assert "study build notes.md" in done.stderr


def test_what_was_built_is_no_content(tmp_path: Path) -> None:
    """`study build .` in a folder of notes doesn't read its own deck as notes."""
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    ledgers = []
    for _ in range(2):
        done = study("build", ".", "--only", "deck", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        ledgers.append((tmp_path / "ledger.jsonl").read_text(encoding="utf-8"))
    assert ledgers[0] == ledgers[1]
