"""Whether two fronts ask of one subject, or of a sibling in its place."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from builder.ledger.similarity import Front, is_hangul


@dataclass(frozen=True, slots=True)
class Turn:
    """How one front became another.

    `gone` and `came` are the words of substance that only the old or only the new one has;
    `shared` says how many both have; `frame` is the share of all words that stayed in order.
    Both may ask for the same thing (`asks_alike`), even in the same words (`asks_so`).
    """

    gone: frozenset[str]
    came: frozenset[str]
    shared: int
    frame: float
    asks_alike: bool
    asks_so: bool

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
    frame = SequenceMatcher(None, old.order, new.order, autojunk=False).ratio()
    return Turn(gone, came, shared, frame, bool(old.ways & new.ways), old.asking == new.asking)


def doubt(old: Front, new: Front) -> float:
    """How alike the answers must be where one front says what the other can't, else 0.

    That is another name or number in a name's place, an opposite, or a denial.
    """
    gone, came = old.names - new.names, new.names - old.names
    if _unmatched(gone, came, old) and _unmatched(came, gone, new):
        return OTHER
    mirrored = {(pair, 1 - side) for pair, side in old.sides - new.sides}
    if mirrored & (new.sides - old.sides):
        return OTHER
    return DENIED if old.denied != new.denied else 0.0


def _unlike(words: frozenset[str], others: frozenset[str], front: Front) -> frozenset[str]:
    endings = front.endings
    return frozenset(w for w in words if not any(resembles(w, other, endings) for other in others))


def resembles(one: str, other: str, endings: frozenset[str]) -> bool:
    """Whether two words are one that was bent, or spelled, in two ways.

    A common beginning alone tells nothing (methane, methanol), so what follows must be
    endings that a language bends words with.
    """
    if not (one + other).isalpha():
        return False
    if not is_hangul(one) and _spelled(one) == _spelled(other):
        return True
    least = 1 if is_hangul(one) else 3
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    same = min(len(one), len(other)) if same is None else same
    if (
        is_hangul(one)
        and same >= 2
        and same + 1 >= max(len(one), len(other)) > len(min(one, other, key=len))
    ):
        return True  # a suffix, as what makes a property of an adjective
    return any(one[at:] in endings and other[at:] in endings for at in range(same, least - 1, -1))


def _spelled(word: str) -> str:
    """A Latin word as American and British spelling have it both."""
    for british, plain in (("isation", "ization"), ("ise", "ize"), ("our", "or"), ("ae", "e")):
        word = word.replace(british, plain)
    return "".join(b for a, b in zip(" " + word, word, strict=False) if a != b)


def _unmatched(names: frozenset[str], others: frozenset[str], front: Front) -> frozenset[str]:
    left = _unlike(names, others, front)
    return frozenset(name for name in left if not any(_typo(name, other) for other in others))


def _typo(one: str, other: str) -> bool:
    """Whether two names differ by one slip: a letter more, less, another, or two swapped."""
    if any(c.isdigit() for c in one + other) or min(len(one), len(other)) < 5:
        return False
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, others = one[start:], other[start:]
    swapped = rest[1::-1] + rest[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or swapped == others
