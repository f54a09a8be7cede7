"""HTML to PDF: offline, and strict about what WeasyPrint only warns of."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.typeset.errors import PageError

if TYPE_CHECKING:
    from weasyprint import Document


__all__ = ["Box", "PageError", "boxes", "render"]


def render(html: str, *, tagged: bool = True) -> bytes:
    """Set an HTML document that holds its own styles. Raises PageError.

    The result is tagged for screen readers (PDF/UA-1), unless it only decorates the pages of
    another. Nothing is fetched but `data:` URLs.
    """
    with _strict(), _without_collector():
        return bytes(_document(html).write_pdf(pdf_variant="pdf/ua-1" if tagged else None))


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
    with _strict(), _without_collector():
        return {
            name: Box(number, *corners)
            for number, page in enumerate(_document(html).pages)
            for name, corners in page.anchors.items()
        }


def _document(html: str) -> Document:
    # Imported late: it takes a third of a second, and a build with nothing to do needs none.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Offline(URLFetcher):  # type: ignore[misc]
        """Gives `data:` URLs and refuses every other one for good."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                raise FatalURLFetchingError(f"pages take nothing from outside: {url}")
            return super().fetch(url, headers)

    try:
        fetcher = Offline(allowed_protocols=["data"])
        return HTML(string=html, base_url="about:blank", url_fetcher=fetcher).render()
    except FatalURLFetchingError as error:
        raise PageError(str(error)) from None


@contextmanager
def _strict() -> Iterator[None]:
    """Turn what WeasyPrint logs as a warning or an error into a PageError."""
    said: list[str] = []
    listener = _Listener(said)
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


class _Listener(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _without_collector() -> Iterator[None]:
    # Layout makes millions of objects and few cycles: a quarter faster without collection.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
