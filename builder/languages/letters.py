"""What readers know a letter's sections and stages by, and what is asked about each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from builder.languages import folders
from builder.languages.folders import ENGLISH

# In this order, since the title "Problems in my first project" tells of a problem.
KINDS = (
    *("motive", "plans", "growth", "strengths", "leadership", "teamwork"),
    *("problem-solving", "project", "career", "introduction"),
)
STAGES = ("situation", "task", "analysis", "action", "result")


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Three questions that follow a story, and three prompts for the reader's own version."""

    questions: tuple[str, str, str]
    prompts: tuple[str, str, str]


def follow_ups(kind: str, language: str) -> FollowUps:
    """The questions and prompts for a kind of story, or those that fit any."""
    code = folders.known(language) or ENGLISH
    table: Mapping[str, Any] = _values(code)["follow_ups"]
    return FollowUps(**(table.get(kind) or table["other"]))


@cache
def sections() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The kinds of sections, each with what its title holds when written without blanks."""
    return tuple(
        (kind, re.compile("|".join(_section(word) for word in _every("sections", kind))))
        for kind in KINDS
    )


@cache
def stages() -> Mapping[str, str]:
    """The stage of a story that a head opens, by the head's words without blanks."""
    return {word.replace(" ", ""): stage for stage in STAGES for word in _every("stages", stage)}


@cache
def stage_labels() -> frozenset[str]:
    """Words that open a stage as labels on its own line."""
    return frozenset(word for code in folders.codes() for word in _values(code)["labels"])


@cache
def openings(stage: str) -> re.Pattern[str]:
    """How the paragraph opens in which somebody acts ("action"), or that tells the "result"."""
    return re.compile("(?i)" + "|".join(_every("openings", stage)))


@cache
def numbered() -> re.Pattern[str]:
    """A section's title that begins with its number."""
    before, after = "", ".):"
    for code in folders.codes():
        counters = _values(code).get("counters", {})
        before += counters.get("before", "")
        after += "".join(counters.get("after", ()))
    first = f"[{before}]?" if before else ""
    return re.compile(
        rf"(?:{first}\s?\d{{1,2}}\s?[{re.escape(after)}]|[\u2460-\u2473]|[IVX]{{1,4}}\.)\s*+\S"
    )


def _every(group: str, key: str) -> list[str]:
    words = (_values(code)[group].get(key, ()) for code in folders.codes())
    return list(dict.fromkeys(word for each in words for word in each))


def _section(word: str) -> str:
    # "$" stands for the title's end: goals are plans, and a goalkeeper has none.
    return re.escape(word.removesuffix("$")) + ("$" if word.endswith("$") else "")


def _values(code: str) -> Mapping[str, Any]:
    return folders.values(code, "letters.yaml")
