"""Questions: an ask and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.content.source import NOWHERE, Location
from builder.kinds import facet
from builder.kinds.kind import Kind


@dataclass(frozen=True, slots=True)
class Question:
    """An ask and its answer; `strong` and `weak` say what good and poor answers hold."""

    ask: str = facet.front()
    answer: str = facet.answer("Back", needed=True)
    strong: str = facet.answer("Strong")
    weak: str = facet.answer("Weak", enough=False)
    id: str = facet.own_id()
    code: str = ""
    location: Location = field(default=NOWHERE, compare=False)


KIND = Kind("question", Question, note_type="question", listed="questions")
