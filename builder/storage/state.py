"""The state of a file on disk: whether it is still the one that was there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileState:
    """A file's size in bytes and when it was written, in nanoseconds since 1970.

    `inode` tells a file from another one put in its place, for as long as its disk is mounted.
    Each is -1 where the file can't be looked at.
    """

    size: int
    written: int
    inode: int

    @property
    def lasting(self) -> tuple[int, int]:
        """What stays true of the file over a restart of the machine."""
        return self.size, self.written


def file_state(path: Path | os.DirEntry[str]) -> FileState:
    """The state of a file, or of what it is a link to."""
    try:
        state = path.stat()
    except OSError:
        return FileState(-1, -1, -1)
    return FileState(state.st_size, state.st_mtime_ns, state.st_ino)
