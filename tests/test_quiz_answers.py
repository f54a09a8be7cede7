"""Answer sheets, the sheet to grade by, points, sections, time, and quizzes unlike earlier ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from builder.content.model import Card, Course
from builder.quiz import code
from builder.quiz.answers import chosen, matched, solved
from builder.quiz.draw import Wish, draw
from builder.quiz.paper import QuizPaper, arranged
from builder.quiz.points import SECTIONS, Points
from tests.support.paper import pages, squeezed
from tests.support.quizzes import course, study, written


def variants(held: Course, letters: str = "ABCD", count: int = 20) -> list[QuizPaper]:
    """A quiz of a course in some variants."""
    drawn = draw(held, Wish(1, count), Random(7))
    return [arranged(drawn, f"1-7-{each}", each, Random(each)) for each in letters]


def codes(found: tuple[Card, ...]) -> set[str]:
    return {card.code for card in found}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A quiz in two variants with answer sheets; its folder and what was printed."""
    folder = tmp_path_factory.mktemp("answers")
    held = written(folder / "course")
    assert study("build", held, "-o", folder / "out", "--only", "deck").returncode == 0
    options = ("--variants", "A,B", "--answer-sheet", "--time", 35, "--points", "pick=6,write=9")
    done = study("quiz", held, "-o", folder / "out", "--seed", 7, *options)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_a_sheet_for_each_variant_and_one_to_grade_by(made: tuple[Path, str]) -> None:
    """`--answer-sheet` adds a sheet a variant and one for the leader, and says so."""
    folder, said = made
    names = {path.name for path in (folder / "out/small").glob("quiz-*")}
    sheets = {"quiz-1-7-A-answers.pdf", "quiz-1-7-B-answers.pdf", "quiz-1-7-grading.pdf"}
    assert names == {"quiz-1-7-A.pdf", "quiz-1-7-B.pdf"} | sheets
    assert all(name in said for name in names)


def test_the_sheet_has_every_number_and_no_answer(made: tuple[Path, str]) -> None:
    """A sheet names its variant, has each number once with its bubbles, and says no answer."""
    folder, _ = made
    text = squeezed("".join(pages(folder / "out/small/quiz-1-7-A-answers.pdf")))
    assert "답안지" in text
    assert "A형" in text
    assert "1-7-A" in text
    assert "35분" in text
    assert text.count("1234") >= 7
    key = squeezed("".join(pages(folder / "out/small/quiz-1-7-A.pdf"))).partition("번호답코드")[2]
    assert key
    known = [
        line.split('"')[3]
        for line in (folder / "course/ledger.jsonl").read_text(encoding="utf-8").splitlines()
        if '"code"' in line
    ]
    assert not any(each in text for each in known)


def test_points_and_time_are_printed(made: tuple[Path, str]) -> None:
    """`--points` changes what a section's questions are worth, and the sum with it."""
    folder, _ = made
    text = squeezed("".join(pages(folder / "out/small/quiz-1-7-B.pdf")))
    assert "한문항에6점" in text
    assert "한문항에9점" in text
    assert "35분" in text
    usual = variants(course())[0]
    counts = len(usual.matches), len(usual.choices), len(usual.writings)
    assert usual.points == 3 * counts[0] + 5 * counts[1] + 7 * counts[2] == 100
    dearer = replace(usual, worth=Points(pick=6, write=9))
    assert dearer.points == 100 + counts[1] + 2 * counts[2]


def test_all_variants_are_graded_by_one_sheet() -> None:
    """The leader's rows say for each number what is right in each variant, as its own key does."""
    papers = variants(course())
    for rows, section in ((matched(papers), "matches"), (chosen(papers), "choices")):
        assert rows
        for at, paper in enumerate(papers):
            for row, own in zip(rows, getattr(paper, section), strict=True):
                assert row.number == own.number
                rights = own.rights if section == "choices" else (own.right,)
                assert row.rights[at] == rights
    for row in solved(papers, "writings"):
        for number, paper in zip(row.numbers, papers, strict=True):
            (own,) = [each for each in paper.writings if each.card.code == row.card.code]
            assert own.number == number


def test_a_quiz_says_which_it_is(made: tuple[Path, str]) -> None:
    """A quiz's PDF holds a code of course, level, seed, variant and cards; other files none."""
    folder, _ = made
    data = (folder / "out/small/quiz-1-7-A.pdf").read_bytes()
    found = code.read_pdf(data)
    assert found is not None
    assert (found.course, found.quiz, len(found.cards)) == ("small", "1-7-A", 20)
    assert code.read(str(found)) == found
    assert code.read_pdf((folder / "out/small/quiz-1-7-grading.pdf").read_bytes()) is None
    assert code.read_pdf(b"no PDF") is None
    assert code.read("https://example.org/1-7-A/K7Q2") is None


def test_a_square_of_many_cards_names_the_quiz_alone() -> None:
    """The square code stays coarse enough for a phone: past sixty cards it leaves them out."""
    few = code.Code("과정", "1-7", ("K7Q2", "M3PX"))
    many = code.Code("과정", "1-7", tuple(f"{number:04}" for number in range(61)))
    assert few.squared == str(few) == "study-quiz/과정/1-7/K7Q2.M3PX"
    assert many.squared == "study-quiz/과정/1-7/"
    assert code.read(many.squared) == code.Code("과정", "1-7", ())


def test_what_was_not_asked_lately_comes_first() -> None:
    """With earlier quizzes named, none of their cards is asked while there are others."""
    held = course(4, 5, 4)  # 36 cards
    first = draw(held, Wish(1, 14), Random(1))
    second = draw(held, Wish(1, 14, last=frozenset(codes(first.cards))), Random(2))
    assert len(second.cards) == 14
    assert not codes(first.cards) & codes(second.cards)
    last = frozenset(codes(first.cards) | codes(second.cards))
    third = draw(held, Wish(1, 14, last=last), Random(3))
    assert len(codes(third.cards)) == 14
    assert len(codes(third.cards) - last) == 36 - 28


def test_unlike_takes_a_file_or_a_code(made: tuple[Path, str], tmp_path: Path) -> None:
    """`--unlike` reads a quiz's PDF, or the code as a phone reads it, and refuses all else."""
    folder, _ = made
    quiz = folder / "out/small/quiz-1-7-A.pdf"
    first = code.read_pdf(quiz.read_bytes())
    assert first is not None
    for named in (quiz, str(first)):
        out = tmp_path / ("file" if named is quiz else "code")
        options = ("--seed", 8, "--questions", 10, "--unlike", named)
        done = study("quiz", folder / "course", "-o", out, *options)
        assert done.returncode == 0, done.stderr
        second = code.read_pdf((out / "small/quiz-1-8.pdf").read_bytes())
        assert second is not None
        assert not {*first.cards} & {*second.cards}
    other = str(first).replace("/small/", "/other/")
    grading = folder / "out/small/quiz-1-7-grading.pdf"
    for named, said in ((other, "is a quiz of other"), (grading, "is no quiz")):
        done = study("quiz", folder / "course", "-o", tmp_path / "no", "--unlike", named)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("section", ["pick", "write", "match"])
def test_sections_of_ones_own(section: str) -> None:
    """Only the sections that are wished have questions, and they have all of them."""
    drawn = draw(course(9), Wish(1, 8, sections=frozenset({section})), Random(7))
    held = {"match": drawn.matched, "pick": drawn.picks, "write": drawn.written}
    assert {name for name, found in held.items() if found} == {section}
    assert len(drawn.cards) == 8


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--points", "pick=0"], "pick=5"),
        (["--points", "essay=5"], "match, pick, fill, write"),
        (["--sections", "pick,essay"], "'essay' is no section"),
        (["--time", "0"], "--time"),
        (["--unlike", "nothing.pdf"], "nothing.pdf"),
    ],
)
def test_wishes_that_are_none(
    arguments: list[str], said: str, made: tuple[Path, str], tmp_path: Path
) -> None:
    """What can't be understood ends with a sentence that says what can, and makes no file."""
    folder, _ = made
    done = study("quiz", folder / "course", "-o", tmp_path, *arguments)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.pdf"))


def test_points_name_every_section() -> None:
    """Each section of a quiz has its points."""
    assert tuple(Points.__slots__) == SECTIONS
