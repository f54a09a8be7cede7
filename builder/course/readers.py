"""Which reader reads a file: by its name, and for plain text by its shape."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.course.reading import Reading
    from builder.course.source import Source


def read(source: Source) -> Reading:
    """Read a file: YAML by its suffix, a ruled letter by its rules, else study notes."""
    # Each reader is loaded only where a file wants it: YAML's brings pydantic.
    suffix = PurePath(source.name).suffix.lower()
    if suffix in (".yaml", ".yml"):
        from builder.course import yaml

        return yaml.read(source)
    if suffix == ".txt":
        from builder.course import letter

        if letter.is_ruled(source):
            return letter.read(source)
    from builder.course import markdown

    return markdown.read(source)
