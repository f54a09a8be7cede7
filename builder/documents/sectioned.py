"""Documents in pieces: each piece is set once and kept, and an edit sets again only its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from builder.content.model import Course
from builder.documents import outline
from builder.documents.job import Job
from builder.documents.kept import NOTHING_KEPT, KeptPages
from builder.typeset import boundaries, pdf
from builder.typeset.binding import binding
from builder.typeset.papers import PAPERS, Paper
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.page import Page
from builder.typeset.text.setting import Images

FOOT = 18.0  # millimetres of a page's lower edge: its margin, which holds number and edition


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document; its bookmarks hang `depth` levels below the document's own."""

    page: Page
    depth: int = 0


@dataclass(frozen=True, slots=True)
class SectionedDocument:
    """A document's pieces in order, what its pages repeat, and the edition they show."""

    pieces: tuple[Piece, ...]
    repeated: Page | None = None
    edition: str = ""
    kept: KeptPages = field(default=NOTHING_KEPT, compare=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pieces of a document share; of the course only its cover and pictures."""

    course: Course
    templates: Templates
    paper: Paper
    title: str
    head: str
    values: Mapping[str, Any] = field(default_factory=dict)
    kept: KeptPages = field(default=NOTHING_KEPT, compare=False)

    @classmethod
    def of(
        cls, job: Job, title: str, head: str, paper: Paper | None = None, **values: Any
    ) -> Frame:
        """The frame of a document on the paper of the options, if it has none of its own."""
        course = job.course
        cover = replace(outline.cover(course), description="", pictures=course.pictures)
        paper = paper or PAPERS[job.options.paper]
        return cls(cover, job.templates, paper, title, head, values, job.kept)

    def piece(self, name: str, content: Any, depth: int = 0, **values: Any) -> Piece:
        """A piece of a template filled with values, showing the pictures of its content."""
        pictures = outline.on_paper(outline.shown(self.course, content))
        return Piece(self._page(name, "piece", pictures, values), depth)

    def document(self, pieces: list[Piece], edition: str) -> SectionedDocument:
        """The whole document, its pages numbered."""
        repeated = self._page("base/repeated.html", "repeated", {}, {})
        return SectionedDocument(tuple(pieces), repeated, edition, self.kept)

    def _page(
        self, name: str, mode: page.Mode, pictures: Images, values: Mapping[str, Any]
    ) -> Page:
        own = {"course": replace(self.course, pictures=()), "title": self.title, "head": self.head}
        return Page(
            self.templates,
            name,
            paper=self.paper,
            language=self.course.language,
            keep_words=self.course.keep_words,
            pictures=pictures,
            mode=mode,
            math=self.course.math,
            values={**own, "edition": "", **self.values, **values},
        )


def render(document: SectionedDocument) -> bytes:
    """The document's PDF; pieces that were set before are taken as they are kept."""
    kept = document.kept
    pieces = [binding.BoundPiece(_set(kept, piece.page), piece.depth) for piece in document.pieces]
    if not document.repeated:
        return binding.bind(pieces)
    repeated = kept.of(pdf.decoration, document.repeated)
    return binding.bind(pieces, binding.Repeated(repeated, document.edition))


FEW = 16  # lines that don't deserve a page of their own


def _set(kept: KeptPages, content: Page) -> bytes:
    """A piece's pages, set a little tighter where that saves a last page of a few lines."""
    data = kept.of(pdf.render, content)
    pages, last = boundaries.lines(data)
    if pages > 1 and last <= FEW:
        tight = replace(content, values={**content.values, "tight": True})
        tighter = kept.of(pdf.render, tight)
        if boundaries.lines(tighter)[0] < pages:
            return tighter
    return data
