"""What is asked about a story."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Three questions that follow a story, and three prompts for the reader's own version."""

    questions: tuple[str, str, str]
    prompts: tuple[str, str, str]
