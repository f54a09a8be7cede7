"""Blocks shared out over columns in reading order, and stretched to fill them."""

from __future__ import annotations

from dataclasses import dataclass

STRETCH = 1.25  # how much taller than its text a block may be drawn


@dataclass(frozen=True, slots=True)
class Placed:
    """A block's index, and its place in its column, in the unit of the heights given."""

    index: int
    top: float
    height: float


def share(
    heights: list[float], heads: list[bool], columns: int, room: float, gap: float
) -> list[list[Placed]] | None:
    """The blocks in at most `columns` columns of height `room`, or None if they don't fit.

    Columns come out as even as reading order allows. A head stays with the block after it.
    Blocks are then stretched, and the gaps after that, so that every column ends level.
    """
    limit = _lowest(heights, heads, columns, room, gap)
    if limit is None:
        return None
    runs = _runs(heights, heads, limit, gap)
    return [_stretched(heights, heads, run, room, gap) for run in runs]


def _lowest(
    heights: list[float], heads: list[bool], columns: int, room: float, gap: float
) -> float | None:
    """The lowest limit at which the blocks still fit into the columns."""
    if len(_runs(heights, heads, room, gap)) > columns or _tallest(heights, heads, gap) > room:
        return None
    low, high = _tallest(heights, heads, gap), room
    for _ in range(24):
        middle = (low + high) / 2
        if len(_runs(heights, heads, middle, gap)) <= columns:
            high = middle
        else:
            low = middle
    return high


def _tallest(heights: list[float], heads: list[bool], gap: float) -> float:
    return max(
        height + (gap + heights[i + 1] if heads[i] and i + 1 < len(heights) else 0)
        for i, height in enumerate(heights)
    )


def _runs(heights: list[float], heads: list[bool], limit: float, gap: float) -> list[list[int]]:
    """Blocks in order, a new column wherever the next would pass the limit."""
    runs: list[list[int]] = [[]]
    used = 0.0
    for index, height in enumerate(heights):
        need = height
        if heads[index] and index + 1 < len(heights):
            need += gap + heights[index + 1]
        if runs[-1] and used + gap + need > limit + 1e-9:
            runs.append([])
            used = 0.0
        used += height + (gap if runs[-1] else 0)
        runs[-1].append(index)
    return runs


def _stretched(
    heights: list[float], heads: list[bool], run: list[int], room: float, gap: float
) -> list[Placed]:
    spare = room - sum(heights[i] for i in run) - gap * (len(run) - 1)
    cards = sum(heights[i] for i in run if not heads[i])
    grow = min(STRETCH - 1, spare / cards) if cards else 0
    # What stretching leaves over goes between blocks, but never parts a head from its block.
    gaps = sum(not heads[i] for i in run[:-1])
    wider = max(0.0, spare - grow * cards) / gaps if gaps else 0.0
    placed, top = [], 0.0
    for index in run:
        height = heights[index] * (1 if heads[index] else 1 + grow)
        placed.append(Placed(index, top, height))
        top += height + gap + (0 if heads[index] else wider)
    return placed
