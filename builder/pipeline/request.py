"""What is asked of a build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from builder.documents.artefact import Answers, Flip, Paper, PosterPaper
from builder.storage.cache import Cache
from builder.typeset.templates.environment import Templates


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build. Empty `only` and `levels` mean everything.

    `now` is the time in seconds since 1970; the ledger notes it beside what changed.
    """

    output: Path
    templates: Templates
    now: int
    only: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    paper: Paper = "a4"
    poster: PosterPaper = "a3"
    answers: Answers = "end"
    flip: Flip = "long"
    strict: bool = False
    frozen: bool = False

    @property
    def is_complete(self) -> bool:
        return not self.only and not self.levels

    @property
    def cache(self) -> Cache:
        return Cache(self.output / ".cache")
