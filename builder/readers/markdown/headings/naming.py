"""The number that a level's head means, and what is wrong with the name it gives."""

from __future__ import annotations

from builder.content.model import Level
from builder.content.rules import MOST_LEVELS
from builder.readers.markdown.document import Document
from builder.readers.markdown.headings.levels import Levels, Mention
from builder.readers.markdown.lines import Line


class Naming:
    """Numbers a document's level heads; the first to name a level decides its name."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self._unnamed: set[int] = set()

    def number(self, document: Document, line: Line, named: Mention) -> int:
        """The level's number; a level that the guide doesn't have is an error."""
        number = self.levels.number_of(named)
        known = self.levels.found.get(number)
        if self.levels.guided and not known:
            return self._missing(document, line, named)
        if not known or (named.name and number in self._unnamed):
            self._name(document, line, number, named)
        elif named.name and named.name.casefold() != known.name.casefold():
            document.note(
                line, f"level {number} is '{known.name}'; here it is called '{named.name}'"
            )
        return number

    def _missing(self, document: Document, line: Line, named: Mention) -> int:
        nearest = self.levels.nearest(named)
        assert nearest is not None
        said = f"level {named.number}" if named.number else f"'{named.name}'"
        hint = f"did you mean level {nearest.number} ({nearest.name})? else add it to the guide"
        document.note(line, f"the level guide has no {said}", hint)
        if not named.number or len(self.levels.found) >= MOST_LEVELS:
            return nearest.number
        self._name(document, line, named.number, named)
        return named.number

    def _name(self, document: Document, line: Line, number: int, named: Mention) -> None:
        known = self.levels.found.get(number)
        title = named.title if number == named.number else named.name
        location = known.location if known else document.location(line)
        self.levels.found[number] = Level(number, title, "", location)
        self._unnamed.discard(number)
        if not named.name:
            self._unnamed.add(number)
