"""`study changes`: what a build would change."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli_show import FOLDER, PATHS, each

if TYPE_CHECKING:
    from builder.changes import Unbuilt
    from builder.project import Target
    from builder.workers import Workers


@click.command()
@PATHS
@click.option(
    "--output",
    "-o",
    type=FOLDER,
    default=Path("output"),
    show_default=True,
    help="Folder of the last build.",
)
def changes(paths: tuple[Path, ...], output: Path) -> int:
    """Say what was edited since the last build: the cards, and the pages to print again.

    Nothing is built and no ledger is written.
    """
    from builder.workers import Workers

    workers = Workers(os.cpu_count() or 1)
    try:
        return each(paths, lambda target: _one(target, output, workers))
    finally:
        workers.close()


def _one(target: Target, output: Path, workers: Workers) -> None:
    from builder import project
    from builder.build import Request
    from builder.changes import unbuilt
    from builder.typeset.templates import Templates

    request = Request(output, Templates(project.template_folders(None)), now=int(time.time()))
    click.echo("\n".join(_said(unbuilt(target, request, workers))))


def _said(found: Unbuilt) -> list[str]:
    from builder import report

    lines = report.card_changes(found.cards, most=1000)
    lines += [
        f"  {code}  answer    {report.short(front)}" for code, front in found.answered.items()
    ]
    for path, numbers in found.pages.items():
        again = f"print again: {report.ranges(numbers)}" if numbers else "changes"
        lines.append(f"  {path}  {again}")
    lines += [f"  {path}  is no longer made" for path in found.gone]
    return lines or ["nothing was edited since the last build"]
