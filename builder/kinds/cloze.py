"""Clozes: a sentence with gaps, each to be recalled from what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from builder.content.source import NOWHERE, Location
from builder.kinds import facet
from builder.kinds import gaps as gaps_in
from builder.kinds.gaps import Gap
from builder.kinds.kind import Kind
from builder.storage.digest import LATER


@dataclass(frozen=True, slots=True)
class Cloze:
    """A sentence with gaps, and in `why` what is to be said of it.

    It is known by its sentence, whatever is a gap in it. `numbers` are its gaps' numbers in Anki
    as the ledger remembers them, empty where nobody has asked it.
    """

    text: str = facet.front(key="cloze", known_by=gaps_in.sentence, later=True)
    why: str = facet.answer("Back")
    hint: str = facet.hint("Hint")
    tags: tuple[str, ...] = facet.tags()
    id: str = facet.own_id()
    code: str = ""
    location: Location = field(default=NOWHERE, compare=False)
    numbers: tuple[int, ...] = field(default=(), metadata={LATER: True})

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps in their order."""
        return gaps_in.gaps(self.text)

    @property
    def marked(self) -> str:
        """The sentence with marks around its gaps' words, for setting."""
        return gaps_in.marked(self.text)

    @property
    def blanked(self) -> str:
        """The sentence with marks in its gaps' places, for setting."""
        return gaps_in.marked(self.text, blank=True)

    @property
    def widths(self) -> tuple[float, ...]:
        """The room in em to write each gap's words by hand."""
        return tuple(_width(gap.words) for gap in self.gaps)

    @property
    def numbered(self) -> tuple[tuple[int, Gap], ...]:
        """The gaps with their numbers."""
        return tuple(zip(self.numbers or fresh(self.gaps), self.gaps, strict=True))


def fresh(gaps: tuple[Gap, ...]) -> tuple[int, ...]:
    """Numbers for gaps that were never asked: their authors' own, the others counted."""
    taken = {gap.number for gap in gaps}
    free = (number for number in range(1, 10_000) if number not in taken)
    return tuple(gap.number or next(free) for gap in gaps)


def _width(words: str) -> float:
    """About half again what print takes; a letter of an alphabet takes half of a square one."""
    if "$" in words or "\\" in words:  # a formula is shorter in print than in its source
        words = _UNPRINTED.sub("", _COMMAND.sub("x", words))
    printed = sum(0.5 if character.isascii() else 1.0 for character in words)
    return min(14.0, max(3.0, round(1.5 * printed)))


_COMMAND = re.compile(r"\\[A-Za-z]+ ?|\\.")
_UNPRINTED = re.compile(r"[{}$^_]")


KIND = Kind("cloze", Cloze, note_type="cloze", listed="clozes")
