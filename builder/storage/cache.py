"""Results kept by the content of everything that went into them."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

from builder.storage.below import Below

LIMIT = 256 * 2**20  # bytes; a course of a thousand pages makes about ten million
LARGEST = 256 * 2**20  # bytes of one result
_HEAD = b"study-builder result 1\n"
_SUM = 32  # bytes


class Cache:
    """A folder of results, each under its key. It may be deleted at any moment.

    A result carries a sum of its key and content: one that was altered, cut or put there by
    another hand counts as none. A folder that can't be written, or that others can write, keeps
    nothing, and harms nothing; so does none at all.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit
        self._is_trusted: bool | None = None

    def get(self, key: str) -> bytes | None:
        """The result under a key, or None."""
        if not (below := self._below()):
            return None
        try:
            kept = below.read(_name(key), LARGEST)
        except OSError:
            return None
        data = opened(key, kept)
        if data is not None:
            with suppress(OSError):
                below.touch(_name(key))  # what is used stays longest
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep a result, whole or not at all."""
        if not (below := self._below()):
            return
        new = f"{key[:2]}/.{key[2:34]}-{os.getpid()}-{threading.get_ident()}"
        with suppress(OSError):
            below.write(new, sealed(key, data), is_lasting=False)
            below.move(new, _name(key))

    @property
    def lack(self) -> str:
        """Why results can't be kept here, in words; empty where they can."""
        if self.folder is None:
            return "can't be found, for there is no home folder"
        there = self.folder
        while not there.exists() and there.parent != there:
            there = there.parent
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            return "can't be written"
        if self.folder.exists() and not _is_own(self.folder):
            return "belongs to others, or others can write it"
        return ""

    def trim(self) -> None:
        """Delete what was used longest ago, until the folder is within its limit."""
        if not (below := self._below()):
            return
        kept: list[tuple[int, int, str]] = []
        for folder in (each for each in below.names() if len(each) == 2):
            for name in below.names(folder):
                state = below.state(f"{folder}/{name}")
                if state and stat.S_ISREG(state.st_mode):
                    kept.append((state.st_mtime_ns, state.st_size, f"{folder}/{name}"))
        used = sum(size for _, size, _ in kept)
        for _, size, name in sorted(kept):
            if used <= self.limit:
                return
            with suppress(OSError):
                below.remove(name)
            used -= size

    def _below(self) -> Below | None:
        """The folder, made if it isn't there; None where it isn't to be trusted."""
        if self.folder is None:
            return None
        if self._is_trusted is None:
            with suppress(OSError):
                # A folder's mode isn't that of those that are made above it.
                self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.folder.mkdir(mode=0o700, exist_ok=True)
            self._is_trusted = _is_own(self.folder)
        return Below(self.folder) if self._is_trusted else None


def _is_own(folder: Path) -> bool:
    """Whether a folder is this user's, and nobody else can put anything into it."""
    try:
        state, above = folder.stat(), folder.parent.stat()
    except OSError:
        return False
    if not hasattr(os, "geteuid"):  # Windows: a user's own folders are closed to others there
        return stat.S_ISDIR(state.st_mode)
    own = stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid()
    # Who can write the folder above could put another in its place, unless that is forbidden.
    is_held = not above.st_mode & _OTHERS or bool(above.st_mode & stat.S_ISVTX)
    return own and not state.st_mode & _OTHERS and is_held and above.st_uid in (os.geteuid(), 0)


_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def _name(key: str) -> str:
    return f"{key[:2]}/{key[2:]}"


def _sum(key: str, data: bytes) -> bytes:
    made = hashlib.blake2b(f"{key}\n".encode(), digest_size=_SUM)
    made.update(data)
    return made.digest()


def sealed(key: str, data: bytes) -> bytes:
    """A result as it is kept, with a sum of its key and content."""
    return _HEAD + _sum(key, data) + data


def opened(key: str, kept: bytes) -> bytes | None:
    """What was kept under a key; None where it isn't just that."""
    start = len(_HEAD) + _SUM
    if not kept.startswith(_HEAD):
        return None
    data = kept[start:]
    return data if kept[len(_HEAD) : start] == _sum(key, data) else None
