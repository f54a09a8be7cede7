"""Where a card's text stands in a YAML file, and the ways to write another in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from builder.content.source import Location, Source
from builder.readers.yaml import writing

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a source's text, from `start` up to `end`, and what to write there."""

    start: int
    end: int
    text: str

    def put_into(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


def spans(source: Source, card: Location, key: str, at: int | None, text: str) -> Iterator[Span]:
    """The ways to write a text for what a card's mapping holds under a key, likeliest first.

    `at` is the place in a list, None where the key holds a text. The source is one that was read
    without a problem: it is not deep, and has no aliases.
    """
    root = yaml.compose(source.text, Loader=_LOADER)
    mapping = next((each for each in _mappings(root) if _is_at(each, card)), None)
    held = mapping and next((v for k, v in mapping.value if k.value == key), None)
    if isinstance(held, yaml.SequenceNode) and at is not None and at < len(held.value):
        held = held.value[at]
    elif at is not None:
        return
    if isinstance(held, yaml.ScalarNode):
        yield from _written(source, held, text)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _mappings(each)


def _is_at(node: yaml.Node, place: Location) -> bool:
    return (node.start_mark.line + 1, node.start_mark.column + 1) == (place.line, place.column)


def _written(source: Source, node: yaml.ScalarNode, text: str) -> Iterator[Span]:
    start, end = _offset(source, node.start_mark), _offset(source, node.end_mark)
    if node.style in ("|", ">"):
        yield from _block(source, start, end, text)
        return
    for made in _on_a_line(node.style or "", text):
        yield Span(start, end, made)


def _offset(source: Source, mark: yaml.Mark) -> int:
    return sum(len(line) + 1 for line in source.lines[: mark.line]) + mark.column


def _on_a_line(style: str, text: str) -> Iterator[str]:
    quoted = json.dumps(text, ensure_ascii=False)
    if "\n" not in text:
        single = "'" + text.replace("'", "''") + "'"
        if style == "":
            yield writing.scalar(text)
        if style in ("", "'"):
            yield single
    yield quoted


def _block(source: Source, start: int, end: int, text: str) -> Iterator[Span]:
    """Below the same head, or below a plain `|`, as far in as the lines that are there."""
    head, _, body = source.text[start:end].partition("\n")
    lines = [line for line in body.split("\n") if line.strip()]
    if not lines:
        return
    inset = re.match(r" *", lines[0])
    indent = inset[0] if inset else ""
    kept = [line for line in body.split("\n") if not line.strip() or line.startswith(indent)]
    end = start + len(head) + 1 + len("\n".join(kept).rstrip())
    made = "\n".join(f"{indent}{line}".rstrip() for line in text.split("\n"))
    first = head if head.startswith("|") else "|"
    yield Span(start, end, f"{first}\n{made}")
