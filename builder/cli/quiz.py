"""`study quiz`: a quiz paper drawn from a course, with its key."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.cli.options import TEMPLATES, marks, output, paper
from builder.cli.show import each, say
from builder.documents.options import Options
from builder.quiz.points import SECTIONS, Points

if TYPE_CHECKING:
    from builder.pipeline.quiz import Quiz
    from builder.pipeline.target import Target

NOTHING_MADE = "; no quiz was made"


def _letters(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[str, ...]:
    """Variants' letters with commas between them, each once."""
    if value is None:
        return ()
    letters = tuple(value.upper().replace(" ", "").split(","))
    if not all(re.fullmatch("[A-Z]", letter) for letter in letters):
        words = f"{value!r} is not letters from A to Z with commas between them"
        raise click.BadParameter(words, context, parameter)
    if len(set(letters)) < len(letters):
        raise click.BadParameter(f"{value!r} names a variant twice", context, parameter)
    return letters


def _points(context: click.Context, parameter: click.Parameter, value: str | None) -> Points:
    """Points by section: `pick=5,write=10`."""
    found: dict[str, int] = {}
    for pair in filter(None, (value or "").replace(" ", "").split(",")):
        section, _, number = pair.partition("=")
        if section not in SECTIONS or not re.fullmatch(r"[1-9]\d?", number) or section in found:
            words = f"{pair!r} is not one of {', '.join(SECTIONS)} with its points, such as pick=5"
            raise click.BadParameter(words, context, parameter)
        found[section] = int(number)
    return replace(Points(), **found)


def _sections(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> frozenset[str]:
    """Sections with commas between them; all where none is named."""
    found = frozenset((value or ",".join(SECTIONS)).replace(" ", "").split(","))
    if unknown := sorted(found - {*SECTIONS}):
        words = f"{unknown[0]!r} is no section; they are {', '.join(SECTIONS)}"
        raise click.BadParameter(words, context, parameter)
    return found


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--level", type=click.IntRange(1, 99), default=1, show_default=True, help="Ask this level."
)
@click.option(
    "--questions", type=click.IntRange(1, 500), default=20, show_default=True, help="How many."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 999_999_999),
    default=1,
    show_default=True,
    help="Another number draws another quiz; the same number the same.",
)
@click.option(
    "--variants",
    callback=_letters,
    metavar="A,B",
    help="The same questions in other orders, a file a letter.",
)
@click.option(
    "--sections", callback=_sections, metavar="pick,fill", help="Ask in these ways alone."
)
@click.option(
    "--points", callback=_points, metavar="pick=5,write=10", help="What a question is worth."
)
@click.option(
    "--time", "minutes", type=click.IntRange(1, 600), metavar="MINUTES", help="Print the time."
)
@click.option(
    "--answer-sheet",
    "has_sheets",
    is_flag=True,
    help="Also a sheet to answer on for each variant, and one to grade them all by.",
)
@click.option(
    "--unlike",
    "last",
    multiple=True,
    metavar="QUIZ",
    help="Ask first what this earlier quiz (its PDF, or its code) didn't.",
)
@click.option("--topic", "topics", multiple=True, metavar="KEY", help="Ask this topic alone.")
@paper("the quiz")
@output()
@TEMPLATES
def quiz(path: Path | None, **options: Any) -> int:
    """Draw a quiz from a course: terms to match, choices, short answers, and a key.

    \b
    study quiz --level 2 --seed 7                   makes quiz-2-7.pdf
    study quiz --level 2 --seed 7 --variants A,B    two orders, for neighbours
    study quiz --seed 8 --unlike output/devops/quiz-1-7.pdf    other questions than last time

    The key stands on a sheet of its own at the end. Its sections are match, pick, fill and
    write. --topic and --unlike may be given several times.
    """
    return each((path,) if path else (), lambda target: _quiz(target, **options), NOTHING_MADE)


def _quiz(
    target: Target,
    level: int,
    questions: int,
    seed: int,
    topics: tuple[str, ...],
    sections: frozenset[str],
    **asked: Any,
) -> None:
    from builder.pipeline import quiz as quiz_files
    from builder.quiz.draw import Wish

    wish = Wish(level, questions, frozenset(topics), sections)
    points, minutes = asked.pop("points"), asked.pop("minutes") or 0
    sat = (asked.pop(name) for name in ("has_sheets", "last"))
    sitting = quiz_files.Sitting(asked.pop("variants"), points, minutes, *sat)
    try:
        made = quiz_files.quiz(target, Options(**asked, marks=marks()), wish, seed, sitting)
    except (quiz_files.NoSuchTopicError, quiz_files.NoQuizError) as error:
        raise click.UsageError(str(error)) from None
    say("\n".join(_summary(made, questions)))


def _summary(quiz: Quiz, asked: int) -> list[str]:
    from builder.typeset import pages

    lines = [
        f"{quiz.folder / name}  {pages.count(data)} pages" for name, data in quiz.files.items()
    ]
    if quiz.questions < asked:
        holds = f"level {quiz.level.number} holds {quiz.questions} questions of the {asked}"
        lines.append(f"{holds} asked for; all of them are in the quiz")
    return lines
