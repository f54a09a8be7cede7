"""A flow in layers: which box stands in which column, and in what order."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from builder.typeset.flowchart.text import Edge, Flow


@dataclass(frozen=True, slots=True)
class Slot:
    """What takes a place in a layer: a node, an edge's label, or a bend of a long edge.

    `number` is the node's, or the edge's.
    """

    kind: Literal["node", "label", "bend"]
    number: int


@dataclass(frozen=True, slots=True)
class Layers:
    """Items by their numbers, the layers of them, and each edge's way through them.

    `routes` has an edge's items from source to target; `returns` are the edges, by number,
    that lead back to an earlier layer or to the same node; `plain` are those without an arrow.
    """

    items: tuple[Slot, ...]
    layers: tuple[tuple[int, ...], ...]
    routes: dict[int, tuple[int, ...]]
    returns: tuple[int, ...]
    plain: frozenset[int] = frozenset()

    @property
    def places(self) -> dict[int, int]:
        """The layer of each item."""
        return {item: place for place, layer in enumerate(self.layers) for item in layer}


def layered(flow: Flow) -> Layers:
    """The flow in layers, each edge leading to a later one but for the returns."""
    returns = _returns(flow)
    onward = [(number, edge) for number, edge in enumerate(flow.edges) if number not in returns]
    depth = _depths(len(flow.names), [edge for _, edge in onward])
    items = [Slot("node", number) for number in range(len(flow.names))]
    layer = dict(enumerate(depth))
    routes: dict[int, tuple[int, ...]] = {}
    for number, edge in onward:
        route = [edge.source]
        first, last = depth[edge.source], depth[edge.target]
        for place in range(first + 1, last):
            has_label = edge.label and place == (first + last) // 2
            route.append(len(items))
            layer[len(items)] = place
            items.append(Slot("label" if has_label else "bend", number))
        routes[number] = (*route, edge.target)
    rows: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for item in range(len(items)):
        rows[layer[item]].append(item)
    plain = frozenset(number for number, edge in enumerate(flow.edges) if not edge.has_arrow)
    return Layers(tuple(items), _ordered(rows, routes), routes, tuple(sorted(returns)), plain)


def _returns(flow: Flow) -> set[int]:
    """The edges that close a cycle, met on a walk in the order of writing."""
    leaving: dict[int, list[int]] = {}
    for number, edge in enumerate(flow.edges):
        leaving.setdefault(edge.source, []).append(number)
    state: dict[int, Literal["open", "done"]] = {}
    found: set[int] = set()

    def walk(node: int) -> None:
        state[node] = "open"
        for number in leaving.get(node, []):
            target = flow.edges[number].target
            if state.get(target) == "open":
                found.add(number)
            elif target not in state:
                walk(target)
        state[node] = "done"

    for node in range(len(flow.names)):
        if node not in state:
            walk(node)
    return found


def _depths(count: int, edges: list[Edge]) -> list[int]:
    """Each node's layer: as far along as the longest way to it; a lone start near its target."""
    before: dict[int, list[Edge]] = {}
    after: dict[int, list[Edge]] = {}
    for edge in edges:
        before.setdefault(edge.target, []).append(edge)
        after.setdefault(edge.source, []).append(edge)

    @cache
    def depth(node: int) -> int:
        return max((depth(edge.source) + _length(edge) for edge in before.get(node, [])), default=0)

    depths = [depth(node) for node in range(count)]
    for node in range(count):
        if node not in before and node in after:
            depths[node] = min(depths[edge.target] - _length(edge) for edge in after[node])
    # A start alone may have left the first layer empty.
    return [each - min(depths) for each in depths]


def _length(edge: Edge) -> int:
    # A label takes a layer of its own.
    return 2 if edge.label else 1


def _ordered(
    rows: list[list[int]], routes: dict[int, tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    """The layers with few crossings: swept to and fro by the neighbours' middle places."""
    links = [pair for route in routes.values() for pair in pairwise(route)]
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for source, target in links:
        before.setdefault(target, []).append(source)
        after.setdefault(source, []).append(target)
    best, fewest = [list(row) for row in rows], _crossings(rows, after)
    current = [list(row) for row in rows]
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        forth = sweep % 2 == 0
        places = range(1, len(rows)) if forth else range(len(rows) - 2, -1, -1)
        for place in places:
            beside = current[place - 1 if forth else place + 1]
            current[place] = _sorted(current[place], beside, before if forth else after)
        crossings = _crossings(current, after)
        if crossings < fewest:
            best, fewest = [list(row) for row in current], crossings
    return tuple(tuple(row) for row in best)


_SWEEPS = 12


def _sorted(row: list[int], beside: list[int], neighbours: dict[int, list[int]]) -> list[int]:
    place = {item: index for index, item in enumerate(beside)}

    def middle(index: int) -> float:
        there = [place[item] for item in neighbours.get(row[index], [])]
        return sum(there) / len(there) if there else index

    order = sorted(range(len(row)), key=lambda index: (middle(index), index))
    return [row[index] for index in order]


def _crossings(rows: list[list[int]], after: dict[int, list[int]]) -> int:
    total = 0
    for row, beyond in pairwise(rows):
        place = {item: index for index, item in enumerate(beyond)}
        passed: list[int] = []
        for item in row:
            ends = sorted(place[target] for target in after.get(item, []))
            total += sum(len(passed) - bisect_left(passed, end + 1) for end in ends)
            for end in ends:
                insort(passed, end)
    return total
