"""Where the items of a flow's layers stand, and how its edges run."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from builder.typeset.flowchart.layers import Layers
from builder.typeset.flowchart.shapes import Extent, Return, Sketch, Span, Step, Stroke

GAP = 24.0
TRACK = 7.0
APART = 14.0
ARROW = 6.0


def sketch(
    layers: Layers,
    rows: Sequence[Sequence[int]],
    extents: Mapping[int, Extent],
    returns: Sequence[Return],
) -> Sketch:
    """Some neighbouring layers, the edges among them, and the returns among them below."""
    layer = {item: place for place, row in enumerate(rows) for item in row}
    across = _across(rows, layers, extents)
    ways = [_Way(each, layer[each.source] + 1, layer[each.target]) for each in returns]
    spans = _spans(rows, extents, ways)
    boxes = {
        item: _boxed(spans[place + 1], extents[item].along, across[item])
        for item, place in layer.items()
    }
    onward = [
        _onward(
            [boxes[i] for i in route],
            [spans[layer[i] + 1] for i in route],
            is_whole=is_whole,
            has_arrow=has_arrow,
        )
        for route, is_whole, has_arrow in _routes(layers, layer)
    ]
    below = max(across[item] + extents[item].after for item in layer)
    tracks = _tracks(ways, spans)
    lanes, across_end = _lanes(returns, tracks, below + 4)
    back = [
        replace(
            _back(boxes[each.source], boxes[each.target], extents, each, track, lane),
            has_arrow=each.number not in layers.plain,
        )
        for each, track, lane in zip(returns, tracks, lanes, strict=True)
    ]
    labels = {
        each.number: (sum(track) / 2, lane)
        for each, track, lane in zip(returns, tracks, lanes, strict=True)
    }
    return Sketch(spans[-1][0], across_end, boxes, (*onward, *back), labels)


@dataclass(frozen=True, slots=True)
class _Way:
    """A return and the gaps it runs across; gap n stands before layer n."""

    edge: Return
    out: int
    back: int


def _across(
    rows: Sequence[Sequence[int]], layers: Layers, extents: Mapping[int, Extent]
) -> dict[int, float]:
    """Places across: each item near the middle of its neighbours', none on another's room."""
    beside = _beside(rows, layers)
    across: dict[int, float] = {}
    for row in rows:
        across.update(_apart(row, [0.0] * len(row), extents))
    for sweep in range(16):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_middle([across[other] for other in beside[i]] or [across[i]]) for i in row]
            across.update(_apart(row, wanted, extents))
    top = min(place - extents[item].before for item, place in across.items())
    return {item: place - top for item, place in across.items()}


def _beside(rows: Sequence[Sequence[int]], layers: Layers) -> dict[int, list[int]]:
    """What each item wants to stand in line with."""
    beside: dict[int, list[int]] = {item: [] for row in rows for item in row}
    for route in layers.routes.values():
        for one, other in pairwise(route):
            if one in beside and other in beside:
                beside[one].append(other)
                # A label or a bend looks ahead alone, so that a long line runs straight.
                if layers.items[other].kind == "node":
                    beside[other].append(one)
    return beside


def _middle(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _apart(
    row: Sequence[int], wanted: Sequence[float], extents: Mapping[int, Extent]
) -> dict[int, float]:
    """Places in the row's order, far enough apart, as near to the wanted ones as can be."""
    rooms = [0.0] + [extents[a].after + APART + extents[b].before for a, b in pairwise(row)]
    offsets = list(accumulate(rooms))
    # Neighbours that would overlap are pooled and stand around their common middle.
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append((want - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, many), (other, more) = pools[-2:]
            pools[-2:] = [((one * many + other * more) / (many + more), many + more)]
    places = [place for place, count in pools for _ in range(count)]
    return {item: place + offset for item, place, offset in zip(row, places, offsets, strict=True)}


def _spans(
    rows: Sequence[Sequence[int]], extents: Mapping[int, Extent], ways: Sequence[_Way]
) -> list[tuple[float, float]]:
    """Start and end of each layer along, after those of the edge before the first layer.

    The last entry is the end of all, twice.
    """
    gaps = [
        TRACK * sum((way.out == gap) + (way.back == gap) for way in ways)
        for gap in range(len(rows) + 1)
    ]
    spans = [(0.0, gaps[0] + (ARROW if gaps[0] else 0))]
    for place, row in enumerate(rows):
        start = spans[-1][1] + gaps[place] + GAP if place else spans[0][1]
        spans.append((start, start + max(extents[item].along for item in row)))
    end = spans[-1][1] + gaps[-1]
    return [*spans, (end, end)]


def _boxed(span: tuple[float, float], along: float, across: float) -> Span:
    middle = (span[0] + span[1]) / 2
    return Span(middle - along / 2, middle + along / 2, across)


def _routes(layers: Layers, there: Container[int]) -> list[tuple[list[int], bool, bool]]:
    """What of each edge's way is among these items, if it reaches its target, and by an arrow."""
    parts = [
        ([i for i in route if i in there], route[-1], number not in layers.plain)
        for number, route in layers.routes.items()
    ]
    return [
        (part, part[-1] == target, has_arrow and part[-1] == target)
        for part, target, has_arrow in parts
        if len(part) > 1
    ]


def _onward(
    boxes: Sequence[Span],
    spans: Sequence[tuple[float, float]],
    *,
    is_whole: bool,
    has_arrow: bool,
) -> Stroke:
    """Straight through the layers, bending in the gaps between them."""
    steps = [Step("start", boxes[0].end, boxes[0].across)]
    for place, (one, other) in enumerate(pairwise(boxes)):
        steps.append(Step("line", spans[place][1], one.across))
        steps.append(Step("bend", spans[place + 1][0], other.across))
    if is_whole:
        # The arrow stands straight in the last gap.
        steps[-1] = replace(steps[-1], along=spans[-1][0] - ARROW)
    end = boxes[-1].start if is_whole else boxes[-1].end
    steps.append(Step("line", end, boxes[-1].across))
    return Stroke(tuple(steps), has_arrow=has_arrow)


def _tracks(
    ways: Sequence[_Way], spans: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Where each return runs across the flow: on its way out, and on its way in."""
    tracks: list[tuple[float, float]] = []
    for number, way in enumerate(ways):
        leaving = sum(other.out == way.out for other in ways[:number])
        coming = sum(other.back == way.back for other in ways[:number])
        out = spans[way.out][1] + TRACK * (leaving + 0.8)
        back = spans[way.back + 1][0] - ARROW - TRACK * (coming + 0.5)
        tracks.append((out, back))
    return tracks


def _lanes(
    returns: Sequence[Return], tracks: Sequence[tuple[float, float]], across: float
) -> tuple[list[float], float]:
    """Where across each return runs back, short ones nearest, and where all of them end."""
    reaches = [
        _reach(*track, each.label.along) for each, track in zip(returns, tracks, strict=True)
    ]
    shared: list[list[int]] = []
    for number in sorted(range(len(returns)), key=lambda n: (reaches[n][1] - reaches[n][0], n)):
        _share(number, shared, reaches)
    places = [0.0] * len(returns)
    for lane in shared:
        across += max(returns[number].label.before for number in lane)
        for number in lane:
            places[number] = across
        across += max(returns[number].label.after for number in lane)
    return places, across


def _reach(out: float, back: float, label: float) -> tuple[float, float]:
    middle, half = (out + back) / 2, max(out - back, label) / 2
    return middle - half, middle + half


def _share(number: int, lanes: list[list[int]], reaches: Sequence[tuple[float, float]]) -> None:
    """Put the return into the first lane in which it meets no other."""
    start, end = reaches[number]
    for lane in lanes:
        if all(reaches[other][1] < start or end < reaches[other][0] for other in lane):
            lane.append(number)
            return
    lanes.append([number])


def _back(
    source: Span,
    target: Span,
    extents: Mapping[int, Extent],
    edge: Return,
    track: tuple[float, float],
    lane: float,
) -> Stroke:
    out, back = track
    leave = source.across + extents[edge.source].after / 2
    enter = target.across + extents[edge.target].after / 2
    return Stroke(
        (
            Step("start", source.end, leave),
            Step("line", out, leave),
            Step("line", out, lane),
            Step("line", back, lane),
            Step("line", back, enter),
            Step("line", target.start, enter),
        ),
        is_return=True,
    )
