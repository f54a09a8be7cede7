"""How far a build is, in words: what is ready, and about how long the rest will take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from builder.pipeline.rendered import Ready

FIRST = 15.0  # seconds after which a log is told how far a build is; each further wait is doubled
LONG = 10.0  # seconds: what takes no longer is waited for
SURE = 0.02  # of the work must be done before anybody can say how long the rest takes


@dataclass(slots=True)
class Pace:
    """What a build that began at a time has still to do; times are in seconds, by any clock."""

    began: float
    _since: tuple[float, float] | None = None

    def left(self, ready: Ready, now: float) -> float | None:
        """About how many seconds are left, None where nobody can say. To be asked at each file."""
        # What came before the first file, such as reading, is done once: it says nothing of others.
        then, before = self._since or (self.began, 1.0)
        self._since = self._since or (now, ready.left)
        done = before - ready.left
        return (now - then) * ready.left / done if done >= SURE else None


def words(ready: Ready, left: float | None) -> str:
    """How many files are ready, and how long the others will take, in seconds."""
    said = f"{ready.done} of {ready.of} files made"
    return f"{said}, about {duration(left)} left" if left else said


@dataclass(slots=True)
class Log:
    """Says now and then, in lines that a log keeps, how far a long build is."""

    name: str
    pace: Pace
    clock: Callable[[], float]
    say: Callable[[str], None]
    _wait: float = field(default=FIRST)

    def __call__(self, ready: Ready) -> None:
        now = self.clock()
        left = self.pace.left(ready, now)
        if now - self.pace.began >= self._wait and ready.done < ready.of:
            self.say(f"{self.name}: {words(ready, left)}")
            self._wait = 2 * (now - self.pace.began)


def duration(seconds: float) -> str:
    """A time that is only about so long: 5 s, 40 s, 3 min."""
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 90:
        return f"{5 * round(seconds / 5)} s"
    return f"{round(seconds / 60)} min"
