"""Reads what was built: the text of PDF pages, the notes of a deck."""

from __future__ import annotations

import html
import json
import re
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2


def squeezed(text: str) -> str:
    """Text without white space and what joins words, for comparing.

    PDFium gives a hyphen at a line's end as U+FFFE or U+0002.
    """
    return re.sub(r"[\s\u2060\u200b]+", "", re.sub(r"[\ufffe\x02]", "-", text))


def pages(path: Path) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def text(path: Path) -> str:
    """A PDF's text, squeezed, without running heads and feet."""
    return squeezed("".join(pages(path)))


@dataclass(frozen=True)
class Note:
    """A note of a deck: its fields by name, its tags, its guid."""

    fields: dict[str, str]
    tags: tuple[str, ...]
    guid: str

    @property
    def text(self) -> str:
        """All fields' words, squeezed."""
        joined = "\n".join(self.fields.values())
        return squeezed(html.unescape(re.sub(r"<[^>]*>", "", joined)))


def notes(deck: Path) -> list[Note]:
    """The notes of a package, in their order."""
    with zipfile.ZipFile(deck) as archive, TemporaryDirectory() as folder:
        base = Path(archive.extract("collection.anki2", folder))
        database = sqlite3.connect(base)
        try:
            models = json.loads(database.execute("select models from col").fetchone()[0])
            names = {int(m["id"]): [f["name"] for f in m["flds"]] for m in models.values()}
            rows = database.execute(
                "select mid, flds, tags, guid from notes order by id"
            ).fetchall()
        finally:
            database.close()
    return [
        Note(dict(zip(names[model], fields.split("\x1f"), strict=True)), tuple(tags.split()), guid)
        for model, fields, tags, guid in rows
    ]
