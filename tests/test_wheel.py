"""The wheel: installed by pip, pipx and uv into an environment of its own, it builds anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

# What `scripts/setup test` has laid by, so that the tests install without a network.
WHEELS = ROOT / ".venv" / "wheels"
TOOLS = Path(sys.executable).parent

pytestmark = pytest.mark.skipif(
    not WHEELS.is_dir(), reason="there are no wheels to install from; `make test` fetches them"
)


def run(*command: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command without this environment's own paths; it must succeed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL", "PIP"))}
    done = subprocess.run(
        [str(each) for each in command],
        cwd=cwd, env=kept | more, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_its_templates(wheel: Path) -> None:
    """Every template is in the wheel, and nothing but the program is."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {
        f"builder/templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert len(shipped) > 40
    assert shipped <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"builder", "study_builder"}


def walked(study: Path, folder: Path) -> None:
    """What a new user does first, in an empty folder: start a course, build it, and edit it."""
    folder.mkdir()
    assert "study build" in run(study, "init", "my-course", cwd=folder).stdout
    built = run(study, "build", cwd=folder).stdout
    made = {path.name for path in (folder / "output" / "my-course").iterdir()}
    assert {"handout-1.pdf", "poster.pdf", "deck.apkg", "index.html"} <= made
    assert "deck.apkg" in built
    topic = next((folder / "my-course" / "topics").glob("*.yaml"))
    topic.write_text(topic.read_text(encoding="utf-8").replace("title: ", "title: 새 ", 1), "utf-8")
    again = run(study, "build", cwd=folder).stdout
    changed = [line.split()[0] for line in again.splitlines() if line and "unchanged" not in line]
    assert "handout-1.pdf" in changed


def test_pip(wheel: Path, tmp_path: Path) -> None:
    """In a fresh environment of pip's the command starts a course and builds it."""
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    from_here = ("--quiet", "--no-index", "--find-links", WHEELS)
    run(python, "-m", "pip", "install", *from_here, wheel, cwd=tmp_path)
    walked(tmp_path / "venv" / "bin" / "study", tmp_path / "anywhere")


def test_pipx(wheel: Path, tmp_path: Path) -> None:
    """Pipx makes the command, and it knows its templates."""
    # Its uv backend, since the other wants a newer pip from a network.
    home = {
        "PIPX_HOME": str(tmp_path / "home"),
        "PIPX_BIN_DIR": str(tmp_path / "bin"),
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "UV_OFFLINE": "1",
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(WHEELS),
        "UV_CACHE_DIR": str(tmp_path / "cache"),
    }
    pipx = (TOOLS / "pipx", "install", "--backend", "uv", "--python", sys.executable)
    run(*pipx, wheel, cwd=tmp_path, **home)
    run(tmp_path / "bin" / "study", "init", "my-course", cwd=tmp_path)
    run(tmp_path / "bin" / "study", "build", "--only", "deck", cwd=tmp_path)
    assert (tmp_path / "output" / "my-course" / "deck.apkg").is_file()


def test_uv(wheel: Path, tmp_path: Path) -> None:
    """`uv tool install` makes the command, and it knows its templates."""
    home = {
        "UV_TOOL_DIR": str(tmp_path / "tools"),
        "UV_TOOL_BIN_DIR": str(tmp_path / "bin"),
        "UV_CACHE_DIR": str(tmp_path / "cache"),
    }
    from_here = ("--quiet", "--offline", "--no-index", "--find-links", WHEELS)
    uv = (TOOLS / "uv", "tool", "install", *from_here, "--python", sys.executable)
    run(*uv, wheel, cwd=tmp_path, **home)
    run(tmp_path / "bin" / "study", "init", "my-course", cwd=tmp_path)
    run(tmp_path / "bin" / "study", "build", "--only", "deck", cwd=tmp_path)
    assert (tmp_path / "output" / "my-course" / "deck.apkg").is_file()
