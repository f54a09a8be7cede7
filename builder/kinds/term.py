"""Terms: a name and its meaning."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.content.source import NOWHERE, Location
from builder.kinds import facet
from builder.kinds.kind import Kind


@dataclass(frozen=True, slots=True)
class Term:
    """A name and its meaning, both Markdown; the meaning may be empty.

    Whether Anki asks it `both_ways` its topic and its course decide where the term doesn't. A
    term that `was_asked_backwards` has a card in learners' collections, as the ledger knows. One
    that `is_typed` has its answer typed in Anki.
    """

    name: str = facet.front(key="term")
    meaning: str = facet.answer("Back")
    id: str = facet.own_id()
    code: str = ""
    location: Location = field(default=NOWHERE, compare=False)
    hint: str = facet.hint("Extra1")
    tags: tuple[str, ...] = facet.tags()
    both_ways: bool | None = facet.yes_or_no()
    is_typed: bool = facet.yes("Extra3", key="type")
    was_asked_backwards: bool = field(default=False, compare=False)


KIND = Kind("term", Term, note_type="term", listed="terms")
