"""What an author is helped with: a course to start from, a new topic, notes turned into YAML."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from builder.content.model import Course, Picture
from builder.content.source import ContentError, Diagnostic, Location
from builder.languages import folders
from builder.pipeline.target import Target, safe_name
from builder.readers.yaml import writing
from builder.readers.yaml.schema import KINDS, schema

SCHEMAS = ".schema"


def start(folder: Path, language: str, title: str, id: str) -> list[Path]:
    """Write a small course that builds at once. Raises ContentError if the folder isn't empty.

    `id` is the course's own: all who start from here write the same first cards.
    """
    _check_empty(folder)
    shipped = folders.FOLDER / language / "start"
    texts = {
        path.relative_to(shipped).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(shipped.rglob("*.yaml"))
    }
    settings = texts["course.yaml"]
    for key, value in (("name", safe_name(folder.resolve().name)), ("id", id), ("title", title)):
        settings = settings.replace(f"{key}: {key.upper()}\n", f"{key}: {writing.scalar(value)}\n")
    texts["course.yaml"] = settings
    return _write(folder, texts)


def add_topic(course: Path, title: str, part: str) -> Path:
    """Write a new topic's file after the last one, and return its path.

    Raises ContentError where `course` is no course folder.
    """
    if not (course / "course.yaml").is_file():
        hint = "give a folder that holds course.yaml, or start one with `study init`"
        raise ContentError([Diagnostic(Location(str(course)), "this is no course folder", hint)])
    topics = course / "topics"
    numbers = [int(m[0]) for path in topics.glob("*.y*ml") if (m := re.match(r"\d+", path.name))]
    key = safe_name(title).lower()
    path = topics / f"{max(numbers, default=0) + 1:02}-{key}.yaml"
    lines = [
        f"title: {writing.scalar(title)}",
        *([f"part: {writing.scalar(part)}"] if part else []),
    ]
    _write(course, {path.relative_to(course).as_posix(): "\n".join([*lines, _SKELETON])})
    return path


def convert(course: Course, target: Target, folder: Path) -> list[Path]:
    """Write a course as YAML, with its pictures and ledger.

    Raises ContentError if the folder isn't empty, or a picture would come to lie outside it.
    """
    _check_empty(folder)
    pictures = {_place(picture, folder): picture.data for picture in course.pictures}
    written = _write(folder, writing.files(course))
    for path, data in pictures.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    if target.ledger.is_file():
        shutil.copyfile(target.ledger, folder / "ledger.jsonl")
        written.append(folder / "ledger.jsonl")
    return written


def _place(picture: Picture, folder: Path) -> Path:
    """Where the written texts find a picture: from the course's folder, or their own."""
    up = picture.src.startswith("..")
    path = Path(os.path.normpath(folder / "topics" / picture.src if up else folder / picture.src))
    if not path.is_relative_to(os.path.normpath(folder)):
        hint = "move it below the folder of the file that shows it"
        words = f"the picture {picture.src} can't be brought along"
        raise ContentError([Diagnostic(Location(picture.file), words, hint)])
    return path


_SKELETON = """\
# concept: |
#   A paragraph on what it is and which problem it solves.
# cheat:
#   - "`command` what it does"
# levels:
#   1:
#     terms:
#       - term: name
#         meaning: what it is
#     questions:
#       - ask: a question?
#         answer: its answer
# scenarios:
#   - title: what goes wrong
#     situation: what is seen
#     steps: [first, then]
"""


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "give a new folder; nothing that is there is overwritten"
        raise ContentError([Diagnostic(Location(str(folder)), "this folder is not empty", hint)])


def _write(folder: Path, texts: dict[str, str]) -> list[Path]:
    """Write files with a first line that ties them to the schema for editors."""
    for kind in KINDS:
        path = folder / SCHEMAS / f"{kind}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(schema(kind), encoding="utf-8")
    written = []
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        kind, up = {"topics": ("topic", "../"), "stories": ("story", "../")}.get(
            name.partition("/")[0], ("course", "")
        )
        line = f"# yaml-language-server: $schema={up}{SCHEMAS}/{kind}.json\n"
        path.write_text(line + text, encoding="utf-8")
        written.append(path)
    return written
