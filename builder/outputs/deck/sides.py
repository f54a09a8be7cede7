"""Cards as Anki shows them: a note type's templates filled with a note's fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

import genanki

from builder.outputs.deck.notes import Note


@dataclass(frozen=True, slots=True)
class Sides:
    """One card of a note as Anki shows it: HTML for front and back, and the note type's CSS.

    `number` counts the note's card templates from 1. `title` and `words` are plain text: what
    the note asks, and all that it says.
    """

    code: str
    kind: str
    number: int
    level: int
    title: str
    words: str
    front: str
    back: str
    css: str


def sides(note: Note, model: genanki.Model) -> Iterator[Sides]:
    """The cards of a note: one for each card template whose front its fields fill."""
    title = _plain(note.fields["Front"])
    words = " ".join(_plain(note.fields[name]) for name in sorted(note.fields.keys() - _UNSAID))
    for number, template in enumerate(model.templates, start=1):
        front = filled(template["qfmt"], note.fields)
        if front.strip():
            back = filled(template["afmt"], {**note.fields, "FrontSide": front})
            yield Sides(
                *(note.code, note.type, number, note.level, title, words, front, back, model.css)
            )


def filled(template: str, fields: Mapping[str, str]) -> str:
    """A card template with its fields: `{{Name}}`, `{{#Name}}…{{/Name}}`, `{{^Name}}…{{/Name}}`.

    A field that isn't there is empty, as for Anki.
    """
    made: list[str] = []
    shown = [True]
    pieces = _BRACES.split(template)
    for text, sign, name in zip(pieces[::3], [*pieces[1::3], ""], [*pieces[2::3], ""], strict=True):
        made.append(text if shown[-1] else "")
        if sign == "/":
            shown.pop()
        elif sign in ("#", "^") and name:
            holds = not _EMPTY.fullmatch(fields.get(name, ""))
            shown.append(shown[-1] and holds == (sign == "#"))
        elif name and shown[-1]:
            made.append(fields.get(name, ""))
    return "".join(made)


_UNSAID = {"Sort", "Code", "Reverse"}  # what a note holds for Anki, not for its reader
_BRACES = re.compile(r"\{\{([#^/]?)([^{}]+)\}\}")
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*")  # what Anki takes for an empty field
_TAG = re.compile(r"<[^>]*>")


def _plain(made: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", made)).split())
