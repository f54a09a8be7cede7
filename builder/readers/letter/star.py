"""A story's text as situation, task, action and result, where it is told as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from builder.languages import letters
from builder.readers.letter.text import Chunk, markdown

Stage = Literal["", "situation", "task", "analysis", "action", "result"]


@dataclass(frozen=True, slots=True)
class Told:
    """A story's fields in Markdown; every chunk's words stand in exactly one of them."""

    text: str = ""
    situation: str = ""
    task: str = ""
    action: str = ""
    result: str = ""


def tell(chunks: Sequence[Chunk]) -> Told:
    """Spread the chunks over the fields; where no course of events is evident, all is text."""
    stages = _by_heads(chunks) or _by_openings(chunks)
    if not stages:
        return Told(markdown(chunks))
    fields = _Fields()
    for chunk, stage in zip(chunks, stages, strict=True):
        fields.of(stage).append(chunk)
    return Told(
        markdown(fields.text),
        markdown(fields.situation),
        markdown(fields.task),
        markdown(fields.action),
        markdown(fields.result),
    )


@dataclass(slots=True)
class _Fields:
    text: list[Chunk] = field(default_factory=list)
    situation: list[Chunk] = field(default_factory=list)
    task: list[Chunk] = field(default_factory=list)
    action: list[Chunk] = field(default_factory=list)
    result: list[Chunk] = field(default_factory=list)

    def of(self, stage: Stage) -> list[Chunk]:
        """The chunks of a stage."""
        match stage:
            case "situation":
                return self.situation
            case "task" | "analysis":
                return self.task
            case "action":
                return self.action
            case "result":
                return self.result
            case _:
                return self.text


_LABEL = re.compile(r"(?:- )?\*\*([^*]{1,16})\*\*: ")


def _by_heads(chunks: Sequence[Chunk]) -> list[Stage]:
    """Stages by sub-heads such as "What I did:", or none where they tell no story."""
    if sum(chunk.kind == "entry" for chunk in chunks) > 1:
        return []
    heads = [_stage(chunk) for chunk in chunks]
    known: set[Stage] = {stage for stage in heads if stage}
    if "action" not in known or not known & {"situation", "task", "analysis", "result"}:
        return []
    stages: list[Stage] = []
    for chunk, stage in zip(chunks, heads, strict=True):
        stages.append(stage or _follows(chunk, stages, known))
    if "situation" not in stages:
        return ["situation" if stage == "analysis" else stage for stage in stages]
    return stages


def _stage(chunk: Chunk) -> Stage:
    if chunk.kind == "head":
        return _stages().get(re.sub(r"[\s*_]", "", chunk.head).casefold(), "")
    found = _LABEL.match(chunk.lines[0]) if chunk.kind == "prose" and chunk.lines else None
    word = found[1].casefold() if found else ""
    return _stages()[word] if word in letters.stage_labels() else ""


def _stages() -> Mapping[str, Stage]:
    return cast(Mapping[str, Stage], letters.stages())


def _follows(chunk: Chunk, stages: Sequence[Stage], known: set[Stage]) -> Stage:
    """The stage of a chunk without one: that of the chunk before it, or what leads in."""
    if chunk.kind != "prose":
        return ""
    begun: Stage = next((stage for stage in reversed(stages) if stage), "")
    if begun and not (stages and stages[-1] == ""):
        return begun
    is_list = bool(chunk.lines) and chunk.lines[0].startswith("- ")
    if not begun and "situation" not in known and not is_list:
        return "situation"
    return ""


def _by_openings(chunks: Sequence[Chunk]) -> list[Stage]:
    """Stages by how paragraphs open: "To solve this …", then "As a result …"."""
    acts, results = letters.openings("action"), letters.openings("result")
    if any(chunk.kind != "prose" for chunk in chunks):
        return []
    openings = [chunk.lines[0] if chunk.lines else "" for chunk in chunks]
    act = next((i for i, text in enumerate(openings) if i and acts.match(text)), 0)
    result = next((i for i, text in enumerate(openings) if i > act and results.match(text)), 0)
    if not act or not result:
        return []
    return [
        "situation" if i < act else "action" if i < result else "result" for i in range(len(chunks))
    ]
