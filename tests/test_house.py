"""The house: which room may lean on which."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# What each room may lean on, besides itself. Doors open one way: none leads back up.
LEANS = {
    "storage": set(),
    "languages": set(),
    "typeset": {"languages", "storage"},
    "kinds": {"content.source", "storage.digest", "languages"},
    "content": {"kinds", "storage.digest"},
    "readers": {"content", "kinds", "languages"},
    "ledger": {"content", "kinds", "languages"},
    "documents": {"content", "kinds", "typeset", "storage"},
    "outputs": {"documents", "content", "kinds", "typeset", "languages"},
    "quiz": {"documents", "content", "kinds", "typeset", "ledger", "languages", "storage.digest"},
    "pipeline": {
        *("outputs", "quiz", "documents", "ledger", "readers", "content", "typeset", "storage"),
    },
    "authoring": {"pipeline", "readers", "ledger", "content", "languages", "storage"},
    "feedback": {"pipeline", "readers", "documents", "content", "kinds", "storage"},
    "reporting": {"feedback", "pipeline", "ledger", "content", "typeset", "storage"},
    "preview": {
        "documents",
        "reporting",
        "pipeline",
        "outputs",
        "content",
        "typeset",
        "storage",
        "languages",
    },
}
TOP = {"cli", "__init__", "__main__"}  # they stand on all others, and nothing stands on them
MOST = 15  # modules of one folder


def imports(path: Path, package: str = "builder") -> Iterator[str]:
    """The modules of a package that a file imports, without the leading `builder.`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from builder.ledger import matching` leans on builder.ledger.matching.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name == package or name.startswith(f"{package}."):
                yield name.removeprefix(package).removeprefix(".")


def faults(folder: Path) -> list[str]:
    """Each import that goes against the house, as `file imports module`."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        for name in imports(path):
            if not _is_allowed(inside, name):
                found.append(f"{inside.as_posix()} imports {name}")
    return found


def _is_allowed(inside: Path, name: str) -> bool:
    room, other = inside.parts[0].removesuffix(".py"), name.split(".")
    if room in TOP or other == ["__version__"]:
        return True
    assert room in LEANS, f"builder/{room} has no place in the house: add it to LEANS"
    if room == "outputs" and other[0] == "outputs":  # an output knows itself alone
        return other[1] == inside.parts[1].removesuffix(".py")
    if room == "pipeline" and other[0] == "outputs":  # it knows no output by name
        return len(other) == 1
    leans = LEANS[room] | {room}
    return other[0] in leans or ".".join(other[:2]) in leans


def test_imports_go_one_way() -> None:
    """No module leans on one above it, and no output on another output."""
    files = sorted((ROOT / "builder").rglob("*.py"))
    assert len(files) > 20, "the guard looks at the wrong folder"
    assert faults(ROOT / "builder") == []


def test_no_folder_is_crowded() -> None:
    """No room holds more than fifteen modules, and each says in its first line what it is for."""
    rooms = [path.parent for path in (ROOT / "builder").rglob("__init__.py")]
    assert len(rooms) > 20, "the guard looks at the wrong folder"
    assert {room for room in rooms if len(list(room.glob("*.py"))) - 1 > MOST} == set()
    for room in rooms:
        said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
        assert len(said or "") > 20, room


def borrowed(folder: Path) -> list[str]:
    """Each import that leads to a test module, as `file imports module`."""
    return [
        f"{path.relative_to(folder).as_posix()} imports {name}"
        for path in sorted(folder.rglob("*.py"))
        for name in imports(path, "tests")
        if name.startswith("test_")
    ]


def test_tests_borrow_from_support_alone() -> None:
    """What several test modules use stands in `tests/support/`."""
    assert len(list((ROOT / "tests").rglob("test_*.py"))) > 20, (
        "the guard looks at the wrong folder"
    )
    assert borrowed(ROOT / "tests") == []


def test_a_borrowed_test_is_caught(tmp_path: Path) -> None:
    """The guard sees a test module that leans on another, however it is written."""
    lines = ("from tests.test_cli import study", "from tests import paper, test_cli")
    for number, line in enumerate(lines):
        (tmp_path / f"test_{number}.py").write_text(f"{line}\n", encoding="utf-8")
    assert len(borrowed(tmp_path)) == 2


def test_the_page_of_the_house_is_true() -> None:
    """Every room and file that docs/the-house.md names is there, and it names every room."""
    page = (ROOT / "docs/the-house.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:builder/)?((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", page))
    named -= {"builder/", "templates/", "tests/", "bench/", "tests/documents/", "tests/hostile/"}
    named -= {each for each in named if each.startswith(("tests/", "docs/"))}
    inner = {"yaml/", "letter/", "markdown/", "text/", "flowchart/", "binding/", "imposition/"}
    named -= inner | {"machine/", "formulas/", "galleys/"}
    assert len(named) > 25
    assert [each for each in sorted(named) if not (ROOT / "builder" / each).exists()] == []
    rooms = {f"{path.parent.name}/" for path in (ROOT / "builder").glob("*/__init__.py")}
    assert rooms - named == set()


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("content/model.py", "from builder.typeset.text import markup"),
        ("typeset/pdf.py", "from builder.content.model import Course"),
        ("typeset/text/markup.py", "from builder.content.model import Course"),
        ("outputs/handout.py", "from builder.outputs import poster"),
        ("outputs/handout.py", "from builder.outputs.deck.notes import notes"),
        ("outputs/deck/notes.py", "from builder.outputs.handout import artefacts"),
        ("outputs/handout.py", "from builder.readers.markdown import notes"),
        ("outputs/handout.py", "import builder.cli"),
        ("readers/by_name.py", "from builder.ledger import matching"),
        ("storage/cache.py", "from builder.content.model import Course"),
        ("pipeline/build.py", "from builder.cli.main import main"),
        ("pipeline/build.py", "from builder.outputs.deck import output"),
        ("pipeline/build.py", "from builder.outputs import poster"),
    ],
)
def test_a_wrong_import_is_caught(place: str, line: str, tmp_path: Path) -> None:
    """The guard sees an import that goes the wrong way."""
    bad = tmp_path / place
    bad.parent.mkdir(parents=True, exist_ok=True)
    bad.write_text(line + "\n", encoding="utf-8")
    assert len(faults(tmp_path)) == 1
