"""Which pairs of a large group are worth comparing: those that share something rare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set

FEW = 10_000
RARE = 40
MOST = 12


def pairs(olds: Mapping[int, Set[str]], news: Mapping[int, Set[str]]) -> Iterable[tuple[int, int]]:
    """The pairs of an old and a new card to compare, given what each is made of.

    Up to `FEW` pairs that is every pair; beyond, for each new card the `MOST` old ones
    with which it shares the most of what at most `RARE` old ones have.
    """
    if len(olds) * len(news) <= FEW:
        return [(old, new) for old in olds for new in news]
    having: dict[str, list[int]] = defaultdict(list)
    for old, pieces in olds.items():
        for piece in pieces:
            having[piece].append(old)
    found: list[tuple[int, int]] = []
    for new, pieces in news.items():
        shared = Counter(
            old
            for piece in pieces
            if len(having.get(piece, ())) <= RARE
            for old in having.get(piece, ())
        )
        best = sorted(shared, key=lambda old: (-shared[old], old))[:MOST]
        found.extend((old, new) for old in best)
    return found
