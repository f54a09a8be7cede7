"""Archives unpacked where no name in them can reach anything but their own folder."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from builder.content.names import is_device
from builder.content.source import ContentError, Diagnostic, Location

MOST = 20_000  # files of an archive
LARGEST = 500 * 2**20  # bytes of all of them


def unpacked(path: Path) -> Path:
    """The folder that holds what a .zip file held, the same for the same file.

    Raises ContentError for an archive that is damaged, too large or locked.
    """
    try:
        state = path.stat()
        said = f"{path.resolve()}\0{state.st_size}\0{state.st_mtime_ns}"
        name = f"study-{os.getuid() if hasattr(os, 'getuid') else 0}-"
        digest = hashlib.sha256(said.encode()).hexdigest()[:24]
        folder = Path(tempfile.gettempdir()) / f"{name}{digest}"
        if not _is_own(folder):
            with zipfile.ZipFile(path) as archive:
                _unpack(path, archive, folder)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        words = f"this archive can't be opened: {error}"
        raise ContentError([Diagnostic(Location(str(path)), words, "export it again")]) from None
    return folder


def _is_own(folder: Path) -> bool:
    """A folder that this user unpacked before; one that another user laid there is not taken."""
    try:
        state = folder.lstat()
    except OSError:
        return False
    return (
        folder.is_dir()
        and not folder.is_symlink()
        and (not hasattr(os, "getuid") or state.st_uid == os.getuid())
    )


def _unpack(path: Path, archive: zipfile.ZipFile, folder: Path) -> None:
    members = list(_members(archive))
    if len(members) > MOST or sum(each.file_size for each, _ in members) > LARGEST:
        words = f"this archive is too large ({len(members):,} files)"
        hint = f"an archive may hold {MOST:,} files and {LARGEST // 2**20} MB"
        raise ContentError([Diagnostic(Location(str(path)), words, hint)])
    made = Path(tempfile.mkdtemp(prefix="study-"))
    left = LARGEST
    for member, name in members:
        file = made / name
        if file.exists():  # where two names of an archive are one to this system
            shutil.rmtree(made)
            raise zipfile.BadZipFile(f"{name} is in it twice")
        file.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, file.open("wb") as into:
            while data := source.read(2**20):
                left -= len(data)
                if left < 0:  # sizes in an archive may lie
                    shutil.rmtree(made)
                    raise zipfile.BadZipFile("it holds more than it says")
                into.write(data)
    try:
        made.rename(folder)
    except OSError:  # another build was faster
        shutil.rmtree(made, ignore_errors=True)
        if not _is_own(folder):
            raise


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Each file with a name that stays below the folder; links and hidden files are left out."""
    for member in archive.infolist():
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        name = below(member.filename, is_windows=os.name == "nt")
        hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
        if not member.is_dir() and name.parts and not is_link and not hidden:
            yield member, name


def below(name: str, *, is_windows: bool) -> PurePosixPath:
    """The place below a folder that a member's name means, with no parts where it means none.

    On Windows `C:` in it would lead to another disk, and some names open a device.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if is_windows:
        parts = tuple(_for_windows(part) for part in parts)
    return PurePosixPath(*(part for part in parts if part.strip("/") not in ("", "..", ".")))


def _for_windows(part: str) -> str:
    if part in ("/", "..", "."):
        return part
    # Windows leaves blanks and dots at the end away, so that "con ." is a device too.
    named = _NO_NAME.sub("-", part).rstrip(" .")
    return f"-{named}" if is_device(named) else named


_NO_NAME = re.compile(r'[<>:"|?*\x00-\x1f]')
