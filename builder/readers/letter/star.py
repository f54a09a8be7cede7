"""A story's text as situation, task, action and result, where it is told as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from builder.readers.letter.text import STAGE_LABELS, Chunk, markdown

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


_STAGES: dict[Stage, str] = {
    "situation": "상황|문제 상황|배경|프로젝트 배경|프로젝트 개요|개요|프로젝트 소개|문제|문제점"
    "|문제 정의|문제 인식"
    "|당시 상황|situation|background|overview|context|problem|project overview|the problem",
    "task": "과제|목표|프로젝트 목표|담당 업무|담당 역할|나의 역할|역할과 목표|주요 업무|맡은 일"
    "|역할 및 책임"
    "|task|goal|goals|objective|my role|responsibilities|what i had to do",
    "analysis": "문제 분석|원인 분석|원인|분석|현황 분석|analysis|root cause|cause"
    "|problem analysis",
    "action": "행동|해결 과정|해결 방법|해결 방안|해결|문제 해결|문제 해결 과정"
    "|기술적 도전과 해결|기술적 도전|도전과 해결"
    "|실행|실행 과정|실행 내용|수행 내용|수행 과정|노력|대응|조치|접근 방법|극복 과정|구현"
    "|구현 내용|리더십 발휘 사례"
    "|협업 과정|action|actions|approach|solution|what i did|challenges and solutions"
    "|implementation|steps taken",
    "result": "결과|성과|주요 성과|최종 결과|프로젝트 성과|결과 및 성과|성과 및 결과|배운 점"
    "|느낀 점|교훈|배우고 느낀 점"
    "|result|results|outcome|outcomes|impact|achievements|key achievements|lessons|what i learned",
}
_STAGE_OF: dict[str, Stage] = {
    word.replace(" ", ""): stage for stage, words in _STAGES.items() for word in words.split("|")
}
_LABEL = re.compile(r"(?:- )?\*\*([^*]{1,16})\*\*: ")


def _by_heads(chunks: Sequence[Chunk]) -> list[Stage]:
    """Stages by sub-heads such as "해결 과정:", or none where they tell no story."""
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
        return _STAGE_OF.get(re.sub(r"[\s*_]", "", chunk.head).casefold(), "")
    found = _LABEL.match(chunk.lines[0]) if chunk.kind == "prose" and chunk.lines else None
    word = found[1].casefold() if found else ""
    return _STAGE_OF[word] if word in STAGE_LABELS else ""


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


_ACTS = re.compile(
    r"(?i)이를 (?:해결|개선|극복|해소|보완|바로잡)|이를 위해|이 (?:문제|상황)를? ?(?:을"
    r"|를)? ?(?:해결|개선|극복)"
    r"|이러한 (?:문제|상황|어려움)(?:을|를|점을)? ?(?:해결|개선|극복)|문제를 해결하기 위해"
    r"|해결을 위해|이에 (?:저는|따라|대응)"
    r"|저는 이(?:를| 문제를) (?:해결|개선)|to (?:solve|address|fix|tackle|resolve"
    r"|overcome) (?:this|it|the|these)"
    r"|in response|i decided to|so i "
)
_RESULTS = re.compile(
    r"(?i)결과적으로|그 결과|이 결과|이러한 노력|이런 노력|이를 통해|그 덕분에|덕분에|마침내"
    r"|최종적으로"
    r"|as a result|in the end|consequently|ultimately|thanks to (?:this|these)|the result"
)


def _by_openings(chunks: Sequence[Chunk]) -> list[Stage]:
    """Stages by how paragraphs open: "이를 해결하기 위해 …", then "결과적으로 …"."""
    if any(chunk.kind != "prose" for chunk in chunks):
        return []
    openings = [chunk.lines[0] if chunk.lines else "" for chunk in chunks]
    act = next((i for i, text in enumerate(openings) if i and _ACTS.match(text)), 0)
    result = next((i for i, text in enumerate(openings) if i > act and _RESULTS.match(text)), 0)
    if not act or not result:
        return []
    return [
        "situation" if i < act else "action" if i < result else "result" for i in range(len(chunks))
    ]
