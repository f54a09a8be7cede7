"""A topic while its sections come in."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.content.model import Block, Cell, Question, Scenario, Topic
from builder.content.source import NOWHERE, Location


@dataclass(slots=True)
class Draft:
    """A topic, or the course itself, while its sections come in."""

    key: str = ""
    title: str = ""
    part: str = ""
    location: Location = NOWHERE
    concept: list[str] = field(default_factory=list)
    cells: dict[int, tuple[Location, list[Block]]] = field(default_factory=dict)
    cheat: list[str] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    interview: list[Question] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)

    def topic(self) -> Topic:
        """The topic as it has come in; what stands before its levels may be its concept."""
        concept = self.concept or self.early
        text = [*self.early, *self.text] if self.concept else self.text
        return Topic(
            self.key,
            self.title,
            self.part,
            "\n\n".join(concept),
            tuple(
                Cell(number, tuple(blocks), location)
                for number, (location, blocks) in sorted(self.cells.items())
            ),
            tuple(self.cheat),
            tuple(self.scenarios),
            tuple(self.interview),
            tuple(self.sources),
            "\n\n".join(text),
            self.location,
        )
