"""The figures as a page: bounds, whether each is met, and everything that was measured."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import pikepdf

from bench import sides
from bench.measure import Cost
from bench.sides import Place

MEMORY = 600  # megabytes that no process of ours may pass


@dataclass(frozen=True, slots=True)
class Measured:
    """A size's costs by side, a run each, and the pages of each side's handouts."""

    times: int
    costs: Mapping[str, list[Cost]]
    pages: Mapping[str, list[int]]
    has_poster: bool = True

    def seconds(self, side: str) -> float | None:
        """The median, or None where the side was not measured."""
        return median(c.seconds for c in self.costs[side]) if side in self.costs else None


@dataclass(frozen=True, slots=True)
class Bound:
    """At most `factor` times another figure: ours at a size, theirs at a size."""

    what: str
    side: str
    times: int
    factor: float
    against: str
    against_times: int
    name: str


BOUNDS = (
    Bound("four handouts, cold", "handouts", 1, 0.5, "chromium", 1, "Chromium"),
    Bound("four handouts, cold", "handouts", 1, 3, "typst", 1, "Typst"),
    Bound("the whole course, cold", "whole", 1, 2, "chromium", 1, "Chromium's four handouts"),
    Bound("nothing changed", "nothing", 1, 0.5, "typst", 1, "Typst's four handouts"),
    Bound("one answer edited, fresh process", "edit", 1, 2.5, "typst", 1, "Typst's four handouts"),
    Bound("one answer edited, `--watch`", "watch", 1, 1.2, "typst", 1, "Typst's four handouts"),
    Bound("edited at 10 times, fresh process", "edit", 10, 2, "edit", 1, "its own at 1 times"),
    Bound("edited at 10 times, `--watch`", "watch", 10, 2, "watch", 1, "its own at 1 times"),
    Bound("all but the poster, cold, at 40 times", "unposted", 40, 4.2, "unposted", 10, "10 times"),
)

NAMES = {
    "handouts": "ours: four handouts, cold",
    "whole": "ours: the whole course, cold",
    "unposted": "ours: all but the poster, cold",
    "nothing": "ours: nothing changed, whole course",
    "edit": "ours: one answer edited, fresh process",
    "watch": "ours: one answer edited, `--watch`",
    "typst": "Typst: four handouts",
    "chromium": "Chromium: four handouts",
    "xelatex": "pandoc with XeLaTeX: four handouts",
}


def page(measured: list[Measured], skipped: Mapping[str, str], course: str, load: float = 0) -> str:
    """docs/benchmarks.md. `load` is how many processes were running before the first run."""
    by_times = {each.times: each for each in measured}
    runs = ", ".join(
        f"{max(map(len, each.costs.values()))} at {each.times} times" for each in measured
    )
    return "\n".join(
        [
            *("# Benchmarks", ""),
            *("`make bench` measures all of this in one go and writes this page.", ""),
            f"The content is `{course}`; medians over interleaved runs ({runs}); {machine()}.",
            *([f"Other work ran beside it (load {load:.1f} before)."] if load > 0.5 else []),
            *("", f"Versions: {', '.join(versions())}.", ""),
            *(f"Without {name}: {reason}." for name, reason in skipped.items()),
            *(_without_poster(each) for each in measured if not each.has_poster),
            *("", "## Bounds", "", *_bounds(by_times)),
            *("", "## Everything measured", "", *_figures(measured)),
            *("", "Pages of the four handouts, a level each:", "", *_pages(measured)),
            *("", Path(__file__).with_name("how.md").read_text(encoding="utf-8").strip(), ""),
        ]
    )


def _without_poster(measured: Measured) -> str:
    return f"At {measured.times} times there is no poster: the course fits no page."


def _bounds(by_times: Mapping[int, Measured]) -> Iterator[str]:
    yield "| what | ours | against | at most | measured | met |"
    yield "|---|---|---|---|---|---|"
    for bound in BOUNDS:
        ours = theirs = None
        if bound.times in by_times:
            ours = by_times[bound.times].seconds(bound.side)
        if bound.against_times in by_times:
            theirs = by_times[bound.against_times].seconds(bound.against)
        yield _bound_row(bound, ours, theirs)
    yield from _memory_row(by_times)


def _bound_row(bound: Bound, ours: float | None, theirs: float | None) -> str:
    start = f"| {bound.what} | {_seconds(ours)} | {bound.name}: {_seconds(theirs)} "
    if ours is None or not theirs:
        return f"{start}| {bound.factor} × | not measured | |"
    ratio = ours / theirs
    met = "yes" if ratio <= bound.factor else "**no**"
    return f"{start}| {bound.factor} × | {ratio:.2f} × | {met} |"


def _memory_row(by_times: Mapping[int, Measured]) -> Iterator[str]:
    costs = by_times[40].costs if 40 in by_times else {}
    peaks = [
        c.peak / 1e6 for side in ("handouts", "whole", "unposted") for c in costs.get(side, ())
    ]
    start = "| largest process, cold, at 40 times"
    if not peaks:
        yield f"{start} | | | {MEMORY} MB | not measured | |"
        return
    met = "yes" if max(peaks) <= MEMORY else "**no**"
    yield f"{start} | {max(peaks):.0f} MB | | {MEMORY} MB | {max(peaks):.0f} MB | {met} |"


def _figures(measured: list[Measured]) -> Iterator[str]:
    heads = [f"{each.times} ×: s | CPU s | MB" for each in measured]
    yield f"| | {' | '.join(heads)} |"
    yield f"|---|{'---|' * 3 * len(measured)}"
    for side, name in NAMES.items():
        if any(side in each.costs for each in measured):
            cells = [_figure(each.costs.get(side, [])) for each in measured]
            yield f"| {name} | {' | '.join(cells)} |"


def _figure(costs: list[Cost]) -> str:
    if not costs:
        return " | | "
    cpu, peak = median(c.cpu for c in costs), max(c.peak for c in costs)
    return f"{_seconds(median(c.seconds for c in costs))} | {cpu:.1f} | {peak / 1e6:.0f}"


def _pages(measured: list[Measured]) -> Iterator[str]:
    yield f"| | {' | '.join(f'{each.times} ×' for each in measured)} |"
    yield f"|---|{'---|' * len(measured)}"
    for side in dict.fromkeys(side for each in measured for side in each.pages):
        counts = [", ".join(map(str, each.pages.get(side, []))) for each in measured]
        yield f"| {side} | {' | '.join(counts)} |"


def _seconds(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def page_counts(place: Place) -> dict[str, list[int]]:
    """The pages of each side's handouts, as far as they are there, by level."""
    found = {
        "ours": sorted(place.folder.glob("*/*/handout-*.pdf"))[: len(place.names)],
        "Typst": sorted(place.pages.glob("*.typst.pdf")),
        "Chromium": sorted(place.pages.glob("*.chromium.pdf")),
        "XeLaTeX": sorted(place.pages.glob("*.xelatex.pdf")),
    }
    return {side: [_count(file) for file in files] for side, files in found.items() if files}


def _count(file: Path) -> int:
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def machine() -> str:
    """The machine in plain words."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    for line in info.read_text().split("\n") if info.exists() else ():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GB of memory, {platform.system()}"


def versions() -> Iterator[str]:
    """Everything that took part, with its version, as far as it is installed."""
    yield f"Python {platform.python_version()}"
    yield f"WeasyPrint {version('weasyprint')}"
    commands = {
        "Typst": [sides.TYPST_PYTHON, "-c", _TYPST_VERSION],
        "Chromium": [sides.chromium(), "--version"],
        "pandoc": ["pandoc", "--version"],
        "XeTeX": ["xelatex", "--version"],
    }
    for name, command in commands.items():
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        words = [word for word in done.stdout.split() if word[:1].isdigit()]
        yield f"{name} {words[0]}"


_TYPST_VERSION = "from importlib.metadata import version; print(version('typst'))"
