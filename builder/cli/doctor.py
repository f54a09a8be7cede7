"""`study doctor`: what the machine has and lacks."""

from __future__ import annotations

import click

from builder.cli.main import DONE, MACHINE
from builder.cli.show import console, show_needs


@click.command()
def doctor() -> int:
    """Say what this machine has and lacks for building, and the lines that install it."""
    from builder.typeset.machine import doctor as machine

    needs = machine.doctor()
    show_needs(needs, console())
    return MACHINE if any(need.state != "found" and need.is_required for need in needs) else DONE
