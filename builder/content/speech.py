"""Which sides of which cards are read aloud."""

from __future__ import annotations

from dataclasses import dataclass

from builder.kinds.kind import NoteType


@dataclass(frozen=True, slots=True)
class Speech:
    """What Anki reads aloud: each side in a language (BCP 47), or not where it is empty.

    Of some note types and some levels alone, of all where there are none.
    """

    front: str = ""
    back: str = ""
    kinds: tuple[NoteType, ...] = ()
    levels: tuple[int, ...] = ()

    def of(self, kind: str) -> Speech:
        """What is read aloud of a note type."""
        return self if not self.kinds or kind in self.kinds else SILENT


SILENT = Speech()
