"""What lies below a trusted folder, read and written without following a link.

A folder of content may come from a stranger, and so may whatever lies in it: a link that leads
elsewhere, a pipe that waits for ever, a file of any size under a name that is the program's own.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from builder.storage.strange import StrangeFileError, read_handle, strange, told, too_large

# With handles of folders no part of a path can be changed between the look and the opening.
# Windows has none: there each part is looked at before the file is opened by its path.
HAS_HANDLES = hasattr(os, "O_NOFOLLOW") and {os.open, os.rename, os.unlink, os.mkdir} <= (
    os.supports_dir_fd
)
DEEPEST = 32  # folders in one another, where the program makes one
_BINARY = getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | _BINARY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = _READ | getattr(os, "O_DIRECTORY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | getattr(os, "O_NOFOLLOW", 0)
_LOCK = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Below:
    """A trusted folder; names are relative to it, with `/` between their parts.

    Whatever is not what it should be raises StrangeFileError. A name that would lead out raises
    ValueError: who passes names on that others wrote must check them before.
    """

    root: Path
    has_handles: bool = HAS_HANDLES

    def read(self, name: str, most: int) -> bytes:
        """A file's bytes, of which it may have `most`. Raises FileNotFoundError."""
        with self._at(name) as (last, handle):
            self._check(self.root / name, os.lstat(last, dir_fd=handle), stat.S_ISREG, most)
            with told(self.root / name), _opened(last, _READ, handle) as found:
                # It may have become another one in between.
                return read_handle(found, self.root / name, most)

    def state(self, name: str) -> os.stat_result | None:
        """What lies under a name itself, without following it; None for nothing."""
        try:
            with self._at(name) as (last, handle):
                return os.lstat(last, dir_fd=handle)
        except FileNotFoundError:
            return None

    def is_file(self, name: str) -> bool:
        """Whether an ordinary file lies there."""
        found = self.state(name)
        return found is not None and stat.S_ISREG(found.st_mode)

    def write(self, name: str, data: bytes, *, is_lasting: bool = True) -> None:
        """A new file; what lay under its name is taken away. One that lasts is on the disk then."""
        self.make(name.rpartition("/")[0])
        self.remove(name)
        with self._at(name) as (last, handle), _opened(last, _NEW, handle) as made:
            with os.fdopen(made, "wb", closefd=False) as file:
                file.write(data)
            if is_lasting:
                os.fsync(made)

    def replace(self, name: str, data: bytes) -> None:
        """A file in place of the one that is there, whole or not at all."""
        self.check_no_folder(name)
        self.write(f"{name}.new", data)
        self.move(f"{name}.new", name)

    def holds(self, name: str, data: bytes) -> bool:
        """Whether an ordinary file of just these bytes lies there."""
        found = self.state(name)
        if found is None or not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        return self.read(name, len(data)) == data

    def check_free(self, name: str) -> None:
        """Raises StrangeFileError where neither nothing nor an ordinary file lies."""
        found = self.state(name)
        if found is not None:
            self._check(self.root / name, found, stat.S_ISREG)

    def is_folder(self, name: str) -> bool:
        """Whether a folder lies there, not a link to one."""
        found = self.state(name)
        return found is not None and stat.S_ISDIR(found.st_mode)

    def check_no_folder(self, name: str) -> None:
        """Raises StrangeFileError where a folder lies, whose place no file can take."""
        found = self.state(name)
        if found is not None and stat.S_ISDIR(found.st_mode):
            raise strange(self.root / name, found.st_mode)

    def move(self, old: str, new: str) -> None:
        """Put a file under another name, in place of the file or link that is there."""
        with self._at(old) as (source, one), self._at(new) as (target, other):
            os.replace(source, target, src_dir_fd=one, dst_dir_fd=other)

    def remove(self, name: str) -> None:
        """Take a file, link or pipe away, if one is there; a folder stays, and is told."""
        self.check_no_folder(name)
        if self.state(name) is None:
            return
        with self._at(name) as (last, handle), suppress(FileNotFoundError):
            os.unlink(last, dir_fd=handle)

    def clear(self, name: str, depth: int = 0) -> None:
        """Take away what lies there, and if it is a folder all in it, `depth` below the first."""
        found = self.state(name)
        if found is not None and not stat.S_ISDIR(found.st_mode):
            self.remove(name)
        elif found is not None:
            if depth > DEEPEST:
                words = f"folders are nested more than {DEEPEST} deep here"
                raise StrangeFileError(self.root / name, words, "take them away, and do it again")
            for each in self.names(name):
                self.clear(f"{name}/{each}", depth + 1)
            with self._at(name) as (last, handle):
                os.rmdir(last, dir_fd=handle)

    def make(self, name: str = "") -> None:
        """Make a folder and those above it, where they are not there."""
        self.root.mkdir(parents=True, exist_ok=True)
        parts = name.split("/") if name else []
        for count in range(1, len(parts) + 1):
            with self._at("/".join(parts[:count])) as (last, handle):
                with suppress(FileExistsError):
                    os.mkdir(last, dir_fd=handle)
                found = os.lstat(last, dir_fd=handle)
            self._check(self.root.joinpath(*parts[:count]), found, stat.S_ISDIR)

    def names(self, name: str = "") -> list[str]:
        """The names in a folder, sorted; none where there is no folder."""
        try:
            if not self.has_handles:
                return sorted(os.listdir(self.root / name))  # noqa: PTH208
            with self._at(f"{name}/." if name else ".") as (_, handle):
                return sorted(os.listdir(handle))  # noqa: PTH208
        except FileNotFoundError:
            return []

    def touch(self, name: str) -> None:
        """Give a file the present time."""
        with self._at(name) as (last, handle):
            if handle is None:
                os.utime(last)
            else:
                os.utime(last, dir_fd=handle, follow_symlinks=False)

    def lockable(self, name: str) -> int:
        """An open file to lock, made if it isn't there; whoever takes it closes it."""
        found = self.state(name)
        if found is not None:
            self._check(self.root / name, found, stat.S_ISREG)
        with self._at(name) as (last, handle), told(self.root / name):
            made = os.open(last, _LOCK, 0o666, dir_fd=handle)
        try:
            self._check(self.root / name, os.fstat(made), stat.S_ISREG)
        except OSError:
            os.close(made)
            raise
        return made

    def sync(self, name: str = "") -> None:
        """Have a folder's names on the disk, where the system can do that."""
        with suppress(OSError), self._at(f"{name}/." if name else ".") as (_, handle):
            if handle is not None:
                os.fsync(handle)

    @contextmanager
    def _at(self, name: str) -> Iterator[tuple[str, int | None]]:
        """A name's last part and its folder's handle; or its path, and None without handles."""
        *above, last = _parts(name)
        path = self.root
        if not self.has_handles:
            for part in above:
                path = path / part
                self._check(path, path.lstat(), stat.S_ISDIR)
            yield str(path / last), None
            return
        handle = os.open(self.root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            for part in above:
                path = path / part
                with told(path):
                    inner = os.open(part, _FOLDER, dir_fd=handle)
                os.close(handle)
                handle = inner
            yield last, handle
        finally:
            os.close(handle)

    def _check(
        self, path: Path, state: os.stat_result, is_right: Callable[[int], bool], most: int = -1
    ) -> None:
        # A junction of Windows is a folder that leads elsewhere.
        leads_on = getattr(state, "st_reparse_tag", 0) == getattr(
            stat, "IO_REPARSE_TAG_MOUNT_POINT", -1
        )
        if leads_on or not is_right(state.st_mode):
            raise strange(path, stat.S_IFLNK if leads_on else state.st_mode)
        if 0 <= most < state.st_size:
            raise too_large(path, most)


def _parts(name: str) -> list[str]:
    parts = name.split("/")
    # "." at the end names the folder itself.
    for part in parts[:-1] if parts[-1] == "." else parts:
        outward = part in ("", ".", "..") or "\0" in part or (os.altsep and os.sep in part)
        if outward or (os.name == "nt" and ":" in part):
            raise ValueError(f"{name!r} is no name below a folder")
    return parts


@contextmanager
def _opened(last: str, flags: int, handle: int | None) -> Iterator[int]:
    found = os.open(last, flags, 0o666, dir_fd=handle)
    try:
        yield found
    finally:
        os.close(found)
