"""A long flow in several rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from builder.typeset.flowchart.layers import Layers
from builder.typeset.flowchart.places import GAP
from builder.typeset.flowchart.shapes import Sketch, Span, Step, Stroke
from builder.typeset.flowchart.text import Flow

SIDE = 14.0
BETWEEN = 24.0


def cuts_of(flow: Flow, layers: Layers) -> set[int]:
    """The layers that may begin a row: a single edge, and no return, leads across."""
    place = layers.places
    links: dict[int, list[tuple[int, int]]] = {}
    for route in layers.routes.values():
        for one, other in pairwise(route):
            links.setdefault(place[other], []).append((one, other))
    spanned = {
        number
        for each in layers.returns
        for number in range(place[flow.edges[each].target] + 1, place[flow.edges[each].source] + 1)
    }
    return {
        number
        for number, pairs in links.items()
        if len(pairs) == 1
        and number not in spanned
        and layers.items[pairs[0][0]].kind != "bend"
        and layers.items[pairs[0][1]].kind == "node"
    }


def wrapped(lengths: Sequence[float], allowed: set[int], room: float) -> list[int] | None:
    """Where to begin new rows so that none is longer than the room, or None."""
    cuts: list[int] = []
    start = 0
    while start < len(lengths):
        taken = 2 * SIDE
        end = start
        while end < len(lengths) and taken + lengths[end] <= room:
            taken += lengths[end] + GAP
            end += 1
        if end == len(lengths):
            return cuts
        start = max((cut for cut in allowed if start < cut <= end), default=0)
        if not start:
            return None
        cuts.append(start)
    return cuts


def stacked(rows: Sequence[Sketch], layers: Layers) -> Sketch:
    """Rows one under the other, each joined to the next by a line around its end."""
    boxes: dict[int, Span] = {}
    strokes: list[Stroke] = []
    labels: dict[int, tuple[float, float]] = {}
    across = 0.0
    ends: list[float] = []
    for row in rows:
        for item, box in row.boxes.items():
            boxes[item] = Span(box.start + SIDE, box.end + SIDE, box.across + across)
        strokes += [_moved(stroke, SIDE, across) for stroke in row.strokes]
        labels |= {n: (a + SIDE, c + across) for n, (a, c) in row.labels.items()}
        across += row.across + BETWEEN
        ends.append(across - BETWEEN / 2)
    along = max(row.along for row in rows) + 2 * SIDE
    strokes += _joints(rows, layers, boxes, ends)
    return Sketch(along, across - BETWEEN, boxes, tuple(strokes), labels)


def _moved(stroke: Stroke, along: float, across: float) -> Stroke:
    steps = tuple(
        replace(step, along=step.along + along, across=step.across + across)
        for step in stroke.steps
    )
    return replace(stroke, steps=steps)


def _joints(
    rows: Sequence[Sketch], layers: Layers, boxes: Mapping[int, Span], lanes: Sequence[float]
) -> list[Stroke]:
    row_of = {item: number for number, row in enumerate(rows) for item in row.boxes}
    joints: list[Stroke] = []
    for route in layers.routes.values():
        for one, other in pairwise(route):
            if row_of[one] != row_of[other]:
                row = row_of[one]
                end = SIDE + rows[row].along + SIDE - 4
                joints.append(_joint(boxes[one], boxes[other], end, lanes[row]))
    return joints


def _joint(source: Span, target: Span, end: float, lane: float) -> Stroke:
    return Stroke(
        (
            Step("start", source.end, source.across),
            Step("line", end, source.across),
            Step("line", end, lane),
            Step("line", 2, lane),
            Step("line", 2, target.across),
            Step("line", target.start, target.across),
        )
    )
