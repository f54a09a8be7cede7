"""Whether two words are one word in two forms: bent, misspelled, or in another script."""

from __future__ import annotations

import re

from builder.ledger.recognition.similarity import is_hangul


def resembles(one: str, other: str, endings: frozenset[str]) -> bool:
    """Whether two words are one that was bent, or spelled, in two ways.

    A common beginning alone tells nothing (methane, methanol), so what follows must be
    endings that a language bends words with.
    """
    if not (one + other).isalpha():
        return False
    if is_hangul(one) != is_hangul(other):
        return len(sounds(one)) >= 2 and sounds(one) == sounds(other)
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


def is_slip(one: str, other: str) -> bool:
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


def sounds(word: str) -> str:
    """A word's consonants as Korean takes over foreign words: alike for "server" and its Hangul.

    Vowels are left out, since they follow no rule; p stands for b, f and v, t for d, k for g,
    s for every hiss, r for l. An r that ends an English syllable is not heard.
    """
    plain = word.casefold()
    if not is_hangul(plain):
        for written, heard in _HEARD:
            plain = re.sub(written, heard, plain)
        plain = plain.translate(_LATIN)
    else:
        parts = (divmod(ord(each) - _FIRST, 588) for each in plain if is_hangul(each))
        plain = "".join(_LEADS[lead] + _ENDS[rest % 28] for lead, rest in parts).replace("-", "")
    return re.sub(r"(.)\1+", r"\1", plain)


_FIRST = 0xAC00
_LEADS = "kknttrmppss-ssskt" + "p-"  # by the number of a syllable's first consonant
_ENDS = "-kkknnntrrrrrrrrmppttnttktp-"  # by the number of its last one
_HEARD = (
    (r"[ts]ion", "sn"),
    (r"ph", "p"),
    (r"[cs]h|th", "s"),
    (r"ng\b", "n"),
    (r"x", "ks"),
    (r"c(?=[eiy])", "s"),
    (r"r(?=[^aeiouyr]|$)", ""),
)
_LATIN = str.maketrans(
    dict.fromkeys("bfv", "p")
    | dict.fromkeys("d", "t")
    | dict.fromkeys("gcq", "k")
    | dict.fromkeys("jz", "s")
    | {"l": "r"}
    | dict.fromkeys("aeiouywh")
)
