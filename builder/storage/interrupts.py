"""Ctrl-C and its like: steps that they must not part, and processes that they must not reach."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What asks a command to end: Ctrl-C, another program, a terminal that is closed.
ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


@contextmanager
def unheard() -> Iterator[None]:
    """Hold what asks to end back until the end of the block; no process started in it gets any.

    Outside the main thread, where signals don't come anyway, it does nothing.
    """
    import threading  # late: every command loads this module

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    # What is ignored, as `nohup` has it, stays so; what ends a process at once is held back too.
    before = {
        each: signal.signal(each, note)
        for each in ENDING
        if signal.getsignal(each) not in (signal.SIG_IGN, None)
    }
    masked = _masked()
    try:
        yield
    finally:
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        for each, handler in before.items():
            signal.signal(each, handler)
        if heard:
            signal.raise_signal(heard[0])


def _masked() -> set[signal.Signals] | set[int] | None:
    # A process inherits what is blocked, and not the handler above.
    if not hasattr(signal, "pthread_sigmask"):
        return None
    return signal.pthread_sigmask(signal.SIG_BLOCK, set(ENDING))
