"""Whether two cards are one that was reworded, and whether that is close."""

from __future__ import annotations

from dataclasses import dataclass

from builder.ledger.recognition import answers, similarity
from builder.ledger.recognition.answers import Said
from builder.ledger.recognition.similarity import Front
from builder.ledger.recognition.subjects import OTHER, Turn, doubt, turn


@dataclass(frozen=True, slots=True)
class Side:
    """What of a card is compared.

    `known` are the hashes of its answer's sketch; only a new card's answer is `said` in full.
    A card that `names` has a front which is a name alone, as a term's is.
    """

    front: Front
    known: frozenset[str]
    said: Said | None = None
    names: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How alike two cards are, and what follows; `is_close` asks for a person's eye."""

    score: float
    is_one: bool
    is_close: bool


HERE = 0.4  # enough in one topic and level
NEAR = 0.5  # in one topic, at another level
ANYWHERE = 0.6


def compare(old: Side, new: Side, *, enough: float = HERE) -> Verdict:
    """Judge two cards; from a score of `enough` on they are one, unless they are siblings."""
    here = enough < ANYWHERE
    shared = _answers(old, new)
    if here and old.front.folded and old.front.folded == new.front.folded:
        return Verdict(1.0 + (shared or 0.0), is_one=True, is_close=False)
    told = _told(old, new) if shared is not None else 0.0
    alike = (shared or 0.0) * told
    if not here and not told and len(old.front.folded) < GENERAL:
        return _NOTHING
    fronts = similarity.front_similarity(old.front, new.front)
    if _score(fronts, alike, told) + 0.1 < enough - CLOSE and not _may_ask_the_same(old, new):
        return _NOTHING  # most pairs of a large topic end here, before words are held together
    became = turn(old.front, new.front)
    if became.is_one_question:
        fronts = max(SAME, fronts)
    score = _score(fronts, alike, told) + 0.1 * told * _moved(became, new)
    sibling = became.puts_a_sibling(names=old.names)
    doubted = doubt(old.front, new.front)
    needed = max(doubted, FAINT if told and fronts < NEARLY else 0.0)
    if (
        score < enough
        or alike < needed
        or (sibling and not _is_corrected(became, old, new, shared))
    ):
        return Verdict(score, is_one=False, is_close=score >= enough - CLOSE)
    # A word of substance more or less ("lens", "convex lens") may make it another subject.
    narrowed = bool(became.gone or became.came) and alike < HALF
    is_close = score < enough + CLOSE or bool(doubted) or sibling or narrowed
    changed = doubted == OTHER or bool(became.opposed)
    return Verdict(score, is_one=True, is_close=changed or (is_close and alike < TWIN))


GENERAL = 10  # characters; a shorter front may well be asked of two subjects
FAINT = 0.27  # of two answers that share less, fronts alone do not make one card
NEARLY = 0.85
TWIN = 0.9
LEAST = 0.6
CLOSE = 0.12
HALF = 0.5
_NOTHING = Verdict(0.0, is_one=False, is_close=False)


def _score(fronts: float, alike: float, told: float) -> float:
    return 0.35 * told * fronts + alike + 0.7 * (1 - told) * fronts


def _told(old: Side, new: Side) -> float:
    """How far the likeness of two answers is to be believed, 0 to 1: short ones say little."""
    return min(1.0, len(old.known) / 4, len(new.known) / 4)


def _may_ask_the_same(old: Side, new: Side) -> bool:
    one, other = old.front, new.front
    if one.asks_what and other.asks_what:
        return one.substance == other.substance
    return bool(one.ways & other.ways) and not one.substance.isdisjoint(other.substance)


def _answers(old: Side, new: Side) -> float | None:
    if new.said is not None:
        return answers.overlap(old.known, new.said)
    return similarity.shared(old.known, new.known)


def _is_corrected(became: Turn, old: Side, new: Side, shared: float | None) -> bool:
    """Whether a sibling's front is only the old one's, set right: its answer stays as it was.

    Siblings' answers are built alike: of a few words all may be shared but the one that
    matters, and only long ones differ in more. Where fronts say the opposite, the answers of
    siblings may even have the same words in another order ("left … right"), which sketches
    can't tell; so there a correction's answer has neither.
    """
    if became.opposed:
        said = new.said.plain if new.said else ""
        return shared == 1.0 and not any(word in said for word in became.opposed)
    words = min(len(each.known) for each in (old, new))
    return (shared or 0.0) >= min(TWIN, max(LEAST, TWIN - 0.025 * (words - 8)))


def _moved(became: Turn, new: Side) -> float:
    """How much of what the front no longer says stands in the answer now."""
    if new.said is None or not became.gone:
        return 0.0
    return sum(word in new.said.plain for word in became.gone) / len(became.gone)


SAME = 0.9
