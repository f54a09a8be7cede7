"""The scenarios under one head that has no heads below it: asked, listed, in code, or one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.content.model import Prose, Question, Scenario
from builder.languages import vocabulary
from builder.readers.markdown.document import Document, keep
from builder.readers.markdown.items import items, markers, scenarios
from builder.readers.markdown.lines import Line, item_text


def read(
    document: Document, body: Sequence[Line], head: Line, depth: int
) -> tuple[list[Scenario], list[str]]:
    """The scenarios of a body, and its text that is none."""
    if any(line.asks for line in body):
        return _asked(document, body, depth)
    starts = _coded(body) or _listed(body)
    found: list[Scenario] = []
    texts: list[str] = []
    if not starts:
        whole = scenarios.read(document, body, head, "", depth)
        return ([whole] if whole else []), texts
    if text := keep(document, body[: starts[0]], "text", depth):
        texts.append(text)
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        found.append(_one(document, body[start:end], depth))
    return found, texts


def _asked(
    document: Document, body: Sequence[Line], depth: int
) -> tuple[list[Scenario], list[str]]:
    blocks = items.read(document, body, depth, terms=False)
    asked = [block for block in blocks if isinstance(block, Question)]
    texts = [block.text for block in blocks if isinstance(block, Prose)]
    return [Scenario(each.ask, answer=each.answer, location=each.location) for each in asked], texts


def _coded(body: Sequence[Line]) -> list[int]:
    """Where fenced blocks begin whose first line names a scenario; all must, or none does."""
    starts = [
        index
        for index, line in enumerate(body)
        if line.kind == "fence" and (index == 0 or body[index - 1].kind not in ("code", "fence"))
    ]
    named = [
        index
        for index in starts
        if index + 1 < len(body) and vocabulary.role_of(body[index + 1].text) == "scenario"
    ]
    return starts if len(named) == len(starts) else []


_TITLED = re.compile(r"(\*\*|__)([^*_]{1,80})\1\s*+[:：—–-]?\s*+(.*)")


def _listed(body: Sequence[Line]) -> list[int]:
    """Where list items begin that each open with a bold title; all must, or none does."""
    starts = [i for i, line in enumerate(body) if line.kind == "item" and not line.indent]
    titles = [_TITLED.match(item_text(body[index].text)) for index in starts]
    labels = ("situation", "response", "aspect")
    if not all(title and vocabulary.role_of(title[2]) not in labels for title in titles):
        return []
    return starts


def _one(document: Document, body: Sequence[Line], depth: int) -> Scenario:
    first = body[0]
    if first.kind == "fence":
        title = vocabulary.scenario_title(body[1].text.strip("[]# "))
        answer = keep(document, body, "scenario", depth)
        return Scenario(title, answer=answer, location=document.location(first))
    document.place(first, "scenario")
    titled = _TITLED.match(item_text(first.text))
    assert titled is not None
    made = scenarios.read(document, body[1:], first, titled[2].strip(" :："), depth)
    assert made is not None
    rest = markers.unwrapped(titled[3])
    if not rest:
        return made
    situation = "\n\n".join(part for part in (rest, made.situation) if part)
    return Scenario(made.title, situation, made.steps, made.answer, location=made.location)
