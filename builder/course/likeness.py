"""How alike two cards' texts are, for telling a reworded card from another one."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass

KEPT = 32


def sketch(answer: str) -> str:
    """A text's likeness in at most 128 characters, or "" for an empty text.

    The smallest hashes of its pairs of neighbouring characters, so that the share two
    sketches have in common estimates the share the texts have in common.
    """
    folded = fold(answer)
    pairs = {folded[at : at + 2] for at in range(max(len(folded) - 1, 1))} if folded else set()
    hashes = sorted(hashlib.blake2b(pair.encode(), digest_size=3).digest() for pair in pairs)
    return base64.urlsafe_b64encode(b"".join(hashes[:KEPT])).decode("ascii")


def answer_likeness(old: str, new: str) -> float | None:
    """How much two sketches have in common, 0 to 1; None where either says nothing."""
    first, second = _hashes(old), _hashes(new)
    if not first or not second:
        return None
    smallest = sorted(first | second)[: max(len(first), len(second))]
    return sum(1 for each in smallest if each in first and each in second) / len(smallest)


def fold(text: str) -> str:
    """The text without case, spaces, punctuation and differences of form."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


@dataclass(frozen=True, slots=True)
class Front:
    """What of a front counts when it is compared."""

    pairs: dict[str, float]
    words: dict[str, float]
    names: frozenset[str]
    denials: int
    sides: frozenset[tuple[int, int]]


def front(text: str) -> Front:
    """Take a front apart: character pairs, words, names and numbers, denials, sides."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    names = frozenset(name.strip("._-/:,") for name in _NAME.findall(plain)) - {""}
    pairs: dict[str, float] = {}
    words: dict[str, float] = {}
    for run in _RUN.findall(plain):
        word = stem(run)
        weight = _weight(word)
        if weight:
            words[word] = max(weight * len(word) ** 0.5, words.get(word, 0.0))
        letters = unicodedata.normalize("NFD", run)
        for at in range(max(len(letters) - 2, 1)):
            piece = letters[at : at + 3]
            pairs[piece] = max(weight, pairs.get(piece, 0.05))
    denials = len(_DENIAL.findall(plain))
    return Front(pairs, words, names, denials, _sides(plain))


def front_likeness(old: Front, new: Front) -> float:
    """How alike two fronts are, 0 to 1, by their letters and their words."""
    return 0.5 * _shared(old.pairs, new.pairs) + 0.5 * _shared(old.words, new.words)


def contradict(old: Front, new: Front) -> bool:
    """Whether one says what the other can't: another name or number, a denial, an opposite."""
    gone, came = old.names - new.names, new.names - old.names
    gone, came = _unmatched(gone, came), _unmatched(came, gone)
    if gone and came:
        return True
    if old.denials % 2 != new.denials % 2:
        return True
    mirrored = {(pair, 1 - side) for pair, side in old.sides}
    return bool(mirrored & new.sides - old.sides) and bool(old.sides - new.sides)


def stem(word: str) -> str:
    """A Korean word without the particle that follows it."""
    if not word or not "가" <= word[-1] <= "힣":
        return word
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    return word


_NAME = re.compile(r"[a-z0-9][a-z0-9+#._/:-]*")
_RUN = re.compile(r"[a-z0-9+#]+|[가-힣]+|[^\W_a-z0-9가-힣]+")
_PARTICLES = tuple(
    sorted(
        "은 는 이 가 을 를 의 에 에서 에게 로 으로 와 과 도 만 나 이나 란 이란 부터 까지 보다 처럼 마다 들 들은 들이 "
        "인가 인가요 이다 하는 하면 하고 하여 해서 한 할 하기 하려면 되는 되면 된 될 이라고 라고 에는 에서는 "
        "으로는 로는 와의 과의 에서의 으로의 에의".split(),
        key=len,
        reverse=True,
    )
)
_ASKING = frozenset(
    "무엇 무엇인가 무엇인가요 무엇이 뭔가 뭔가요 뭐 무슨 어떤 어떻게 왜 언제 어디 설명 설명하라 설명하시오 "
    "설명해 보세요 말하라 말해 있는가 있는가요 있나 있나요 하는가 하나요 되는가 되나요 대해 대한 대하여 "
    "경우 것 수 때 점 the a an of is are what why how when does do in to and for 란 이란 은 는".split()
)
_ASPECTS = frozenset(
    "차이 차이점 이유 장점 단점 장단점 역할 의미 방법 원리 동작 시점 순서 종류 특징 주의 주의점 주의할 기준 용도 "
    "관계 구성 구성요소 이점 문제 사용 선택 필요 difference advantage purpose role meaning reason".split()
)
_DENIAL = re.compile(
    r"않|안\s|못|없|아니|아닌|말아야|금지|\bnot\b|n't\b|\bnever\b|\bwithout\b|\bno\b"
)
_OPPOSITES = (
    ("장점", "단점"),
    ("수평", "수직"),
    ("증가", "감소"),
    ("최소", "최대"),
    ("허용", "차단"),
    ("동기", "비동기"),
    ("이전", "이후"),
    ("시작", "종료"),
    ("내부", "외부"),
    ("입력", "출력"),
    ("읽기", "쓰기"),
    ("push", "pull"),
    ("before", "after"),
    ("minimum", "maximum"),
    ("advantage", "disadvantage"),
    ("inbound", "outbound"),
)


def _weight(word: str) -> float:
    if word in _ASKING:
        return 0.1
    return 0.4 if word in _ASPECTS else 1.0


def _shared(old: dict[str, float], new: dict[str, float]) -> float:
    total = sum(old.values()) + sum(new.values())
    both = sum(old[key] + new[key] for key in old.keys() & new.keys())
    return both / total if total else 0.0


def _sides(plain: str) -> frozenset[tuple[int, int]]:
    return frozenset(
        (index, side)
        for index, pair in enumerate(_OPPOSITES)
        for side, word in enumerate(pair)
        if word in plain
    )


def _unmatched(names: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if not any(_typo(name, other) for other in others))


def _typo(one: str, other: str) -> bool:
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


def _hashes(text: str) -> set[str]:
    return {text[at : at + 4] for at in range(0, len(text), 4)}


def likeness(old: Front, new: Front, answers: float | None) -> float:
    """How surely two cards are one, 0 to 1; from `SURE` on they are taken for one."""
    fronts = front_likeness(old, new)
    if contradict(old, new):
        return 0.5 * fronts + 0.5 * answers if answers is not None and answers >= 0.75 else 0.0
    if answers is None:
        return 0.8 * fronts
    return 0.5 * fronts + 0.5 * answers


SURE = 0.45
