"""`study check`: what was found, and every problem with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli import CONTENT, DONE
from builder.cli_show import PATHS, each, show_problems

if TYPE_CHECKING:
    from builder.project import Target


@click.command()
@PATHS
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--explain", is_flag=True, help="Print what became of each line.")
@click.option("--strict", is_flag=True, help="Let notes fail the check too.")
def check(paths: tuple[Path, ...], as_json: bool, explain: bool, strict: bool) -> int:
    """Read courses, say what was found, and every problem with its place. Builds nothing."""
    if as_json:
        return _check_as_json(paths, strict)
    return each(paths, lambda target: _check(target, explain, strict))


def _check(target: Target, explain: bool, strict: bool) -> None:
    from builder import report
    from builder.load import load
    from builder.pictures import fitted

    loaded = load(target, strict=strict)
    fitted(loaded.course)
    show_problems(loaded.notes)
    if explain:
        click.echo("\n".join(report.account(loaded)))
    click.echo(report.findings(loaded))


def _check_as_json(paths: tuple[Path, ...], strict: bool) -> int:
    from builder import project, report
    from builder.course.source import ContentError
    from builder.load import load
    from builder.pictures import fitted

    courses = []
    status = DONE
    try:
        for target in project.targets(paths):
            try:
                loaded = load(target, strict=strict)
                fitted(loaded.course)
                courses.append(report.as_json(loaded, loaded.notes, target.name))
            except ContentError as error:
                courses.append(report.as_json(None, error.problems, target.name))
                status = CONTENT
    except ContentError as error:
        courses.append(report.as_json(None, error.problems, ""))
        status = CONTENT
    click.echo(json.dumps({"courses": courses}, ensure_ascii=False, indent=2))
    return status
