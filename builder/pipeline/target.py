"""The first stage: where things are, such as courses, their files and ledgers, templates."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from builder.content.names import front_matter, own_name, safe_name
from builder.content.source import ContentError, Diagnostic, Location
from builder.pipeline.files import archives
from builder.storage.publishing import MANIFEST
from builder.storage.strange import kind, told

CONTENT = "content"
TEMPLATES = "templates"
SUFFIXES = (".yaml", ".yml", ".md", ".markdown", ".txt", ".csv", ".tsv")
ARCHIVE = ".zip"
KEPT = "anki.json"  # the notes of another deck that a course's cards were made of
SKIPPED = {"readme.md", "license.md", "changelog.md"}


@dataclass(frozen=True, slots=True)
class Target:
    """A course as it lies on disk: its folder or single file, its files, its ledger.

    `unpacked` is the folder that holds what an archive held, `read_as` the shape that notes
    are read by where the command names it.
    """

    path: Path
    files: tuple[Path, ...]
    ledger: Path
    name: str
    unpacked: Path | None = None
    read_as: str = ""

    @property
    def root(self) -> Path:
        """The folder that holds everything of the course."""
        if self.unpacked:
            return self.unpacked
        return self.path if self.path.is_dir() else self.path.parent

    def shown(self, file: Path) -> str:
        """A file's name as the author knows it: as given, not resolved."""
        if self.unpacked:
            return str(self.path / file.relative_to(self.unpacked))
        return str(file)


def find_targets(paths: Iterable[Path]) -> tuple[Target, ...]:
    """The courses at `paths`, or those `here` where there are none.

    A folder is one course, unless it only holds folders that are. Raises ContentError for
    what is missing, empty or of no kind that can be read.
    """
    given = tuple(paths) or here()
    found: list[Target] = []
    diagnostics: list[Diagnostic] = []
    for path in given:
        try:
            found += _at(path)
        except ContentError as error:
            diagnostics += error.diagnostics
        except OSError as error:
            words = f"this can't be read: {error.strerror}"
            place = Location(str(error.filename or path))
            diagnostics.append(Diagnostic(place, words, "check its permissions"))
    diagnostics += _of_one_name(found)
    if diagnostics:
        raise ContentError(diagnostics)
    return tuple(found)


def _of_one_name(targets: list[Target]) -> Iterator[Diagnostic]:
    """A problem for each course whose files would take the place of another's."""
    taken: dict[str, Path] = {}
    for target in targets:
        name = (own_name(_beginning(target.files[0])) or target.name).casefold()
        if taken.setdefault(name, target.path) != target.path:
            words = (
                f"this course and {taken[name]} are both called {name}: one folder can't be both's"
            )
            hint = "write 'name: …' with another name in one of them, or build one alone"
            yield Diagnostic(Location(str(target.path)), words, hint)


def _beginning(file: Path) -> str:
    """The settings at the head of a file, where its course may name itself."""
    if file.suffix.lower() not in (".yaml", ".yml", ".md", ".markdown"):
        return ""
    with told(file), file.open("rb") as opened:
        text = opened.read(2**16).decode("utf-8", "replace")
    return text if file.suffix.lower() in (".yaml", ".yml") else front_matter(text)


def check_watchable(paths: Iterable[Path]) -> None:
    """Raises ContentError for what no save can mend: neither a folder nor a file that is read.

    A folder that holds no course yet may come to hold one.
    """
    lost = [path for path in paths if not path.is_dir()]
    if lost:
        find_targets(lost)


def again(target: Target) -> Target:
    """The same course with the files that it has now."""
    if target.path.is_file():
        files = _archive(target.path) if target.unpacked else target
        return replace(target, files=files.files, unpacked=files.unpacked)
    try:
        return replace(target, files=_files(target.path))
    except OSError:
        return replace(target, files=())


def lone_ledgers(target: Target) -> tuple[str, ...]:
    """The names of ledgers beside a single file that no file there is the course of."""
    if not target.path.is_file():
        return ()
    there = sorted(target.path.parent.glob("*.ledger.jsonl"))
    stems = {path.stem for path in target.path.parent.iterdir() if path.suffix in SUFFIXES}
    return tuple(
        path.name for path in there if path.name.removesuffix(".ledger.jsonl") not in stems
    )


def template_folders(own: Path | None) -> tuple[Path, ...]:
    """Where templates are looked for: a folder of one's own first, then the shipped ones."""
    return (*((own,) if own else ()), shipped_templates())


def shipped_templates() -> Path:
    """The templates that came with the package, or stand beside it in a checkout."""
    package = Path(__file__).parent.parent
    packaged = package / TEMPLATES
    return packaged if packaged.is_dir() else package.parent / TEMPLATES


def here() -> tuple[Path, ...]:
    """What is built where nothing is named: `content/`, else this course or the courses here.

    Raises ContentError where there are none.
    """
    if Path("course.yaml").is_file() and not Path(CONTENT).is_dir():
        return (Path(),)
    if found := _below_here():
        for folder in found:
            _check_named(folder)
        return found
    words = "there is no course here: no folder content, no course.yaml"
    hint = "name a course or a file of notes, or start one with `study init my-course`"
    raise ContentError([Diagnostic(Location("."), words, hint)])


def is_course_here() -> bool:
    """Whether a build that is given no course would find one."""
    return Path("course.yaml").is_file() or bool(_below_here())


def _below_here() -> tuple[Path, ...]:
    if Path(CONTENT).is_dir():
        return (Path(CONTENT),)
    return tuple(sorted(path.parent for path in Path().glob("*/course.yaml")))


def _check_named(folder: Path) -> None:
    """Refuse a link that nobody named: a stranger's folder could lead to one's own files."""
    if folder.is_symlink():
        words = f"this is a link to {folder.resolve()}, and nobody named it"
        hint = f"name it to use it: study build {folder}"
        raise ContentError([Diagnostic(Location(str(folder)), words, hint)])


def _at(path: Path) -> list[Target]:
    if path.is_file():
        return [_single(path)]
    if not path.is_dir():
        raise ContentError([_strange(path) if os.path.lexists(path) else _missing(path)])
    files = _files(path)
    inner = [each for each in sorted(path.iterdir()) if (each / "course.yaml").is_file()]
    if inner and not any(file.parent == path for file in files):
        _check_inside(path, inner)
        return [_folder(each, _files(each)) for each in inner]
    if not files:
        words = "this folder holds no course" if any(path.iterdir()) else "this folder is empty"
        hint = "a course is a folder with .yaml, .md or .txt files"
        raise ContentError([Diagnostic(Location(str(path)), words, hint)])
    return [_folder(path, files)]


def _strange(path: Path, wanted: str = "a course's folder or file") -> Diagnostic:
    """What lies there is neither a file nor a folder."""
    words = f"this is {kind(path.lstat().st_mode)}"
    if path.is_symlink():
        words += f" to {os.readlink(path)}, and there is nothing to read"  # noqa: PTH115
    return Diagnostic(Location(str(path)), words, f"give {wanted}")


def _missing(path: Path) -> Diagnostic:
    close: list[str] = []
    if path.parent.is_dir():
        close = get_close_matches(path.name, sorted(each.name for each in path.parent.iterdir()), 1)
    hint = f"did you mean {path.parent / close[0]}?" if close else "give a course's folder or file"
    return Diagnostic(Location(str(path)), "there is no such file or folder", hint)


def _archive(path: Path) -> Target:
    """A folder of notes in an archive, such as note-taking programs export."""
    folder = archives.unpacked(path)
    files = _files(folder)
    if not files:
        words = "this archive holds no notes"
        raise ContentError([Diagnostic(Location(str(path)), words, "put .md or .csv files in it")])
    ledger = path.with_name(f"{path.stem}.ledger.jsonl")
    return Target(path, files, ledger, safe_name(path.stem), folder)


def _single(path: Path) -> Target:
    if path.suffix.lower() == ARCHIVE:
        return _archive(path)
    if path.suffix.lower() not in SUFFIXES:
        words = f"a {path.suffix or 'file without a suffix'} can't be read as a course"
        hint = (
            f"a course is a {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} file, or a folder of them"
        )
        raise ContentError([Diagnostic(Location(str(path)), words, hint)])
    ledger = path.with_name(f"{path.stem}.ledger.jsonl")
    return Target(path, (path,), ledger, safe_name(path.stem))


def _folder(path: Path, files: tuple[Path, ...]) -> Target:
    return Target(path, files, path / "ledger.jsonl", safe_name(path.resolve().name))


def _files(folder: Path) -> tuple[Path, ...]:
    """The folder's readable files in reading order: `course.yaml` first, numbers as numbers.

    Raises ContentError for links that lead out of the folder: a course reads only what is its own.
    """
    found = [
        path
        for path in _below(folder)
        if (path.suffix.lower() in SUFFIXES or path == folder / KEPT)
        and path.name.lower() not in SKIPPED
        and not path.name.startswith(".")
    ]
    _check_inside(folder, found)
    settings = folder / "course.yaml"
    _check_files([*found, *([settings] if settings.is_dir() else [])])
    return tuple(sorted(found, key=lambda path: _order(path.relative_to(folder))))


def _check_inside(folder: Path, found: list[Path]) -> None:
    inside = folder.resolve()
    strange = [path for path in found if not _resolved(path).is_relative_to(inside)]
    if strange:
        hint = "put the file itself into the course's folder"
        words = "this link leads out of the course"
        raise ContentError(Diagnostic(Location(str(path)), words, hint) for path in strange)


def _resolved(path: Path) -> Path:
    """Where a path leads; a link that leads to itself leads nowhere."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # as some versions of Python tell it
        return path


def _check_files(found: list[Path]) -> None:
    """A file that is passed over without a word would retire all of its cards."""
    strange = [_strange(path, "a file of a course") for path in found if not path.is_file()]
    if strange:
        raise ContentError(strange)


DEEPEST = 32  # folders in one another: more have no name that every system takes


def _below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, hidden folders left out. Raises OSError for what can't be listed.

    A folder that is passed over without a word would retire all of its cards.
    """
    left = [(folder, 0)]
    while left:
        place, depth = left.pop()
        if depth > DEEPEST:
            words = f"folders are nested more than {DEEPEST} deep here"
            raise ContentError([Diagnostic(Location(str(place)), words, "move them up")])
        with os.scandir(place) as entries:
            there = sorted(entries, key=lambda entry: entry.name)
        for entry in there:
            if not entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)
            elif not entry.name.startswith(".") and not was_built(entry.path):
                left.append((Path(entry.path), depth + 1))


def was_built(folder: str) -> bool:
    """Whether a build put its files there: a deck as text would be read as notes, card by card."""
    return os.path.isfile(os.path.join(folder, MANIFEST))  # noqa: PTH113, PTH118  (a quick build)


def _order(path: Path) -> tuple[bool, list[tuple[int, str]], str]:
    pieces = re.split(r"(\d+)", path.as_posix().lower())
    natural = [(int(p), "") if p.isdigit() and p.isascii() else (-1, p) for p in pieces]
    return path.as_posix() != "course.yaml", natural, path.as_posix()
