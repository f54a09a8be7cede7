"""What a flow is drawn with, before it is known which way it runs.

Places are (along, across) in points: along the flow's direction, and across it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Extent:
    """The room an item takes: along, and across before and after the line through it."""

    along: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a stroke: a straight line, or a bend that starts and ends along the flow."""

    kind: Literal["start", "line", "bend"]
    along: float
    across: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """An edge's line; its arrow, if it has one, points along the flow."""

    steps: tuple[Step, ...]
    is_return: bool = False
    has_arrow: bool = True


@dataclass(frozen=True, slots=True)
class Return:
    """An edge that leads back, and the room that its label takes."""

    number: int
    source: int
    target: int
    label: Extent


@dataclass(frozen=True, slots=True)
class Span:
    """Where an item stands: its start and end along, and the line through it across."""

    start: float
    end: float
    across: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """Shapes in a room of `along` by `across`; items by their numbers.

    `labels` has the middle of the line on which each return, by its number, has its label.
    """

    along: float
    across: float
    boxes: Mapping[int, Span]
    strokes: tuple[Stroke, ...]
    labels: Mapping[int, tuple[float, float]]
