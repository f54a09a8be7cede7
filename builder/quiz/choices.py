"""What may stand beside a right answer: near to it in subject and length, and surely wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from random import Random

from builder.content.model import Card, Cloze, Question, Term
from builder.kinds import naming
from builder.kinds.gaps import sentence
from builder.ledger.recognition import similarity
from builder.typeset.text import markup

OTHERS = 3
SHORT = 140  # characters; four longer choices are a page of reading, not a question
ALIKE = 0.6  # from here on a marker may have to call both right


def answer(card: Card) -> str:
    """The Markdown that answers a term or a question, empty where nothing does."""
    match card.item:
        case Term(meaning=meaning):
            return meaning.strip()
        case Question() as question:
            chosen = "\n".join(f"- {each.text}" for each in question.right)
            return question.answer.strip() or (chosen if question.has_several else chosen[2:])
        case Cloze(text=text):
            return sentence(text)
        case _:
            return ""


def has_own(card: Card) -> bool:
    """Whether the card's author wrote its choices."""
    return isinstance(card.item, Question) and bool(card.item.choices)


def choice(card: Card) -> str:
    """The Markdown to choose when the card is asked: a term's name, a question's answer."""
    return card.front if card.kind == "term" else answer(card)


def others(
    card: Card, among: Iterable[Card], places: Mapping[str, int], rng: Random
) -> tuple[Card, ...]:
    """Three cards whose choices are wrong for this card, or none where three can't be found.

    Those of the card's own topic come first, then those of topics near to it; `places` are
    the topics' places in the course.
    """
    if not _can_be_chosen(card):
        return ()
    found: list[Card] = []
    for other in _nearest(card, among, places, rng):
        if _is_wrong(card, other) and all(are_apart(other, each) for each in found):
            found.append(other)
        if len(found) == OTHERS:
            return () if _stands_out(card, found) else tuple(found)
    return ()


def tells_itself(card: Card) -> bool:
    """Whether a term's meaning says its name, or most of the words in it."""
    words = _words(card)
    return names(answer(card), card.front) or 2 * _echo(card, answer(card)) > len(words) > 0


def are_apart(one: Card, other: Card) -> bool:
    """Whether neither card's front nor its answer can be taken for the other's."""
    if one.kind == "term" and _same_name(one.front, other.front):
        return False
    return not _same_text(one.front, other.front) and not _same_text(answer(one), answer(other))


def is_short(text: str, most: int = SHORT) -> bool:
    """Whether a Markdown text is a single paragraph of at most so many characters."""
    made = markup.html(text).strip()
    is_single = made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1
    return is_single and len(markup.plain(text)) <= most


def names(text: str, name: str) -> bool:
    """Whether a text says a name, or one of the names in it: `image (picture)` has two."""
    return naming.names(markup.plain(text), markup.plain(name))


def _can_be_chosen(card: Card) -> bool:
    return is_short(answer(card)) and not (card.kind == "term" and tells_itself(card))


def _nearest(
    card: Card, among: Iterable[Card], places: Mapping[str, int], rng: Random
) -> list[Card]:
    mixed = [other for other in among if other.kind == card.kind and other.code != card.code]
    rng.shuffle(mixed)
    here = places[card.topic]
    return sorted(mixed, key=lambda o: (abs(places[o.topic] - here), abs(o.level - card.level)))


def _is_wrong(card: Card, other: Card) -> bool:
    if not _are_as_long(choice(card), choice(other)):
        return False
    if card.kind == "term":
        # What the meaning says is struck out unread, so it's no choice.
        return are_apart(card, other) and not names(answer(card), other.front)
    # Another level asks the same more deeply, and its answer may be right here too.
    is_peer = other.level == card.level and is_short(answer(other))
    return is_peer and are_apart(card, other)


def _stands_out(card: Card, found: Iterable[Card]) -> bool:
    """Whether the right answer is found without knowing it, by the question's own words."""
    if card.kind == "term":
        return False
    return _echo(card, answer(card)) > 1 + max(_echo(card, answer(other)) for other in found)


def _echo(card: Card, text: str) -> int:
    """How many of the card's words a text repeats."""
    plain = _plain(text)
    return sum(naming.says(plain, word) for word in _words(card))


def _words(card: Card) -> list[str]:
    """The words of a card's front, without what Korean particles add to them."""
    return [word for word in similarity.front(markup.plain(card.front)).words if len(word) > 1]


def _are_as_long(one: str, other: str) -> bool:
    short, long = sorted((len(markup.plain(one)), len(markup.plain(other))))
    return long <= 2 * short or long - short <= 8


def _same_text(one: str, other: str) -> bool:
    one, other = markup.plain(one), markup.plain(other)
    first, second = similarity.fold(one), similarity.fold(other)
    if first in second or second in first:
        return True
    return similarity.front_similarity(similarity.front(one), similarity.front(other)) >= ALIKE


def _same_name(one: str, other: str) -> bool:
    return names(one, other) or names(other, one)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", markup.plain(text)).casefold()
