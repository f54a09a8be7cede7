"""Edits, seen by `study changes` and kept by the ledger through the command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.cli.build import build
from builder.cli.changes import changes
from tests.conftest import ROOT
from tests.support import paper
from tests.support.command import study
from tests.support.courses import many, small


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of a dozen topics, built."""
    folder = many(tmp_path / "course", 12)
    done = study("build", folder, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_edited(course: Path, tmp_path: Path) -> None:
    """Right after a build nothing has changed."""
    done = study("changes", course, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, "nothing was edited since the last build\n")


def test_nothing_edited_in_another_look(tmp_path: Path) -> None:
    """With the paper and the templates of the build, nothing has changed either."""
    look = tmp_path / "look/base/look.yaml"
    look.parent.mkdir(parents=True)
    shipped = (ROOT / "templates/base/look.yaml").read_text(encoding="utf-8")
    look.write_text(shipped.replace("#1b6b4f", "#7a1f3d"), encoding="utf-8")
    how = (small(tmp_path / "course"), "-o", tmp_path / "out", "--paper", "b5")
    how = (*how, "--templates", tmp_path / "look")
    assert study("build", *how, "--only", "handout").returncode == 0
    done = study("changes", *how)
    assert done.returncode == 0, done.stderr
    assert "handout" not in done.stdout, done.stdout
    assert "handout-1.pdf  print again" in study("changes", *how[:3]).stdout


def test_nothing_edited_with_other_options(tmp_path: Path) -> None:
    """With the answers, the flip and the poster of the build, nothing has changed either."""
    how = (small(tmp_path / "course"), "-o", tmp_path / "out")
    look = ("--answers", "separate", "--flip", "short", "--poster", "a2")
    assert study("build", *how, *look).returncode == 0
    done = study("changes", *how, *look)
    assert (done.returncode, done.stdout) == (0, "nothing was edited since the last build\n")
    for name in ("1-key.pdf  is no longer", "flashcards-1.pdf  print", "poster.pdf  print again"):
        assert name in study("changes", *how).stdout


def test_the_options_of_pages_are_shared() -> None:
    """`study changes` has every option of `study build` that pages look by."""
    takes = {each.name for each in changes.params}
    others = {"only", "levels", "watches", "frozen", "jobs", "strict"}
    assert takes == {each.name for each in build.params} - others


def test_an_edited_answer(course: Path, tmp_path: Path) -> None:
    """A changed answer names its card and only the pages that show it."""
    ledger = (course / "ledger.jsonl").read_bytes()
    edit(course / "topics/21-topic11.yaml", "격리된 프로세스다.}", "격리된 프로세스 하나다.}")
    done = study("changes", course, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert re.search(r"  \w{4}  answer    컨테이너 11은 무엇인가\?", done.stdout), done.stdout
    last = len(paper.pages(tmp_path / "out/small/handout-1.pdf"))
    assert last > 2
    assert f"  handout-1.pdf  print again: {last}\n" in done.stdout
    assert "handout-2" not in done.stdout
    assert "deck.apkg  changes" in done.stdout
    assert (course / "ledger.jsonl").read_bytes() == ledger


def test_a_reworded_question_keeps_its_code(course: Path, tmp_path: Path) -> None:
    """The build says what it took for reworded, and the code in deck and ledger stays."""
    ledger = (course / "ledger.jsonl").read_text(encoding="utf-8")
    edit(course / "topics/15-topic5.yaml", "컨테이너 5은 무엇인가?", "컨테이너 5은 대체 무엇인가?")
    said = study("changes", course, "-o", tmp_path / "out").stdout
    assert "1 reworded:" in said
    done = study("build", course, "-o", tmp_path / "out", "--only", "deck")
    assert "reworded  컨테이너 5은 무엇인가?  →  컨테이너 5은 대체 무엇인가?" in done.stdout
    now = (course / "ledger.jsonl").read_text(encoding="utf-8")
    assert re.findall(r'"code": ?"(\w+)"', now) == re.findall(r'"code": ?"(\w+)"', ledger)


def test_frozen_fails_and_names_the_cards(course: Path, tmp_path: Path) -> None:
    """`--frozen` passes on an unchanged course, and names the cards that would change."""
    assert study("build", course, "-o", tmp_path / "out", "--frozen").returncode == 0
    ledger = (course / "ledger.jsonl").read_bytes()
    edit(course / "topics/15-topic5.yaml", "컨테이너 5은 무엇인가?", "컨테이너 5은 대체 무엇인가?")
    done = study("build", course, "-o", tmp_path / "out", "--frozen")
    assert done.returncode == 1
    assert "topics/15-topic5.yaml:9:9: problem: the ledger would change for " in done.stderr
    assert "컨테이너 5은 대체 무엇인가?" in done.stderr
    assert (course / "ledger.jsonl").read_bytes() == ledger


def test_cards_are_listed_parted_and_pinned(course: Path, tmp_path: Path) -> None:
    """`study cards` lists codes; parting gives a new code, pinning gives the old one back."""
    listed = study("cards", "--course", course).stdout
    code = next(line[:4] for line in listed.splitlines() if "컨테이너 5은" in line)
    assert study("cards", "part", code, course).returncode == 0
    done = study("build", course, "-o", tmp_path / "out", "--only", "deck")
    new = next(line.split()[0] for line in done.stdout.splitlines() if "컨테이너 5은" in line)
    assert new != code
    assert study("cards", "pin", code, new, course).returncode == 0
    assert study("build", course, "-o", tmp_path / "out", "--only", "deck").returncode == 0
    listed = study("cards", "--course", course).stdout
    assert any(line.startswith(code) and "컨테이너 5은" in line for line in listed.splitlines())


def test_an_unknown_code(course: Path) -> None:
    """A code that no card has is a sentence and status 1."""
    done = study("cards", "--course", course, "part", "ZZZZ")
    assert (done.returncode, "no card has the code ZZZZ" in done.stderr) == (1, True)


def test_a_damaged_ledger_is_never_overwritten(course: Path, tmp_path: Path) -> None:
    """A damaged line is told with its place, the build fails, and the file stays as it is."""
    path = course / "ledger.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:2], "<<<<<<< ours\n", *lines[2:]]), encoding="utf-8")
    damaged = path.read_bytes()
    edit(course / "topics/15-topic5.yaml", "컨테이너 5은 무엇인가?", "컨테이너 5은 대체 무엇인가?")
    done = study("build", course, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "ledger.jsonl:3:1" in done.stderr
    assert path.read_bytes() == damaged


def test_a_renamed_course_with_an_id_loses_nothing(tmp_path: Path) -> None:
    """A course's id stands in its ledger: under another name its deck's notes are the same."""
    course = small(tmp_path / "course")
    how = (course, "-o", tmp_path / "out", "--only", "deck")
    assert study("build", *how).returncode == 0
    before = (course / "ledger.jsonl").read_text(encoding="utf-8")
    edit(course / "course.yaml", "name: small", "name: large")
    done = study("build", *how)
    assert (done.returncode, done.stderr) == (0, "")
    after = (course / "ledger.jsonl").read_text(encoding="utf-8")
    notes = [re.findall(r'"note": ?(\d+)', text) for text in (before, after)]
    assert notes[0] == notes[1]


def test_a_renamed_course_from_before_ids_is_told(tmp_path: Path) -> None:
    """A build under another name says with its place that Anki takes every card as new."""
    course = small(tmp_path / "course")
    how = (course, "-o", tmp_path / "out", "--only", "deck")
    _as_before_ids(course, "small", how)
    assert "name is" not in study("build", *how).stderr
    edit(course / "course.yaml", "name: small", "name: large")
    for _ in range(2):  # it is said until it is mended
        said = study("build", *how).stderr
        assert "course.yaml:" in said
        assert "the course's name is 'large' and was 'small': Anki takes every card as new" in said
        assert "write 'name: small' here" in said
    done = study("build", *how, "--strict")
    assert (done.returncode, "--strict lets notes fail too; nothing was built" in done.stderr) == (
        1,
        True,
    )
    edit(course / "course.yaml", "name: large", "name: small")
    assert "name is" not in study("build", *how).stderr


def test_a_renamed_file_of_notes_is_told(tmp_path: Path) -> None:
    """Notes renamed alone leave their ledger behind; with their ledger they lose nothing."""
    notes = tmp_path / "net.md"
    notes.write_text(
        "# Net\n\n## TCP\n\n**Q: What is it?**\n\nA: A connection.\n", encoding="utf-8"
    )
    how = ("-o", tmp_path / "out", "--only", "deck")
    assert study("build", notes, *how).returncode == 0
    other = notes.rename(tmp_path / "tcp.md")
    said = study("build", other, *how).stderr
    assert "net.ledger.jsonl lies here without its file" in said
    assert "rename that ledger to tcp.ledger.jsonl, and write 'name: net' at the top" in said
    (tmp_path / "net.ledger.jsonl").rename(tmp_path / "tcp.ledger.jsonl")
    done = study("build", other, *how)
    assert (done.returncode, done.stderr) == (0, "")


def _as_before_ids(course: Path, name: str, how: tuple[Path | str, ...]) -> None:
    """Build a course as when its cards went by its name, and no ledger held an id."""
    settings, ledger = course / "course.yaml", course / "ledger.jsonl"
    plain = settings.read_text(encoding="utf-8")
    settings.write_text(f"id: {name}\n{plain}", encoding="utf-8")
    assert study("build", *how).returncode == 0
    settings.write_text(plain, encoding="utf-8")
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text(
        "".join(line for line in lines if '"kind":"deck"' not in line), encoding="utf-8"
    )


def test_doubtful_pairs_come_first_with_lines_to_paste(tmp_path: Path) -> None:
    """A sibling in a card's place is told first; the line under it, pasted, joins the two."""
    old = ("왼쪽 심방은 어디에서 피를 받는가?", "폐정맥에서 산소가 많은 피를 받는다.")
    new = ("오른쪽 심방은 어디에서 피를 받는가?", "대정맥에서 산소가 적은 피를 받는다.")
    folder = tmp_path / "heart"
    (folder / "topics").mkdir(parents=True)
    (folder / "course.yaml").write_text(
        "title: 심장\nlevels: {1: {name: 입문}}\n", encoding="utf-8"
    )
    notes = folder / "topics/heart.yaml"
    head = "title: 심장\nlevels:\n  1:\n    questions:\n"

    def write(ask: str, answer: str) -> None:
        text = head + f"      - ask: {ask}\n        answer: {answer}\n"
        notes.write_text(text, encoding="utf-8")

    how = (folder, "-o", tmp_path / "out")
    write(*old)
    assert study("build", *how, "--only", "deck").returncode == 0
    write(*new)
    told = study("changes", *how).stdout
    assert told.startswith("1 doubtful; look at it first:\n"), told
    assert "once it is built, if they are one:  study cards pin" in told
    built = study("build", *how, "--only", "deck").stdout
    (line,) = re.findall(r"if they are one:  study (.*)", built)
    assert built.index("doubtful") < built.index("1 new, 1 retired")
    assert study(*line.split()).returncode == 0
    again = study("build", *how, "--only", "deck").stdout
    assert "new" not in again
    assert "first:" not in again
    listed = study("cards", "--course", folder).stdout
    assert line.split()[-3] in listed
    assert new[0] in listed
