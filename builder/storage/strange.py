"""What lies where an ordinary file should: told in words, and never waited for.

A pipe waits for its writer, a device may have no end, and a file any size.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StrangeFileError(OSError):
    """Something lies where an ordinary file or folder of the program's own should be.

    `strerror` says what it is, `hint` what to do.
    """

    def __init__(self, path: Path, words: str, hint: str) -> None:
        super().__init__(errno.EINVAL, words, str(path))
        self.hint = hint


def read_ordinary(path: Path, most: int) -> bytes:
    """The bytes of a file, of which it may have `most`; a link to it is followed.

    Raises StrangeFileError for what is no ordinary file, OSError for what can't be read.
    """
    with told(path):
        handle = os.open(path, os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0))
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            words = f"this is {kind(state.st_mode)}, where a file is expected"
            raise StrangeFileError(path, words, "give a file, or take it away")
        return read_handle(handle, path, most)
    finally:
        os.close(handle)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows alone tells text files apart


def read_handle(handle: int, path: Path, most: int) -> bytes:
    """What an open file of that path holds. Raises StrangeFileError as `read_ordinary` does."""
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode):
        raise strange(path, state.st_mode)
    if state.st_size > most:
        raise too_large(path, most)
    with os.fdopen(handle, "rb", closefd=False) as file:
        # It may grow; a file of /proc says that it is empty.
        data = file.read(min(most, max(state.st_size, 2**16)) + 1)
    if len(data) > most:
        raise too_large(path, most)
    return data


_KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISREG, "a file"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def kind(mode: int) -> str:
    """What lies somewhere, in words."""
    return next((words for is_one, words in _KINDS if is_one(mode)), "a device")


def strange(path: Path, mode: int) -> StrangeFileError:
    """What to raise for something of that mode."""
    words = f"this is {kind(mode)}, and nothing is read or written through it"
    if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
        words = f"this is {kind(mode)}, and the program keeps something else here"
    return StrangeFileError(path, words, "move it away, or take it away, and do it again")


def too_large(path: Path, most: int) -> StrangeFileError:
    """What to raise for more than `most` bytes."""
    words = f"this is too large: it may have {most / 2**20:.3g} MB"
    return StrangeFileError(path, words, "take it away, or bring it back as it was")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Tell a link, a socket or a file in a folder's place as what it is."""
    try:
        yield
    except StrangeFileError:
        raise
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.EMLINK):
            raise strange(path, path.lstat().st_mode) from None
        error.filename = str(path)  # not the last part alone
        raise
