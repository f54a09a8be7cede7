"""What the program stands on: listed, licensed, locked with hashes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

from tests.conftest import ROOT

LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
LISTED = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")


def locked() -> set[str]:
    """The packages of the lock file."""
    return {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK, re.MULTILINE)}


def rows(head: str) -> dict[str, list[str]]:
    """The cells of a table of the list, below a head, by their package."""
    part = LISTED.partition(f"## {head}")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| (.+) \|$", part, re.MULTILINE)[1:]
    return {cells[0]: cells[1:] for cells in (line.split(" | ") for line in lines)}


def test_each_dependency_says_why_it_is_here() -> None:
    """Every direct dependency has a line with its licence and reason, and no other has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=]", each)[0] for each in project["dependencies"]}
    listed = rows("Why each is here")
    assert set(listed) == names
    assert all(len(cells) == 2 and all(cells) for cells in listed.values())
    assert names <= locked()


def test_each_import_is_a_dependency() -> None:
    """What the program imports of others is asked for by name."""
    names = {
        "PIL": "pillow",
        "yaml": "pyyaml",
        "fontTools": "fonttools",
        "markdown_it": "markdown-it-py",
        "mdit_py_plugins": "mdit-py-plugins",
    }
    found: set[str] = set()
    for path in (ROOT / "builder").rglob("*.py"):
        lines = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^\s*(?:from|import) (\w+)", lines, re.MULTILINE))
    others = {names.get(name, name) for name in found - set(sys.stdlib_module_names)}
    # Jinja2's and Pydantic's own parts, which they export.
    assert others - {"builder", "markupsafe", "pydantic_core"} == set(rows("Why each is here"))


def test_every_locked_package_has_a_licence_and_hashes() -> None:
    """The table of licences and the hashes of the lock leave no package out."""
    assert set(rows("Everything that is locked")) == locked()
    for block in re.split(r"\n(?=\S)", LOCK):
        if re.match(r"[A-Za-z0-9._-]+==", block):
            assert "--hash=sha256:" in block, block
    assert "http" not in LOCK


def test_the_bill_of_materials_is_the_lock() -> None:
    """The bill lists each locked package once, with hashes, and is the same every time."""
    made = [
        subprocess.run([sys.executable, ROOT / "scripts/sbom"], capture_output=True, check=True)
        for _ in range(2)
    ]
    assert made[0].stdout == made[1].stdout
    bill = json.loads(made[0].stdout)
    assert bill["bomFormat"] == "CycloneDX"
    assert [each["name"].lower() for each in bill["components"]] == sorted(locked())
    assert all(each["hashes"] and each["version"] for each in bill["components"])
