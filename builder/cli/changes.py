"""`study changes`: what a build would change."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.cli.options import output, pages
from builder.cli.show import PATHS, each

if TYPE_CHECKING:
    from builder.pipeline.changes import Unbuilt
    from builder.pipeline.request import Request
    from builder.pipeline.target import Target
    from builder.pipeline.workers import Workers


@click.command()
@PATHS
@output("Folder of the last build.")
@pages
def changes(paths: tuple[Path, ...], output: Path, templates: Path | None, **look: Any) -> int:
    """Say what was edited since the last build: the cards, and the pages to print again.

    Nothing is built and no ledger is written. Give the options of the build: a file that
    was built with others would be told as changed.
    """
    from builder.pipeline.request import Request
    from builder.pipeline.target import template_folders
    from builder.pipeline.workers import Workers
    from builder.typeset.templates.environment import Templates

    folders = Templates(template_folders(templates))
    request = Request(output, folders, now=int(time.time()), **look)
    workers = Workers(os.cpu_count() or 1)
    try:
        return each(paths, lambda target: _one(target, request, workers))
    finally:
        workers.close()


def _one(target: Target, request: Request, workers: Workers) -> None:
    from builder.pipeline.changes import unbuilt

    click.echo("\n".join(_said(unbuilt(target, request, workers))))


def _said(found: Unbuilt) -> list[str]:
    from builder.reporting import summary

    lines = summary.card_changes(found.cards, most=1000)
    lines += [
        f"  {code}  answer    {summary.short(front)}" for code, front in found.answered.items()
    ]
    for path, numbers in found.pages.items():
        again = f"print again: {summary.ranges(numbers)}" if numbers else "changes"
        lines.append(f"  {path}  {again}")
    lines += [f"  {path}  is no longer made" for path in found.gone]
    return lines or ["nothing was edited since the last build"]
