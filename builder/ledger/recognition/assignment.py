"""The best pairing of old and new where each may have one partner or none."""

from __future__ import annotations

from collections.abc import Mapping

MOST = 80


def best(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Pair old with new, by index, so that the sum of the positive scores is greatest.

    Pairs that are not in `scores` are never made. Groups that have nothing to do with
    each other are settled apart; a group of more than `MOST` is settled best pair first.
    """
    pairs: dict[int, int] = {}
    for group in _groups(scores):
        olds = sorted({old for old, _ in group})
        news = sorted({new for _, new in group})
        if len(olds) > MOST or len(news) > MOST:
            pairs.update(_best_first(group))
        else:
            pairs.update(_exact(group, olds, news))
    return pairs


Scores = dict[tuple[int, int], float]


def _groups(scores: Mapping[tuple[int, int], float]) -> list[Scores]:
    leader: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        while leader.setdefault(node, node) != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for old, new in sorted(scores):
        leader[find(("old", old))] = find(("new", new))
    groups: dict[tuple[str, int], Scores] = {}
    for (old, new), score in sorted(scores.items()):
        if score > 0:
            groups.setdefault(find(("old", old)), {})[old, new] = score
    return list(groups.values())


def _best_first(group: Scores) -> dict[int, int]:
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for (old, new), _ in sorted(group.items(), key=lambda item: (-item[1], item[0])):
        if old not in pairs and new not in taken:
            pairs[old] = new
            taken.add(new)
    return pairs


def _exact(group: Scores, olds: list[int], news: list[int]) -> dict[int, int]:
    if len(group) == 1:
        return dict(group.keys())
    size = max(len(olds), len(news))
    cost = [
        [
            -group.get((olds[row], news[column]), 0.0)
            if row < len(olds) and column < len(news)
            else 0.0
            for column in range(size)
        ]
        for row in range(size)
    ]
    pairs = {}
    for row, column in enumerate(_hungarian(cost)):
        if row < len(olds) and column < len(news) and (olds[row], news[column]) in group:
            pairs[olds[row]] = news[column]
    return pairs


def _hungarian(cost: list[list[float]]) -> list[int]:
    """The column of each row in the cheapest assignment of a square matrix.

    The Hungarian method with potentials, O(n^3).
    """
    size = len(cost)
    rows, columns = [0.0] * (size + 1), [0.0] * (size + 1)
    owner = [0] * (size + 1)
    for row in range(1, size + 1):
        _augment(cost, row, rows, columns, owner)
    found = [0] * size
    for column in range(1, size + 1):
        found[owner[column] - 1] = column - 1
    return found


def _augment(
    cost: list[list[float]],
    row: int,
    rows: list[float],
    columns: list[float],
    owner: list[int],
) -> None:
    size = len(cost)
    owner[0] = row
    least, back, used = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
    at = 0
    while owner[at]:
        used[at] = True
        step, following = float("inf"), 0
        for column in range(1, size + 1):
            if used[column]:
                continue
            reduced = cost[owner[at] - 1][column - 1] - rows[owner[at]] - columns[column]
            if reduced < least[column]:
                least[column], back[column] = reduced, at
            if least[column] < step:
                step, following = least[column], column
        for column in range(size + 1):
            if used[column]:
                rows[owner[column]] += step
                columns[column] -= step
            else:
                least[column] -= step
        at = following
    while at:
        owner[at] = owner[back[at]]
        at = back[at]
