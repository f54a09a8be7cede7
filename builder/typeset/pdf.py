"""HTML to PDF: offline, and strict about what WeasyPrint only warns of."""

from __future__ import annotations

import gc
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from builder.typeset import boundaries
from builder.typeset.binding import glyphs
from builder.typeset.errors import PageError
from builder.typeset.machine.libraries import found_by_name_alone
from builder.typeset.timelimit import limited

if TYPE_CHECKING:
    from weasyprint import Document


__all__ = ["Box", "PageError", "boxes", "decoration", "heights", "laid_out", "render"]


def render(html: str, smallest: float = boundaries.SMALLEST) -> bytes:
    """Set an HTML document that holds its own styles.

    The result is tagged for screen readers (PDF/UA-1). Nothing is fetched but `data:` URLs.
    Raises PageError for what a style sheet gets wrong, for what runs off a page, and for text
    below the smallest size, in points. A box stands for a character that no font has.
    """
    return _with_stand_ins(html, lambda each: _checked(each, smallest))


def _checked(html: str, smallest: float) -> bytes:
    document = _document(html)
    boundaries.check(document, smallest)
    return bytes(document.write_pdf(finisher=_lean, pdf_variant="pdf/ua-1"))


def decoration(html: str) -> bytes:
    """Set what only decorates the pages of another document: as `render`, without tags."""
    return _with_stand_ins(html, _decoration)


def _decoration(html: str) -> bytes:
    return bytes(_document(html).write_pdf(finisher=_lean))


STAND_IN = "\u25a1"  # a box; the glyph of fonts for what they lack has no place in a bound file


def _with_stand_ins(html: str, act: Callable[[str], bytes]) -> bytes:
    """What an act makes of a document, again where it told of characters that no font has."""
    while True:
        lacking: set[str] = set()
        with _strict(lacking), _without_collector(), limited(html):
            made = act(html)
        shown = html
        for text in sorted(lacking, key=len, reverse=True):
            shown = shown.replace(text, STAND_IN)
        if shown == html:
            return made
        html = shown


def _lean(_document: Document, made: Any) -> None:
    for each in made.objects:
        if "Length1" in getattr(each, "extra", ()):  # a TrueType font
            each.stream = [glyphs.lean(each.stream[0])]
            each.extra["Length1"] = len(each.stream[0])


@dataclass(frozen=True, slots=True)
class Box:
    """An element's border box, in CSS pixels from the top left of its page (from 0)."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def boxes(html: str) -> dict[str, Box]:
    """Lay out a document and say where each element with an id stands. Raises PageError."""
    with laid_out(html) as document:
        return {
            name: Box(number, *corners)
            for number, page in enumerate(document.pages)
            for name, corners in page.anchors.items()
        }


def heights(html: str) -> bytes:
    """The heights, in CSS pixels, of the elements with an id, as JSON. Raises PageError."""
    return json.dumps({name: box.height for name, box in boxes(html).items()}).encode()


@contextmanager
def laid_out(html: str) -> Iterator[Document]:
    """A document's layout, for as long as the block. Raises PageError at its end too."""
    with _strict(), _without_collector(), limited(html):
        yield _document(html)


def _document(html: str) -> Document:
    # Imported late: it takes a third of a second, and a build with nothing to do needs none.
    with found_by_name_alone():
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

    try:
        bare, style = _parted(html)
        document = HTML(string=bare, base_url="about:blank", url_fetcher=_offline())
        return document.render(stylesheets=[_parsed(style)])
    except FatalURLFetchingError as error:
        raise PageError(str(error)) from None


@lru_cache(maxsize=1)
def _offline() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Offline(URLFetcher):  # type: ignore[misc]
        """Gives `data:` URLs and refuses every other one for good."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                raise FatalURLFetchingError(f"pages take nothing from outside: {url}")
            return super().fetch(url, headers)

    return Offline(allowed_protocols=["data"])


def _parted(html: str) -> tuple[str, str]:
    """The document without its style element, and what stood in it."""
    before, opened, rest = html.partition("<style>")
    style, closed, after = rest.partition("</style>")
    return (before + after, style) if opened and closed else (html, "")


@lru_cache(maxsize=16)
def _parsed(style: str) -> Any:
    # Pieces share their style sheet, and reading it is a good part of what a short one costs.
    # What is wrong with it is told each time: a call that raises is not remembered.
    from weasyprint import CSS

    with _strict():
        return CSS(string=style, base_url="about:blank", url_fetcher=_offline())


@contextmanager
def _strict(lacking: set[str] | None = None) -> Iterator[None]:
    """Turn what WeasyPrint logs as a warning or an error into a PageError.

    `lacking` is given the characters that no font has, which are no mistake.
    """
    said: list[str] = []
    listener = _Listener(said, set() if lacking is None else lacking)
    logger = logging.getLogger("weasyprint")
    before = logger.propagate, logger.level
    logger.addHandler(listener)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.propagate = before[0]
        logger.setLevel(before[1])
    if said:
        raise PageError("; ".join(sorted(set(said))[:5]))


_LACKED = re.compile(r'"(.+?)" \(U\+')


class _Listener(logging.Handler):
    def __init__(self, said: list[str], lacking: set[str]) -> None:
        super().__init__(logging.WARNING)
        self.said = said
        self.lacking = lacking

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith(".notdef"):
            self.lacking.update(_LACKED.findall(said))
        else:
            self.said.append(said)


@contextmanager
def _without_collector() -> Iterator[None]:
    # Layout makes millions of objects and few cycles: a quarter faster without collection.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # The layout is let go of by now. What is of it would else grow old among all that a
            # large course holds, where Python hardly ever looks, and pile up piece by piece.
            gc.collect(0)
            gc.enable()
