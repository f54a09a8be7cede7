"""Whether two fronts ask of one subject, or of a sibling in its place."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from builder.ledger.recognition.similarity import Front
from builder.ledger.recognition.spelling import is_slip, resembles


@dataclass(frozen=True, slots=True)
class Turn:
    """How one front became another.

    `gone` and `came` are the words of substance that only the old or only the new one has;
    `shared` says how many both have; `frame` is the share of all words that stayed in order.
    Both may ask for the same thing (`asks_alike`), even in the same words (`asks_so`), or ask
    what their subject is (`asks_what`). Words that one has and of which the other has the
    opposite are `opposed`.
    """

    gone: frozenset[str]
    came: frozenset[str]
    shared: int
    frame: float
    asks_alike: bool
    asks_so: bool
    asks_what: bool
    opposed: frozenset[str]

    @property
    def is_one_question(self) -> bool:
        """Whether both ask the same of the same subject, however they are worded.

        Where both ask what something is, neither may say a word more: "a lens", "a convex lens".
        """
        same = self.asks_alike or (self.asks_what and not (self.gone or self.came))
        return same and self.is_one_subject

    @property
    def is_one_subject(self) -> bool:
        """Whether one front has every word of substance that the other has."""
        return self.shared > 0 and not (self.gone and self.came)

    def puts_a_sibling(self, *, names: bool) -> bool:
        """Whether something else was put in the subject's place.

        Who rewords a question changes how it asks; who writes of a sibling keeps the sentence
        and changes the word that it is about. A front that only `names` its subject is all
        subject: there any other word is another one.
        """
        if not (self.gone and self.came):
            return False
        return names or (self.asks_so and self.frame >= SENTENCE)


SENTENCE = 0.5
OTHER = 0.75
DENIED = 0.4  # an author who turns "not x" into "y" often means the same


def turn(old: Front, new: Front) -> Turn:
    """Compare two fronts word by word."""
    gone = _unlike(old.substance - new.substance, new.substance, old)
    came = _unlike(new.substance - old.substance, old.substance, new)
    shared = len(new.substance) - len(came)
    return Turn(
        gone=gone,
        came=came,
        shared=shared,
        frame=SequenceMatcher(None, old.order, new.order, autojunk=False).ratio(),
        asks_alike=bool(old.ways & new.ways),
        asks_so=old.asking == new.asking,
        asks_what=old.asks_what and new.asks_what,
        opposed=_opposed(old, new),
    )


def doubt(old: Front, new: Front) -> float:
    """How alike the answers must be where one front says what the other can't, else 0.

    That is another name or number in a name's place, an opposite, or a denial.
    """
    gone, came = old.names - new.names, new.names - old.names
    if _unmatched(gone, came, old) and _unmatched(came, gone, new):
        return OTHER
    if _opposed(old, new):
        return OTHER
    return DENIED if old.denied != new.denied else 0.0


def _opposed(old: Front, new: Front) -> frozenset[str]:
    gone, came = old.sides - new.sides, new.sides - old.sides
    return frozenset(word for pair, side in gone if (pair, 1 - side) in came for word in pair)


def _unlike(words: frozenset[str], others: frozenset[str], front: Front) -> frozenset[str]:
    endings = front.endings
    return frozenset(w for w in words if not any(resembles(w, other, endings) for other in others))


def _unmatched(names: frozenset[str], others: frozenset[str], front: Front) -> frozenset[str]:
    left = _unlike(names, others, front)
    return frozenset(name for name in left if not any(is_slip(name, other) for other in others))
