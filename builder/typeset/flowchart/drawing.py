"""A flow, written in lines such as `A -> B -[label]-> C`, as a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from builder.typeset.flowchart import mermaid
from builder.typeset.flowchart.fit import FONT, LINE, READABLE, SMALL, SMALL_LINE, Plan, fitted
from builder.typeset.flowchart.places import ARROW
from builder.typeset.flowchart.shapes import Span, Step, Stroke
from builder.typeset.flowchart.text import Flow, FlowError, read
from builder.typeset.fonts import suiting

__all__ = ["FlowError", "alt", "check_mermaid", "fits", "svg", "text_size"]

MM = 72 / 25.4
WIDTH = 160.0
HEIGHT = 80.0


def svg(text: str, *, width: float | None = None, size: float = FONT, families: str = "") -> str:
    """The drawing of a flow as inline SVG, in text of `size` points, at most `width` mm wide.

    `families` are the fonts as CSS names them; else those that English is set in.

    Each line of the text is a chain `A -> B -[label]-> C`; the same name is the same box. A
    first line `direction: down`, in any language, turns the flow downward. The drawing wraps, turns
    or, at last, shrinks to fit 160 mm (or `width`) by 80 mm. It has no ids, and takes its
    colour from the text around it. Raises FlowError with the line of a mistake.
    """
    flow, room = _read(text), _room(width, size)
    plan = fitted(flow, room)
    return _drawn(flow, plan, plan.scale(room) * size / FONT, families or suiting("").css)


def text_size(text: str) -> float:
    """The points of a flow's text as `svg` draws it. Raises FlowError as that does."""
    room = _room(None, FONT)
    return FONT * fitted(_read(text), room).scale(room)


def check_mermaid(text: str) -> None:
    """Raises FlowError for what Mermaid draws and a flow doesn't, or not in text to be read."""
    from builder.typeset.boundaries import SMALLEST  # which loads what measures pages

    room = _room(None, FONT)
    if FONT * fitted(mermaid.read(text), room).scale(room) < SMALLEST:
        raise FlowError(1, "it is too large to be read", "draw it as two")


def fits(text: str, *, width: float, size: float) -> bool:
    """Whether a flow can be drawn `width` mm wide with its text hardly smaller than `size`."""
    room = _room(width, size)
    return fitted(_read(text), room).scale(room) >= READABLE


def _read(text: str) -> Flow:
    """The flow that a text writes, in lines of this program's own or as Mermaid has them."""
    return mermaid.read(text) if mermaid.is_flowchart(text) else read(text)


def _room(width: float | None, size: float) -> tuple[float, float]:
    """The room for a drawing in the points of its own text, which is ten high."""
    across = WIDTH if width is None else width
    return (across * MM * FONT / size, HEIGHT * MM * FONT / size)


def alt(text: str) -> str:
    """The flow in words, for those who hear it. Raises FlowError as `svg` does."""
    return _said(_read(text))


def _said(flow: Flow) -> str:
    return "; ".join(flow.lines)


def _drawn(flow: Flow, plan: Plan, scale: float, families: str) -> str:
    left, top, wide, high = plan.frame
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" role="img"'
        f' width="{_n(wide * scale)}pt" height="{_n(high * scale)}pt"'
        f' viewBox="{_n(left)} {_n(top)} {_n(wide)} {_n(high)}"'
        f' style="max-width:100%"'
        f' font-family="{escape(families.replace(_QUOTE, _SINGLE))}" fill="currentColor">',
        f"<title>{escape(_said(flow))}</title>",
        *(_stroke(stroke, plan.is_downward) for stroke in plan.sketch.strokes),
        *_items(plan),
        *_return_labels(plan),
        "</svg>",
    ]
    return "".join(pieces)


_QUOTE, _SINGLE = '"', "'"


def _items(plan: Plan) -> list[str]:
    pieces: list[str] = []
    for number, box in sorted(plan.sketch.boxes.items()):
        lines = plan.items[number]
        match plan.layers.items[number].kind:
            case "node":
                pieces.append(_node(plan, number, box, lines))
            case "label":
                middle = (box.start + box.end) / 2
                pieces.append(_label(lines, middle, box.across, plan.is_downward))
            case _:
                pass
    return pieces


def _node(plan: Plan, number: int, box: Span, lines: Sequence[str]) -> str:
    extent = plan.extents[number]
    x, y = _xy(box.start, box.across - extent.before, plan.is_downward)
    wide, high = _xy(extent.along, extent.before + extent.after, plan.is_downward)
    top = y + high / 2 - len(lines) * LINE / 2
    return (
        f'<g class="flow-node"><rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}"'
        f' height="{_n(high)}" rx="4" fill="#888" fill-opacity="0.14"'
        f' stroke="currentColor" stroke-width="0.9"/>'
        f"{_text(lines, x + wide / 2, top, (FONT, LINE), 'middle')}</g>"
    )


def _return_labels(plan: Plan) -> list[str]:
    return [
        _label(plan.labels[number], along, across, plan.is_downward)
        for number, (along, across) in sorted(plan.sketch.labels.items())
        if plan.labels[number]
    ]


def _label(lines: Sequence[str], along: float, across: float, is_downward: bool) -> str:
    """Words above a line that runs to the right, or to the right of one that runs down."""
    high = len(lines) * SMALL_LINE
    if is_downward:
        made = _text(lines, across + 4, along - high / 2, (SMALL, SMALL_LINE), "start")
    else:
        made = _text(lines, along, across - high - 2, (SMALL, SMALL_LINE), "middle")
    return f'<g class="flow-label">{made}</g>'


def _text(
    lines: Sequence[str], x: float, top: float, size: tuple[float, float], anchor: str
) -> str:
    font, line = size
    return "".join(
        f'<text x="{_n(x)}" y="{_n(top + place * line + line / 2 + font * 0.35)}"'
        f' font-size="{_n(font)}" text-anchor="{anchor}">{escape(words)}</text>'
        for place, words in enumerate(lines)
    )


def _stroke(stroke: Stroke, is_downward: bool) -> str:
    tip = stroke.steps[-1]
    shaft, arrow = stroke.steps, ""
    if stroke.has_arrow:
        shaft = (*stroke.steps[:-1], replace(tip, along=tip.along - ARROW / 2))
        arrow = _arrow(tip, is_downward)
    dashes = ' stroke-dasharray="4 2.5"' if stroke.is_return else ""
    return (
        f'<g class="flow-edge"><path d="{_path(shaft, is_downward)}" fill="none"'
        f' stroke="currentColor" stroke-width="0.9" stroke-linejoin="round"{dashes}/>'
        f"{arrow}</g>"
    )


def _arrow(tip: Step, is_downward: bool) -> str:
    corners = [(0.0, 0.0), (-ARROW, -3.0), (-ARROW, 3.0)]
    points = " ".join(
        "{},{}".format(*map(_n, _xy(tip.along + along, tip.across + across, is_downward)))
        for along, across in corners
    )
    return f'<polygon points="{points}"/>'


def _path(steps: Sequence[Step], is_downward: bool) -> str:
    drawn: list[str] = []
    for number, step in enumerate(steps):
        here = "{} {}".format(*map(_n, _xy(step.along, step.across, is_downward)))
        before = steps[number - 1]
        if step.kind == "start":
            drawn.append(f"M{here}")
        elif step.kind == "line" or step.across == before.across:
            drawn.append(f"L{here}")
        else:
            half = (before.along + step.along) / 2
            one = "{} {}".format(*map(_n, _xy(half, before.across, is_downward)))
            other = "{} {}".format(*map(_n, _xy(half, step.across, is_downward)))
            drawn.append(f"C{one} {other} {here}")
    return "".join(drawn)


def _xy(along: float, across: float, is_downward: bool) -> tuple[float, float]:
    return (across, along) if is_downward else (along, across)


def _n(value: float) -> str:
    # Adding zero makes a negative zero positive.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
