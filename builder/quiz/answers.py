"""What goes with a quiz: a sheet to mark answers on, and one by which all variants are graded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.content.model import Card, Course, Level
from builder.documents import outline
from builder.quiz.paper import Filling, QuizPaper, Writing, code, form
from builder.typeset.papers import Paper
from builder.typeset.square import square
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates


@dataclass(frozen=True, slots=True)
class Marked:
    """A number of a section whose answers are marked: each variant's right places, from 0."""

    number: int
    rights: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """A card that is answered in writing: its number in each variant, and what answers it."""

    card: Card
    numbers: tuple[int, ...]
    answer: str


def sheet(course: Course, level: Level, paper: QuizPaper, templates: Templates, size: Paper) -> str:
    """The answer sheet of one variant as an HTML document."""
    own = code(course, paper)
    square_code = {"address": square(own.squared), "text": own.squared}
    values = {"form": form(course, paper, templates), "square": square_code}
    return _document("quiz/answers.html", course, level, paper, templates, size, values)


def grading(
    course: Course, level: Level, papers: Sequence[QuizPaper], templates: Templates, size: Paper
) -> str:
    """The right answers of every variant, number by number, as an HTML document."""
    values = {
        "papers": papers,
        "matches": matched(papers),
        "choices": chosen(papers),
        "fillings": solved(papers, "fillings"),
        "writings": solved(papers, "writings"),
    }
    return _document("quiz/grading.html", course, level, papers[0], templates, size, values)


def matched(papers: Sequence[QuizPaper]) -> tuple[Marked, ...]:
    """The numbers of the block to match, with each variant's letter."""
    rows = zip(*(paper.matches for paper in papers), strict=True)
    return tuple(Marked(row[0].number, tuple((each.right,) for each in row)) for row in rows)


def chosen(papers: Sequence[QuizPaper]) -> tuple[Marked, ...]:
    """The numbers of the questions to choose for, with each variant's right choices."""
    rows = zip(*(paper.choices for paper in papers), strict=True)
    return tuple(Marked(row[0].number, tuple(each.rights for each in row)) for row in rows)


def solved(papers: Sequence[QuizPaper], section: str) -> tuple[Solved, ...]:
    """What a section has to be written, as the first variant orders it."""
    held: list[Sequence[Filling | Writing]] = [getattr(paper, section) for paper in papers]
    numbers = [{each.card.code: each.number for each in one} for one in held]
    return tuple(
        Solved(each.card, tuple(one[each.card.code] for one in numbers), _answer(each))
        for each in held[0]
    )


def _answer(each: Filling | Writing) -> str:
    return each.cloze.marked if isinstance(each, Filling) else each.answer


def _document(
    name: str,
    course: Course,
    level: Level,
    paper: QuizPaper,
    templates: Templates,
    size: Paper,
    values: Mapping[str, Any],
) -> str:
    labels = page.labels(templates, course.language)
    own = "sheet" if "square" in values else "grading"
    form_words = [values["form"]] if values.get("form") else []
    level_words = f"{labels['level']} {level.number} {level.name}"
    title = " · ".join([course.title, labels["quiz"][own], level_words, *form_words])
    return page.document(
        templates,
        name,
        paper=size,
        language=course.language,
        keep_words=course.keep_words,
        math=course.math,
        pictures=outline.on_paper(outline.shown(course, paper)),
        course=course,
        level=level,
        quiz=paper,
        points=paper.worth,
        edition=outline.edition(outline.cover(course), paper),
        accent=page.accent(templates, level.number),
        title=title,
        head=title,
        **values,
    )
