"""`study changes`: what a build would change."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.cli.options import output, pages
from builder.cli.show import PATHS, each, show_diagnostics
from builder.documents.options import Options

if TYPE_CHECKING:
    from builder.pipeline.changes import Unbuilt
    from builder.pipeline.target import Target
    from builder.pipeline.workers import Workers


@click.command()
@PATHS
@output("Folder of the last build.")
@pages
def changes(paths: tuple[Path, ...], **options: Any) -> int:
    """Say what was edited since the last build: the cards, and the pages to print again.

    Nothing is built and no ledger is written. Give the options of the build: a file that
    was built with others would be told as changed.
    """
    from builder.pipeline.workers import Workers

    workers = Workers(os.cpu_count() or 1)
    try:
        return each(paths, lambda target: _show(target, Options(**options), workers))
    finally:
        workers.close()


def _show(target: Target, options: Options, workers: Workers) -> None:
    from builder.pipeline.changes import unbuilt

    edits = unbuilt(target, options, int(time.time()), workers)
    show_diagnostics(edits.notes)
    click.echo("\n".join(_lines(edits, target.path)))


def _lines(edits: Unbuilt, course: Path) -> list[str]:
    from builder.reporting import doubts, summary

    lines = doubts.lines(edits.doubts, course, most=1000, is_built=False)
    lines += summary.card_changes(edits.cards, most=1000)
    lines += [
        f"  {code}  answer    {summary.short(front)}" for code, front in edits.answered.items()
    ]
    for path, numbers in edits.pages.items():
        again = f"print again: {summary.ranges(numbers)}" if numbers else "changes"
        lines.append(f"  {path}  {again}")
    lines += [f"  {path}  is no longer made" for path in edits.gone]
    return lines or ["nothing was edited since the last build"]
