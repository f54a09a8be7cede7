"""Artefacts to bytes: from the cache where nothing of theirs changed, else from the workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from builder.documents.output import Artefact
from builder.pipeline.workers import Workers
from builder.storage.cache import Cache
from builder.storage.digest import digest
from builder.typeset import fonts
from builder.typeset.fonts import Face
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import look


def render(
    artefacts: list[Artefact], surroundings: str, cache: Cache, workers: Workers
) -> Iterator[tuple[str, bytes]]:
    """Each artefact's path and bytes, as they get ready, kept ones first.

    `surroundings` is a digest of what shapes every result beside the artefact itself.
    """
    keys = _keys(artefacts, surroundings)
    kept = {path: data for path in keys if (data := cache.get(keys[path])) is not None}
    yield from sorted(kept.items())
    missing = [_ready(each, kept) for each in artefacts if each.path not in kept]
    if missing:
        for path, data in workers.make(missing):
            cache.put(keys[path], data)
            yield path, data
        cache.trim()


def surroundings(templates: Templates, faces: tuple[Face, ...]) -> str:
    """A digest of templates, fonts, libraries and this program itself."""
    package = Path(__file__).parent.parent
    own = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml", ".html"))
    libraries = tuple(version(name) for name in ("weasyprint", "pydyf", "pikepdf", "genanki"))
    return digest(
        templates.contents(),
        [(face.family, face.style, *_state(face.file)) for face in faces],
        libraries,
        [_state(path) for path in own],
    )


def installed_faces(templates: Templates, language: str) -> tuple[Face, ...]:
    """The faces that a language's pages are set in; none where fontconfig can't be asked."""
    try:
        return fonts.find(look(templates, language).families)
    except fonts.FontToolError:
        return ()


def _keys(artefacts: list[Artefact], surroundings: str) -> dict[str, str]:
    keys: dict[str, str] = {}
    for each in sorted(artefacts, key=lambda each: bool(each.source)):
        keys[each.path] = digest(surroundings, each.make, keys.get(each.source))
    return keys


def _ready(artefact: Artefact, kept: dict[str, bytes]) -> Artefact:
    """The artefact, given its source's bytes where those are kept already."""
    if artefact.source not in kept:
        return artefact
    return replace(artefact, make=partial(artefact.make, kept[artefact.source]), source="")


def _state(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return path.as_posix(), state.st_size, state.st_mtime_ns
