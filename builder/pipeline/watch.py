"""Builds again at every save."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType

from watchfiles import Change, watch

from builder.storage.interrupts import ENDING

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")  # may lie beside a single file
# A save often comes as several writes, and several files are often saved together.
QUIET = 60  # milliseconds without a change before a build begins
OFTEN = 500  # milliseconds between looks at whether to stop
LONGEST = 1000  # milliseconds after which it begins all the same


def on_change(
    paths: Iterable[Path], but: Path, act: Callable[[], None], stop: Event | None = None
) -> None:
    """Call `act` after each burst of changes at or below the paths, until `stop` is set.

    What changes below `but`, the output folder, doesn't count, nor do ledgers: the build
    writes them itself. KeyboardInterrupt passes through, and is raised too where it was lost:
    one that comes while an object is being deleted is only printed by Python.
    """
    asked = [path.resolve() for path in paths]
    beside = [path.parent for path in asked if path.is_file()]
    written = but.resolve()

    def counts(_change: Change, name: str) -> bool:
        path = Path(name)
        places = beside if path.suffix.lower() in PICTURES else []
        return (
            any(path == each or each in path.parents for each in (*asked, *places))
            and written not in path.parents
            and not path.name.startswith(".")
            and not path.name.endswith((".jsonl", ".new", "~"))
        )

    # A file is watched through its folder: editors save by putting a new file in its place.
    for _ in watch(
        *sorted({path if path.is_dir() else path.parent for path in asked}),
        watch_filter=counts,
        step=QUIET,
        debounce=LONGEST,
        stop_event=stop,
        rust_timeout=OFTEN,
        raise_interrupt=True,
    ):
        act()


@contextmanager
def interruptible() -> Iterator[Event]:
    """An event that Ctrl-C and its like set beside what they do. For the main thread."""
    stop = Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        stop.set()
        handler = before[number]
        (handler if callable(handler) else signal.default_int_handler)(number, frame)

    before = {each: signal.getsignal(each) for each in ENDING}
    for each, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(each, interrupt)
    try:
        yield stop
        if stop.is_set():
            raise KeyboardInterrupt
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
