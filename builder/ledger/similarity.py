"""How alike two cards' texts are, for telling a reworded card from another one."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from builder.languages.telling import language_of
from builder.languages.words import Words, words

KEPT = 40


def sketch(answer: str) -> str:
    """A text's likeness in at most 120 characters, or "" for an empty text.

    The smallest hashes of its words' beginnings, so that what two sketches share tells
    what the texts share; a text of marks alone counts as one word.
    """
    told = set(_beginnings(answer)) or {answer.strip()} - {""}
    hashes = {hashlib.blake2b(word.encode(), digest_size=3).digest() for word in told}
    letters = sorted(base64.urlsafe_b64encode(each).decode("ascii")[:3] for each in hashes)
    return "".join(letters[:KEPT])


def answer_similarity(old: str, new: str) -> float | None:
    """How much two sketches have in common, 0 to 1; None where either says nothing."""
    first, second = hashes(old), hashes(new)
    if not first or not second:
        return None
    if len(first) == KEPT or len(second) == KEPT:
        # A full sketch holds a text's smallest hashes, so only those below both ends compare.
        end = min(max(each) for each in (first, second) if len(each) == KEPT)
        first = {each for each in first if each <= end}
        second = {each for each in second if each <= end}
    return 2 * len(first & second) / (len(first) + len(second))


def informative(old: str, new: str) -> float:
    """How far the likeness of two sketches is to be believed, 0 to 1: short ones say little."""
    return min(1.0, len(hashes(old)) / 4, len(hashes(new)) / 4)


def fold(text: str) -> str:
    """The text without case, spaces, punctuation and differences of form."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if each.isalnum() or each in _SIGNS)


@dataclass(frozen=True, slots=True)
class Front:
    """What of a front counts when it is compared."""

    folded: str
    pieces: dict[str, float]
    words: dict[str, float]
    names: frozenset[str]
    denied: bool
    sides: frozenset[tuple[tuple[str, str], int]]


def front(text: str) -> Front:
    """Take a front apart: its letters, words, names and numbers, denials and opposites."""
    plain = unicodedata.normalize("NFKC", text)
    known = words(language_of(plain))
    pieces: dict[str, float] = {}
    told: dict[str, float] = {}
    for run in _RUN.findall(plain.casefold()):
        word = stem(run, known)
        weight = _weight(word, known)
        told[word] = weight * len(word) ** 0.5
        for piece in _pieces(run):
            pieces[piece] = max(weight, pieces.get(piece, 0.0))
    denied = len(known.denials.findall(plain.casefold())) % 2 == 1
    return Front(fold(text), pieces, told, _names(plain), denied, _sides(plain.casefold(), known))


def similarity_of(
    old: Front, new: Front, answers: float | None, told: float = 1.0, *, here: bool = True
) -> float:
    """How surely two cards are one; from `SURE` on, or `ANYWHERE`, they are taken for one.

    `answers` is what `answer_likeness` says, `told` how far it is to be believed, 0 to 1;
    `here` is whether the cards stand in one topic and level.
    """
    if here and old.folded and old.folded == new.folded:
        return 1.0 + (answers or 0.0)
    believed = told if answers is not None else 0.0
    if not here and not believed and len(old.folded) < GENERAL:
        return 0.0
    fronts = front_similarity(old, new)
    score = believed * (0.35 * fronts + (answers or 0.0)) + (1 - believed) * 0.7 * fronts
    needed = max(doubt(old, new), FAINT if believed and fronts < NEARLY else 0.0)
    return score if not needed or (answers or 0.0) * believed >= needed else 0.0


SURE = 0.45
ANYWHERE = 0.6
GENERAL = 10  # characters; a shorter front may well be asked of two subjects
FAINT = 0.27  # of two answers that share less, fronts alone do not make one card
NEARLY = 0.85


def front_similarity(old: Front, new: Front) -> float:
    """How alike two fronts are, 0 to 1, by their letters and their words."""
    return 0.5 * _shared(old.pieces, new.pieces) + 0.5 * _shared(old.words, new.words)


def doubt(old: Front, new: Front) -> float:
    """How alike the answers must be where one front says what the other can't, else 0.

    That is another name or number in a name's place, an opposite, or a denial.
    """
    gone, came = old.names - new.names, new.names - old.names
    if _unmatched(gone, came) and _unmatched(came, gone):
        return 0.75
    mirrored = {(pair, 1 - side) for pair, side in old.sides - new.sides}
    if mirrored & (new.sides - old.sides):
        return 0.75
    return 0.5 if old.denied != new.denied else 0.0


def stem(word: str, known: Words) -> str:
    """A word without the particle that follows it, as in Korean."""
    if not _HANGUL.match(word[-1]):
        return word
    for particle in known.particles:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    return word


_SIGNS = "<>=&|+#$@%^/\\"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+#._/:-]*|[<>=&|+$@%^]{1,3}")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_RUN = re.compile(r"[a-z0-9+#]+|[\uac00-\ud7a3]+|[^\W_a-z0-9\uac00-\ud7a3]+")


def _beginnings(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    known = words(language_of(plain))
    found = {run[:2] if _HANGUL.match(run) else run for run in _RUN.findall(plain)}
    return found - known.beginnings - known.asking - set(known.particles)


def _pieces(run: str) -> list[str]:
    letters = unicodedata.normalize("NFD", run)
    return [letters[at : at + 3] for at in range(max(len(letters) - 2, 1))]


def _names(plain: str) -> frozenset[str]:
    """Latin words in another script's text, and in any text what has a digit or a capital."""
    foreign = bool(_HANGUL.search(plain))
    found = (name.strip("._-/:") for name in _NAME.findall(plain))
    return frozenset(
        name.casefold()
        for at, name in enumerate(found)
        if name and (foreign or (at and name != name.lower()) or any(c.isdigit() for c in name))
    )


def _weight(word: str, known: Words) -> float:
    if word in known.asking:
        return 0.1
    return 0.4 if word in known.aspects else 1.0


def _shared(old: dict[str, float], new: dict[str, float]) -> float:
    total = sum(old.values()) + sum(new.values())
    both = sum(old[key] + new[key] for key in old.keys() & new.keys())
    return both / total if total else 0.0


def _sides(plain: str, known: Words) -> frozenset[tuple[tuple[str, str], int]]:
    found = set()
    for one, other in known.opposites:
        # "asymmetric" holds "symmetric": the longer word is taken away before the shorter is
        # looked for.
        if one in plain:
            found.add(((one, other), 0))
        if other in plain.replace(one, ""):
            found.add(((one, other), 1))
    return frozenset(found)


def _unmatched(names: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if not any(_typo(name, other) for other in others))


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


def hashes(sketched: str) -> set[str]:
    """The hashes that a sketch is made of."""
    return {sketched[at : at + 3] for at in range(0, len(sketched), 3)}
