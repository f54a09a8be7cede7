"""What is asked of a build: the one carrier of options, from the command to the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from builder.storage.journal import NO_MARKS, Marks
from builder.typeset.papers import PagePaper, PosterPaper

Answers = Literal["none", "end", "separate"]
Flip = Literal["long", "short"]
Cards = Literal["auto", "business", "index", "avery-5371", "8", "10", "15"]


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a build, named as on the command line; each default is declared here.

    `output` is the folder for what is built, `templates` a folder of one's own whose files
    replace shipped ones. Empty `only` (outputs' names) and `levels` (numbers) mean all.
    `paper` is that of everything but the poster, `answers` says where a worksheet's key goes,
    `flip` the edge that flashcards are turned on, `cards` their format (a number is of cards on a
    sheet), `read_as` what notes are read as. `strict` lets notes fail, `frozen` what would change
    the ledger. `cache` is the folder of results that may be made again, none where None, and
    `marks` tell this user's builds that were stopped; neither shapes what is made.
    """

    output: Path = Path("output")
    templates: Path | None = None
    only: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    paper: PagePaper = "a4"
    poster: PosterPaper = "a3"
    answers: Answers = "end"
    flip: Flip = "long"
    cards: Cards = "auto"
    read_as: str = ""
    strict: bool = False
    frozen: bool = False
    cache: Path | None = field(default=None, compare=False)
    marks: Marks = field(default=NO_MARKS, compare=False)

    @property
    def is_complete(self) -> bool:
        """Whether every file is to be made."""
        return not self.only and not self.levels

    def wants(self, output: str) -> bool:
        """Whether the output of that name is to be made."""
        return not self.only or output in self.only

    def wants_level(self, number: int) -> bool:
        """Whether the files of that level are to be made."""
        return not self.levels or number in self.levels
