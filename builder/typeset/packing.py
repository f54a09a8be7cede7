"""Cards shared out over the columns of a page, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """Cards that stay together below one head; `head` is the head's height, 0 for none."""

    head: float
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A card's index, its place in its column, and the air that each of its lines gets.

    All in the unit of the heights given.
    """

    index: int
    top: float
    height: float
    air: float


Columns = tuple[tuple[int, ...], ...]


def shared(
    fields: Sequence[Field], heights: Sequence[float], columns: int, room: float, gap: float
) -> tuple[Columns, ...] | None:
    """Each field's cards in columns of height `room`, `columns` in all, or None if they don't fit.

    A field takes whole columns, as few as hold its cards below its head; columns left over go
    to the fields that are fullest. In a field, cards are moved to fill the columns evenly, and
    stand in reading order within each.
    """
    least = []
    for field in fields:
        free = room - field.head - (gap if field.head else 0)
        found = _fewest(field, heights, columns, free, gap)
        if found is None:
            return None
        least.append(found)
    spare = columns - sum(len(each) for each in least)
    if spare < 0:
        return None
    for _ in range(spare):
        fullest = max(range(len(fields)), key=lambda at: _fill(least[at], heights))
        least[fullest] = _even(fields[fullest].cards, heights, len(least[fullest]) + 1, gap)
    return tuple(least)


def placed(
    column: Sequence[int],
    heights: Sequence[float],
    lines: Sequence[int],
    most: float,
    room: float,
    gap: float,
) -> list[Placed]:
    """A column's cards from the top, with air between their lines so that the column is full.

    `lines` says how many lines a card has to set apart, `most` how much air a line may get.
    What is left over then goes into the cards, and a little of it between them.
    """
    spare = room - height(column, heights, gap)
    air = min(most, spare / max(1, sum(lines[index] for index in column)))
    tall = {index: heights[index] + air * lines[index] for index in column}
    used = sum(tall.values())
    spare = room - used - gap * (len(column) - 1)
    wider = min(gap, spare / 2 / (len(column) - 1)) if len(column) > 1 else 0.0
    grow = (spare - wider * (len(column) - 1)) / used if used else 0
    found, top = [], 0.0
    for index in column:
        high = tall[index] * (1 + grow)
        found.append(Placed(index, top, high, air))
        top += high + gap + wider
    return found


def height(column: Sequence[int], heights: Sequence[float], gap: float) -> float:
    """How tall a column's cards are with the gaps between them."""
    return sum(heights[index] for index in column) + gap * max(0, len(column) - 1)


def _fewest(
    field: Field, heights: Sequence[float], most: int, room: float, gap: float
) -> Columns | None:
    total = height(field.cards, heights, gap)
    for count in range(max(1, int(total // (room + gap))), min(most, len(field.cards)) + 1):
        columns = _even(field.cards, heights, count, gap)
        if all(height(column, heights, gap) <= room + 1e-9 for column in columns):
            return columns
    return None


def _fill(columns: Columns, heights: Sequence[float]) -> float:
    """How tall a field's columns are on average; none where each card has one of its own."""
    cards = [index for column in columns for index in column]
    return sum(heights[at] for at in cards) / len(columns) if len(cards) > len(columns) else 0.0


def _even(cards: Sequence[int], heights: Sequence[float], count: int, gap: float) -> Columns:
    """The cards in columns about as tall, the tallest cards placed first, each where room is most.

    Reading order is kept where it comes out as even.
    """
    columns: list[list[int]] = [[] for _ in range(count)]
    tall = [0.0] * count
    for index in sorted(cards, key=lambda at: (-heights[at], at)):
        lowest = tall.index(min(tall))
        columns[lowest].append(index)
        tall[lowest] += heights[index] + gap
    moved = tuple(
        tuple(sorted(column)) for column in sorted(columns, key=lambda c: min(c, default=0))
    )
    kept = _in_order(cards, heights, count, gap)
    tallest = max(height(column, heights, gap) for column in moved)
    if max(height(column, heights, gap) for column in kept) <= tallest * 1.02:
        return kept
    return moved


def _in_order(cards: Sequence[int], heights: Sequence[float], count: int, gap: float) -> Columns:
    """The cards in reading order, the columns as even as that allows."""
    low, high = max(heights[at] for at in cards), height(cards, heights, gap)
    best = _filled(cards, heights, high, gap)
    for _ in range(24):
        middle = (low + high) / 2
        tried = _filled(cards, heights, middle, gap)
        if len(tried) <= count:
            best, high = tried, middle
        else:
            low = middle
    return best


def _filled(cards: Sequence[int], heights: Sequence[float], room: float, gap: float) -> Columns:
    columns: list[list[int]] = [[]]
    used = 0.0
    for index in cards:
        if columns[-1] and used + heights[index] > room + 1e-9:
            columns.append([])
            used = 0.0
        columns[-1].append(index)
        used += heights[index] + gap
    return tuple(tuple(column) for column in columns)
