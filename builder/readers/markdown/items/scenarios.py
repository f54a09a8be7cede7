"""A scenario from its lines: what the situation is, what to do step by step, and what else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from builder.content.model import Scenario
from builder.languages import vocabulary
from builder.readers.markdown.document import Document, keep
from builder.readers.markdown.items import markers
from builder.readers.markdown.items.blocks import dedented, joined
from builder.readers.markdown.lines import Line, is_numbered, item_offset, item_text

_Where = Literal["lead", "situation", "response", "answer"]


def read(
    document: Document, body: Sequence[Line], head: Line, title: str, depth: int = 0
) -> Scenario | None:
    """Read one scenario; without a title of its own, a short situation serves as one."""
    reader = _Reader(document, depth)
    for line in body:
        reader.take(line)
    situation = reader.text("situation")
    answer = reader.text("answer")
    steps = tuple(reader.step(lines) for lines in reader.steps)
    if not (situation or answer or steps or title):
        return None
    if not title and situation and len(situation) <= 120 and "\n" not in situation:
        title, situation = situation, ""
    title = title or vocabulary.plain(head.text)
    return Scenario(title, situation, steps, answer, location=document.location(head))


@dataclass(slots=True)
class _Reader:
    document: Document
    depth: int
    where: _Where = "lead"
    runs: dict[str, list[list[Line]]] = field(default_factory=dict)
    firsts: dict[int, str] = field(default_factory=dict)
    steps: list[list[Line]] = field(default_factory=list)
    run: list[Line] | None = None
    after_blank: bool = False
    labelled: bool = False

    def take(self, line: Line) -> None:
        """Put a line where the last label, or its shape, says."""
        if line.kind == "rule":
            self.document.place(line, "marker")
            self.run = None
        elif line.kind == "blank":
            if self.run is not None:
                self.run.append(line)
        elif not self._label(line) and not self._step(line):
            self._add(line)
        self.after_blank = line.kind == "blank"

    def text(self, where: str) -> str:
        """What stands in the situation or in the answer, as Markdown."""
        parts = []
        for run in self.runs.get(where, []):
            first = self.firsts.get(run[0].number)
            body = run[1:] if first is not None else run
            self.document.place(run[0], where)
            kept = dedented(keep(self.document, body, where, self.depth), 4)
            parts.append(joined(first, kept, run) if first else kept)
        return "\n\n".join(part for part in parts if part)

    def step(self, lines: list[Line]) -> str:
        """One step: its item's text and what is indented below it."""
        first, *more = lines
        self.document.place(first, "step")
        rest = dedented(keep(self.document, more, "step", self.depth), item_offset(first))
        return joined(item_text(first.text), rest, lines)

    def _label(self, line: Line) -> bool:
        label, text = _label_of(line)
        if not label:
            return False
        self.run = None
        self.labelled = True
        if label == "aspect":
            self.where = "answer"
            self._begin("answer", line)
            return True
        self.where = "situation" if label == "situation" else "response"
        where: _Where = "situation" if label == "situation" else "answer"
        if text:
            self._begin(where, line)
            self.firsts[line.number] = text
        else:
            self.document.place(line, "marker")
        return True

    def _step(self, line: Line) -> bool:
        if self.run is not None and self.steps and self.run is self.steps[-1]:
            inside = line.indent > self.steps[-1][0].indent or line.kind in ("code",)
            fence = line.kind == "fence" and (self.run[-1].kind == "code" or line.indent > 0)
            if inside or fence or (line.kind == "text" and not self.after_blank):
                self.run.append(line)
                return True
        if line.kind != "item" or self.where == "answer":
            return False
        if self.where == "situation" and not is_numbered(line.text):
            return False
        if self.where == "situation":
            self.where = "response"
        self.steps.append([line])
        self.run = self.steps[-1]
        return True

    def _add(self, line: Line) -> None:
        where = self._place_of(line)
        if self.run is None or not self.runs.get(where) or self.run is not self.runs[where][-1]:
            self._begin(where, line)
        else:
            self.run.append(line)

    def _begin(self, where: str, line: Line) -> None:
        self.runs.setdefault(where, []).append([line])
        self.run = self.runs[where][-1]

    def _place_of(self, line: Line) -> str:
        if self.where == "situation":
            return "situation"
        if self.where != "lead":
            return "answer"
        begun = self.runs.get("situation")
        if line.kind in ("fence", "code", "drawing") or self.steps or self.runs.get("answer"):
            return "answer"
        if begun and self.run is begun[-1] and self.run[-1].kind != "blank":
            return "situation"
        return "answer" if begun else "situation"


_LABEL = re.compile(
    r"(?:[-*+•]\s++)?(?P<open>[*_\[【]{0,5})\s?(?P<word>[^\W\d_][^*_:：\[\]【】|]{0,24})"
    r"(?P<shut>[*_\]】]{0,5})\s?(?P<colon>[:：]?)(?P<after>[*_]{0,3})\s*+(?P<text>.*)"
)


def _label_of(line: Line) -> tuple[str, str]:
    """The role of a label such as "**Situation**:" and the text after it."""
    if line.kind not in ("text", "item", "heading"):
        return "", ""
    if line.kind != "heading" and (found := line.asks):
        return "situation", markers.unbold(found.text, found.unclosed)
    if found := line.answers:
        return "response", markers.unbold(found.text, found.unclosed)
    match = _LABEL.match(line.text)
    if not match:
        return "", ""
    role = vocabulary.role_of(match["word"])
    alone = line.kind in ("heading", "item") and not match["text"]
    framed = alone or (match["open"] and match["shut"]) or match["colon"]
    if role not in ("situation", "response", "aspect") or not framed:
        return "", ""
    if not match["colon"] and match["text"] and not match["shut"]:
        return "", ""
    unclosed = match["open"].startswith("**") and "**" not in match["shut"] + match["after"]
    return role, markers.unbold(match["text"].strip(), unclosed)
