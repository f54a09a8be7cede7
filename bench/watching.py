"""`study build --watch` at work: how long after a save the last file is there."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench.measure import Cost, FailedError


class Watch:
    """A running `study build --watch` on a built course. Stop it when done."""

    def __init__(self, command: list[str], output: Path, log: Path, env: dict[str, str]) -> None:
        self.output = output
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command, stdout=out, stderr=subprocess.STDOUT, env=os.environ | env
            )
        self._wait_for("watching ", 1)
        self.built = 0
        time.sleep(2)  # it says so before the system tells it of changes

    def cost_of(self, save: Callable[[], None]) -> Cost:
        """From the save's end to the last file in its place; CPU of the whole family.

        The clock of the file system, by which files are dated, ticks every few milliseconds.
        """
        cpu = sum(_cpu(pid) for pid in _family(self.process.pid))
        save()
        saved = time.time()
        self.built += 1
        self._wait_for("built in ", self.built)
        last = max(file.stat().st_ctime for file in self.output.glob("*") if file.is_file())
        family = _family(self.process.pid)
        peak = max(_peak(pid) for pid in family)
        return Cost(max(0.0, last - saved), sum(_cpu(pid) for pid in family) - cpu, peak)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait_for(self, words: str, times: int, patience: float = 900) -> None:
        until = time.monotonic() + patience
        while self.log.read_text(errors="replace").count(words) < times:
            if self.process.poll() is not None or time.monotonic() > until:
                raise FailedError(f"--watch never said {words!r} {times} times: {self.log}")
            time.sleep(0.01)


def _family(pid: int) -> list[int]:
    """A process and everything that came from it, as far as the system tells (Linux)."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().split("\n")
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
