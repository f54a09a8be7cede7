"""`study build`: courses into files, once or at every save."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from builder.cli.options import JOBS, output, pages
from builder.cli.show import PATHS, console, each, show_diagnostics

if TYPE_CHECKING:
    from builder.pipeline.build import Progress
    from builder.pipeline.target import Target
    from builder.pipeline.up_to_date import Inputs, Said
    from builder.pipeline.workers import Workers

# The outputs there are, told by their files: loading them would take longer than `--help` may.
KINDS = tuple(sorted(path.stem for path in Path(__file__).parents[1].glob("outputs/[!_]*")))
NOTHING_BUILT = "; nothing was built"


@dataclass(frozen=True)
class BuildOptions:
    """The options of `study build`, named as on the command line."""

    output: Path
    only: tuple[str, ...]
    levels: tuple[int, ...]
    paper: Literal["a4", "letter", "b5"]
    poster: Literal["a3", "a2", "a1"]
    answers: Literal["none", "end", "separate"]
    flip: Literal["long", "short"]
    jobs: int
    templates: Path | None
    strict: bool
    frozen: bool


@click.command()
@PATHS
@output()
@click.option("--only", type=click.Choice(KINDS), multiple=True, help="Make only this kind.")
@click.option(
    "--level",
    "levels",
    type=click.IntRange(1, 99),
    multiple=True,
    help="Make only this level's files.",
)
@pages
@click.option("--watch", "watches", is_flag=True, help="Build again at every save.")
@click.option("--frozen", is_flag=True, help="Fail if the ledger would change (for CI).")
@JOBS
@click.option("--strict", is_flag=True, help="Let notes fail the build too.")
def build(paths: tuple[Path, ...], watches: bool, **options: object) -> int:
    """Build courses into PDF files and an Anki deck.

    Without PATH, every course in content/ is built. Each course's files go into a folder of
    its own below the output folder. --only and --level may be given several times.

    The ledger beside the content remembers every card's code: keep it with the content.
    """
    from builder.pipeline.workers import Workers

    asked = BuildOptions(**options)  # type: ignore[arg-type]  # click has checked them
    workers = Workers(asked.jobs)
    try:
        status = _all(paths, asked, workers)
        if watches:
            _watch(paths, asked, workers)
        return status
    finally:
        workers.close()


def _all(paths: tuple[Path, ...], asked: BuildOptions, workers: Workers) -> int:
    return each(paths, lambda target: _one(target, asked, workers), NOTHING_BUILT)


def _one(target: Target, asked: BuildOptions, workers: Workers) -> None:
    from builder.pipeline import up_to_date
    from builder.pipeline.target import template_folders

    folders = template_folders(asked.templates)
    how = (
        *(asked.only, asked.levels, asked.paper, asked.poster, asked.answers, asked.flip),
        asked.strict,
    )
    before = up_to_date.inputs(target.files, target.ledger, folders, asked.output, *how)
    said = up_to_date.said(before)
    if said is None:
        said = _make(target, asked, workers, before)
    show_diagnostics(said.notes)
    click.echo("\n".join(said.summary))


def _make(target: Target, asked: BuildOptions, workers: Workers, before: Inputs) -> Said:
    """Build, remember what a build with nothing to do would say, and return what this one says."""
    from builder.pipeline import up_to_date
    from builder.pipeline.build import build as build_course
    from builder.pipeline.request import Request
    from builder.pipeline.target import template_folders
    from builder.reporting import summary as report
    from builder.typeset.templates.environment import Templates

    request = Request(
        output=asked.output,
        templates=Templates(template_folders(asked.templates)),
        now=int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()),
        only=frozenset(asked.only),
        levels=frozenset(asked.levels),
        paper=asked.paper,
        poster=asked.poster,
        answers=asked.answers,
        flip=asked.flip,
        strict=asked.strict,
        frozen=asked.frozen,
    )
    with _progress(str(target.path)) as progress:
        built = build_course(target, request, workers, progress)
    if not request.cache.can_keep:
        where = request.cache.folder
        click.echo(f"{where} can't be written, so every build makes everything anew", err=True)
    if built.repeats:
        made = (built.folder / path for path in built.files)
        shown = (Path(picture.file) for picture in built.course.pictures)
        later = up_to_date.Said(report.files(built, ()), built.notes)
        up_to_date.remember(before, (*made, target.ledger, *shown), later)
    summary = [*report.files(built, built.written), *report.changes(built)]
    return up_to_date.Said(summary, built.notes)


def _watch(paths: tuple[Path, ...], asked: BuildOptions, workers: Workers) -> None:
    from builder.content.source import ContentError
    from builder.pipeline import watch
    from builder.pipeline.target import check_watchable, here

    try:
        shown = paths or here()
        check_watchable(shown)
    except ContentError:
        return  # it has been told
    click.echo(f"watching {', '.join(map(str, shown))}; Ctrl-C ends it", err=True)

    def again() -> None:
        began = time.monotonic()
        if _all(paths, asked, workers) == 0:
            click.echo(f"built in {time.monotonic() - began:.1f} s", err=True)

    own = (asked.templates,) if asked.templates else ()
    with watch.interruptible() as stop:
        watch.on_change((*shown, *own), asked.output, again, stop)


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere nothing but the summary at the end."""
    screen = console(err=True)
    if not screen.is_terminal:
        yield lambda path, done, of: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[file]}"))
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(name, total=None, file="")
        yield lambda path, done, of: bar.update(task, completed=done, total=of, file=path)
