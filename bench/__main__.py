"""`make bench`: measures, prints the table, and writes docs/benchmarks.md.

`make bench ARGS="--rows cold --sizes 1"` measures a part and prints it without writing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections import defaultdict
from pathlib import Path

from bench import growing, pages, report, sides
from bench.measure import Cost, FailedError
from bench.report import Measured
from bench.sides import RIVALS, ROOT, ROWS, Place

SIZES = (1, 10, 40)
FULLY = 10  # longer courses are measured cold alone: nothing else has a bound there
RUNS = {1: 7, 10: 3, 40: 1}
INPUT = ROOT.parent / "shared/inputs/devops-study.md"
SHIPPED = ROOT / "content/devops"
WORK = ROOT / "build/bench"
PAGE = ROOT / "docs/benchmarks.md"


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for."""
    asked = _parser().parse_args(arguments)
    began, load = time.monotonic(), os.getloadavg()[0]
    rivals = [name for name in asked.rivals if not sides.missing(name)]
    skipped = {name: reason for name in RIVALS if (reason := sides.missing(name))}
    for name, reason in skipped.items():
        print(f"without {name}: {reason}")
    measured: list[Measured] = []
    for times in asked.sizes:
        runs = asked.runs or RUNS.get(times, 1)
        measured.append(_size(asked.course, times, asked, rivals, runs))
        text = report.page(measured, skipped, asked.course.name, load)
        if asked.write:  # what is measured is kept, should a larger size be given up
            asked.page.write_text(text, encoding="utf-8")
    print("\n" + text)
    print(f"measured in {(time.monotonic() - began) / 60:.0f} minutes")
    is_whole = (tuple(asked.rows), tuple(asked.sizes)) == (tuple(ROWS), SIZES)
    if asked.write or (is_whole and not asked.runs):
        asked.page.write_text(text, encoding="utf-8")
        print(f"written to {asked.page.name}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--runs", type=int, help="runs of each size")
    parser.add_argument("--rivals", nargs="*", choices=RIVALS, default=list(RIVALS))
    parser.add_argument("--course", type=Path, default=INPUT if INPUT.exists() else SHIPPED)
    parser.add_argument("--work", type=Path, default=WORK, help="folder for what is made")
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--write", action="store_true", help="write the page of a part too")
    return parser


def _size(
    course: Path, times: int, asked: argparse.Namespace, rivals: list[str], runs: int
) -> Measured:
    """Every side, interleaved, so many runs."""
    place = _prepare(course, times, asked.work.resolve() / f"x{times}")
    rows = asked.rows if times <= FULLY or "cold" not in asked.rows else ["cold"]
    ours = [name for row in rows for name in ROWS[row]]
    if "whole" in ours and times >= FULLY:  # the next size may have no poster to compare
        ours.append("unposted")
    if place.asked:
        ours = [name for name in ours if name != "whole"]
    costs: dict[str, list[Cost]] = defaultdict(list)
    with sides.sides(place, [*ours, *rivals]) as ready:
        for run in range(1, runs + 1):
            for name, side in ready.items():
                try:
                    cost = side(run)
                except FailedError as error:
                    if name not in rivals:
                        raise
                    print(f"x{times} run {run} {name} gives no figure: {error}", file=sys.stderr)
                    continue
                costs[name].append(cost)
                print(f"x{times} run {run} {name}: {cost.seconds:.2f} s", file=sys.stderr)
    return Measured(times, dict(costs), report.page_counts(place), has_poster=not place.asked)


def _prepare(course: Path, times: int, folder: Path) -> Place:
    shutil.rmtree(folder, ignore_errors=True)
    grown = growing.grow(course, times, folder / "course")
    changing = growing.grow(grown, 1, folder / "changing")
    place = Place(folder, grown, changing, pages.write(grown, folder / "pages"))
    return sides.without_poster(place)


if __name__ == "__main__":
    main()
