"""What was made of pages, kept so that the same page is set once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from builder.storage.cache import Cache
from builder.storage.digest import digest
from builder.typeset.templates.page import Page


@dataclass(frozen=True, slots=True)
class KeptPages:
    """Where results are kept between builds; without a cache nothing is.

    `surroundings` is a digest of what shapes every result beside the page itself. Where things
    are kept changes none of them.
    """

    cache: Cache | None = field(default=None, compare=False)
    surroundings: str = field(default="", compare=False)

    def of(self, act: Callable[[str], bytes], page: Page) -> bytes:
        """What `act` makes of a page's HTML, done once for the same page."""
        return self.by(lambda: act(page.html()), act, page)

    def held(self, *values: Any) -> bytes | None:
        """What is kept by the values, if anything is."""
        return self.cache.get(digest(self.surroundings, *values)) if self.cache else None

    def keep(self, data: bytes, *values: Any) -> None:
        """Keep bytes by the values."""
        if self.cache:
            self.cache.put(digest(self.surroundings, *values), data)

    def by(self, make: Callable[[], bytes], *values: Any) -> bytes:
        """What `make` makes of the values, done once for the same ones."""
        result = self.held(*values)
        if result is None:
            result = make()
            self.keep(result, *values)
        return result


def key(*values: Any) -> str:
    """A name that changes with any part of the values: see `digest`."""
    return digest(*values)


NOTHING_KEPT = KeptPages()
