"""`study check`: what was found, and every problem with its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.main import CONTENT, DONE
from builder.cli.options import DEFAULT, READ
from builder.cli.show import PATHS, each, say, show_diagnostics

if TYPE_CHECKING:
    from builder.content.source import Diagnostic
    from builder.pipeline.loaded import Loaded
    from builder.pipeline.target import Target

FORMATS = ("text", "gcc", "json", "sarif", "github")


@click.command()
@PATHS
@click.option(
    "--format",
    "shape",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="For people, for editors (gcc), for programs, for a CI's annotations.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--watch", "watches", is_flag=True, help="Check again at every save.")
@click.option("--explain", is_flag=True, help="Print what was found, and what became of each line.")
@click.option("--dated", is_flag=True, help="List the claims that age, the longest unread first.")
@READ
@click.option("--strict", is_flag=True, help="Let notes fail the check too.")
def check(
    paths: tuple[Path, ...],
    shape: str,
    as_json: bool,
    watches: bool,
    explain: bool,
    dated: bool,
    read_as: str,
    strict: bool,
) -> int:
    """Read courses, say what was found, and every problem with its place. Builds nothing.

    With --watch, JSON and SARIF are a line for each round.
    """
    if as_json and shape not in ("text", "json"):
        raise click.UsageError(f"--json and --format {shape} can't be both")

    def once() -> int:
        if as_json or shape != "text":
            asked = _Asked(paths, read_as, strict, "json" if as_json else shape, watches)
            return _check_for_programs(asked)
        return each(
            paths, lambda target: _check(replace(target, read_as=read_as), explain, dated, strict)
        )

    return _watch(paths, once) if watches else once()


def _watch(paths: tuple[Path, ...], once: Callable[[], int]) -> int:
    """Check, and again at every save; ends where no save can mend what was named."""
    from builder.content.source import ContentError
    from builder.pipeline import watch
    from builder.pipeline.target import check_watchable, here

    try:
        watched = paths or here()
        before = watch.state(watched, DEFAULT.output)
        check_watchable(watched)
    except ContentError:
        return once()
    once()
    say(f"watching {', '.join(map(str, watched))}; Ctrl-C ends it", err=True)

    def again() -> None:
        once()

    with watch.interruptible() as stop:
        watch.on_change(watched, DEFAULT.output, again, stop, before)
    return DONE


def _check(target: Target, explain: bool, dated: bool, strict: bool) -> None:
    from builder.reporting import summary

    if explain:
        _explain(target)
    loaded, notes = _read(target, strict)
    show_diagnostics(notes)
    if dated:
        for line in summary.dated(loaded.course):
            say(line)
    say(summary.findings(loaded))


def _read(target: Target, strict: bool) -> tuple[Loaded, tuple[Diagnostic, ...]]:
    """A course, and what a build would tell of it; raises ContentError where it would refuse."""
    from builder.content.source import ContentError
    from builder.pipeline.checked import unprintable
    from builder.pipeline.loaded import load
    from builder.pipeline.matched import unbuilt_losses

    loaded = load(target, strict=strict)
    notes = [*unbuilt_losses(loaded, strict=strict), *unprintable(loaded)]
    if any(strict or each.severity == "error" for each in notes):
        raise ContentError(notes)
    return loaded, (*loaded.notes, *notes)


def _explain(target: Target) -> None:
    from builder.pipeline.loaded import read_files
    from builder.reporting import summary
    from builder.reporting.explained import explained

    read = read_files(target)
    for file in read:
        say("\n".join(explained(file)))
    say("\n".join(summary.account(read)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a program asks for; what one watches is told round by round."""

    paths: tuple[Path, ...]
    read_as: str
    strict: bool
    shape: str
    watches: bool


@dataclass(frozen=True, slots=True)
class _Course:
    """A course that was checked: None where it would be refused, and what there is to say of it."""

    name: str
    loaded: Loaded | None
    diagnostics: tuple[Diagnostic, ...]


BEGINS, ENDS = "study check: begins", "study check: ends"
"""What stands about the lines of each round, by which an editor knows which problems are gone."""


def _check_for_programs(asked: _Asked) -> int:
    from builder.reporting import formats, summary

    is_told_apart = asked.watches and asked.shape == "gcc"
    if is_told_apart:
        click.echo(BEGINS)
    courses = list(_courses(asked))
    found = [each for course in courses for each in course.diagnostics]
    # A program must be able to read what a console's encoding has no letters for.
    is_whole = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    written = partial(json.dumps, ensure_ascii=not is_whole, indent=None if asked.watches else 2)
    match asked.shape:
        case "json":
            rows = [summary.as_json(each.loaded, each.diagnostics, each.name) for each in courses]
            click.echo(written({"courses": rows}))
        case "sarif":
            click.echo(written(formats.sarif(found)))
        case shape:
            for problem in found:
                say(formats.LINES[shape](problem))
            for course in courses:
                if course.loaded:
                    say(summary.findings(course.loaded), err=True)
    if is_told_apart:
        click.echo(ENDS)
    return DONE if all(course.loaded for course in courses) else CONTENT


def _courses(asked: _Asked) -> Iterator[_Course]:
    from builder.content.source import ContentError
    from builder.pipeline.target import find_targets

    try:
        for target in find_targets(asked.paths):
            try:
                read = _read(replace(target, read_as=asked.read_as), asked.strict)
                yield _Course(target.name, *read)
            except ContentError as error:
                yield _Course(target.name, None, error.diagnostics)
    except ContentError as error:
        yield _Course("", None, error.diagnostics)
