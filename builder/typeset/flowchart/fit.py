"""Which way a flow runs so that it fits: in a row, in several rows, or downward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.typeset.flowchart.layers import Layers, layered
from builder.typeset.flowchart.places import sketch
from builder.typeset.flowchart.rows import cuts_of, stacked, wrapped
from builder.typeset.flowchart.shapes import Extent, Return, Sketch
from builder.typeset.flowchart.text import Flow
from builder.typeset.text.measure import broken, width

FONT, LINE = 10.0, 13.0
SMALL, SMALL_LINE = 8.5, 11.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A sketch and the way it runs; `lines` has each item's text, and each return's by edge."""

    layers: Layers
    sketch: Sketch
    is_downward: bool
    items: Mapping[int, tuple[str, ...]]
    labels: Mapping[int, tuple[str, ...]]
    extents: Mapping[int, Extent]

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, top, width and height, with room for the lines' own thickness."""
        edge = 1.0
        start, end = 0.0, self.sketch.along
        for number, (along, _) in self.sketch.labels.items():
            half = _extent("label", self.labels[number], self.is_downward).along / 2
            start, end = min(start, along - half), max(end, along + half)
        across = self.sketch.across + 2 * edge
        if self.is_downward:
            return -edge, start - edge, across, end - start + 2 * edge
        return start - edge, -edge, end - start + 2 * edge, across

    def scale(self, room: tuple[float, float]) -> float:
        """What it must be scaled by to fit a width and a height; 1 where it fits."""
        _, _, wide, high = self.frame
        return min(1.0, room[0] / wide, room[1] / high)


def fitted(flow: Flow, room: tuple[float, float]) -> Plan:
    """The plan, the way the flow was asked to run if that is readable, else what fits best."""
    layers = layered(flow)
    plans = [_plan(flow, layers, is_downward=flow.is_downward)]
    if plans[0].scale(room) >= READABLE:
        return plans[0]
    rows = _in_rows(flow, layers, room[0])
    turned = _plan(flow, layers, is_downward=not flow.is_downward)
    plans += [turned, *rows] if flow.is_downward else [*rows, turned]
    readable = [plan for plan in plans if plan.scale(room) >= READABLE]
    return readable[0] if readable else max(plans, key=lambda plan: plan.scale(room))


# Ten-point text may shrink to nine before the flow runs another way.
READABLE = 0.9


def _plan(
    flow: Flow,
    layers: Layers,
    *,
    is_downward: bool,
    cuts: Sequence[int] = (),
) -> Plan:
    items = {number: _lines(flow, layers, number) for number in range(len(layers.items))}
    labels = {number: _label_lines(flow.edges[number].label) for number in layers.returns}
    extents = {
        number: _extent(layers.items[number].kind, lines, is_downward)
        for number, lines in items.items()
    }
    returns = [
        Return(
            number,
            flow.edges[number].source,
            flow.edges[number].target,
            _extent("label", labels[number], is_downward),
        )
        for number in layers.returns
    ]
    made: list[Sketch] = []
    for first, last in pairwise([0, *cuts, len(layers.layers)]):
        rows = layers.layers[first:last]
        there = {item for row in rows for item in row}
        inside = [each for each in returns if each.source in there]
        made.append(sketch(layers, rows, extents, inside))
    whole = made[0] if len(made) == 1 else stacked(made, layers)
    return Plan(layers, whole, is_downward, items, labels, extents)


def _lines(flow: Flow, layers: Layers, number: int) -> tuple[str, ...]:
    item = layers.items[number]
    match item.kind:
        case "node":
            return broken(flow.names[item.number], 11, 2)
        case "label":
            return _label_lines(flow.edges[item.number].label)
        case _:
            return ()


def _label_lines(label: str) -> tuple[str, ...]:
    return broken(label, 11, 2) if label else ()


def _extent(kind: str, lines: Sequence[str], is_downward: bool) -> Extent:
    wide = max((width(line) for line in lines), default=0.0)
    if kind == "node":
        size = (max(wide * FONT + 16, 36.0), len(lines) * LINE + 11)
        along, across = reversed(size) if is_downward else size
        return Extent(along, across / 2, across / 2)
    if not lines:
        return Extent(0, 4, 4)
    high = len(lines) * SMALL_LINE
    if is_downward:
        return Extent(high + 4, 4, wide * SMALL + 8)
    return Extent(wide * SMALL + 6, high + 4, 4)


def _in_rows(flow: Flow, layers: Layers, room: float) -> list[Plan]:
    """The flow in as few rows as fit, as even as can be; none where it can't be cut."""
    whole = _plan(flow, layers, is_downward=False)
    lengths = [max(whole.extents[item].along for item in row) for row in layers.layers]
    allowed = cuts_of(flow, layers)
    cuts = wrapped(lengths, allowed, room)
    if not cuts:
        return []
    narrower: list[int] | None = cuts
    while narrower and len(narrower) == len(cuts):
        cuts, room = narrower, room * 0.95
        narrower = wrapped(lengths, allowed, room)
    return [_plan(flow, layers, is_downward=False, cuts=cuts)]
