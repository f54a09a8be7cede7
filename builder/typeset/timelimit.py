"""A limit on how long setting a page may take."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from types import FrameType

from builder.typeset.errors import PageError

LONGEST = 300.0  # seconds of computing; a hundred pages in one piece take about ten


@contextmanager
def limited(html: str, seconds: float = LONGEST) -> Iterator[None]:
    """Raise PageError, with the document's title, where the block computes for longer.

    Only computing counts, so that a busy machine fails nothing. It needs the main thread, in
    which workers make their pages, and does nothing elsewhere or where there are no timers.
    """

    def late() -> PageError:
        found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        name = unescape(found[1]).strip() if found else "this page"
        hint = "look for a text that is very long or deeply nested"
        return PageError(f"setting “{name}” takes more than {seconds:g} seconds", hint=hint)

    with within(seconds, late):
        yield


@contextmanager
def within(seconds: float, late: Callable[[], Exception]) -> Iterator[None]:
    """Raise what `late` gives where the block computes for longer than so many seconds.

    A limit around this one begins anew after it. It needs the main thread, and does nothing
    elsewhere or where there are no timers.
    """
    main = threading.current_thread() is threading.main_thread()
    if not (main and hasattr(signal, "setitimer")):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise late()

    before = signal.signal(signal.SIGPROF, stop)
    # Again each second: one that comes while an object is being deleted is lost.
    around = signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        signal.setitimer(signal.ITIMER_PROF, *around)
