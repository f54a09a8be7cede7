"""Which reader reads a file: by its name, and for plain text by its shape."""

from __future__ import annotations

from pathlib import PurePath

from builder.course import letter, markdown, yaml
from builder.course.reading import Reading
from builder.course.source import Source

SUFFIXES = (".yaml", ".yml", ".md", ".markdown", ".txt")


def read(source: Source) -> Reading:
    """Read a file whose name ends in one of `SUFFIXES`."""
    suffix = PurePath(source.name).suffix.lower()
    if suffix in (".yaml", ".yml"):
        return yaml.read(source)
    if suffix == ".txt" and letter.is_ruled(source):
        return letter.read(source)
    return markdown.read(source)
