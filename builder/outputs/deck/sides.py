"""Cards as Anki shows them: a note type's templates filled with a note's fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

import genanki

from builder.outputs.deck.notes import Note
from builder.outputs.deck.text import drawn


@dataclass(frozen=True, slots=True)
class Sides:
    """One card of a note as Anki shows it: HTML for front and back, and the note type's CSS.

    `number` counts the note's card templates from 1, or is a gap's. `title` and `words` are
    plain text: what the note asks, and all that it says.
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
    """The cards of a note: one for each card template whose front its fields fill, or each gap."""
    title = _plain(_GAP.sub(r"\2", note.fields.get("Front", note.fields.get("Text", ""))))
    said = (note.fields[name] for name in sorted(note.fields.keys() - _UNSAID))
    words = " ".join(_plain(_GAP.sub(r"\2", each)) for each in said)
    for number, front, back in _cards(note, model):
        if front.strip():
            yield Sides(
                *(note.code, note.type, number, note.level, title, words, front, back, model.css)
            )


def _cards(note: Note, model: genanki.Model) -> Iterator[tuple[int, str, str]]:
    """The number of each card that a note may make, with its front and its back."""
    shown = {name: drawn(field) for name, field in note.fields.items()}
    shown["Tags"] = " ".join(note.tags)
    if note.gaps:
        (template,) = model.templates
        held = note.fields["Text"]
        for gap in sorted(set(note.gaps)):
            # Gaps are told while formulas are in Anki's own notation, in which no brace is bare.
            asked = {**shown, "Text": drawn(_asked(held, gap))}
            told = {**shown, "Text": drawn(_asked(held, gap, is_told=True))}
            yield gap, filled(template["qfmt"], asked), filled(template["afmt"], told)
        return
    for number, template in enumerate(model.templates, start=1):
        front = filled(template["qfmt"], shown)
        yield number, front, filled(template["afmt"], {**shown, "FrontSide": front})


def _asked(field: str, number: int, *, is_told: bool = False) -> str:
    """A cloze's field as the card of one of its gaps shows it."""

    def shown(gap: re.Match[str]) -> str:
        if int(gap[1]) != number:
            return gap[2]
        hint = f"[{gap[3] or '...'}]"
        return f'<span class="cloze">{gap[2] if is_told else hint}</span>'

    return _GAP.sub(shown, field)


def filled(template: str, fields: Mapping[str, str]) -> str:
    """A card template with its fields: `{{Name}}`, `{{#Name}}…{{/Name}}`, `{{^Name}}…{{/Name}}`.

    A field that isn't there is empty, as for Anki; `{{hint:Name}}` opens when it is pressed.
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
            made.append(_shown(name, fields))
    return "".join(made)


def _shown(name: str, fields: Mapping[str, str]) -> str:
    """A field by its name, through the filters that stand before it."""
    *filters, own = name.split(":")
    if filters and filters[0].startswith("tts "):
        return ""  # is heard, and not seen
    held = fields.get(own, "")
    if "hint" in filters and held:
        return f'<details><summary><a class="hint"></a></summary>{held}</details>'
    if "type" in filters and held:
        return '<span class="typed"></span>'
    return held


_GAP = re.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_UNSAID = {"Sort", "Code", "Reverse", "Extra4"}  # what a note holds for Anki, not for its reader
_BRACES = re.compile(r"\{\{([#^/]?)([^{}]+)\}\}")
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*")  # what Anki takes for an empty field
_TAG = re.compile(r"<[^>]*>")


def _plain(made: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", made)).split())
