"""The `study` command: arguments, printing, exit status. The only place that prints."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from builder.build import Built, Progress, Request
    from builder.course.source import Problem
    from builder.project import Target
    from builder.typeset.doctor import Need
    from builder.workers import Workers

DONE, CONTENT, ARGUMENTS, MACHINE, INTERRUPTED = 0, 1, 2, 3, 130
KINDS = ("deck", "flashcards", "handout", "interview", "poster", "worksheet")

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
_FOLDER = click.Path(path_type=Path, file_okay=False)


def main() -> None:
    """Run the command and exit with its status."""
    try:
        sys.exit(study(standalone_mode=False))
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; the files of the last build are untouched", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="study")
def study() -> None:
    """Turn study content into handouts, worksheets, flashcards, a poster and an Anki deck.

    \b
    study build            builds every course in content/ into output/
    study build notes.md   builds one file of study notes, as it is
    study check notes.md   says what is found in it, and builds nothing
    study doctor           says what this machine lacks, and how to install it

    A course is a folder, or a single .yaml, .md or .txt file.
    """


@study.command()
@_PATHS
@click.option(
    "--output",
    "-o",
    type=_FOLDER,
    default=Path("output"),
    show_default=True,
    help="Folder for what is built; each course gets a folder in it.",
)
@click.option(
    "--only",
    "only",
    type=click.Choice(KINDS),
    multiple=True,
    help="Make only this kind of file; may be given several times.",
)
@click.option(
    "--level",
    "levels",
    type=click.IntRange(1, 99),
    multiple=True,
    help="Make only this level's files; may be given several times.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter", "b5"]),
    default="a4",
    show_default=True,
    help="Paper of everything but the poster.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: os.cpu_count() or 1,
    show_default="the number of cores",
    help="How many files to make at a time.",
)
@click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder whose files replace the shipped templates of the same name.",
)
@click.option("--strict", is_flag=True, help="Let notes fail the build too.")
def build(
    paths: tuple[Path, ...],
    output: Path,
    only: tuple[str, ...],
    levels: tuple[int, ...],
    paper: str,
    jobs: int,
    templates: Path | None,
    strict: bool,
) -> int:
    """Build courses into PDF files and an Anki deck.

    Without PATH, every course in content/ is built. Each course's files go into a folder of
    its own below the output folder. The ledger beside the content remembers every card's
    code: keep it with the content.
    """
    from builder import project
    from builder.build import Request
    from builder.typeset.templates import Templates
    from builder.workers import Workers

    request = Request(
        output=output,
        templates=Templates(project.template_folders(templates)),
        now=int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()),
        only=frozenset(only),
        levels=frozenset(levels),
        paper=paper,  # type: ignore[arg-type]  # click has checked it
        strict=strict,
    )
    workers = Workers(jobs)
    try:
        return _each(paths, lambda target: _build(target, request, workers))
    finally:
        workers.close()


@study.command()
@_PATHS
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--strict", is_flag=True, help="Let notes fail the check too.")
def check(paths: tuple[Path, ...], as_json: bool, strict: bool) -> int:
    """Read courses, say what was found, and every problem with its place. Builds nothing."""
    return _check_as_json(paths, strict) if as_json else _each(paths, lambda t: _check(t, strict))


@study.command()
def doctor() -> int:
    """Say what this machine has and lacks for building, and the lines that install it."""
    from builder.typeset import doctor as machine

    needs = machine.doctor()
    _print_needs(needs, _console())
    return MACHINE if any(need.state != "found" and need.is_required for need in needs) else DONE


def _each(paths: tuple[Path, ...], act: Callable[[Target], None]) -> int:
    """Do something to each course; problems of one don't keep the others from being done."""
    from builder import project
    from builder.build import MachineError, NoSuchLevelError
    from builder.course.source import ContentError
    from builder.typeset.pdf import PageError

    status = DONE
    try:
        targets = project.targets(paths)
    except ContentError as error:
        _print_problems(error.problems)
        return CONTENT
    for target in targets:
        try:
            act(target)
        except ContentError as error:
            _print_problems(error.problems)
            status = CONTENT
        except PageError as error:
            _console(err=True).print(f"{target.path}: {error}", markup=False)
            status = CONTENT
        except NoSuchLevelError as error:
            raise click.UsageError(str(error)) from None
        except MachineError as error:
            _print_needs(error.needs, _console(err=True))
            return MACHINE
    return status


def _build(target: Target, request: Request, workers: Workers) -> None:
    from builder.build import build as build_course

    with _progress(str(target.path)) as progress:
        built = build_course(target, request, workers, progress)
    _print_problems(built.notes)
    _print_built(built)


def _check(target: Target, strict: bool) -> None:
    from builder import report
    from builder.load import load

    loaded = load(target, strict=strict)
    _print_problems(loaded.notes)
    _console().print(report.findings(loaded), markup=False, highlight=False)


def _check_as_json(paths: tuple[Path, ...], strict: bool) -> int:
    from builder import project, report
    from builder.course.source import ContentError
    from builder.load import load

    courses = []
    status = DONE
    try:
        for target in project.targets(paths):
            try:
                loaded = load(target, strict=strict)
                courses.append(report.as_json(loaded, loaded.notes, target.name))
            except ContentError as error:
                courses.append(report.as_json(None, error.problems, target.name))
                status = CONTENT
    except ContentError as error:
        courses.append(report.as_json(None, error.problems, ""))
        status = CONTENT
    click.echo(json.dumps({"courses": courses}, ensure_ascii=False, indent=2))
    return status


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere nothing but the summary at the end."""
    console = _console(err=True)
    if not console.is_terminal:
        yield lambda path, done, of: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[file]}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None, file="")
        yield lambda path, done, of: bar.update(task, completed=done, total=of, file=path)


def _print_built(built: Built) -> None:
    from builder import report

    console = _console()
    for line in (*report.files(built), *report.changes(built)):
        console.print(line, markup=False, soft_wrap=True)


def _print_problems(problems: Iterable[Problem]) -> None:
    from builder import report

    console, lines = _console(err=True), report.Lines()
    problems = tuple(problems)
    for each in problems:
        console.print(report.problem(each, lines.of(each.mark)), soft_wrap=True)
    errors = sum(each.severity == "error" for each in problems)
    if errors:
        said = f"{errors} problem{'s' if errors > 1 else ''}; nothing was built"
        console.print(said, style="bold")


def _print_needs(needs: Iterable[Need], console: Console) -> None:
    from builder import report

    for each in needs:
        console.print(report.need(each), soft_wrap=True)


def _console(*, err: bool = False) -> Console:
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    # Without a terminal nothing is wrapped: programs and tests read whole lines.
    return Console(stderr=err, soft_wrap=not stream.isatty(), highlight=False)
