"""Notes of another deck that cards were made of: given back to its learners as they know them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import genanki

from builder.content.model import Card, Cloze, Course, Item, Question, Term
from builder.content.theirs import KeptNote, NoteType, said
from builder.outputs.deck.notes import Note


def kept(course: Course) -> dict[str, KeptNote]:
    """The kept notes by the ids of their cards."""
    return {note.card: note for note in course.kept_notes}


def name_of(kind: int) -> str:
    """What a kept note type is called among the deck's own: the ledger takes letters alone."""
    return "kept-" + "".join("abcdefghij"[int(digit)] for digit in str(abs(kind)))


def note(made: Note, card: Card, old: KeptNote, course: Course) -> Note:
    """The card's note as its learners have it; what was edited is written into its fields."""
    kind = next(each for each in course.kept_types if each.id == old.type)
    filled = dict(zip(kind.fields, _edited(made, card, old), strict=False))
    own = tuple(sorted({*old.tags, *getattr(card.item, "tags", ())}))
    return Note(made.code, name_of(kind.id), made.level, filled, own, made.gaps, old.guid)


def _texts(item: Item) -> tuple[str, str]:
    """What a card that was made of a note asks, and what it tells."""
    match item:
        case Term():
            return item.name, item.meaning
        case Question():
            return item.ask, item.answer
        case Cloze():
            return item.text, item.why
    return "", ""


def _edited(made: Note, card: Card, old: KeptNote) -> list[str]:
    """The fields of a kept note; what the card says otherwise now is written into them."""
    values = list(old.fields)
    front, back = said(*_texts(card.item))
    if front != old.made[0]:
        values[old.asked] = made.fields.get("Text") or made.fields.get("Front", "")
    if back != old.made[1] and old.told:
        for place in old.told:
            values[place] = ""
        values[old.told[0]] = made.fields.get("Back", "")
    return values


def media(course: Course, fields: str) -> dict[str, bytes]:
    """The pictures that kept notes' fields show, by the names that these call them."""
    if not course.kept_notes:
        return {}
    named = {each.src.rsplit("/", maxsplit=1)[-1]: each.data for each in course.pictures}
    shown = {unquote(each) for each in _PICTURE.findall(fields)}
    return {name: data for name, data in named.items() if name in shown}


_PICTURE = re.compile(r"""(?i)<img\b[^<>]*?\bsrc\s*=\s*["']?([^"'<>]+?)["'\s>]""")


def models(course: Course) -> dict[str, tuple[genanki.Model, int]]:
    """The kept note types by their names here, each with the second it last changed."""
    return {name_of(each.id): (_model(each), each.changed) for each in course.kept_types}


class _Theirs(genanki.Model):  # type: ignore[misc]  # genanki has no types
    """A note type whose templates may hold whatever Anki takes."""

    @property
    def _req(self) -> list[list[object]]:
        """By card, the fields of its front: any of them that is filled makes the card."""
        names = [each["name"] for each in self.fields]
        fronts = (_FIELD.findall(each["qfmt"]) for each in self.templates)
        shown = [[names.index(name) for name in front if name in names] for front in fronts]
        return [[number, "any", front or [0]] for number, front in enumerate(shown)]


_FIELD = re.compile(r"\{\{(?![#^/!])\s*(?:[\w-]+:)*([^{}]+?)\s*\}\}")


def _model(kind: NoteType) -> genanki.Model:
    return _Theirs(
        kind.id,
        kind.name,
        fields=[{"name": name} for name in kind.fields],
        templates=[
            {"name": each.name, "qfmt": each.front, "afmt": each.back} for each in kind.templates
        ],
        model_type=genanki.Model.CLOZE if kind.is_cloze else genanki.Model.FRONT_BACK,
        css=kind.css,
    )
