"""Tries texts one after another, and makes what goes wrong small."""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import Target

LIMIT = 3.0  # seconds of computing for a text of a few thousand characters
MOST = 6  # finds of one target: after those, mend first
_BUILDER = str(Path(__file__).parents[2] / "builder")


class SlowError(Exception):
    """A text took longer than the limit."""


@dataclass(frozen=True)
class Found:
    """A text that breaks something: its seed, what came of it, and where, to tell finds apart."""

    seed: str
    text: str
    said: str
    where: str


@dataclass(frozen=True)
class Outcome:
    """How many texts were tried, and one find of each kind."""

    tried: int
    found: tuple[Found, ...]


def run(target: Target, seed: int, *, seconds: float = 1e9, most: int = 10**9) -> Outcome:
    """Try texts until the time is over or `most` were tried."""
    found: dict[str, Found] = {}
    end = time.monotonic() + seconds
    tried = 0
    while tried < most and time.monotonic() < end and len(found) < MOST:
        name = f"{seed} {tried}"
        text = mutated(target.seeds(), Random(f"{target.name} {name}"))
        said, where = _tried(target, text)
        if said:
            found.setdefault(where, Found(name, text, said, where))
        tried += 1
    return Outcome(tried, tuple(found.values()))


def replay(target: Target, text: str) -> str:
    """What goes wrong with a text, or nothing."""
    return _tried(target, text)[0]


def found_in(target: Target, found: Found) -> str:
    """The find's text with everything left out that it goes wrong without."""
    text, size = found.text, len(found.text) // 2 or 1
    end = time.monotonic() + 20
    while size and time.monotonic() < end:
        shorter = next(
            (each for each in _without(text, size) if _tried(target, each)[1] == found.where), None
        )
        if shorter is None:
            size //= 2
        else:
            text = shorter
    return text


def _without(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[:start] + text[start + size :]


def _tried(target: Target, text: str) -> tuple[str, str]:
    """What went wrong and where, both empty if nothing did."""
    try:
        with _limited(LIMIT):
            # Chance comes from the text alone, so that a kept text does again what it did.
            target.check(text, Random(text.encode("utf-8", "surrogatepass")))
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [each for each in frames if each.filename.startswith(_BUILDER)] or frames
        kind = type(error).__name__
        if isinstance(error, SlowError):
            return f"took more than {LIMIT} s", kind
        said = str(error).split("\n", maxsplit=1)[0][:160]
        where = said[:12] if isinstance(error, AssertionError) else f"{ours[-1].lineno}"
        return f"{kind}: {said}", f"{kind} {Path(ours[-1].filename).name} {where}"
    return "", ""


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Computing past the limit raises SlowError; waiting for the machine does not count."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
