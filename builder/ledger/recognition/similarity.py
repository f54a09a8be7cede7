"""How alike two cards' texts are, for telling a reworded card from another one."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from builder.kinds import naming
from builder.languages.telling import language_of
from builder.languages.words import Words, words

KEPT = 40
fold = naming.fold


def sketch(answer: str) -> str:
    """A text's likeness in at most 120 characters, or "" for an empty text.

    The smallest hashes of its words' beginnings, so that what two sketches share tells
    what the texts share; a text of marks alone counts as one word.
    """
    told = beginnings(answer) or {answer.strip()} - {""}
    return "".join(sorted({word_hash(word) for word in told})[:KEPT])


def word_hash(word: str) -> str:
    """A word in three letters, as a sketch holds it."""
    made = hashlib.blake2b(word.encode(), digest_size=3).digest()
    return base64.urlsafe_b64encode(made).decode("ascii")[:3]


def answer_similarity(old: str, new: str) -> float | None:
    """How much two sketches have in common, 0 to 1; None where either says nothing."""
    return shared(hashes(old), hashes(new))


def shared(first: frozenset[str], second: frozenset[str]) -> float | None:
    """The same of the hashes that two sketches are made of."""
    if not first or not second:
        return None
    if len(first) == KEPT or len(second) == KEPT:
        # A full sketch holds a text's smallest hashes, so only those below both ends compare.
        end = min(max(each) for each in (first, second) if len(each) == KEPT)
        first = frozenset(each for each in first if each <= end)
        second = frozenset(each for each in second if each <= end)
    return 2 * len(first & second) / (len(first) + len(second))


@dataclass(frozen=True, slots=True)
class Front:
    """What of a front counts when it is compared."""

    folded: str
    pieces: dict[str, float]
    words: dict[str, float]
    names: frozenset[str]
    denied: bool
    sides: frozenset[tuple[tuple[str, str], int]]
    order: tuple[str, ...]
    substance: frozenset[str]
    ways: frozenset[int]
    asking: frozenset[str]
    asks_what: bool
    endings: frozenset[str]


def front(text: str) -> Front:
    """Take a front apart: its letters, words, names and numbers, denials and opposites."""
    plain = unicodedata.normalize("NFKC", text)
    known = words(language_of(plain))
    pieces: dict[str, float] = {}
    told: dict[str, float] = {}
    for run in runs(plain.casefold()):
        word = stem(run, known)
        weight = _weight(word, known)
        told[word] = weight * len(word) ** 0.5
        for piece in _pieces(run):
            pieces[piece] = max(weight, pieces.get(piece, 0.0))
    order = tuple(stem(run, known) for run in runs(plain.casefold()))
    ways = {word: way for word in told if (way := _way(word, known)) is not None}
    asking = ways.keys() | (told.keys() & known.aspects)
    return Front(
        folded=fold(text),
        pieces=pieces,
        words=told,
        names=_names(plain),
        denied=len(known.denials.findall(plain.casefold())) % 2 == 1,
        sides=_sides(plain.casefold(), known),
        order=order,
        substance=frozenset(told) - asking - known.idle,
        ways=frozenset(ways.values()),
        asking=frozenset(asking),
        asks_what=all(ways.get(word) == known.meaning for word in asking),
        endings=known.endings,
    )


def front_similarity(old: Front, new: Front) -> float:
    """How alike two fronts are, 0 to 1, by their letters and their words."""
    return 0.5 * _shared(old.pieces, new.pieces) + 0.5 * _shared(old.words, new.words)


def stem(word: str, known: Words) -> str:
    """A word without the particle that follows it, as in Korean."""
    if not is_hangul(word[-1]):
        return word
    for length in range(min(known.longest, len(word) - 2), 0, -1):
        if word[-length:] in known.particles:
            return word[:-length]
    return word


def beginnings(text: str) -> set[str]:
    """The words of a text that a sketch is made of, Korean ones by two syllables."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    known = words(language_of(plain))
    found = {run[:2] if is_hangul(run) else run for run in runs(plain)}
    return found - known.beginnings - known.asking - known.particles


def runs(plain: str) -> list[str]:
    """The words of a text, where those of two scripts stand together in parts."""
    return _RUN.findall(plain)


def is_hangul(word: str) -> bool:
    """Whether a word begins in Hangul."""
    return "\uac00" <= word[0] <= "\ud7a3"


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+#._/:-]*|[<>=&|+$@%^]{1,3}")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_RUN = re.compile(r"[a-z0-9+#]+|[\uac00-\ud7a3]+|[^\W_a-z0-9\uac00-\ud7a3]+")


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


def _way(word: str, known: Words) -> int | None:
    """Which way of asking a word tells; a Korean one stands for all that begins with it."""
    if is_hangul(word):
        beginnings = (word[:length] for length in range(len(word), 0, -1))
        return next((known.ways[each] for each in beginnings if each in known.ways), None)
    return known.ways.get(word)


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


def hashes(sketched: str) -> frozenset[str]:
    """The hashes that a sketch is made of."""
    return frozenset(sketched[at : at + 3] for at in range(0, len(sketched), 3))
