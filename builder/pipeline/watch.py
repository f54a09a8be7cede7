"""Builds again at every save."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from types import FrameType

from watchfiles import watch

from builder.storage.interrupts import ENDING
from builder.storage.state import FileState, file_state

State = dict[Path, FileState]

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")  # may lie beside a single file
# A save often comes as several writes, and several files are often saved together.
QUIET = 60  # milliseconds without a change before a build begins
OFTEN = 500  # milliseconds between looks at whether to stop
LONGEST = 1000  # milliseconds after which it begins all the same


def on_change(
    paths: Iterable[Path],
    but: Path,
    act: Callable[[], None],
    stop: Event | None = None,
    since: State | None = None,
) -> None:
    """Call `act` after each burst of changes at or below the paths, until `stop` is set.

    What changes below `but`, the output folder, doesn't count, nor do ledgers: the build
    writes them itself. What changed since there was the state `since`, before this began to
    watch, is the first change. KeyboardInterrupt passes through, and is raised too where it was
    lost: one that comes while an object is being deleted is only printed by Python.
    """
    asked = [path.resolve() for path in paths]
    # A file is watched through its folder: editors save by putting a new file in its place.
    for changes in watch(
        *_folders(asked),
        watch_filter=lambda _, name: _counts(Path(name), asked, but.resolve()),
        step=QUIET,
        debounce=LONGEST,
        stop_event=stop,
        rust_timeout=OFTEN,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        is_late = since is not None and state(asked, but) != since
        since = None
        if changes or is_late:
            act()


def state(paths: Iterable[Path], but: Path) -> State:
    """The states of all files whose changes count, for `on_change`."""
    asked = [path.resolve() for path in paths]
    found: State = {}
    waiting = [str(folder) for folder in _folders(asked)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif _counts(Path(entry.path), asked, but.resolve()):
                    found[Path(entry.path)] = file_state(entry)
    return found


def _folders(asked: list[Path]) -> list[Path]:
    return sorted({path if path.is_dir() else path.parent for path in asked})


def _counts(path: Path, asked: list[Path], written: Path) -> bool:
    places = []
    if path.suffix.lower() in PICTURES:
        places = [each.parent for each in asked if each.is_file()]
    return (
        any(path == each or each in path.parents for each in (*asked, *places))
        and written not in path.parents
        and not path.name.startswith(".")
        and not path.name.endswith((".jsonl", ".new", "~"))
    )


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
