"""The steps that make a build's files those of their folder, written down before the first.

A build that is stopped between them is finished by the next one. But the folder may come from a
stranger, who could write steps of his own: so each journal is sealed with a mark that nobody can
guess, and the mark is kept in a folder of the user's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builder.storage.below import Below
from builder.storage.digest import digest

LONGEST = 2**20  # bytes of a journal or a list of files: thousands of names
_MARK = 200  # bytes


@dataclass(frozen=True, slots=True)
class Journal:
    """What is to be done: staged files that take their places, and files that go.

    `ledger` is a digest of the ledger's place where a new ledger takes it, else empty.
    """

    moves: tuple[str, ...]
    gone: tuple[str, ...]
    ledger: str = ""


def is_name(name: object) -> bool:
    """Whether this names a file of the output folder itself, and none of the program's own."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= 200
        and name[0] != "."
        and not any(each in "/\\:" or ord(each) < 32 for each in name)
    )


def write(journal: Journal, mark: str) -> bytes:
    """A journal's bytes, sealed with a mark."""
    said = {"moves": journal.moves, "gone": journal.gone, "ledger": journal.ledger}
    return sealed(json.dumps(said).encode(), mark)


def sealed(body: bytes, mark: str) -> bytes:
    """The bytes of a journal that says so."""
    return _seal(body, mark).encode() + b"\n" + body


def read(data: bytes, mark: str) -> Journal | None:
    """A journal, or None where it was not sealed with the mark or doesn't say what one says."""
    seal, _, body = data.partition(b"\n")
    if not mark or seal != _seal(body, mark).encode():
        return None
    try:
        match json.loads(body):
            case {"moves": list(moves), "gone": list(gone), "ledger": str(ledger)}:
                if all(map(is_name, (*moves, *gone))):
                    return Journal(tuple(moves), tuple(gone), ledger)
    except (ValueError, RecursionError):
        pass
    return None


def listed(data: bytes) -> set[str]:
    """The names in a list of files, as far as they are names; none where it is no list."""
    try:
        names = json.loads(data)
    except (ValueError, RecursionError):
        return set()
    return {name for name in names if is_name(name)} if isinstance(names, list) else set()


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of this user's builds that are under way, in a folder that is his alone.

    `new` gives the mark of a build to come: at least 32 random characters. Without it, or without
    a folder, none is kept: then a build that was stopped is not finished, only made again.
    """

    folder: Path | None = None
    new: Callable[[], str] | None = None

    def keep(self, output: Path) -> str:
        """Note the new mark for a build into a folder, and return it; empty if it can't be."""
        if self.folder is None or not self.new:
            return ""
        mark = self.new()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            Below(self.folder).write(_named(output), mark.encode())
        except OSError:
            return ""
        return mark

    def kept(self, output: Path) -> str:
        """The mark of a build into this folder that was stopped, if there is one."""
        if self.folder is None:
            return ""
        try:
            return Below(self.folder).read(_named(output), _MARK).decode("ascii", "replace")
        except OSError:
            return ""

    def drop(self, output: Path) -> None:
        """Forget the mark: no journal in this folder counts any more."""
        if self.folder is not None:
            Below(self.folder).remove(_named(output))


NO_MARKS = Marks()


def _named(output: Path) -> str:
    return digest(output.resolve())[:32]


def _seal(body: bytes, mark: str) -> str:
    return hashlib.blake2b(body, key=mark.encode()[:64], digest_size=32).hexdigest()
