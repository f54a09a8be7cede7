"""What lies in this folder, what a build would make of it, and what to type."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len

from builder.content.source import ContentError
from builder.pipeline.loaded import Loaded, load
from builder.pipeline.target import SKIPPED, Target, find_targets, is_course_here, was_built
from builder.reporting.summary import files_made, found_cards

NOTES = (".md", ".markdown", ".txt", ".zip")
TABLES = (".csv", ".tsv")
DECKS = (".apkg", ".colpkg")
# Somebody may ask in a home folder: what is looked into is bounded, the rest only counted.
MOST_LISTED = 500  # names of one folder
MOST_READ = 12  # files whose cards are counted
LARGEST = 2 * 2**20  # bytes of a file whose cards are counted


def lines() -> list[str]:
    """What is in the folder that the command was given in, and the commands that go on from it."""
    if is_course_here():
        return _courses(find_targets(()))
    here = list(_listed(Path()))
    sources = [path for path in here if _is_source(path)]
    decks = [path for path in here if path.suffix.lower() in DECKS]
    folders = [path for path in here if path.is_dir() and _holds_notes(path)]
    said = [*_sources(sources), *_folders(folders), *_decks(decks)]
    return said or _starts()


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a file or a course; `cards` is 0 where it can't be built."""

    path: Path
    said: str
    cards: int
    course: str = ""
    can_build: bool = True


def _courses(targets: Iterable[Target]) -> list[str]:
    read = [_read(target) for target in targets]
    said = ["The course here:" if len(read) == 1 else f"{len(read)} courses here:", *_rows(read)]
    good = [each for each in read if each.can_build]
    if not good:
        return [*said, "", *_columns([("study check", "says what is wrong, each with its place")])]
    built = [each for each in good if was_built(f"output/{each.course}")]
    into = ", ".join(f"output/{each.course}/" for each in good[:3])
    more = [("study changes", "what was edited since the last build, and the pages to print again")]
    commands = [
        ("study build", f"makes {files_made()} into {into}{' …' if len(good) > 3 else ''}"),
        *(more if built else []),
        ("study preview", "shows it in the browser, and every change as it is saved"),
    ]
    return [*said, "", *_columns(commands)]


def _sources(paths: list[Path]) -> list[str]:
    """The files of notes and tables in this folder, and what to type for them."""
    if not paths:
        return []
    read = [_single(path) for path in paths[:MOST_READ]]
    # Those that cards were found in are what one came for.
    read.sort(key=lambda each: (-(each.cards > 0), each.path))
    count = f"{len(paths)} files" if len(paths) > 1 else "A file"
    said = [f"{count} here that can be built as {'they are' if len(paths) > 1 else 'it is'}:"]
    said += _rows(read)
    if len(paths) > len(read):
        said.append(f"  and {len(paths) - len(read)} more")
    return [*said, "", *_columns(_to_type(read, len(paths)))]


def _to_type(read: list[Read], count: int) -> Iterator[tuple[str, str]]:
    good = [each for each in read if each.can_build]
    if good:
        first = good[0]
        path = _quoted(first.path)
        yield f"study build {path}", f"makes {files_made()} of it, into output/{first.course}/"
        if not first.cards:
            yield f"study check {path} --explain", "says what became of each line"
    if count > 1:
        yield "study build .", "makes one course of all that is in this folder and below it"
    bad = [each for each in read if not each.can_build]
    if bad:
        yield f"study check {_quoted(bad[0].path)}", "says what is wrong, each with its place"


def _folders(paths: list[Path]) -> list[str]:
    if not paths:
        return []
    shown = paths[:MOST_READ]
    said = ["Folders here with notes in them; each makes one course:"]
    said += [f"  {path}/" for path in shown]
    if len(paths) > len(shown):
        said.append(f"  and {len(paths) - len(shown)} more")
    asked = _quoted(shown[0])
    return [*said, "", *_columns([(f"study build {asked}", f"makes {files_made()} of it")])]


def _decks(paths: list[Path]) -> list[str]:
    if not paths:
        return []
    path = paths[0]
    name = path.stem if Path(path.stem) != path else "my-course"
    said = ["A deck of Anki's here:", *(f"  {each}" for each in paths[:MOST_READ])]
    folder = _quoted(Path(f"{name}-course" if os.path.lexists(name) else name))
    convert = f"study convert {_quoted(path)} {folder}"
    words = "makes a course of it, whose deck updates the very notes that learners have"
    return [*said, "", *_columns([(convert, words)])]


def _starts() -> list[str]:
    """What to type where there is nothing yet."""
    return [
        "There are no notes and no course in this folder. What you have, and what to type:",
        "",
        *_columns(
            [
                ("study build notes.md", "notes: Markdown or text, a folder of them, or a .zip"),
                ("study build words.csv", "a table: a term and its meaning in a line (.csv, .tsv)"),
                ("study convert deck.apkg my-course", "a deck that Anki exported"),
                ("study init my-course", "nothing yet: a small course to change (--language en)"),
            ]
        ),
    ]


def _listed(folder: Path) -> Iterator[Path]:
    """Files and folders that somebody may mean, by name: no links, nothing hidden."""
    try:
        with os.scandir(folder) as entries:
            there = sorted(entries, key=lambda entry: entry.name)
        for entry in there[:MOST_LISTED]:
            if entry.is_symlink() or entry.name.startswith("."):
                continue
            if entry.name.lower() not in SKIPPED and not was_built(entry.path):
                yield folder / entry.name
    except OSError:
        return  # a folder that may not be looked into has nothing to show


def _holds_notes(folder: Path) -> bool:
    return any(map(_is_source, _listed(folder)))


def _is_source(path: Path) -> bool:
    """Whether a file can be built; other programs have YAML of their own."""
    if not path.is_file():
        return False
    suffix = path.suffix.lower()
    if suffix not in (".yaml", ".yml"):
        return suffix in (*NOTES, *TABLES)
    with path.open(encoding="utf-8", errors="replace") as opened:
        return any(line.startswith(_COURSES_KEYS) for line in opened.read(2**16).splitlines())


_COURSES_KEYS = ("topics:", "levels:")


def _single(path: Path) -> Read:
    if path.stat().st_size > LARGEST:
        return Read(path, "large; not looked into yet", 0, path.stem)
    try:
        (target,) = find_targets((path,))
    except ContentError as error:
        return Read(path, _wrong(error), 0, can_build=False)
    return _read(target)


def _read(target: Target) -> Read:
    try:
        loaded: Loaded = load(target)
    except ContentError as error:
        return Read(target.path, _wrong(error), 0, can_build=False)
    cards, said = found_cards(loaded.course)
    text = f", {loaded.kept} lines of text" if loaded.kept and not cards else ""
    return Read(target.path, f"{said}{text}", cards, loaded.course.name)


def _wrong(error: ContentError) -> str:
    count = sum(each.severity == "error" for each in error.diagnostics)
    return f"{count} problem{'s' if count > 1 else ''}: {error.diagnostics[0].message}"


def _rows(read: list[Read]) -> list[str]:
    return _columns([(str(each.path), each.said) for each in read])


def _columns(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Each pair in a line, the second ones under one another; Korean letters are two wide."""
    pairs = list(pairs)
    wide = max(cell_len(first) for first, _ in pairs)
    return [f"  {first}{' ' * (wide - cell_len(first))}  {second}" for first, second in pairs]


def _quoted(path: Path) -> str:
    """A path as a shell takes it; Windows's wants other quotes."""
    if os.name != "nt":
        return shlex.quote(str(path))
    return f'"{path}"' if " " in str(path) else str(path)
