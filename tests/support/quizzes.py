"""Courses to draw quizzes from, in memory and on disk, and the command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

from builder.content.model import Card, Cell, Course, Level, Question, Term, Topic, coded
from tests.support.courses import small

SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4, 28)]


def words(count: int, rng: Random) -> str:
    return " ".join("".join(rng.sample(SYLLABLES, 3)) for _ in range(count))


def course(topics: int = 4, terms: int = 5, questions: int = 4, length: int = 6) -> Course:
    """A course whose names and answers have nothing in common; codes count from "0001"."""
    rng = Random(0)

    def cell() -> Cell:
        asked = [Question(f"{words(4, rng)}?", f"{words(length, rng)}.") for _ in range(questions)]
        named = [Term(words(1, rng), f"{words(length, rng)}.") for _ in range(terms)]
        return Cell(1, (*named, *asked))

    made = Course(
        name="made",
        title="과정",
        levels=(Level(1, "입문"),),
        topics=tuple(
            Topic(f"t{number}", f"주제 {number}", cells=(cell(),)) for number in range(topics)
        ),
    )
    return with_codes(made)


def with_codes(made: Course) -> Course:
    numbers = iter(range(1, 10_000))
    return coded(made, lambda _: f"{next(numbers):04}")


def codes(found: tuple[Card, ...]) -> list[str]:
    return [card.code for card in found]


def study(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "builder", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
        timeout=300,
    )


TOPIC = """\
title: {title}
levels:
  1:
    terms:
{terms}
    questions:
{questions}
"""


def written(folder: Path, topics: int = 4) -> Path:
    """A course on disk, with enough in it for every kind of question."""
    rng = Random(1)
    small(folder)
    for number in range(topics):
        terms = [
            f'      - {{term: {words(1, rng)}, meaning: "{words(6, rng)}."}}' for _ in range(5)
        ]
        asked = [f'      - {{ask: "{words(4, rng)}?", answer: "{words(6, rng)}."}}' for _ in "1234"]
        text = TOPIC.format(
            title=f"주제 {number}", terms="\n".join(terms), questions="\n".join(asked)
        )
        (folder / f"topics/{number + 10}-t{number}.yaml").write_text(text, encoding="utf-8")
    return folder
