"""A quiz's files: a course loaded, matched with its ledger, drawn from, set and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from random import Random

from builder.content.model import Course, Level
from builder.content.source import ContentError, Diagnostic, Location
from builder.documents.options import Options
from builder.ledger import matching as ledger
from builder.ledger.matching import Matching
from builder.pipeline import preflight, rendered
from builder.pipeline.build import read_ledger
from builder.pipeline.errors import MachineError
from builder.pipeline.loaded import Loaded, load
from builder.pipeline.pictures import fitted
from builder.pipeline.planned import no_such_level
from builder.pipeline.target import Target, template_folders
from builder.quiz.draw import Draw, Wish, draw
from builder.quiz.paper import QuizPaper, arranged, html
from builder.storage.publishing import alone, replace_file
from builder.typeset import pdf
from builder.typeset.machine.doctor import doctor, lacking
from builder.typeset.papers import PAPERS
from builder.typeset.templates.environment import Templates


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
    _check_printing(loaded, Templates(template_folders(options.templates)))
    folder = options.output / loaded.course.name
    with alone(folder):  # a build that was stopped half-way first puts its ledger in place
        matching = ledger.match(fitted(loaded.course), read_ledger(target))
        drawn = draw(matching.course, wish, Random(seed))
        _check_drawn(drawn, level, target)
        _check_codes(drawn, matching, target)
        papers = _papers(level, drawn, seed, variants)
        files = _files(matching.course, level, papers, options)
        # Not published as a build's: a full build takes away what it didn't make itself.
        for name, data in files.items():
            replace_file(folder / name, data)
    return Quiz(folder, files, level, len(drawn.cards))


def _papers(level: Level, drawn: Draw, seed: int, variants: tuple[str, ...]) -> Iterator[QuizPaper]:
    for letter in variants or ("",):
        name = "-".join([str(level.number), str(seed), *([letter] if letter else [])])
        yield arranged(drawn, name, letter, Random(name))


def _files(
    course: Course, level: Level, papers: Iterable[QuizPaper], options: Options
) -> dict[str, bytes]:
    templates = Templates(template_folders(options.templates))
    size = PAPERS[options.paper]
    return {
        f"quiz-{paper.name}.pdf": pdf.render(html(course, level, paper, templates, size))
        for paper in papers
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


def _check_printing(loaded: Loaded, templates: Templates) -> None:
    if needs := lacking(doctor((loaded.course.language,))):
        raise MachineError(needs)
    faces = rendered.installed_faces(templates, loaded.course.language)
    diagnostics = preflight.diagnostics(loaded.course, loaded.sources, faces)
    if diagnostics:
        raise ContentError(diagnostics)


def _check_drawn(drawn: Draw, level: Level, target: Target) -> None:
    if not drawn.cards:
        words = f"there is nothing to ask at level {level.number}"
        hint = "a quiz takes terms with a meaning and questions with an answer"
        raise ContentError([Diagnostic(Location(str(target.path)), words, hint)])


def _check_codes(drawn: Draw, matching: Matching, target: Target) -> None:
    """Refuse cards that the ledger doesn't know.

    A first code is made from the card's text, so until a build has written it down, an edit
    gives the card another one, and a key that is already printed would point to nothing.
    """
    new = {change.code for change in matching.changes if change.what == "new"}
    without = [card for card in drawn.cards if card.code in new]
    if without:
        many = f"{len(without)} cards have" if len(without) > 1 else "this card has"
        words = f"{many} no code yet for the key to print"
        hint = f"run `study build {target.path}` first; it writes the codes down"
        raise ContentError([Diagnostic(without[0].location, words, hint)])
