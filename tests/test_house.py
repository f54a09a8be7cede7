"""The house: which module may lean on which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# What a room may import of `builder`, besides its own room's modules.
ALLOWED = {
    "course": {"course"},
    "typeset": {"typeset"},
    "outputs": {"course.model", "typeset", "artefact", "bound", "outline"},
    "bound": {"artefact", "course.model", "digest", "outline", "typeset"},
    "outline": {"course.model", "digest", "typeset.markup", "typeset.textsetting"},
    "artefact": {"course.model", "typeset"},
    "preflight": {"course.model", "course.source", "texts", "typeset"},
    "texts": {"course.source"},
    "pictures": {
        "course.model", "course.source", "project", "texts", "typeset.markup", "typeset.textrules",
    },
    "project": {"course"},
    "load": {"course", "pictures", "project"},
    "workers": {"artefact", "interrupts"},
    "interrupts": set(),
    "digest": set(),
    "cache": set(),
    "making": {"artefact", "cache", "digest", "typeset", "workers"},
    "publish": {"interrupts"},
    "build": {
        "artefact", "cache", "course", "errors", "load", "making", "outputs.deck", "pictures",
        "planning", "preflight", "project", "publish", "request", "typeset", "workers",
    },
    "request": {"artefact", "cache", "typeset.templates"},
    "planning": {"artefact", "course", "errors", "outputs", "request"},
    "report": {"typeset.pages", "build", "course", "load", "typeset.doctor"},
    "problemtext": {"course.source"},
    "errors": {"typeset"},
    "unchanged": {"course.source", "digest"},
    "watch": set(),
    "authoring": {"course", "project"},
    "templatefiles": {"course.source", "project"},
    "changes": {
        "build", "course", "load", "making", "project", "request", "typeset", "workers",
    },
    "__main__": {"cli"},
    "quiz": {"course.likeness", "course.model", "quiz_choices"},
    "quiz_choices": {"course.likeness", "course.model", "typeset"},
    "quiz_paper": {"course.model", "outline", "quiz", "quiz_choices", "typeset"},
    "quiz_files": {
        "artefact", "build", "course", "errors", "load", "making", "pictures", "preflight",
        "project", "publish", "quiz", "quiz_paper", "typeset",
    },
    "preview": {
        "build", "cache", "course.model", "course.source", "digest", "errors", "outputs.deck",
        "preview", "problemtext", "project", "request", "typeset", "workers",
    },
    "": set(),
}  # fmt: skip


def imports(path: Path) -> Iterator[str]:
    """The modules of `builder` that a file imports, without the leading `builder.`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from builder.course import ledger` leans on builder.course.ledger.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name == "builder" or name.startswith("builder."):
                yield name.removeprefix("builder").removeprefix(".")


def faults(folder: Path) -> list[str]:
    """Each import that goes against the house, as `file imports module`."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        room = inside.parts[0].removesuffix(".py").replace("__init__", "")
        for name in imports(path):
            if not _is_allowed(room, name, inside.stem):
                found.append(f"{inside.as_posix()} imports {name}")
    return found


def _is_allowed(room: str, name: str, stem: str) -> bool:
    own = room == "outputs" and name.startswith(("outputs._" + stem, "outputs._"))
    if own and f"_{stem.removeprefix('_').split('_')[0]}" in name:
        return True  # an output's own parts: `deck` and `_deck_notes`
    if name.startswith("__version__"):
        return True
    if room.split("_", maxsplit=1)[0] == "cli":
        return True  # the commands stand on top, and nothing stands on them
    allowed = ALLOWED.get(room)
    assert allowed is not None, f"builder/{room} has no place in the house: add it to ALLOWED"
    return any(name == each or name.startswith(each + ".") for each in allowed if each)


def test_imports_go_one_way() -> None:
    """No module leans on one above it, and no output on another output."""
    files = sorted((ROOT / "builder").rglob("*.py"))
    assert len(files) > 20, "the guard looks at the wrong folder"
    assert faults(ROOT / "builder") == []


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("course/model.py", "from builder.typeset import markup"),
        ("typeset/markup.py", "from builder.course.model import Course"),
        ("outputs/handout.py", "from builder.outputs import poster"),
        ("outputs/handout.py", "from builder.outputs._deck_notes import notes"),
        ("outputs/handout.py", "from builder.course import markdown"),
        ("outputs/handout.py", "import builder.cli"),
        ("build.py", "from builder.cli import main"),
    ],
)
def test_a_wrong_import_is_caught(place: str, line: str, tmp_path: Path) -> None:
    """The guard sees an import that goes the wrong way."""
    bad = tmp_path / place
    bad.parent.mkdir(parents=True, exist_ok=True)
    bad.write_text(line + "\n", encoding="utf-8")
    assert len(faults(tmp_path)) == 1
