"""Which reader reads a file: by its name, and for plain text by its shape."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.content.source import Source
    from builder.readers.reading import Reading


def read(source: Source) -> Reading:
    """Read a file: YAML by its suffix, a ruled letter by its rules, else study notes."""
    # Each reader is loaded only where a file wants it: YAML's brings pydantic.
    suffix = PurePath(source.name).suffix.lower()
    if suffix in (".yaml", ".yml"):
        from builder.readers.yaml import courses

        return courses.read(source)
    if suffix == ".txt":
        from builder.readers.letter import letters

        if letters.is_ruled(source):
            return letters.read(source)
    from builder.readers.markdown import notes

    return notes.read(source)
