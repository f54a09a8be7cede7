"""`study check`: what was found, and every problem with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.main import CONTENT, DONE
from builder.cli.options import READ
from builder.cli.show import PATHS, each, say, show_diagnostics

if TYPE_CHECKING:
    from builder.content.source import Diagnostic
    from builder.pipeline.loaded import Loaded
    from builder.pipeline.target import Target


@click.command()
@PATHS
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--explain", is_flag=True, help="Print what was found, and what became of each line.")
@click.option("--dated", is_flag=True, help="List the claims that age, the longest unread first.")
@READ
@click.option("--strict", is_flag=True, help="Let notes fail the check too.")
def check(
    paths: tuple[Path, ...], as_json: bool, explain: bool, dated: bool, read_as: str, strict: bool
) -> int:
    """Read courses, say what was found, and every problem with its place. Builds nothing."""
    if as_json:
        return _check_as_json(paths, read_as, strict)
    return each(
        paths, lambda target: _check(replace(target, read_as=read_as), explain, dated, strict)
    )


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


def _check_as_json(paths: tuple[Path, ...], read_as: str, strict: bool) -> int:
    from builder.content.source import ContentError
    from builder.pipeline.target import find_targets
    from builder.reporting import summary

    courses = []
    status = DONE
    try:
        for target in find_targets(paths):
            try:
                read = _read(replace(target, read_as=read_as), strict)
                courses.append(summary.as_json(*read, target.name))
            except ContentError as error:
                courses.append(summary.as_json(None, error.diagnostics, target.name))
                status = CONTENT
    except ContentError as error:
        courses.append(summary.as_json(None, error.diagnostics, ""))
        status = CONTENT
    click.echo(json.dumps({"courses": courses}, ensure_ascii=False, indent=2))
    return status
