"""A quiz on paper: the order of one variant, and its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar, TypeVar

from builder.content.model import Card, Cloze, Course, Level, Question
from builder.documents import outline
from builder.kinds.gaps import boxed
from builder.languages.last_choice import stands_last
from builder.quiz.choices import OTHERS, answer, choice
from builder.quiz.code import Code
from builder.quiz.draw import Draw, Pick
from builder.quiz.points import USUAL, Points
from builder.storage.digest import LATER
from builder.typeset.papers import Paper
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates
from builder.typeset.text import markup

LETTERS_A_LINE = 26  # handwritten Korean letters on a line of the sheet
LINES = (2, 7)  # fewest and most lines under a question
NARROW = 28  # characters of a choice that shares its line with another

Shuffled = TypeVar("Shuffled")


@dataclass(frozen=True, slots=True)
class Match:
    """A term to match; `right` is the place of its meaning, from 0."""

    number: int
    card: Card
    right: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A card to choose for; `right` is the place of the right choice, from 0.

    `given` is a term's meaning, empty for a question. Where more are right than one, the others'
    places are `also` told; `reasons` are those that the author gave, by their choice's place.
    """

    number: int
    card: Card
    given: str
    choices: tuple[str, ...]
    right: int
    also: tuple[int, ...] = field(default=(), metadata={LATER: True})
    reasons: tuple[tuple[int, str], ...] = field(default=(), metadata={LATER: True})

    @property
    def rights(self) -> tuple[int, ...]:
        """The places of all right choices."""
        return (self.right, *self.also)

    @property
    def is_narrow(self) -> bool:
        return all(len(markup.plain(each)) <= NARROW for each in self.choices)


@dataclass(frozen=True, slots=True)
class Filling:
    """A sentence to complete."""

    number: int
    card: Card
    cloze: Cloze


@dataclass(frozen=True, slots=True)
class Writing:
    """A card to answer in writing, and how many lines there are for it."""

    number: int
    card: Card
    answer: str
    lines: int


@dataclass(frozen=True, slots=True)
class QuizPaper:
    """One variant of a quiz, in the order in which it is printed; Markdown throughout.

    `name` is its level, seed and letter ("2-7-A"), `form` the letter alone or empty; `minutes`
    is the time for it, 0 for any.
    """

    DIGEST_NAME: ClassVar[str] = "Paper"

    name: str
    form: str
    matches: tuple[Match, ...]
    meanings: tuple[str, ...]
    choices: tuple[Choice, ...]
    writings: tuple[Writing, ...]
    fillings: tuple[Filling, ...] = field(default=(), metadata={LATER: True})
    worth: Points = field(default=USUAL, metadata={LATER: True})
    minutes: int = field(default=0, metadata={LATER: True})

    @property
    def points(self) -> int:
        """What all questions are worth together."""
        marked = self.worth.match * len(self.matches) + self.worth.pick * len(self.choices)
        written = self.worth.fill * len(self.fillings) + self.worth.write * len(self.writings)
        return marked + written

    @property
    def cards(self) -> tuple[Card, ...]:
        """The card of each question, in order."""
        asked: list[Match | Choice | Filling | Writing] = []
        for section in (self.matches, self.choices, self.fillings, self.writings):
            asked += section
        return tuple(each.card for each in asked)

    @property
    def questions(self) -> int:
        """How many there are."""
        return len(self.cards)

    @property
    def words(self) -> tuple[str, ...]:
        """What the gaps ask for, in an order that tells nothing."""
        return boxed(each.cloze.text for each in self.fillings)


def arranged(draw: Draw, name: str, form: str, rng: Random) -> QuizPaper:
    """A draw as the variant `form` ("A", "B", … or empty, which is ordered like A) has it.

    Between two variants less than four letters apart, no right choice keeps its place.
    """
    turn = ord(form or "A") - ord("A")
    meanings = _turned(draw.meanings, turn)
    matched = _ordered(draw.matched, turn, rng)
    picks = _ordered(draw.picks, turn, rng)
    written = _ordered(draw.written, turn, rng)
    filled = _ordered(draw.filled, turn, rng)
    first, second = len(matched), len(matched) + len(picks)
    third = second + len(filled)
    return QuizPaper(
        name,
        form,
        tuple(Match(at, card, meanings.index(card)) for at, card in enumerate(matched, 1)),
        tuple(answer(card) for card in meanings),
        tuple(_choice(at, pick, turn, rng) for at, pick in enumerate(picks, first + 1)),
        tuple(_writing(at, card) for at, card in enumerate(written, third + 1)),
        tuple(
            Filling(at, card, card.item)
            for at, card in enumerate(filled, second + 1)
            if isinstance(card.item, Cloze)
        ),
    )


def html(course: Course, level: Level, paper: QuizPaper, templates: Templates, size: Paper) -> str:
    """The quiz with its key as one HTML document."""
    labels = page.labels(templates, course.language)
    named = form(course, paper, templates)
    name = f"{labels['level']} {level.number}{level.beside}"
    title = " · ".join(filter(None, [course.title, labels["quiz"]["title"], name, named]))
    return page.document(
        templates,
        "quiz/quiz.html",
        paper=size,
        language=course.language,
        keep_words=course.keep_words,
        math=course.math,
        pictures=outline.on_paper(outline.shown(course, paper)),
        course=course,
        level=level,
        quiz=paper,
        form=named,
        points=paper.worth,
        code=str(code(course, paper)),
        edition=outline.edition(outline.cover(course), paper),
        accent=page.accent(templates, level.number),
        title=title,
        head=title,
    )


def form(course: Course, paper: QuizPaper, templates: Templates) -> str:
    """What a variant is called on paper; empty where there is one alone."""
    words = page.labels(templates, course.language)["quiz"]
    return str(words["form"] % paper.form) if paper.form else ""


def code(course: Course, paper: QuizPaper) -> Code:
    """The code of one variant of a course's quiz."""
    return Code(course.name, paper.name, tuple(sorted(card.code for card in paper.cards)))


def _turned(things: Sequence[Shuffled], turn: int) -> list[Shuffled]:
    start = turn % len(things) if things else 0
    return [*things[start:], *things[:start]]


def _ordered(things: Sequence[Shuffled], turn: int, rng: Random) -> list[Shuffled]:
    """The things in an order of the variant's own: already its first is another one."""
    first, rest = _turned(things, turn)[:1], _turned(things, turn)[1:]
    rng.shuffle(rest)
    return first + rest


def _choice(number: int, pick: Pick, turn: int, rng: Random) -> Choice:
    if isinstance(pick.card.item, Question) and pick.card.item.choices:
        return _own(number, pick.card, pick.card.item, pick.place + turn, rng)
    choices = [choice(card) for card in pick.others]
    rng.shuffle(choices)
    right = (pick.place + turn) % (OTHERS + 1)
    choices.insert(right, choice(pick.card))
    given = answer(pick.card) if pick.card.kind == "term" else ""
    return Choice(number, pick.card, given, tuple(choices), right)


def _own(number: int, card: Card, question: Question, turn: int, rng: Random) -> Choice:
    """The author's own choices, in an order of the variant's but for those that stay in place."""
    choices = list(question.choices)
    if not question.in_order:
        last = [each for each in choices if stands_last(each.text)]
        mixed = [each for each in choices if each not in last]
        rng.shuffle(mixed)
        # As with drawn choices, two neighbours' right ones don't stand at one place.
        first = next((at for at, each in enumerate(mixed) if each.is_right), 0)
        mixed = _turned(mixed, first - turn % max(1, len(mixed)))
        choices = [*mixed, *last]
    rights = tuple(at for at, each in enumerate(choices) if each.is_right)
    texts = tuple(each.text for each in choices)
    reasons = tuple((at, each.why) for at, each in enumerate(choices) if each.why)
    return Choice(number, card, "", texts, rights[0], rights[1:], reasons)


def _writing(number: int, card: Card) -> Writing:
    words = len(markup.plain(answer(card))) * 0.6  # one's own words are fewer
    lines = max(LINES[0], min(LINES[1], round(words / LETTERS_A_LINE + 0.5)))
    return Writing(number, card, answer(card), lines)
