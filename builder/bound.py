"""Documents in pieces: each piece is set once and kept, and an edit sets again only its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from builder import outline
from builder.artefact import Kept, Setting
from builder.course.model import Course
from builder.digest import digest
from builder.typeset import binding, page, pdf
from builder.typeset.page import Page


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document; its bookmarks hang `depth` levels below the document's own."""

    page: Page
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document's pieces in order, what its pages repeat, and the edition they show."""

    pieces: tuple[Piece, ...]
    repeated: Page
    edition: str
    around: str = field(default="", compare=False)
    kept: Kept | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pieces of a document share."""

    course: Course
    setting: Setting
    title: str
    head: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def piece(self, name: str, content: Any, depth: int = 0, **values: Any) -> Piece:
        """A piece of a template filled with values, showing the pictures of its content."""
        return Piece(self._page(name, "piece", outline.shown(self.course, content), values), depth)

    def document(self, pieces: list[Piece], edition: str) -> Document:
        """The whole document."""
        repeated = self._page("base/repeated.html", "repeated", (), {})
        around, kept = self.setting.around, self.setting.kept
        return Document(tuple(pieces), repeated, edition, around, kept)

    def _page(self, name: str, mode: page.Mode, pictures: Any, values: Mapping[str, Any]) -> Page:
        course = replace(outline.cover(self.course), description="")
        return Page(
            self.setting.templates,
            name,
            paper=page.PAPERS[self.setting.paper],
            language=self.course.language,
            keep_words=self.course.keep_words,
            pictures=outline.on_paper(pictures),
            mode=mode,
            values={
                "course": course,
                "title": self.title,
                "head": self.head,
                "edition": "",
                **self.values,
                **values,
            },
        )


def make(document: Document) -> bytes:
    """The document's PDF; pieces that were set before are taken as they are kept."""
    repeated = binding.Repeated(_set(document, document.repeated, tagged=False), document.edition)
    pieces = [binding.Piece(_set(document, piece.page), piece.depth) for piece in document.pieces]
    return binding.bind(pieces, repeated)


def _set(document: Document, content: Page, *, tagged: bool = True) -> bytes:
    key = digest("piece", document.around, content, tagged)
    data = document.kept.get(key) if document.kept else None
    if data is None:
        data = pdf.render(content.html(), tagged=tagged)
        if document.kept:
            document.kept.put(key, data)
    return data
