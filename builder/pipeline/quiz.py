"""A quiz's files: a course loaded, matched and checked as for a build, then drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from random import Random

from builder.content.model import Course, Level
from builder.content.source import ContentError, Diagnostic, Location
from builder.documents.options import Options
from builder.pipeline.checked import Checked, check
from builder.pipeline.errors import strange_files_told
from builder.pipeline.loaded import load
from builder.pipeline.matched import Matched, match
from builder.pipeline.planned import no_such_level
from builder.pipeline.target import Target
from builder.quiz.answers import grading, sheet
from builder.quiz.code import read, read_pdf
from builder.quiz.draw import Draw, Wish, draw
from builder.quiz.paper import QuizPaper, arranged, html
from builder.quiz.points import USUAL, Points
from builder.storage.publishing import LARGEST, alone
from builder.storage.strange import read_ordinary
from builder.typeset import pdf
from builder.typeset.papers import PAPERS, PagePaper


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz's folder, its files' bytes by name, and how many questions and points it has."""

    folder: Path
    files: Mapping[str, bytes]
    level: Level
    questions: int
    points: int


class NoSuchTopicError(Exception):
    """A topic was asked for that the course doesn't have."""


class NoQuizError(Exception):
    """What was named as an earlier quiz is none of this course."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """How a quiz is sat: in which variants, by what points, for how many minutes (0 for any),
    and whether on answer sheets; `last` are earlier quizzes: PDFs, or codes as a phone reads them.
    """

    variants: tuple[str, ...] = ()
    worth: Points = USUAL
    minutes: int = 0
    has_sheets: bool = False
    last: tuple[str, ...] = ()


def quiz(
    target: Target, options: Options, wish: Wish, seed: int, sitting: Sitting = Sitting()
) -> Quiz:
    """Make one course's quiz, in the variants of its sitting.

    Raises ContentError, PageError, NoQuizError, OSError; then nothing has changed.
    """
    loaded = load(target)
    level = _level(loaded.course, wish.level)
    _check_topics(loaded.course, wish.topics)
    wish = replace(wish, last=_asked_lately(loaded.course, sitting.last))
    folder = loaded.folder(options)
    # A build that was stopped half-way first puts its ledger in place.
    with strange_files_told(), alone(folder):
        checked = check(match(loaded, folder), options)
        drawn = draw(checked.course, wish, Random(seed))
        _check_drawn(drawn, level, target)
        _check_codes(drawn, checked.matched)
        papers = tuple(_papers(level, drawn, seed, sitting))
        files = {
            name: pdf.render(page)
            for name, page in _pages(checked, level, papers, options.paper, sitting).items()
        }
        # Not published as a build's: a full build takes away what it didn't make itself.
        for name, data in files.items():
            folder.below.replace(folder.at(name), data)
    return Quiz(folder.path, files, level, len(drawn.cards), papers[0].points)


def _papers(level: Level, drawn: Draw, seed: int, sitting: Sitting) -> Iterator[QuizPaper]:
    for letter in sitting.variants or ("",):
        name = "-".join([str(level.number), str(seed), *([letter] if letter else [])])
        paper = arranged(drawn, name, letter, Random(name))
        yield replace(paper, worth=sitting.worth, minutes=sitting.minutes)


def _pages(
    checked: Checked,
    level: Level,
    papers: Sequence[QuizPaper],
    paper: PagePaper,
    sitting: Sitting,
) -> dict[str, str]:
    """The HTML of each file by its name."""
    course, templates, size = checked.course, checked.templates, PAPERS[paper]
    made = {f"quiz-{one.name}.pdf": html(course, level, one, templates, size) for one in papers}
    if sitting.has_sheets:
        for one in papers:
            made[f"quiz-{one.name}-answers.pdf"] = sheet(course, level, one, templates, size)
        name = f"quiz-{papers[0].name.removesuffix('-' + papers[0].form)}-grading.pdf"
        made[name] = grading(course, level, papers, templates, size)
    return made


def _asked_lately(course: Course, named: Iterable[str]) -> frozenset[str]:
    """The codes of the cards that earlier quizzes asked. Raises NoQuizError."""
    found: set[str] = set()
    for each in named:
        try:
            code = read(each) or read_pdf(read_ordinary(Path(each), LARGEST))
        except OSError as error:
            raise NoQuizError(f"{each}: {error.strerror}") from None
        if not code or not code.cards:
            raise NoQuizError(f"{each} is no quiz that `study quiz` made, nor its code")
        if code.course != course.name:
            raise NoQuizError(f"{each} is a quiz of {code.course}, not of {course.name}")
        found.update(code.cards)
    return frozenset(found)


def _level(course: Course, number: int) -> Level:
    for level in course.levels:
        if level.number == number:
            return level
    raise no_such_level(course, number)


def _check_topics(course: Course, topics: frozenset[str]) -> None:
    known = [topic.key for topic in course.topics]
    for key in sorted(topics - set(known)):
        close = get_close_matches(key, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"its topics are {', '.join(known)}"
        raise NoSuchTopicError(f"{course.title} has no topic {key}; {hint}")


def _check_drawn(drawn: Draw, level: Level, target: Target) -> None:
    if not drawn.cards:
        words = f"there is nothing to ask at level {level.number}"
        hint = "a quiz takes terms with a meaning and questions with an answer"
        raise ContentError([Diagnostic(Location(str(target.path)), words, hint)])


def _check_codes(drawn: Draw, matched: Matched) -> None:
    """Refuse cards that the ledger doesn't know.

    A first code is made from the card's text, so until a build has written it down, an edit
    gives the card another one, and a key that is already printed would point to nothing.
    """
    new = {change.code for change in matched.matching.changes if change.what == "new"}
    without = [card for card in drawn.cards if card.code in new]
    if without:
        many = f"{len(without)} cards have" if len(without) > 1 else "this card has"
        words = f"{many} no code yet for the key to print"
        hint = f"run `study build {matched.target.path}` first; it writes the codes down"
        raise ContentError([Diagnostic(without[0].location, words, hint)])
