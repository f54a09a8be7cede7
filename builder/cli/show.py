"""What several commands share: running over courses, and printing what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.main import CONTENT, DONE, MACHINE

if TYPE_CHECKING:
    from rich.console import Console

    from builder.content.source import Diagnostic
    from builder.pipeline.target import Target
    from builder.typeset.machine.doctor import Need

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")


def each(paths: tuple[Path, ...], act: Callable[[Target], None], end: str = "") -> int:
    """Do something to each course, and return the exit status.

    One course's problems don't keep the others from being done; `end` says what they mean.
    """
    from builder.content.source import ContentError
    from builder.pipeline.target import find_targets

    try:
        targets = find_targets(paths)
    except ContentError as error:
        show_diagnostics(error.diagnostics, end)
        return CONTENT
    return max((_one(target, act, end) for target in targets), default=DONE)


def _one(target: Target, act: Callable[[Target], None], end: str) -> int:
    from builder.content.source import ContentError
    from builder.pipeline.errors import MachineError, NoSuchLevelError
    from builder.typeset.errors import PageError

    try:
        act(target)
    except ContentError as error:
        show_diagnostics(error.diagnostics, end)
        if all(diagnostic.severity == "note" for diagnostic in error.diagnostics):
            say(f"--strict lets notes fail too{end}", err=True)
        return CONTENT
    except PageError as error:
        say(f"{target.path}: {error}", err=True)
        return CONTENT
    except NoSuchLevelError as error:
        raise click.UsageError(str(error)) from None
    except MachineError as error:
        show_needs(error.needs, console(err=True))
        return MACHINE
    except BrokenPipeError:  # who read what is printed, such as `head`, has had enough
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error}; the last build's files stay", err=True)
        return MACHINE
    return DONE


def say(text: str, *, err: bool = False) -> None:
    """Print a line or several; the controls of what others wrote are shown."""
    from builder.reporting.visible import visible

    click.echo(visible(text), err=err)


def show_diagnostics(diagnostics: Iterable[Diagnostic], end: str = "") -> None:
    """Print problems with their lines, and how many there are."""
    diagnostics = tuple(diagnostics)
    if not diagnostics:
        return
    from builder.reporting import excerpts  # late: it takes a tenth of a quick build's time

    screen, lines = console(err=True), excerpts.Lines()
    for diagnostic in diagnostics:
        screen.print(excerpts.diagnostic(diagnostic, lines.of(diagnostic.location)), soft_wrap=True)
    errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
    if errors:
        screen.print(f"{errors} problem{'s' if errors > 1 else ''}{end}", style="bold")


def show_needs(needs: Collection[Need], screen: Console) -> None:
    """Print what printing needs, and how to get what is missing."""
    from builder.reporting import summary
    from builder.typeset.machine import doctor

    for need in needs:
        screen.print(summary.need(need), soft_wrap=True)
    if sum(need.state != "found" for need in needs) > 1 and (line := doctor.together(needs)):
        screen.print(f"\nall of it:\n  {line}", style="bold", soft_wrap=True, markup=False)


def console(*, err: bool = False) -> Console:
    """Where to print: on a terminal in colour, elsewhere plain and never wrapped."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    return Console(stderr=err, soft_wrap=not stream.isatty(), highlight=False)
