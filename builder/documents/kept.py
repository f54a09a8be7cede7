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

    def by(self, make: Callable[[], bytes], *values: Any) -> bytes:
        """What `make` makes of the values, done once for the same ones."""
        key = digest(self.surroundings, *values)
        result = self.cache.get(key) if self.cache else None
        if result is None:
            result = make()
            if self.cache:
                self.cache.put(key, result)
        return result


NOTHING_KEPT = KeptPages()
