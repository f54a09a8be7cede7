"""Which reader reads a file: by its name, and for plain text by its shape."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.content.source import Source
    from builder.readers.reading import Reading


def read(source: Source, shape: str = "") -> Reading:
    """Read a file: YAML and tables by their suffix, a ruled letter by its rules, else notes.

    `shape` is the one that notes are read by, where the author names it.
    """
    # Each reader is loaded only where a file wants it: YAML's brings pydantic.
    suffix = PurePath(source.name).suffix.lower()
    if suffix == ".json":
        from builder.readers.anki import kept

        return kept.read(source)
    if suffix in (".yaml", ".yml"):
        from builder.readers.yaml import courses

        return courses.read(source)
    if suffix in (".csv", ".tsv"):
        from builder.readers.table import tables

        return tables.read(source)
    if suffix == ".txt" and not shape:
        from builder.readers.table import sheets

        if sheets.is_table(source):
            from builder.readers.table import tables

            return tables.read(source)
        from builder.readers.letter import letters

        if letters.is_ruled(source):
            return letters.read(source)
    from builder.readers.markdown import notes

    return notes.read(source, shape)
