"""A flow as it is written: lines such as `A -> B -[label]-> C`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from builder.languages import directions

MOST_NODES = 40
MOST_EDGES = 200
LONGEST_NAME = 80
LONGEST_LABEL = 40
LONGEST_TEXT = 20_000


class FlowError(ValueError):
    """A mistake in a flow: the line, from 1, what is wrong, and what to write instead."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(f"line {line}: {message}; {hint}")
        self.line = line
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two nodes, by their numbers, or a line; its label may be empty."""

    source: int
    target: int
    label: str = ""
    has_arrow: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """Nodes in the order in which they are first named, edges likewise, each pair once.

    `lines` are the written lines made even, for reading aloud.
    """

    names: tuple[str, ...]
    edges: tuple[Edge, ...]
    is_downward: bool
    lines: tuple[str, ...]


def read(text: str) -> Flow:
    """The flow that a text writes. Raises FlowError at its first mistake."""
    if len(text) > LONGEST_TEXT:
        raise FlowError(1, "the flow is too long", f"keep it within {LONGEST_TEXT:,} characters")
    reading = _Reading({}, {}, [])
    is_downward: bool | None = None
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = unicodedata.normalize("NFC", raw).replace("\t", " ")
        check_characters(number, line)
        if not line.strip():
            continue
        direction = directions.line().fullmatch(line.strip())
        if direction and (is_downward is not None or reading.names):
            raise FlowError(
                number, "the direction comes too late", "write it once, on the first line"
            )
        if direction:
            is_downward = _is_downward(number, direction[1])
        else:
            _chain(number, line, reading)
    if not reading.names:
        raise FlowError(1, "the flow is empty", "write a line such as `A -> B`")
    edges = tuple(
        Edge(*ends, " / ".join(label for label in labels if label))
        for ends, labels in reading.edges.items()
    )
    return Flow(tuple(reading.names), edges, bool(is_downward), tuple(reading.lines))


@dataclass(frozen=True, slots=True)
class _Reading:
    names: dict[str, int]
    edges: dict[tuple[int, int], list[str]]
    lines: list[str]


_ARROW = re.compile(r"-\[([^\[\]]*)\] ?-+>|-+>|→")


def _is_downward(number: int, word: str) -> bool:
    if word.casefold() in directions.words("down"):
        return True
    if word.casefold() in directions.words("right"):
        return False
    raise FlowError(number, f"there is no direction “{word[:20]}”", "write down or right")


def check_characters(number: int, line: str) -> None:
    """Raises FlowError for what no drawing can hold."""
    for character in line:
        code = ord(character)
        if unicodedata.category(character) in {"Cc", "Cs"} or code & 0xFFFE == 0xFFFE:
            raise FlowError(number, f"a control character (U+{code:04X})", "take it out")


def _chain(number: int, line: str, reading: _Reading) -> None:
    pieces = _ARROW.split(line)
    names = [" ".join(name.split()) for name in pieces[0::2]]
    labels = [" ".join((label or "").split()) for label in pieces[1::2]]
    _check_names(number, names)
    nodes = [reading.names.setdefault(name, len(reading.names)) for name in names]
    if len(reading.names) > MOST_NODES:
        raise FlowError(
            number, f"more than {MOST_NODES} boxes", "split the flow into several drawings"
        )
    said = names[0]
    for place, label in enumerate(labels, 1):
        _add_edge(number, (nodes[place - 1], nodes[place]), label, reading)
        said += f" → ({label}) {names[place]}" if label else f" → {names[place]}"
    reading.lines.append(said)


def _add_edge(number: int, ends: tuple[int, int], label: str, reading: _Reading) -> None:
    if len(label) > LONGEST_LABEL:
        raise FlowError(
            number, f"a label of {len(label)} characters", f"keep it within {LONGEST_LABEL}"
        )
    labels = reading.edges.setdefault(ends, [])
    if label not in labels and sum(map(len, labels)) + len(label) <= 2 * LONGEST_LABEL:
        labels.append(label)
    elif label not in labels:
        raise FlowError(number, "too many labels between two boxes", "join them into one")
    if len(reading.edges) > MOST_EDGES:
        raise FlowError(
            number, f"more than {MOST_EDGES} arrows", "split the flow into several drawings"
        )


def _check_names(number: int, names: list[str]) -> None:
    if not names[0] or not names[-1]:
        raise FlowError(number, "an arrow leads nowhere", "write a name on both sides: `A -> B`")
    for name in names:
        if not name:
            raise FlowError(number, "two arrows without a name between them", "name the box")
        if len(name) > LONGEST_NAME:
            raise FlowError(
                number, f"a name of {len(name)} characters", f"keep it within {LONGEST_NAME}"
            )
        if "-[" in name or name.startswith("]"):
            raise FlowError(number, "a label is not closed", "write it as `A -[label]-> B`")
