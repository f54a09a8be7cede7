"""`make paper`: how many sheets a course costs who prints it on both sides, before and after.

Without folders, the course of a commit is built twice, by that commit's program and by this one;
`make paper ARGS="--before FOLDER --after FOLDER"` counts what is built already.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build/paper"
COMMIT = "e5dec46"  # the course that paper was first counted on
COURSE = "content/devops"
KINDS = ("handout", "worksheet", "flashcards", "interview", "poster")


def main(arguments: list[str] | None = None) -> None:
    """Count what is asked for."""
    asked = _parser().parse_args(arguments)
    before = asked.before or _built_by_commit(asked.commit, asked.course)
    after = asked.after or _built_here(asked.commit, asked.course)
    print(table(counted(before), counted(after)))


def counted(folder: Path) -> dict[str, tuple[int, int]]:
    """By kind of output, the pages of its files and the sheets they take, a file beginning one."""
    found = dict.fromkeys(KINDS, (0, 0))
    for path in sorted(folder.glob("*.pdf")):
        kind = path.stem.partition("-")[0]
        if kind in found:
            with pypdfium2.PdfDocument(path) as pdf:
                pages = len(pdf)
            found[kind] = found[kind][0] + pages, found[kind][1] + -(-pages // 2)
    return found


def table(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> str:
    """Pages and sheets of each kind of output, before and after, and of all."""
    return "\n".join(_lines(before, after))


def _lines(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> Iterator[str]:
    yield f"{'':12}{'pages':>14}{'sheets':>16}"
    for kind in KINDS:
        (old_pages, old), (new_pages, new) = before[kind], after[kind]
        yield f"{kind:12}{old_pages:6} ->{new_pages:5}{old:8} ->{new:5}"
    sums = [sum(each[kind][1] for kind in KINDS) for each in (before, after)]
    yield f"{'all':12}{'':14}{sums[0]:8} ->{sums[1]:5}"


def _built_by_commit(commit: str, course: str) -> Path:
    folder = WORK / commit
    if not folder.is_dir():
        done = subprocess.run(
            ["git", "-C", str(ROOT), "archive", commit], capture_output=True, check=True
        )
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
    return _built(folder, folder / course, WORK / "before")


def _built_here(commit: str, course: str) -> Path:
    return _built(ROOT, WORK / commit / course, WORK / "after")


def _built(program: Path, course: Path, into: Path) -> Path:
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(into)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(program)}, check=True)
    return into / course.name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make paper", description=__doc__)
    parser.add_argument("--before", type=Path, help="folder of files built before")
    parser.add_argument("--after", type=Path, help="folder of files built after")
    parser.add_argument("--commit", default=COMMIT, help="whose program and content is before")
    parser.add_argument("--course", default=COURSE, help="folder of the course at that commit")
    return parser


if __name__ == "__main__":
    main()
