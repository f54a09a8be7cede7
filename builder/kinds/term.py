"""Terms: a name and its meaning."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.content.source import NOWHERE, Location
from builder.kinds import facet
from builder.kinds.kind import Kind


@dataclass(frozen=True, slots=True)
class Term:
    """A name and its meaning, both Markdown; the meaning may be empty."""

    name: str = facet.front(key="term")
    meaning: str = facet.answer("Back")
    id: str = facet.own_id()
    code: str = ""
    location: Location = field(default=NOWHERE, compare=False)


KIND = Kind("term", Term, note_type="term", listed="terms")
