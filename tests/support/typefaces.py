"""Font files made for a test."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder

from builder.typeset.fonts import Face


def font(path: Path, characters: str) -> Face:
    """A font file that has these characters and no others."""
    names = {ord(c): f"g{ord(c):x}" for c in characters}
    build = FontBuilder(1000)
    build.setupGlyphOrder([".notdef", *names.values()])
    build.setupCharacterMap(names)
    build.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (500, 0)))
    build.setupPost()
    build.save(path)
    return Face(path.stem, "Regular", path)
