"""Results kept by the content of everything that went into them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

LIMIT = 256 * 2**20  # bytes; a course of a thousand pages makes about ten million


class Cache:
    """A folder of results, each under its key. It may be deleted at any moment.

    A folder that can't be written keeps nothing, and harms nothing.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit

    def get(self, key: str) -> bytes | None:
        """The result under a key, or None."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)  # what is used stays longest
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep a result, whole or not at all."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
                file.write(data)
            Path(file.name).replace(path)

    @property
    def can_keep(self) -> bool:
        """Whether results can be kept here."""
        there = self.folder
        while not there.exists() and there.parent != there:
            there = there.parent
        return there.is_dir() and os.access(there, os.W_OK | os.X_OK)

    def trim(self) -> None:
        """Delete what was used longest ago, until the folder is within its limit."""
        kept: list[tuple[int, int, Path]] = []
        for path in self.folder.glob("??/*"):
            with suppress(OSError):
                state = path.stat()
                kept.append((state.st_mtime_ns, state.st_size, path))
        used = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if used <= self.limit:
                return
            with suppress(OSError):
                path.unlink()
            used -= size

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]
