"""Pieces of documents to bind, and what bound pages say."""

from __future__ import annotations

from builder.pipeline.target import shipped_templates
from builder.typeset import pdf
from builder.typeset.binding.binding import BoundPiece, Repeated
from builder.typeset.papers import PAPERS
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates

TEMPLATES = Templates((shipped_templates(),))
STYLE = """
@page { size: 210mm 297mm; margin: 19mm 14mm 18mm 22mm; }
html { font: 10pt NanumGothic; }
body { margin: 0; }
h1, h2, h3 { bookmark-level: none; }
h1 { bookmark-level: 1; bookmark-label: content(text); }
h2 { bookmark-level: 2; bookmark-label: content(text); }
.page-of { display: inline-block; }
.new { break-before: page; }
"""


def piece(body: str, depth: int = 0) -> BoundPiece:
    """A piece with a body."""
    html = (
        f'<html lang="ko"><head><title>글</title><style>{STYLE}</style></head><body>{body}</body>'
    )
    return BoundPiece(pdf.render(html), depth)


def repeated(edition: str = "0a1b2c") -> Repeated:
    """What pages repeat, from the shipped templates."""
    from builder.content.model import Course

    html = page.document(
        TEMPLATES,
        "base/repeated.html",
        paper=PAPERS["a4"],
        language="ko",
        keep_words=True,
        mode="repeated",
        course=Course("x", "과정"),
        title="제목",
        head="머리",
        edition="",
    )
    return Repeated(pdf.decoration(html), edition)


def texts(data: bytes) -> list[str]:
    """Each page's text."""
    import pypdfium2

    return [each.get_textpage().get_text_bounded() for each in pypdfium2.PdfDocument(data)]
