"""The guides: every command in them runs, prints what they say, and every link leads somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.cli.main import COMMANDS
from tests.conftest import ROOT
from tests.support import guides

# Each guide, and what of the checkout its commands need beside them.
GUIDES = {
    "README.md": (),
    "README.ko.md": (),
    "CONTRIBUTING.md": (),
    "docs/writing-a-course.md": (),
    "docs/changing-the-look.md": ("builder", "templates"),
    "docs/the-ledger.md": (),
    "docs/feedback.md": (),
    "docs/the-house.md": (),
}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def environment(folder: Path, code: Path) -> dict[str, str]:
    """What a reader's shell has: the `study` of this environment, running `code`, and git."""
    who = {"NAME": "Reader", "EMAIL": "reader@example.org"}
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(code),
        "HOME": str(folder.with_name(f"{folder.name}-home")),  # not what is committed
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{role}_{key}": at for role in ("AUTHOR", "COMMITTER") for key, at in who.items()},
    }


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_does_what_the_guide_says(name: str, tmp_path: Path) -> None:
    """A reader who follows a guide from its first line to its last sees what it shows."""
    for each in GUIDES[name]:
        bare = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / each, tmp_path / each, ignore=bare)
    code = tmp_path if "builder" in GUIDES[name] else ROOT
    assert guides.faults(text_of(name), tmp_path, environment(tmp_path, code)) == []


def test_the_guides_are_all_there() -> None:
    """Every page of docs/ is a guide that is followed, or shows no command."""
    pages = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
    assert len(pages) > 5
    for page in (*pages, "SECURITY.md", "templates/README.md"):
        shown = [block for block in guides.blocks(text_of(page)) if block.language != "text"]
        assert page in GUIDES or not shown, page
    for guide in GUIDES:
        assert not re.search(r"^```(sh|bash|shell)?$\n\$? ?study", text_of(guide), re.MULTILINE)


def test_what_is_not_run_is_there() -> None:
    """The targets of make that guides name stand in the Makefile, the commands in `study`."""
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = {target for guide in GUIDES for target in re.findall(r"`make ([a-z]+)", text_of(guide))}
    left = set()
    for guide in GUIDES:
        for block in guides.blocks(text_of(guide)):
            if block.language == "console":
                left |= {each.said for each in guides.commands(block)}
    skipped = {said for said in left if guides.why_not_run(said)}
    named |= {said.split()[1] for said in skipped if said.startswith("make ")}
    assert "build" in named
    assert named <= targets
    for said in skipped:
        if said.startswith("study "):
            assert said.split()[1] in {*COMMANDS, "preview"}, said


@pytest.mark.skipif("preview" not in COMMANDS, reason="this version has no preview yet")
def test_the_preview_is_there() -> None:
    """The preview that the README names knows its options."""
    run = [sys.executable, "-m", "builder", "preview", "--help"]
    assert subprocess.run(run, cwd=ROOT, capture_output=True, check=False).returncode == 0


READ = ("SECURITY.md", "templates/README.md", "docs/what-is-kept.md", "docs/what-is-kept.ko.md")


@pytest.mark.parametrize("name", [*GUIDES, *READ])
def test_every_link_leads_somewhere(name: str) -> None:
    """Links and pictures between the project's files name files, and headings that are there."""
    shown = re.sub(r"(`+).*?\1", "", text_of(name), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", shown):
        path, _, anchor = link.partition("#")
        if "://" in path:
            continue
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name}: {link}"
        if anchor:
            heads = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in slugs, f"{name}: {link}"


def test_the_two_readmes_say_the_same() -> None:
    """The English and the Korean README link to each other, and have the same sections."""
    english, korean = text_of("README.md"), text_of("README.ko.md")
    assert "](README.ko.md)" in english
    assert "](README.md)" in korean
    heads = [len(re.findall(r"^## ", text, re.MULTILINE)) for text in (english, korean)]
    assert heads[0] == heads[1] > 5
    kinds = [[block.language for block in guides.blocks(text)] for text in (english, korean)]
    assert kinds[0] == kinds[1]


def test_what_is_kept_is_the_same_in_both_languages() -> None:
    """The page for a group says as much in Korean: the same sections, tables and losses."""
    english, korean = (text_of(f"docs/what-is-kept{end}.md") for end in ("", ".ko"))
    for pattern in (r"^## ", r"^\|", r"\*\*", r"`deck\.txt`"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, korean)]
        assert counts[0] == counts[1] > 0, pattern


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_a_reader_begins_with_what_there_is(name: str) -> None:
    """The README's first section has what to type from each of the four starts."""
    first = text_of(name).split("\n## ")[1]
    typed = [
        set(re.findall(r"`(study [a-z]+)", row)) for row in first.splitlines() if row[0:1] == "|"
    ]
    assert typed[2:6] == [
        {"study build"}, {"study build"}, {"study convert", "study build"},
        {"study init", "study build"},
    ]  # fmt: skip


WRONG = {
    "a command that fails": ("```console\n$ false\n```\n", "ends with 1"),
    "other words": ("```console\n$ echo one\ntwo\n```\n", "prints\none"),
    "a line too many": ("```console\n$ echo one\none\ntwo\n```\n", "prints\none"),
    "a line too few": ("```console\n$ printf 'a\\nb\\n'\na\n```\n", "prints\na\nb"),
    "a file without a name": ("Like this:\n\n```yaml\na: 1\n```\n", "names its file"),
    "nothing to change": ("In `a.txt`:\n\n```diff\n-a\n+b\n```\n", "has 0 times"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_guide_is_told(name: str, tmp_path: Path) -> None:
    """A guide that says what isn't so is told with its line."""
    document, words = WRONG[name]
    (fault,) = guides.faults(document, tmp_path, environment(tmp_path, ROOT))
    assert words in fault
    assert re.match(r"line \d", fault)


def test_a_right_guide_is_followed(tmp_path: Path) -> None:
    """Files are written and changed in between, sizes may differ, and `…` stands for lines."""
    document = (
        "Write `a.txt`:\n\n```text\n9 KB\nx\ny\n```\n\nThen in `a.txt`:\n\n"
        "```diff\n x\n-y\n+z\n```\n\n```console\n$ cat a.txt\n12 KB\n…\nz\n"
        "$ (exit 3)\n$ echo $?\n3\n```\n"
    )
    assert guides.faults(document, tmp_path, environment(tmp_path, ROOT)) == []
