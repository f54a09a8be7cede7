"""A quiz drawn from a course: which cards are asked, and how. The same draw for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from builder.content.model import Card, Cloze, Course, Question, Term, cards
from builder.ledger.recognition import similarity
from builder.quiz import choices
from builder.quiz.choices import answer

MATCHED = range(3, 9)  # terms in a matching block: fewer are guessed, more don't fit a page
MATCHED_LENGTH = 100  # characters of a meaning in it
MATCHED_SHARE, WRITTEN_SHARE, FILLED_SHARE = 0.3, 0.3, 0.25

Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a quiz; empty `topics` mean all, else they are topics' keys."""

    level: int
    questions: int = 20
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pick:
    """A card with the choices beside its own; its own stands at `place`, from 0.

    A question whose author wrote its choices has no others: `place` says where the first of
    them stands.
    """

    card: Card
    others: tuple[Card, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Draw:
    """The cards of a quiz: terms to match, cards to choose for, sentences to complete, cards to
    answer in writing.

    `meanings` are the matched terms once more, in the order in which their meanings stand.
    """

    matched: tuple[Card, ...] = ()
    meanings: tuple[Card, ...] = ()
    picks: tuple[Pick, ...] = ()
    written: tuple[Card, ...] = ()
    filled: tuple[Card, ...] = ()

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card asked, each once."""
        picked = (pick.card for pick in self.picks)
        return (*self.matched, *picked, *self.filled, *self.written)


def pool(course: Course, wish: Wish) -> tuple[Card, ...]:
    """The terms, questions and clozes that can be asked: those with an answer, none twice."""
    found: dict[tuple[str, str], Card] = {}
    for card in cards(course):
        is_wished = card.level == wish.level and (not wish.topics or card.topic in wish.topics)
        if is_wished and isinstance(card.item, Term | Question | Cloze) and answer(card):
            found.setdefault((card.kind, similarity.fold(card.front) or card.front), card)
    return tuple(found.values())


def draw(course: Course, wish: Wish, rng: Random) -> Draw:
    """As many of the wished questions as the level holds. The course has its codes.

    No choice shown to one question answers another that is to be answered in writing.
    """
    filled, asked = _filled(pool(course, wish), wish.questions, rng)
    count = min(wish.questions - len(filled), len(asked))
    matched = _matched(asked, round(count * MATCHED_SHARE), rng)
    rest = _without(asked, matched)
    written = _written(rest, round(count * WRITTEN_SHARE), matched, rng)
    rest = _alternating(_without(rest, written), (*matched, *written), rng)
    missing = count - len(matched) - len(written)
    picks, more = _picks(course, rest, missing, written, rng)
    return Draw(
        matched,
        tuple(_mixed(matched, rng)),
        _placed(picks, rng),
        (*written, *more),
        filled,
    )


def _filled(
    asked: Sequence[Card], count: int, rng: Random
) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Sentences to complete, and what else can be asked: more of them where the rest is little."""
    clozes = [card for card in asked if isinstance(card.item, Cloze)]
    rest = tuple(_without(asked, clozes))
    share = max(round(count * FILLED_SHARE), count - len(rest))
    return tuple(_spread(clozes, (), rng)[:share]), rest


def _matched(asked: Sequence[Card], count: int, rng: Random) -> tuple[Card, ...]:
    """Terms that can be told apart, or none where there are too few for a block."""
    found: list[Card] = []
    terms, _ = _by_kind(asked)
    for card in _spread(terms, (), rng):
        if len(found) == min(count, MATCHED[-1]):
            break
        if _can_be_matched(card) and all(choices.are_apart(card, each) for each in found):
            found.append(card)
    return tuple(found) if len(found) in MATCHED else ()


def _can_be_matched(card: Card) -> bool:
    is_short = choices.is_short(answer(card), MATCHED_LENGTH)
    return is_short and not choices.tells_itself(card)


def _written(
    rest: Sequence[Card], count: int, used: Sequence[Card], rng: Random
) -> tuple[Card, ...]:
    """Questions to answer in writing, and terms to explain where there are too few."""
    terms, questions = _by_kind(card for card in rest if not choices.has_own(card))
    return (*_spread(questions, used, rng), *_spread(terms, used, rng))[:count]


Others = tuple[Card, tuple[Card, ...]]


def _picks(
    course: Course, rest: Sequence[Card], count: int, written: Sequence[Card], rng: Random
) -> tuple[list[Others], list[Card]]:
    """Cards with their other choices, and the cards to write about in place of what lacks them.

    What goes over to writing may no longer be shown as a choice, so the rest is then chosen anew.
    """
    places = {topic.key: place for place, topic in enumerate(course.topics)}
    more: list[Card] = []
    while True:
        shown = _without(cards(course), (*written, *more))
        picks: list[Others] = []
        for card in rest:
            if len(picks) == count:
                break
            others = () if choices.has_own(card) else choices.others(card, shown, places, rng)
            if others or choices.has_own(card):
                picks.append((card, others))
        if len(picks) == count:
            return picks, more
        failed = _without(rest, [card for card, _ in picks])[: count - len(picks)]
        more += failed
        rest, count = _without(rest, failed), len(picks)


def _placed(picks: Sequence[Others], rng: Random) -> tuple[Pick, ...]:
    """The right choices shared out evenly over the places that they may stand in."""
    size = choices.OTHERS + 1
    places = _mixed([number % size for number in range(len(picks))], rng)
    return tuple(Pick(*pick, place) for pick, place in zip(picks, places, strict=True))


def _spread(found: Iterable[Card], used: Iterable[Card], rng: Random) -> list[Card]:
    """The cards in an order that takes from every topic in turn, the unused topics first."""
    turns = Counter(card.topic for card in used)
    ranked: list[tuple[int, Card]] = []
    for card in _mixed(found, rng):
        ranked.append((turns[card.topic], card))
        turns[card.topic] += 1
    return [card for _, card in sorted(ranked, key=lambda pair: pair[0])]


def _alternating(found: Iterable[Card], used: Sequence[Card], rng: Random) -> list[Card]:
    """Terms and questions by turns, as long as there are both, spread over the topics."""
    terms, questions = (_spread(kind, used, rng) for kind in _by_kind(found))
    pairs = [card for pair in zip(terms, questions, strict=False) for card in pair]
    both = len(pairs) // 2
    return [*pairs, *terms[both:], *questions[both:]]


def _by_kind(found: Iterable[Card]) -> tuple[list[Card], list[Card]]:
    """The terms, and the questions."""
    kept = list(found)
    terms = [card for card in kept if card.kind == "term"]
    return terms, [card for card in kept if card.kind != "term"]


def _without(found: Iterable[Card], taken: Iterable[Card]) -> list[Card]:
    codes = {card.code for card in taken}
    return [card for card in found if card.code not in codes]


def _mixed(found: Iterable[Drawn], rng: Random) -> list[Drawn]:
    mixed = list(found)
    rng.shuffle(mixed)
    return mixed
