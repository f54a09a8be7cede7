"""Guides as they are read: their commands, what these print, and the files in between.

A block marked `console` holds commands after `$ ` and what they print; a line `…` stands for
any lines. A block in another language is a file, named at the end of the line before it; a
`diff` changes lines of one.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# What is shown but can't be run here, and why.
NOT_RUN = {
    r"make [a-z-]+": "it installs what is missing, or runs these tests",
    r"git clone .+": "it needs a network",
    r"(pipx|pip|uv tool) install .+": "it needs a network",
    r"\. \.venv/bin/activate": "the environment is made by make",
    r"\.venv/bin/pytest.*": "it is what runs this test",
    r"study preview.*": "it serves until it is stopped",
    r"study (build|check) .*--watch.*": "it watches until it is stopped",
}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file that it is, and its text from a line (from 1)."""

    language: str
    file: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """A command, what it is said to print, and its line."""

    said: str
    printed: tuple[str, ...]
    line: int


def blocks(document: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown text in order."""
    before, fence, kept = "", "", Block("", "", "", 0)
    for number, line in enumerate(document.splitlines(), 1):
        if fence and re.fullmatch(rf" {{0,3}}{fence}`*\s*", line):
            yield kept
            fence, before = "", ""
        elif fence:
            kept = Block(kept.language, kept.file, f"{kept.text}{line}\n", kept.line)
        elif opened := re.fullmatch(r"(`{3,})(\w*)", line):
            named = re.search(r"`([^` ]+)`:$", before)
            fence = opened[1]
            kept = Block(opened[2], named[1] if named else "", "", number + 1)
        elif line.strip():
            before = line.rstrip()


def commands(block: Block) -> Iterator[Command]:
    """The commands of a `console` block."""
    lines = list(enumerate(block.text.splitlines(), block.line))
    starts = [index for index, (_, line) in enumerate(lines) if line.startswith("$ ")]
    assert starts[:1] == [0], f"line {block.line}: a console block begins with a command"
    for start, end in pairwise([*starts, len(lines)]):
        number, line = lines[start]
        yield Command(line[2:], tuple(text for _, text in lines[start + 1 : end]), number)


def why_not_run(command: str) -> str:
    """The reason for not running a command, empty for one that is run."""
    return next((why for each, why in NOT_RUN.items() if re.fullmatch(each, command)), "")


def faults(document: str, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Follow a document in a folder, and tell where it doesn't go as the document says."""
    found: list[str] = []
    here = Place(folder, dict(environment))
    for block in blocks(document):
        if block.language == "console":
            found += here.run(list(commands(block)))
        elif block.language == "diff":
            found += here.edit(block)
        elif block.file:
            here.write(block)
        elif block.language != "text":
            found.append(f"line {block.line}: no line before this block names its file")
    return found


@dataclass
class Place:
    """Where a reader of the guide stands."""

    folder: Path
    environment: dict[str, str]
    status: int = 0

    def run(self, asked: list[Command]) -> list[str]:
        found = []
        for command, following in pairwise([*asked, Command("", (), 0)]):
            if why_not_run(command.said):
                continue
            if command.said.startswith("cd "):
                self.folder /= command.said[3:]
                continue
            printed = self._printed(command.said)
            if command.printed and not fits(list(command.printed), printed.splitlines()):
                found.append(f"line {command.line}: {command.said} prints\n{printed}")
            if self.status and following.said != "echo $?":
                found.append(f"line {command.line}: {command.said} ends with {self.status}")
        return found

    def write(self, block: Block) -> None:
        path = self.folder / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def edit(self, block: Block) -> list[str]:
        path = self.folder / block.file
        lines = block.text.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] != "+")
        new = "".join(line[1:] for line in lines if line[0] != "-")
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if not old or text.count(old) != 1:
            return [f"line {block.line}: {block.file} has {text.count(old)} times what it changes"]
        path.write_text(text.replace(old, new), encoding="utf-8")
        return []

    def _printed(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.status}); {command}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", cwd=self.folder, env=self.environment,
            check=False, timeout=120,
        )  # fmt: skip
        self.status = done.returncode
        # How far a build is is said only where it takes long.
        return re.sub(r"(?m)^\S+: \d+ of \d+ files made.*\n", "", done.stdout)


def fits(said: list[str], printed: list[str]) -> bool:
    """Whether lines are as a guide says, but for sizes, times and what `…` stands for."""
    if not said:
        return not printed
    first, *rest = said
    if first.strip() == "…":
        return any(fits(rest, printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and _flat(first) == _flat(printed[0]) and fits(rest, printed[1:])


def _flat(line: str) -> str:
    sized = re.sub(r"[\d.,]+ (KB|MB|s)\b", r"0 \1", line)
    return " ".join(sized.split())
