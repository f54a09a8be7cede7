"""A quiz's files: a course loaded, matched and checked as for a build, then drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from random import Random

from builder.content.model import Course, Level
from builder.content.source import ContentError, Diagnostic, Location
from builder.documents.options import Options
from builder.pipeline.checked import Checked, check
from builder.pipeline.loaded import load
from builder.pipeline.matched import Matched, match
from builder.pipeline.planned import no_such_level
from builder.pipeline.target import Target
from builder.quiz.draw import Draw, Wish, draw
from builder.quiz.paper import QuizPaper, arranged, html
from builder.storage.publishing import alone, replace_file
from builder.typeset import pdf
from builder.typeset.papers import PAPERS, PagePaper


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz's folder, its files' bytes by name, and how many questions each has."""

    folder: Path
    files: Mapping[str, bytes]
    level: Level
    questions: int


class NoSuchTopicError(Exception):
    """A topic was asked for that the course doesn't have."""


def quiz(
    target: Target, options: Options, wish: Wish, seed: int, variants: tuple[str, ...] = ()
) -> Quiz:
    """Make one course's quiz, or several `variants` of it, named by their letters.

    Raises ContentError, PageError, OSError; then nothing has changed.
    """
    loaded = load(target)
    level = _level(loaded.course, wish.level)
    _check_topics(loaded.course, wish.topics)
    folder = options.output / loaded.course.name
    with alone(folder):  # a build that was stopped half-way first puts its ledger in place
        checked = check(match(loaded, options.output), options)
        drawn = draw(checked.course, wish, Random(seed))
        _check_drawn(drawn, level, target)
        _check_codes(drawn, checked.matched)
        files = _files(checked, level, _papers(level, drawn, seed, variants), options.paper)
        # Not published as a build's: a full build takes away what it didn't make itself.
        for name, data in files.items():
            replace_file(folder / name, data)
    return Quiz(folder, files, level, len(drawn.cards))


def _papers(level: Level, drawn: Draw, seed: int, variants: tuple[str, ...]) -> Iterator[QuizPaper]:
    for letter in variants or ("",):
        name = "-".join([str(level.number), str(seed), *([letter] if letter else [])])
        yield arranged(drawn, name, letter, Random(name))


def _files(
    checked: Checked, level: Level, papers: Iterable[QuizPaper], paper: PagePaper
) -> dict[str, bytes]:
    course, templates, size = checked.course, checked.templates, PAPERS[paper]
    return {
        f"quiz-{variant.name}.pdf": pdf.render(html(course, level, variant, templates, size))
        for variant in papers
    }


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
