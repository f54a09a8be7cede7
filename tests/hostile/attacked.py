"""Runs commands on hostile folders in this process, and tells what they did outside of them.

python -m tests.hostile.attacked FOLDER NAME…  prints a line of JSON a case
"""

from __future__ import annotations

import hashlib
import io
import os
import resource
import shlex
import signal
import stat
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType
from typing import Any

from tests.hostile.further import EVERY
from tests.hostile.planting import Case, Place, prepare
from tests.hostile.run import say

MEMORY = 3 * 2**29  # bytes of addresses: the libraries alone map a third of it
PATIENCE = 25  # seconds of the clock after which a case that waits for something is given up

OUTSIDE: list[str] = []  # what was opened for writing, renamed or removed where nothing may be
INSIDE: list[str] = []
BELOW: list[int] = []  # the folder's handle of the `os.open` that is under way

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
UNFOLLOWED = getattr(os, "O_NOFOLLOW", 0) | os.O_EXCL
# Each event that changes the disk: at which places of its arguments the paths and handles stand.
CHANGES = {
    "os.rename": ((0, 2), (1, 3)),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "os.truncate": ((0, None),),
}


class WaitsError(BaseException):
    """A command waits for something for ever; nothing that it catches."""


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note whatever is opened for writing, made, renamed or removed outside."""
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & WRITING and not isinstance(path, int):
            below = BELOW[-1] if BELOW else None
            _note(event, _real(path, below, follows=not flags & UNFOLLOWED))
    elif event in CHANGES:
        for at, handle in CHANGES[event]:
            if isinstance(path := arguments[at], str | bytes | os.PathLike):
                below = arguments[handle] if handle is not None else None
                _note(event, _real(path, below, follows=event in ("os.chmod", "os.utime")))


def _real(path: str | bytes | os.PathLike[str], below: int | None, *, follows: bool) -> str:
    whole = os.fsdecode(path)
    if below is not None and below >= 0:
        whole = f"{os.readlink(f'/proc/self/fd/{below}')}/{whole}"  # noqa: PTH115
    folder, name = os.path.split(whole)
    return os.path.realpath(whole) if follows else f"{os.path.realpath(folder)}/{name}"


def _note(event: str, path: str) -> None:
    if not path.startswith(tuple(f"{each}/" for each in INSIDE)) and path not in (
        "/dev/null",
        *INSIDE,
    ):
        OUTSIDE.append(f"{event} {path}")


def with_handles(real: Any) -> Any:
    """`os.open`, which says before which folder's handle it opens: the event doesn't hold it."""

    def opening(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        BELOW.append(-1 if dir_fd is None else dir_fd)
        try:
            return int(real(path, flags, mode, dir_fd=dir_fd))
        finally:
            BELOW.pop()

    return opening


def main() -> None:
    """Run the cases that are named."""
    folder = Path(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.addaudithook(watch)
    os.open = with_handles(os.open)
    import builder.cli.build  # noqa: F401  (what it loads must not count)

    for name in sys.argv[2:]:
        place = prepare(folder / "".join(c if c.isalnum() else "-" for c in name))
        if name == "the guard itself":
            say({"name": name, **_attacked(place, Case(lambda _: None, ""), guard)})
            continue
        EVERY[name].plant(place)
        say({"name": name, **_attacked(place, EVERY[name], study)})
        os.chdir(folder)
        # Python's own way to take a tree away ends at a thousand folders in one another.
        subprocess.run(["rm", "-rf", place.root / "work"], check=True)


def study(command: str) -> int:
    """The command itself, in this process."""
    from builder.cli.main import study as command_line

    return int(command_line(shlex.split(command), standalone_mode=False) or 0)


def guard(_command: str) -> int:
    """Do what no command may, for the guard to see."""
    home = Path(os.environ["HOME"])
    with (home / ".bashrc").open("a") as file:
        file.write("x")
    above = os.open(home, os.O_RDONLY)
    os.close(os.open("made", os.O_WRONLY | os.O_CREAT, dir_fd=above))
    os.rename("precious.txt", "gone.txt", src_dir_fd=above, dst_dir_fd=above)
    os.close(above)
    (home / "photos/a.jpg").unlink()
    return 0


def _attacked(place: Place, case: Case, act: Any) -> dict[str, object]:
    """Run a case's command, and say what came of it."""
    os.chdir(place.root / "work")
    kept = {"XDG_CACHE_HOME": place.home / ".cache", "XDG_STATE_HOME": place.home / ".state"}
    os.environ.update({"HOME": str(place.home), **{key: str(kept[key]) for key in kept}})
    before = snapshot(place.home)
    INSIDE[:] = [str(place.root / "work"), *map(str, kept.values()), os.environ["TMPDIR"]]
    OUTSIDE.clear()
    said, status = io.StringIO(), -1
    began = time.process_time()
    try:
        with redirect_stdout(said), redirect_stderr(said), limited():
            status = act(case.command)
    except (Exception, WaitsError) as error:
        status = getattr(error, "exit_code", -1)
        if status < 0:
            said.write(traceback.format_exc())
        else:
            said.write(getattr(error, "message", ""))
    INSIDE.append(str(place.root))  # what follows is the guard's own
    return {
        "status": status,
        "said": said.getvalue()[-4000:],
        "outside": list(OUTSIDE),
        "changed": changed(before, snapshot(place.home)),
        "built": is_built(place),
        "seconds": time.process_time() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def is_built(place: Place) -> bool:
    """Whether a deck lies in its place, an ordinary file of the program's own."""
    deck = place.built / "deck.apkg"
    if place.built.is_symlink() or deck.is_symlink() or not deck.is_file():
        return False
    with deck.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything below a folder but the program's own folders: kind, times, content."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.partition("/")[0] in (".cache", ".state"):
            continue
        state = path.lstat()
        data = path.read_bytes() if stat.S_ISREG(state.st_mode) else b""
        content = hashlib.sha256(data).digest()
        found[name] = (state.st_mode, state.st_ino, state.st_mtime_ns, content)
    return found


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names that came, went, or are not what they were."""
    return sorted(name for name in before.keys() | after if before.get(name) != after.get(name))


@contextmanager
def limited() -> Iterator[None]:
    """End what waits for ever."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise WaitsError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
