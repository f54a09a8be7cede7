"""Runs commands and says what they cost: seconds, CPU seconds, memory of the largest process.

Run as a script, in a process of its own, it reads a JSON list of commands from standard input
and writes a JSON object; so nothing that the caller has in memory or running is counted.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in a unit of ru_maxrss


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock and CPU seconds, and the peak of the largest process in bytes."""

    seconds: float
    cpu: float
    peak: int


class FailedError(Exception):
    """A command that was to be measured ended with another status than 0."""


def cost(
    commands: list[list[str]], folder: Path, environment: dict[str, str], at_once: int
) -> Cost:
    """Run commands in `folder`, so many at once, and measure them. Raises FailedError.

    The clock stops when the last command has ended. Processes that outlive their command, such
    as a server of forks, are waited for after that; their CPU seconds and memory count too.
    """
    asked = json.dumps([commands, str(folder), at_once])
    done = subprocess.run(
        [sys.executable, "-ISs", __file__],
        input=asked,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FailedError(f"{commands[0]}: {done.returncode}\n{done.stderr[-3000:]}")
    return Cost(**json.loads(done.stdout))


def _measure(commands: list[list[str]], folder: str, at_once: int) -> Cost:
    with suppress(OSError, AttributeError):  # elsewhere than on Linux orphans stay uncounted
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    waiting, running = list(commands), set()
    cpu, peak = 0.0, 0
    began = time.perf_counter()
    while waiting or running:
        while waiting and len(running) < at_once:
            process = subprocess.Popen(waiting.pop(0), cwd=folder, stdout=subprocess.DEVNULL)
            running.add(process.pid)
        pid, status, usage = os.wait4(-1, 0)
        if pid in running and status:
            sys.exit(f"status {os.waitstatus_to_exitcode(status)}")
        running.discard(pid)
        cpu, peak = cpu + usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss)
    seconds = time.perf_counter() - began
    for usage in _orphans():
        cpu, peak = cpu + usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss)
    return Cost(seconds, cpu, peak * _UNIT)


def _orphans(patience: float = 20) -> Iterator[resource.struct_rusage]:
    """The usage of every process that is left; those that don't end in time are killed."""
    until = time.monotonic() + patience
    with suppress(ChildProcessError):
        while True:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
            if pid:
                yield usage
            elif time.monotonic() > until:
                _kill_children()
            else:
                time.sleep(0.005)


def _kill_children() -> None:
    said = Path(f"/proc/self/task/{os.getpid()}/children")
    for child in said.read_text().split() if said.exists() else ():
        os.kill(int(child), signal.SIGKILL)


if __name__ == "__main__":
    measured = _measure(*json.loads(sys.stdin.read()))
    print(json.dumps({"seconds": measured.seconds, "cpu": measured.cpu, "peak": measured.peak}))
