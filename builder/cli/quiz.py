"""`study quiz`: a quiz paper drawn from a course, with its key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from builder.cli.options import TEMPLATES, output, paper
from builder.cli.show import each

if TYPE_CHECKING:
    from builder.pipeline.quiz import Made
    from builder.pipeline.target import Target

NOTHING_MADE = "; no quiz was made"


@dataclass(frozen=True)
class QuizOptions:
    """The options of `study quiz`, named as on the command line."""

    level: int | None
    questions: int
    seed: int
    variants: tuple[str, ...]
    topics: tuple[str, ...]
    paper: Literal["a4", "letter", "b5"]
    output: Path
    templates: Path | None


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


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--level", type=click.IntRange(1, 99), help="Ask this level.  [default: 1]")
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
@click.option("--topic", "topics", multiple=True, metavar="KEY", help="Ask this topic alone.")
@paper("the quiz")
@output()
@TEMPLATES
def quiz(path: Path | None, **options: object) -> int:
    """Draw a quiz from a course: terms to match, choices, short answers, and a key.

    \b
    study quiz --level 2 --seed 7                   makes quiz-2-7.pdf
    study quiz --level 2 --seed 7 --variants A,B    two orders, for neighbours

    The key stands on a sheet of its own at the end. --topic may be given several times.
    """
    asked = QuizOptions(**options)  # type: ignore[arg-type]  # click has checked them
    return each((path,) if path else (), lambda target: _quiz(target, asked), NOTHING_MADE)


def _quiz(target: Target, asked: QuizOptions) -> None:
    from builder.pipeline import quiz as quiz_files
    from builder.pipeline.target import template_folders
    from builder.typeset.templates.environment import Templates

    request = quiz_files.QuizRequest(
        output=asked.output,
        templates=Templates(template_folders(asked.templates)),
        level=asked.level,
        questions=asked.questions,
        seed=asked.seed,
        forms=asked.variants,
        topics=frozenset(asked.topics),
        paper=asked.paper,
    )
    try:
        made = quiz_files.make(target, request)
    except quiz_files.NoSuchTopicError as error:
        raise click.UsageError(str(error)) from None
    click.echo("\n".join(_summary(made, asked.questions)))


def _summary(made: Made, questions: int) -> list[str]:
    said = [f"{made.folder / name}  {_pages(data)} pages" for name, data in made.files.items()]
    if made.questions < questions:
        holds = f"level {made.level.number} holds {made.questions} questions of the {questions}"
        said.append(f"{holds} asked for; all of them are in the quiz")
    return said


def _pages(data: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)
