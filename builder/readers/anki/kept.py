"""`anki.json`: the notes that a course's cards were made of, one a line, so that edits show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from builder.content.source import Diagnostic, Source
from builder.content.theirs import CardTemplate, KeptNote, NoteType
from builder.readers.reading import Fragment, Reading

NAME = "anki.json"


def read(source: Source) -> Reading:
    """Read the notes that a course keeps."""
    account = tuple("marker" if line.strip() else "" for line in source.lines)
    try:
        held = json.loads(source.text)
        types = tuple(map(_type, held["types"]))
        notes = tuple(map(_note, held["notes"]))
    except (ValueError, KeyError, TypeError) as error:
        words = f"this file of kept notes is damaged: {error}"
        hint = "take it from the course's last version, or remove it: its cards are new ones then"
        return Reading(Fragment(), (Diagnostic(source.location(1), words, hint),), account)
    return Reading(Fragment(kept_notes=notes, kept_types=types), (), account)


def write(types: Iterable[NoteType], notes: Iterable[KeptNote]) -> str:
    """The file's text."""
    made = [
        '{"types": [\n'
        + ",\n".join(json.dumps(_plain(each), ensure_ascii=False) for each in types),
        '], "notes": [\n'
        + ",\n".join(json.dumps(_plain(each), ensure_ascii=False) for each in notes),
        "]}",
    ]
    return "\n".join(made) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, NoteType | KeptNote | CardTemplate):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _type(held: dict[str, Any]) -> NoteType:
    templates = tuple(CardTemplate(**each) for each in held["templates"])
    return NoteType(
        **{**held, "id": int(held["id"]), "fields": _texts(held["fields"]), "templates": templates}
    )


def _note(held: dict[str, Any]) -> KeptNote:
    told = tuple(map(int, held["told"]))
    texts = {"fields": _texts(held["fields"]), "tags": _texts(held["tags"])}
    asked, tells = _texts(held["made"])
    return KeptNote(**{**held, **texts, "told": told, "made": (asked, tells)})


def _texts(held: list[Any]) -> tuple[str, ...]:
    return tuple(map(str, held))
