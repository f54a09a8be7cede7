"""`study` alone: what is in this folder, and what to type."""

from __future__ import annotations

from builder.cli.main import CONTENT, DONE
from builder.cli.show import say, show_diagnostics


def start() -> int:
    """Say what there is in this folder, what a build would make of it, and what to type."""
    from builder.content.source import ContentError
    from builder.reporting import start

    try:
        say("\n".join([*start.lines(), "", "study --help lists every command"]))
    except ContentError as error:
        show_diagnostics(error.diagnostics)
        return CONTENT
    return DONE
