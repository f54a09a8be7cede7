"""What can end a build beside the author's mistakes; the commands catch these."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.typeset.machine.doctor import Need


class NoSuchLevelError(Exception):
    """A level was asked for that the course doesn't have."""


class MachineError(Exception):
    """The machine lacks something that pages can't be made without."""

    def __init__(self, needs: tuple[Need, ...]) -> None:
        self.needs = needs
        super().__init__(", ".join(need.name for need in needs))
