"""Every paper there is, in millimetres: the one table of them, and what each is taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PagePaper = Literal["a4", "letter", "b5"]
PosterPaper = Literal["a3", "a2", "a1"]
SheetPaper = Literal["a4", "letter", "b5", "a3"]
"""What finished pages are arranged on: what a printer at home or in a copy shop takes."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper's size in millimetres, upright."""

    name: str
    width: float
    height: float

    def turned(self) -> Paper:
        """The same paper in landscape."""
        return Paper(self.name, self.height, self.width)


PAPERS = {
    paper.name: paper
    for paper in (
        Paper("a4", 210, 297),
        Paper("letter", 215.9, 279.4),
        Paper("b5", 182, 257),
        Paper("a3", 297, 420),
        Paper("a2", 420, 594),
        Paper("a1", 594, 841),
    )
}
