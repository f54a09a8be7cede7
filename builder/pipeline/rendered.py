"""The sixth stage: artefacts to bytes, from the cache where nothing of theirs changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from builder.content.model import Course, cards
from builder.content.source import ContentError, Diagnostic
from builder.documents.output import Artefact
from builder.pipeline.planned import Planned
from builder.pipeline.workers import Workers
from builder.storage.digest import digest
from builder.typeset.errors import PageError


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that is ready: it is the `done`th `of` so many.

    `left` is which share of what this build has to make itself is still to be made, by weight.
    """

    artefact: Artefact
    data: bytes = field(repr=False)
    done: int
    of: int
    left: float


Progress = Callable[[Ready], None]
"""Is told of each file that is ready."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Every file that was planned, by its path in the output folder."""

    planned: Planned
    files: Mapping[str, bytes]


def render(planned: Planned, workers: Workers, progress: Progress) -> Rendered:
    """Make what was planned. Raises PageError, or ContentError where its card is known."""
    files: dict[str, bytes] = {}
    with _placed(planned.course):
        for ready in _files(planned, workers):
            files[ready.artefact.path] = ready.data
            progress(ready)
    return Rendered(planned, files)


def _files(planned: Planned, workers: Workers) -> Iterator[Ready]:
    """Each artefact and its bytes, as they get ready, kept ones first."""
    cache, keys, of = planned.checked.cache, _keys(planned), len(planned.artefacts)
    kept = {path: data for path in keys if (data := cache.get(keys[path])) is not None}
    by_path = {each.path: each for each in planned.artefacts}
    for done, (path, data) in enumerate(sorted(kept.items()), 1):
        yield Ready(by_path[path], data, done, of, float(len(kept) < of))
    missing = {each.path: _ready(each, kept) for each in planned.artefacts if each.path not in kept}
    if not missing:
        return
    whole = left = sum(map(_work, missing.values()))
    for done, (path, data) in enumerate(workers.make(list(missing.values())), len(kept) + 1):
        cache.put(keys[path], data)
        left -= _work(missing[path])
        yield Ready(by_path[path], data, done, of, left / whole)
    cache.trim()


def _work(artefact: Artefact) -> int:
    return artefact.weight + 1  # even what weighs nothing is work


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
