"""Blocks of a document's text as galleys: each is set once, and kept by all that shapes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from builder.documents import outline
from builder.documents.sectioned import Frame
from builder.storage.digest import digest
from builder.typeset import boundaries, pdf
from builder.typeset.galleys import galley, weasyprint
from builder.typeset.galleys.galley import Galley

BATCH = 96  # blocks set in one document: a second or two
PIXEL = 25.4 / 96  # millimetres


@dataclass(frozen=True, slots=True)
class Block:
    """What a template sets as one block, and how tall it may get, in millimetres."""

    content: Any
    room: float


class Galleys:
    """The blocks that a template sets, which is given them as `blocks`.

    Each is set once: what was set is remembered here, and kept where its frame keeps results.
    """

    def __init__(self, frame: Frame, template: str) -> None:
        self._frame = frame
        self._template = template
        self._made: dict[str, Galley] = {}
        shared = frame.piece(template, (), blocks=()).page
        self._shared = digest(frame.kept.surroundings, "galley", shared)

    def of(self, blocks: Sequence[Block]) -> list[Galley]:
        """Each block as a galley; what doesn't fit its room is not drawn. Raises PageError."""
        keys = [self._key(block) for block in blocks]
        waiting: dict[str, Block] = {}
        for key, block in zip(keys, blocks, strict=True):
            if key not in self._made and not self._is_kept(key):
                waiting[key] = block
        held = list(waiting)
        for start in range(0, len(held), BATCH):
            batch = held[start : start + BATCH]
            made = _set(self._frame, self._template, [waiting[key] for key in batch])
            for key, each in zip(batch, made, strict=True):
                self._keep(key, each)
        return [self._made[key] for key in keys]

    def _key(self, block: Block) -> str:
        return digest(self._shared, block, outline.shown(self._frame.course, block))

    def _is_kept(self, key: str) -> bool:
        """Whether a galley is kept; then it is remembered. What was damaged is none."""
        cache = self._frame.kept.cache
        data = cache.get(key) if cache else None
        found = galley.read(data) if data else None
        if found:
            self._made[key] = found
        return found is not None

    def _keep(self, key: str, made: Galley) -> None:
        self._made[key] = made
        cache = self._frame.kept.cache
        if cache:
            cache.put(key, galley.written(made))


def _set(frame: Frame, template: str, blocks: list[Block]) -> list[Galley]:
    contents = [block.content for block in blocks]
    html = frame.piece(template, contents, blocks=contents).page.html()
    with pdf.laid_out(html) as document:
        rooms = [block.room / PIXEL for block in blocks]
        return weasyprint.galleys(document, rooms, boundaries.SMALLEST)
