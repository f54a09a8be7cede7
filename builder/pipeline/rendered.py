"""The sixth stage: artefacts to bytes, from the cache where nothing of theirs changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from builder.content.model import Course, cards
from builder.content.source import ContentError, Diagnostic
from builder.documents.output import Artefact
from builder.pipeline.planned import Planned
from builder.pipeline.workers import Workers
from builder.storage.digest import digest
from builder.typeset.errors import PageError

Progress = Callable[[str, int, int], None]
"""Is told the path of each file that is ready, how many are, and of how many."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Every file that was planned, by its path in the output folder."""

    planned: Planned
    files: Mapping[str, bytes]


def render(planned: Planned, workers: Workers, progress: Progress) -> Rendered:
    """Make what was planned. Raises PageError, or ContentError where its card is known."""
    files: dict[str, bytes] = {}
    with _placed(planned.course):
        for path, data in _files(planned, workers):
            files[path] = data
            progress(path, len(files), len(planned.artefacts))
    return Rendered(planned, files)


def _files(planned: Planned, workers: Workers) -> Iterator[tuple[str, bytes]]:
    """Each artefact's path and bytes, as they get ready, kept ones first."""
    cache, keys = planned.checked.cache, _keys(planned)
    kept = {path: data for path in keys if (data := cache.get(keys[path])) is not None}
    yield from sorted(kept.items())
    missing = [_ready(each, kept) for each in planned.artefacts if each.path not in kept]
    if missing:
        for path, data in workers.make(missing):
            cache.put(keys[path], data)
            yield path, data
        cache.trim()


def _keys(planned: Planned) -> dict[str, str]:
    """The key in the cache of each artefact; one that is made of another is keyed by that too."""
    keys: dict[str, str] = {}
    for artefact in sorted(planned.artefacts, key=lambda artefact: bool(artefact.source)):
        source = keys.get(artefact.source)
        keys[artefact.path] = digest(planned.surroundings, artefact.make, source)
    return keys


def _ready(artefact: Artefact, kept: dict[str, bytes]) -> Artefact:
    """The artefact, given its source's bytes where those are kept already."""
    if artefact.source not in kept:
        return artefact
    return replace(artefact, make=partial(artefact.make, kept[artefact.source]), source="")


@contextmanager
def _placed(course: Course) -> Iterator[None]:
    """Tell what went wrong on a page at its place in the content, where that is known."""
    try:
        yield
    except PageError as error:
        diagnostics = _on_pages(course, error)
        if diagnostics:
            raise ContentError(diagnostics) from None
        raise


def _on_pages(course: Course, error: PageError) -> list[Diagnostic]:
    """What went wrong on a page as problems of the cards and topics where it did."""
    locations = {card.code: card.location for card in cards(course)}
    topics = {f"t-{number}": topic.location for number, topic in enumerate(course.topics, 1)}
    places = (topics.get(name) or locations.get(name.partition("-")[2]) for name in error.anchors)
    return [Diagnostic(location, str(error), error.hint) for location in places if location]
