"""Scenarios: a situation and the steps that answer it."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.content.source import NOWHERE, Location
from builder.kinds import facet
from builder.kinds.kind import Kind


@dataclass(frozen=True, slots=True)
class Scenario:
    """A situation, the steps that answer it, and what else the answer holds."""

    title: str = facet.front()
    situation: str = facet.answer("Situation")
    steps: tuple[str, ...] = facet.steps("Steps")
    answer: str = facet.answer("Back")
    id: str = facet.own_id()
    code: str = ""
    location: Location = field(default=NOWHERE, compare=False)
    hint: str = facet.hint("Extra1")
    tags: tuple[str, ...] = facet.tags()


KIND = Kind("scenario", Scenario, note_type="scenario")
