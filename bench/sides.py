"""What is measured, each under its name: our builds, and what the others do with the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench import growing, measure
from bench.measure import Cost, FailedError
from bench.watching import Watch
from builder import outputs

ROOT = Path(__file__).parents[1]
STUDY = str(ROOT / ".venv/bin/study")
TYPST_PYTHON = str(ROOT / ".venv-bench/bin/python")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}

ROWS = {
    "cold": ("handouts", "whole"),
    "nothing": ("nothing",),
    "edit": ("edit",),
    "watch": ("watch",),
}
WITHOUT_POSTER = tuple(w for kind in outputs.names() if kind != "poster" for w in ("--only", kind))
RIVALS = ("typst", "chromium", "xelatex")

Side = Callable[[int], Cost]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a size is measured: its own folder, the course there, and the pages' sources.

    `names` are the handouts, the longest first; `changing` is a copy of the course that the
    edits are made in; `asked` leaves out what can't be made of a course of this size.
    """

    folder: Path
    course: Path
    changing: Path
    names: list[str]
    asked: tuple[str, ...] = ()

    @property
    def pages(self) -> Path:
        return self.folder / "pages"


def missing(name: str) -> str:
    """Why a rival can't be measured here, or nothing."""
    if name == "typst" and not Path(TYPST_PYTHON).exists():
        return "typst is not installed (`make bench` installs it)"
    if name == "chromium" and not chromium():
        return "chromium is not installed"
    if name == "xelatex" and not (shutil.which("pandoc") and shutil.which("xelatex")):
        return "pandoc or XeLaTeX is not installed"
    return ""


def chromium() -> str:
    """The browser there is, or nothing."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), "")


@contextmanager
def sides(place: Place, wanted: list[str]) -> Iterator[dict[str, Side]]:
    """The sides that are wanted, ready to be measured for a run's number, again and again."""
    everything: dict[str, Side] = {
        "handouts": lambda _run: _cold(place, "--only", "handout"),
        "whole": lambda _run: _cold(place),
        "unposted": lambda _run: _cold(place, *WITHOUT_POSTER),
        "nothing": lambda _run: _build(place, place.changing, "kept", *place.asked),
        "edit": lambda run: _edit(place, run),
        "typst": lambda _run: _typst(place),
        "chromium": lambda run: _chromium(place, run),
        "xelatex": lambda _run: _xelatex(place),
    }
    if {"nothing", "edit", "watch"} & set(wanted):
        _build(place, place.changing, "kept", *place.asked)
    if "watch" not in wanted:
        yield {name: everything[name] for name in wanted}
        return
    watch = _watch(place)
    try:
        everything["watch"] = lambda run: watch.cost_of(
            lambda: growing.edit(watched(place), str(run))
        )
        yield {name: everything[name] for name in wanted}
    finally:
        watch.stop()


def watched(place: Place) -> Path:
    """The copy of the course that is edited under `--watch`."""
    return place.folder / "watched" / place.course.name


def without_poster(place: Place) -> Place:
    """The place, whose builds leave out the poster where the course is too long for a page."""
    try:
        _cold(place, "--only", "poster")
    except FailedError as error:
        if "poster" not in str(error):
            raise
        return replace(place, asked=WITHOUT_POSTER)
    return place


def _cold(place: Place, *asked: str) -> Cost:
    """Nothing there yet: no output, no cache, no ledger."""
    course = growing.grow(place.course, 1, place.folder / "cold")
    shutil.rmtree(place.folder / "new", ignore_errors=True)
    return _build(place, course, "new", *asked)


def _edit(place: Place, run: int) -> Cost:
    growing.edit(place.changing, str(run))
    return _build(place, place.changing, "kept", *place.asked)


def _build(place: Place, course: Path, output: str, *asked: str) -> Cost:
    command = [STUDY, "build", str(course), "-o", str(place.folder / output), *asked]
    command += ["--cache", str(place.folder / output / ".cache")]
    return measure.cost([command], place.folder, ENVIRONMENT, 1)


def _typst(place: Place) -> Cost:
    script = str(ROOT / "bench/compile_with_typst.py")
    command = [TYPST_PYTHON, script, *(f"{name}.typ" for name in place.names)]
    return measure.cost([command], place.pages, {}, 1)


def _chromium(place: Place, run: int) -> Cost:
    profile = place.folder / f"profile-{run}"
    shutil.rmtree(profile, ignore_errors=True)
    script = str(ROOT / "bench/print_with_chromium.py")
    html = [f"{name}.html" for name in place.names]
    # The small script that speaks to the browser is started without its site packages.
    command = [TYPST_PYTHON, "-ISs", script, chromium(), str(profile), *html]
    if not Path(TYPST_PYTHON).exists():
        command[0] = str(ROOT / ".venv/bin/python")
    try:
        return measure.cost([command], place.pages, {}, 1)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _xelatex(place: Place) -> Cost:
    font = ["-V", "mainfont=NanumGothic", "-V", "CJKmainfont=NanumGothic", "-V", "fontsize=10pt"]
    page = ["-V", "papersize=a4", "-V", "geometry:left=22mm,right=14mm,top=19mm,bottom=18mm"]
    how = ["--pdf-engine=xelatex", "--toc", *font, *page]
    commands = [["pandoc", f"{name}.md", "-o", f"{name}.xelatex.pdf", *how] for name in place.names]
    return measure.cost(commands, place.pages, {}, os.cpu_count() or 1)


def _watch(place: Place) -> Watch:
    course = growing.grow(place.course, 1, place.folder / "watched")
    output = place.folder / "seen"
    shutil.rmtree(output, ignore_errors=True)
    command = [STUDY, "build", str(course), "-o", str(output), *place.asked]
    command += ["--cache", str(output / ".cache")]
    measure.cost([command], place.folder, ENVIRONMENT, 1)
    (built,) = (each for each in output.iterdir() if each.is_dir() and each.name[0] != ".")
    return Watch([*command, "--watch"], built, place.folder / "watch.log", ENVIRONMENT)
