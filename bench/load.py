"""Courses of many thousand cards: how long each step takes, and how much memory.

python -m bench.load [--topics 5000] [--work FOLDER] [--output docs/load.md]

Every size is built in a folder that is new, by the command as a user runs it. Memory is what
all of its processes hold together, pages that they share counted once, at its highest.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from random import Random

CARDS = 20  # of a topic: at each of two levels four terms and six questions
LIMIT = 1536  # MiB
STEPS = {
    "check": ["check"],
    "deck": ["build", "--only", "deck"],
    "handout": ["build", "--only", "handout", "--level", "1"],
}
_SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"


@dataclass(frozen=True)
class Measured:
    """A step of one size: seconds of the clock and of all cores, and MiB at the highest."""

    topics: int
    step: str
    seconds: float
    computed: float
    memory: float


def write(folder: Path, topics: int) -> Path:
    """A course of many topics, no two texts the same; the same each time."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "topics").mkdir(parents=True)
    parts = range(-(-topics // 50))
    head = [
        "title: 큰 과정",
        "name: large",
        "levels: {1: {name: 입문}, 2: {name: 주니어}}",
        "parts:",
    ]
    head += [f"  - {{key: part-{number}, title: {number + 1}부}}" for number in parts]
    (folder / "course.yaml").write_text("\n".join(head) + "\n", encoding="utf-8")
    for number in range(topics):
        text = _topic(number, Random(number))
        path = folder / "topics" / f"{number:05}-topic{number}.yaml"
        path.write_text(text, encoding="utf-8")
    return folder


def _topic(number: int, chance: Random) -> str:
    lines = [f"title: {_words(chance, 2)} {number}", f"part: part-{number // 50}"]
    lines += [f"concept: {_words(chance, 20)}.", "levels:"]
    for level in (1, 2):
        lines += [f"  {level}:", "    terms:"]
        for _ in range(4):
            lines.append(f"      - {{term: {_words(chance, 2)}, meaning: {_words(chance, 6)}}}")
        lines.append("    questions:")
        for _ in range(CARDS // 2 - 4):
            lines += [
                f"      - ask: {_words(chance, 6)}?",
                f"        answer: {_words(chance, 20)}.",
            ]
    return "\n".join(lines) + "\n"


def _words(chance: Random, count: int) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=3)) for _ in range(count))


def measure(course: Path, topics: int, step: str, out: Path) -> Measured:
    """Run one step of the command in a process of its own, and watch its memory."""
    command = [sys.executable, "-m", "builder", *STEPS[step], str(course)]
    kept = str(out / ".cache")
    command += ["-o", str(out), "--cache", kept] if "build" in command else []
    before, began = os.times(), time.monotonic()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    highest: list[float] = [0.0]
    watching = threading.Thread(target=_watch, args=(running, highest), daemon=True)
    watching.start()
    status = running.wait()
    seconds, after = time.monotonic() - began, os.times()
    watching.join()
    if status:
        raise SystemExit(f"{step} of {topics} topics ended with {status}")
    computed = sum(after[2:4]) - sum(before[2:4])
    return Measured(topics, step, seconds, computed, highest[0])


def _watch(running: subprocess.Popen[bytes], highest: list[float]) -> None:
    while running.poll() is None:
        highest[0] = max(highest[0], sum(map(_memory, _tree(running.pid))) / 1024)
        time.sleep(0.5)


def _tree(process: int) -> list[int]:
    found = [process]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return found


def _memory(process: int) -> int:
    """A process's part of the memory (KiB): what it shares is divided among those that do."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def report(rows: list[Measured]) -> str:
    """The measured table, with how each step grew with the size."""
    lines = [
        "# Load",
        "",
        f"A course of {rows[-1].topics:,} topics and {rows[-1].topics * CARDS:,} cards, and smaller"
        " ones, made by",
        "`python -m bench.load`, which also wrote this page. Each build starts with no cache and no"
        " ledger.",
        "",
        f"On {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()},"
        f" WeasyPrint {version('weasyprint')},",
        f"pydantic {version('pydantic')}. Memory is that of all processes together, what they share"
        " counted once,",
        "looked at twice a second. A row's growth is its computing time against the row above,"
        " divided",
        f"by the growth of the course: 1 is straight. The bound on memory is {LIMIT:,} MiB.",
        "",
        "| step | topics | cards | clock s | computing s | growth | memory MiB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for step in STEPS:
        above: Measured | None = None
        for row in (each for each in rows if each.step == step):
            grown = "–"
            if above:
                grown = f"{row.computed / above.computed / (row.topics / above.topics):.2f}"
            cells = (step, f"{row.topics:,}", f"{row.topics * CARDS:,}", f"{row.seconds:.1f}")
            lines.append(
                f"| {' | '.join(cells)} | {row.computed:.1f} | {grown} | {row.memory:,.0f} |"
            )
            above = row
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure a quarter, a half and the whole of the size, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.load")
    parser.add_argument("--topics", type=int, default=5000)
    parser.add_argument("--parts", type=int, nargs="+", default=[4, 2, 1], help="of the topics")
    parser.add_argument("--only", choices=list(STEPS), action="append")
    parser.add_argument("--work", type=Path, help="folder for the courses (a temporary one)")
    parser.add_argument("--output", type=Path, help="where the page goes (shown if left out)")
    asked = parser.parse_args()
    work = asked.work or Path(tempfile.mkdtemp(prefix="study-load-"))
    rows = []
    for topics in (asked.topics // part for part in asked.parts):
        course = write(work / "large", topics)
        for step in asked.only or STEPS:
            (course / "ledger.jsonl").unlink(missing_ok=True)
            shutil.rmtree(work / "out", ignore_errors=True)
            rows.append(measure(course, topics, step, work / "out"))
            print(rows[-1], flush=True)
    said = report(rows)
    if asked.output:
        asked.output.write_text(said, encoding="utf-8")
    else:
        print(said)
    return int(max(row.memory for row in rows) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
