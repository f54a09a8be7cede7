"""`study build`: courses into files, once or at every save."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder import outputs
from builder.cli.options import CACHE, JOBS, READ, marks, output, pages
from builder.cli.show import PATHS, console, each, say, show_diagnostics
from builder.documents.options import Options

if TYPE_CHECKING:
    from builder.content.source import Diagnostic
    from builder.pipeline.rendered import Progress, Ready
    from builder.pipeline.target import Target
    from builder.pipeline.up_to_date import Inputs, Report
    from builder.pipeline.watch import State
    from builder.pipeline.workers import Workers

NOTHING_BUILT = "; nothing was built"


@click.command()
@PATHS
@output()
@click.option(
    "--only", type=click.Choice(outputs.names()), multiple=True, help="Make only this kind."
)
@click.option(
    "--level",
    "levels",
    type=click.IntRange(1, 99),
    multiple=True,
    help="Make only this level's files.",
)
@pages
@READ
@click.option("--watch", "watches", is_flag=True, help="Build again at every save.")
@click.option("--frozen", is_flag=True, help="Fail if the ledger would change (for CI).")
@JOBS
@CACHE
@click.option("--strict", is_flag=True, help="Let notes fail the build too.")
def build(paths: tuple[Path, ...], watches: bool, jobs: int, **options: Any) -> int:
    """Build courses into PDF files and an Anki deck.

    Without PATH, every course in content/ is built. Each course's files go into a folder of
    its own below the output folder. --only and --level may be given several times.

    The ledger beside the content remembers every card's code: keep it with the content.
    """
    from builder.pipeline.workers import Workers

    workers, asked = Workers(jobs), Options(**options, marks=marks())
    try:
        before = _state(paths, asked) if watches else {}
        status = _build_all(paths, asked, workers)
        if watches:
            _watch(paths, asked, workers, before)
        return status
    finally:
        workers.close()


def _build_all(paths: tuple[Path, ...], options: Options, workers: Workers) -> int:
    def act(target: Target) -> None:
        _build_one(replace(target, read_as=options.read_as), options, workers)

    return each(paths, act, NOTHING_BUILT)


def _build_one(target: Target, options: Options, workers: Workers) -> None:
    from builder.pipeline import up_to_date

    before = up_to_date.inputs(target, options)
    report = up_to_date.last_report(before) or _build(target, options, workers, before)
    show_diagnostics(report.notes)
    say("\n".join(report.summary))


def _build(target: Target, options: Options, workers: Workers, before: Inputs) -> Report:
    """Build, remember what a build with nothing to do would say, and return what this one says."""
    from builder.pipeline import up_to_date
    from builder.pipeline.build import build as build_course
    from builder.reporting import doubts, summary
    from builder.storage.cache import Cache

    warned: list[Diagnostic] = []

    def warn(notes: tuple[Diagnostic, ...]) -> None:
        show_diagnostics(notes)
        warned.extend(notes)

    now = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    with _progress(str(target.path)) as progress:
        built = build_course(target, options, now, workers, progress, warn)
    if lack := Cache(options.cache and options.cache / "results").lack:
        where = options.cache or "a folder for results"
        say(f"{where} {lack}, so every build makes everything anew", err=True)
    if built.repeats:
        files = (built.folder / path for path in built.files)
        media = (Path(each.file) for each in built.course.media)
        later = up_to_date.Report(summary.files(built, ()), built.notes)
        up_to_date.remember(before, (*files, target.ledger, *media), later)
    lines = [
        *summary.files(built, built.written),
        *doubts.lines(built.doubts, target.path, most=12),
        *summary.changes(built),
    ]
    return up_to_date.Report(lines, tuple(each for each in built.notes if each not in warned))


def _state(paths: tuple[Path, ...], options: Options) -> State:
    """What is watched as it is before the first build, which may not see a save that comes then."""
    from builder.content.source import ContentError
    from builder.pipeline import watch
    from builder.pipeline.target import here

    try:
        return watch.state((*(paths or here()), *_own(options)), options.output)
    except ContentError:
        return {}  # the build tells it


def _own(options: Options) -> tuple[Path, ...]:
    return (options.templates,) if options.templates else ()


def _watch(paths: tuple[Path, ...], options: Options, workers: Workers, before: State) -> None:
    from builder.content.source import ContentError
    from builder.pipeline import watch
    from builder.pipeline.target import check_watchable, here

    try:
        watched = paths or here()
        check_watchable(watched)
    except ContentError:
        return  # it has been told
    say(f"watching {', '.join(map(str, watched))}; Ctrl-C ends it", err=True)

    def again() -> None:
        began = time.monotonic()
        if _build_all(paths, options, workers) == 0:
            say(f"built in {time.monotonic() - began:.1f} s", err=True)

    with watch.interruptible() as stop:
        watch.on_change((*watched, *_own(options)), options.output, again, stop, before)


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a line now and then, where a build takes long."""
    from builder.reporting.progress import Log, Pace, words

    screen, pace = console(err=True), Pace(time.monotonic())
    if not screen.is_terminal:
        yield Log(name, pace, time.monotonic, partial(say, err=True))
        return
    from tempfile import TemporaryDirectory

    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"))
    with (
        TemporaryDirectory(prefix="study-", ignore_cleanup_errors=True) as looks,
        Progress(*columns, console=screen, transient=True) as bar,
    ):
        task = bar.add_task(escape(name), total=None, said="reading")

        def show(ready: Ready) -> None:
            left = pace.left(ready, time.monotonic())
            bar.update(task, completed=1 - ready.left, total=1, said=words(ready, left))
            if look := _look(ready, left, Path(looks)):
                bar.console.print(look, style="bold", soft_wrap=True, markup=False)

        yield show


def _look(ready: Ready, left: float | None, folder: Path) -> str:
    """Where the first page to look at can be opened while a long build goes on, else nothing.

    It is a copy: all files of a build come into their folder together. The deck is not handed out
    before: what learners import must be what the ledger knows.
    """
    from builder.reporting.progress import LONG

    path = ready.artefact.path
    if not ready.artefact.comes_first or not path.endswith(".pdf") or (left or 0) < LONG:
        return ""
    (folder / path).write_bytes(ready.data)
    return f"{path} can be opened already, while the rest is made: {folder / path}"
