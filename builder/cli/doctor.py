"""`study doctor`: what the machine has and lacks."""

from __future__ import annotations

from contextlib import suppress

import click

from builder.cli.main import DONE, MACHINE
from builder.cli.show import console, show_needs


@click.command()
def doctor() -> int:
    """Say what this machine has and lacks for building, and the lines that install it."""
    from builder.typeset.machine import doctor as machine

    needs = machine.doctor(_languages())
    show_needs(needs, console())
    return MACHINE if any(need.state != "found" and need.is_required for need in needs) else DONE


def _languages() -> tuple[str, ...]:
    """The languages of the courses here; Korean where there are none that can be read."""
    from builder.content.source import ContentError
    from builder.pipeline import target
    from builder.pipeline.loaded import load

    try:
        targets = target.find_targets(())
    except ContentError:
        return ("ko",)
    found = []
    for each in targets:
        with suppress(ContentError, OSError):  # `study check` says what is wrong with it
            found.append(load(each).course.language)
    return tuple(dict.fromkeys(found)) or ("ko",)
