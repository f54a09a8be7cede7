"""`study check`: what was found, and every problem with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.main import CONTENT, DONE
from builder.cli.show import PATHS, each, show_diagnostics

if TYPE_CHECKING:
    from builder.content.source import Diagnostic
    from builder.pipeline.loaded import Loaded
    from builder.pipeline.target import Target


@click.command()
@PATHS
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--explain", is_flag=True, help="Print what became of each line.")
@click.option("--dated", is_flag=True, help="List the claims that age, the longest unread first.")
@click.option("--strict", is_flag=True, help="Let notes fail the check too.")
def check(paths: tuple[Path, ...], as_json: bool, explain: bool, dated: bool, strict: bool) -> int:
    """Read courses, say what was found, and every problem with its place. Builds nothing."""
    if as_json:
        return _check_as_json(paths, strict)
    return each(paths, lambda target: _check(target, explain, dated, strict))


def _check(target: Target, explain: bool, dated: bool, strict: bool) -> None:
    from builder.reporting import summary

    loaded, notes = _read(target, strict)
    show_diagnostics(notes)
    if explain:
        click.echo("\n".join(summary.account(loaded)))
    if dated:
        for line in summary.dated(loaded.course):
            click.echo(line)
    click.echo(summary.findings(loaded))


def _check_as_json(paths: tuple[Path, ...], strict: bool) -> int:
    from builder.content.source import ContentError
    from builder.pipeline.target import find_targets
    from builder.reporting import summary

    courses = []
    status = DONE
    try:
        for target in find_targets(paths):
            try:
                courses.append(summary.as_json(*_read(target, strict), target.name))
            except ContentError as error:
                courses.append(summary.as_json(None, error.diagnostics, target.name))
                status = CONTENT
    except ContentError as error:
        courses.append(summary.as_json(None, error.diagnostics, ""))
        status = CONTENT
    click.echo(json.dumps({"courses": courses}, ensure_ascii=False, indent=2))
    return status


def _read(target: Target, strict: bool) -> tuple[Loaded, tuple[Diagnostic, ...]]:
    """A course, and all that its author should know of it. Raises ContentError."""
    from builder.pipeline.loaded import load
    from builder.pipeline.matched import unbuilt_losses
    from builder.pipeline.pictures import fitted

    loaded = load(target, strict=strict)
    fitted(loaded.course)
    return loaded, (*loaded.notes, *unbuilt_losses(loaded, strict=strict))
