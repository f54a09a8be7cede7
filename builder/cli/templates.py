"""`study templates`: what pages and cards are rendered from, and copies to change."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.main import CONTENT, DONE
from builder.cli.options import FOLDER, followed
from builder.cli.show import say, show_diagnostics


@click.group(invoke_without_command=True)
@click.pass_context
def templates(context: click.Context) -> int:
    """List the templates of pages and cards with their jobs, or copy one to change it.

    \b
    study templates copy base/look.yaml    copies a file into the folder look
    study templates copy worksheet         copies a folder of them
    study build --templates look           builds with what look holds
    """
    from builder.authoring import templates as templatefiles

    if context.invoked_subcommand:
        return DONE
    jobs = templatefiles.jobs()
    wide = max(len(job.names) for job in jobs)
    say("\n".join(f"{job.names:<{wide}}  {job.does}" for job in jobs))
    say("\ncopy one, or a folder, to change it: study templates copy base/look.yaml")
    return DONE


@templates.command()
@click.argument("name")
@click.argument("folder", type=FOLDER, default=Path("look"), callback=followed)
def copy(name: str, folder: Path) -> int:
    """Copy the template NAME, or a folder of them, into FOLDER, which is "look" if left out.

    Nothing that is there is overwritten.
    """
    from builder.authoring import templates as templatefiles
    from builder.content.source import ContentError

    try:
        written = templatefiles.copy(name, folder)
    except ContentError as error:
        show_diagnostics(error.diagnostics, "; nothing was copied")
        return CONTENT
    say("\n".join(str(path) for path in written))
    say(f"change what differs, then: study build --templates {folder}")
    return DONE
