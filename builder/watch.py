"""Builds again at every save."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

# A save often comes as several writes, and several files are often saved together.
QUIET = 60  # milliseconds without a change before a build begins
LONGEST = 1000  # milliseconds after which it begins all the same


def on_change(paths: Iterable[Path], act: Callable[[], None], stop: Event | None = None) -> None:
    """Call `act` after each burst of changes at or below the paths, until `stop` is set.

    Ledgers don't count: the build writes them itself. KeyboardInterrupt passes through.
    """
    there = sorted({path if path.is_dir() else path.parent for path in paths})
    for _ in watch(
        *there,
        watch_filter=_counts,
        step=QUIET,
        debounce=LONGEST,
        stop_event=stop,
        raise_interrupt=True,
    ):
        act()


def _counts(_change: Change, path: str) -> bool:
    name = Path(path).name
    return not name.startswith(".") and ".jsonl" not in name and not name.endswith(("~", ".pyc"))
