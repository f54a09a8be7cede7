"""What can end a build beside the author's mistakes; the commands catch these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from builder.content.source import ContentError, Diagnostic, Location
from builder.storage.strange import StrangeFileError

if TYPE_CHECKING:
    from builder.typeset.machine.doctor import Need


class NoSuchLevelError(Exception):
    """A level was asked for that the course doesn't have."""


class MachineError(Exception):
    """The machine lacks something that pages can't be made without."""

    def __init__(self, needs: tuple[Need, ...]) -> None:
        self.needs = needs
        super().__init__(", ".join(need.name for need in needs))


@contextmanager
def strange_files_told() -> Iterator[None]:
    """Tell what lies in the place of one of the program's own files as a problem with its place."""
    try:
        yield
    except StrangeFileError as error:
        place = Location(str(error.filename))
        raise ContentError([Diagnostic(place, error.strerror or "", error.hint)]) from None
