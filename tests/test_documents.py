"""The two real documents, from the file to what is printed and imported.

What must be there is taken from the documents by patterns of this test's own, so that a
mistake of the readers can't hide itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import paper


@dataclass(frozen=True)
class Ask:
    level: int
    ask: str
    answer: str


def plain(text: str) -> str:
    return paper.squeezed(re.sub(r"\*\*|`", "", text))


def quoted(notes: Path) -> Iterator[tuple[int, str]]:
    """Each quoted line of the study notes with its level."""
    level = 0
    for line in notes.read_text(encoding="utf-8").splitlines():
        head = re.match(r"> (⭐+) \*\*Level", line)
        if head:
            level = len(head[1])
        elif line.startswith("> ") and level:
            yield level, line[2:]


def asks(notes: Path) -> list[Ask]:
    found = []
    waiting = ""
    for level, line in quoted(notes):
        if line.startswith("**Q:"):
            waiting = line[4:].strip()
        elif line.startswith("**A:**"):
            found.append(Ask(level, plain(waiting), plain(line[6:])))
    return found


def levels_of(ask: str, notes: Path) -> list[int]:
    """The levels of the questions that hold these words; one may stand inside another."""
    return sorted({each.level for each in asks(notes) if ask in each.ask})


def terms(notes: Path) -> list[tuple[int, str, str]]:
    found = []
    for level, line in quoted(notes):
        if line.startswith("- "):
            name, _, meaning = line[2:].partition(":")
            found.append((level, plain(name), plain(meaning)))
    return found


def concepts(notes: Path) -> list[str]:
    text = notes.read_text(encoding="utf-8")
    return [plain(each) for each in re.findall(r"### 개념 설명\n(.+?)\n\n", text, re.DOTALL)]


def study(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "builder", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=540,
    )


@pytest.fixture(scope="module")
def built(
    study_notes: Path, cover_letter: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The notes alone, and a folder with both documents, built by the command."""
    folder = tmp_path_factory.mktemp("documents")
    both = folder / "both"
    both.mkdir()
    alone = Path(shutil.copy(study_notes, folder / "devops-study.md"))
    shutil.copy(study_notes, both)
    shutil.copy(cover_letter, both)
    for path in (alone, both):
        done = study("build", path, "--output", folder / "output")
        assert done.returncode == 0, done.stderr
    return {"alone": folder / "output" / "devops-study", "both": folder / "output" / "both"}


EVERY_FILE = {
    "deck.apkg",
    "deck.txt",
    "index.html",
    "interview.pdf",
    "poster.pdf",
    "poster-a4.pdf",
    *(f"{kind}-{n}.pdf" for kind in ("handout", "worksheet", "flashcards") for n in range(1, 5)),
}


def test_every_file_is_made(built: dict[str, Path]) -> None:
    """A study document gives every file of the pack, and nothing else that is seen."""
    for folder in built.values():
        assert {path.name for path in folder.iterdir() if path.name[0] != "."} == EVERY_FILE


def test_handouts_hold_their_level(built: dict[str, Path], study_notes: Path) -> None:
    """A level's handout holds its terms, questions and answers, and no other level's asks."""
    texts = {n: paper.text(built["alone"] / f"handout-{n}.pdf") for n in range(1, 5)}
    assert len(asks(study_notes)) == 124
    for each in asks(study_notes):
        held = [n for n, text in texts.items() if each.ask in text]
        assert held == levels_of(each.ask, study_notes), each.ask
        assert each.answer in texts[each.level], each.answer
    assert len(terms(study_notes)) == 174  # two of them points: they are printed, and no card
    for level, name, meaning in terms(study_notes):
        assert name in texts[level], name
        assert meaning in texts[level], meaning


def test_each_question_stands_once_in_its_handout(
    built: dict[str, Path], study_notes: Path
) -> None:
    """No question is printed twice in a handout."""
    for each in asks(study_notes):
        text = paper.text(built["alone"] / f"handout-{each.level}.pdf")
        others = sum(each.ask in o.ask for o in asks(study_notes) if o.level == each.level)
        assert text.count(each.ask) == others, each.ask


def test_concepts_stand_in_the_handouts(built: dict[str, Path], study_notes: Path) -> None:
    """Every topic's concept is in the handouts of the levels that the topic has."""
    assert len(concepts(study_notes)) == 19
    first = paper.text(built["alone"] / "handout-1.pdf")
    for concept in concepts(study_notes):
        assert concept in first


@pytest.mark.parametrize("kind", ["worksheet", "flashcards"])
def test_sheets_hold_their_level(kind: str, built: dict[str, Path], study_notes: Path) -> None:
    """Worksheets and flashcards hold each question and answer of their level."""
    texts = {n: paper.text(built["alone"] / f"{kind}-{n}.pdf") for n in range(1, 5)}
    for each in asks(study_notes):
        held = [n for n, text in texts.items() if each.ask in text]
        assert held == levels_of(each.ask, study_notes), each.ask
        assert each.answer in texts[each.level], each.answer


def test_flashcards_hold_terms(built: dict[str, Path], study_notes: Path) -> None:
    """Each term is a flashcard of its level."""
    texts = {n: paper.text(built["alone"] / f"flashcards-{n}.pdf") for n in range(1, 5)}
    for level, name, meaning in terms(study_notes):
        assert not meaning or name in texts[level]
        assert meaning in texts[level]


def test_deck_holds_everything_that_can_be_asked(built: dict[str, Path], study_notes: Path) -> None:
    """Every question, term, scenario and interview question is one note of the deck."""
    notes = paper.notes(built["alone"] / "deck.apkg")
    assert len(notes) == 172 + 124 + 3 + 5
    for each in asks(study_notes):
        tag = f"level::{each.level}"
        assert any(
            each.ask in n.text and each.answer in n.text and any(t.endswith(tag) for t in n.tags)
            for n in notes
        ), each.ask
    for _, name, meaning in terms(study_notes):
        assert not meaning or any(name in note.text and meaning in note.text for note in notes), (
            name
        )


def test_interview_holds_scenarios_and_questions(built: dict[str, Path], study_notes: Path) -> None:
    """Every scenario step and interview question is in the booklet and in the deck."""
    source = study_notes.read_text(encoding="utf-8")
    scenarios, _, frequent = source.partition("## 실무 시나리오")[2].partition("## 면접 빈출 질문")
    steps = [plain(step) for step in re.findall(r"^\d\. (.+)$", scenarios, re.MULTILINE)]
    titles = [plain(title) for title in re.findall(r"### 시나리오 \d: (.+)", scenarios)]
    answers = [plain(each) for each in re.findall(r"^\*\*[QA]:(.+)$", frequent, re.MULTILINE)]
    assert (len(steps), len(titles), len(answers)) == (12, 3, 10)
    booklet = paper.text(built["alone"] / "interview.pdf")
    deck = "\n".join(note.text for note in paper.notes(built["alone"] / "deck.apkg"))
    for each in (*steps, *titles, *answers):
        assert each in booklet, each
        assert each in deck, each


def test_a_folder_of_both_holds_the_stories(built: dict[str, Path], cover_letter: Path) -> None:
    """With the letter in the folder, booklet and deck hold every line of the letter too."""
    lines = [
        plain(re.sub(r"^(- |\d+\. )|[【】|]|:$", "", line.strip()))
        for line in cover_letter.read_text(encoding="utf-8").splitlines()
        if line.strip(" ━")
    ]
    assert len(lines) > 90
    booklet = paper.text(built["both"] / "interview.pdf").replace("|", "")
    deck = "\n".join(n.text for n in paper.notes(built["both"] / "deck.apkg")).replace("|", "")
    for line in lines:
        assert line in booklet, line
        assert line in deck, line


def test_the_poster_is_one_page_with_every_topic(built: dict[str, Path], study_notes: Path) -> None:
    """The poster is a single A3 page that names every topic and term."""
    pages = paper.pages(built["alone"] / "poster.pdf")
    assert len(pages) == 1
    titles = re.findall(r"^## \d+\. (.+)$", study_notes.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(titles) == 19
    text = paper.squeezed(pages[0])
    for each in (*titles, *(name for _, name, meaning in terms(study_notes) if meaning)):
        assert plain(each) in text, each


def test_the_input_is_counted(study_notes: Path, cover_letter: Path) -> None:
    """`study check` finds what stands in the documents, and no line without a place."""
    done = study("check", study_notes)
    assert "19 topics, 172 terms, 124 questions, 2 points, 3 scenarios, 5 interview" in done.stdout
    assert "unplaced" not in done.stdout
    done = study("check", cover_letter)
    assert "10 stories" in done.stdout
    assert "unplaced" not in done.stdout
