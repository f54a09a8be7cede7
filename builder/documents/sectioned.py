"""Documents in pieces: each piece is set once and kept, and an edit sets again only its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from builder.content.model import Course
from builder.documents import outline
from builder.documents.artefact import Setting
from builder.storage.digest import digest
from builder.typeset import boundaries, pdf
from builder.typeset.binding import binding
from builder.typeset.templates import page
from builder.typeset.templates.page import Page
from builder.typeset.text.setting import Images


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document; its bookmarks hang `depth` levels below the document's own."""

    page: Page
    depth: int = 0


@dataclass(frozen=True, slots=True)
class SectionedDocument:
    """A document's pieces in order, what its pages repeat, and the edition they show."""

    pieces: tuple[Piece, ...]
    setting: Setting
    repeated: Page | None = None
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pieces of a document share; of the course only its cover and pictures."""

    course: Course
    setting: Setting
    title: str
    head: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, course: Course, setting: Setting, title: str, head: str, **values: Any) -> Frame:
        """The frame of a document that shows something of a course."""
        cover = replace(outline.cover(course), description="", pictures=course.pictures)
        bare = Setting(
            setting.templates, (), setting.paper, kept=setting.kept, around=setting.around
        )
        return cls(cover, bare, title, head, values)

    def piece(self, name: str, content: Any, depth: int = 0, **values: Any) -> Piece:
        """A piece of a template filled with values, showing the pictures of its content."""
        pictures = outline.on_paper(outline.shown(self.course, content))
        return Piece(self._page(name, "piece", pictures, values), depth)

    def document(self, pieces: list[Piece], edition: str) -> SectionedDocument:
        """The whole document, its pages numbered."""
        repeated = self._page("base/repeated.html", "repeated", {}, {})
        return SectionedDocument(tuple(pieces), self.setting, repeated, edition)

    def _page(
        self, name: str, mode: page.Mode, pictures: Images, values: Mapping[str, Any]
    ) -> Page:
        own = {"course": replace(self.course, pictures=()), "title": self.title, "head": self.head}
        return Page(
            self.setting.templates,
            name,
            paper=page.PAPERS[self.setting.paper],
            language=self.course.language,
            keep_words=self.course.keep_words,
            pictures=pictures,
            mode=mode,
            values={**own, "edition": "", **self.values, **values},
        )


def make(document: SectionedDocument) -> bytes:
    """The document's PDF; pieces that were set before are taken as they are kept."""
    setting = document.setting
    pieces = [
        binding.BoundPiece(_set(setting, piece.page), piece.depth) for piece in document.pieces
    ]
    if not document.repeated:
        return binding.bind(pieces)
    repeated = kept(setting, pdf.decoration, document.repeated)
    return binding.bind(pieces, binding.Repeated(repeated, document.edition))


FEW = 4  # lines that don't deserve a page of their own


def _set(setting: Setting, content: Page) -> bytes:
    """A piece's pages, set a little tighter where that saves a last page of a few lines."""
    data = kept(setting, pdf.render, content)
    pages, last = boundaries.lines(data)
    if pages > 1 and last <= FEW:
        tight = replace(content, values={**content.values, "tight": True})
        tighter = kept(setting, pdf.render, tight)
        if boundaries.lines(tighter)[0] < pages:
            return tighter
    return data


def kept(setting: Setting, act: Callable[[str], bytes], content: Page) -> bytes:
    """What `act` makes of a page's HTML, done once for the same page."""
    key = digest(setting.around, act, content)
    data = setting.kept.get(key) if setting.kept else None
    if data is None:
        data = act(content.html())
        if setting.kept:
            setting.kept.put(key, data)
    return data
