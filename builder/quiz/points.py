"""What the questions of each of a quiz's sections are worth."""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS = ("match", "pick", "fill", "write")
"""A quiz's sections in the order in which it has them."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points for each question of a section; the 20 questions of a usual quiz make 100."""

    match: int = 3
    pick: int = 5
    fill: int = 4
    write: int = 7


USUAL = Points()
