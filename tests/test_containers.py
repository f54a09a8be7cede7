"""The container and the CI action: steps that are scripts, run here as far as without a network."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from builder.typeset.machine.packages import Needed, install
from tests.conftest import ROOT
from tests.support.command import study
from tests.support.courses import small

CONTAINER, CI = ROOT / "scripts/container", ROOT / "scripts/ci"


def steps(script: Path) -> set[str]:
    """The steps that a script knows."""
    return set(re.findall(r"^([a-z]+)\)$", script.read_text(encoding="utf-8"), re.MULTILINE))


def commands(folder: Path, **texts: str) -> dict[str, str]:
    """A machine whose commands are these; each writes what it was asked into `folder/log`."""
    place = folder / "bin"
    place.mkdir(parents=True)
    for name in ("sh", "sed", "cat", "dirname", "mktemp", "rm", "env"):
        found = shutil.which(name)
        assert found, name
        (place / name).symlink_to(found)
    for name, text in texts.items():
        command = place / name.replace("_", "-")
        log = shlex.quote(str(folder / "log"))
        command.write_text(f'#!/bin/sh\necho {command.name} "$@" >>{log}\n{text}\n')
        command.chmod(0o755)
    return {"PATH": str(place), "HOME": str(folder), "STUDY_HOME": str(folder / "study")}


def run(script: Path, *arguments: str, cwd: Path, **environment: str) -> Any:
    return subprocess.run(
        [script, *arguments],
        cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_container_runs_every_step_there_is() -> None:
    """Each `RUN` of the Containerfile is one step of the script, and every step is run."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    ran = re.findall(r"^RUN (\S*/\S+) ?(.*)$", text, re.MULTILINE)
    assert {Path(command).name for command, _ in ran} == {"container"}
    assert (
        {words.split()[0] for _, words in ran} == steps(CONTAINER) == {"system", "program", "check"}
    )
    assert re.search(r'^ENTRYPOINT \["study"\]$', text, re.MULTILINE)
    for copied in re.findall(r"^COPY (?!--from)(\S+)", text, re.MULTILINE):
        assert (ROOT / copied).exists(), copied


def test_the_container_has_all_that_is_ever_lacking(tmp_path: Path) -> None:
    """What `study doctor` would have Debian install, for any language, is installed."""
    machine = commands(tmp_path, apt_get="")
    done = run(CONTAINER, "system", cwd=tmp_path, **machine)
    assert done.returncode == 0, done.stderr
    update, installed = (tmp_path / "log").read_text().splitlines()
    assert update.startswith("apt-get update")
    wanted = install("debian", *get_args(Needed)).partition("-y ")[2].split()
    assert len(wanted) > 6
    assert set(wanted) - set(installed.split()) == set()


def test_the_program_is_installed_from_the_lock(tmp_path: Path) -> None:
    """Packages come by their hashes, then the wheel alone; a lack of Python's parts is mended."""
    machine = commands(
        tmp_path,
        apt_get="",
        python3='[ "$1" != -c ]',
    )
    (tmp_path / "study/bin").mkdir(parents=True)
    python = tmp_path / "study/bin/python"
    python.write_text(f'#!/bin/sh\necho pip "$@" >>{tmp_path}/log\n')
    python.chmod(0o755)
    done = run(CONTAINER, "program", "/sources", cwd=tmp_path, **machine)
    assert done.returncode == 0, done.stderr
    log = (tmp_path / "log").read_text().splitlines()
    assert "python3-venv" in next(line for line in log if "apt-get install" in line)
    locked, own = [line for line in log if line.startswith("pip ")]
    assert "--require-hashes -r /sources/requirements.txt" in locked
    assert own.endswith("--no-deps --no-build-isolation /sources")
    assert "--editable" not in own


@pytest.mark.parametrize("lacks", [True, False])
def test_a_container_that_lacks_something_is_not_made(lacks: bool, tmp_path: Path) -> None:
    """The last step builds in each language whose letters need a font; a lack ends it."""
    (tmp_path / "study/bin").mkdir(parents=True)
    command = tmp_path / "study/bin/study"
    command.write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/log\n[ "$1" != doctor ] || exit {3 if lacks else 0}\n'
    )
    command.chmod(0o755)
    done = run(CONTAINER, "check", cwd=tmp_path, **commands(tmp_path))
    log = (tmp_path / "log").read_text().splitlines()
    assert (done.returncode, any(line.startswith("build") for line in log)) == (
        (3, False) if lacks else (0, True)
    )
    assert [line.split()[-1] for line in log[:4]] == ["ko", "en", "ja", "zh-Hans"]


def test_an_unknown_step_is_told(tmp_path: Path) -> None:
    """A script that is asked for no step of its own lists them, with status 2."""
    for script in (CONTAINER, CI):
        done = run(script, "elsewhere", cwd=tmp_path, PATH=os.environ["PATH"])
        assert done.returncode == 2
        assert all(f"{script.name} {step}" in done.stderr for step in steps(script))


def action() -> list[dict[str, Any]]:
    made: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert made["runs"]["using"] == "composite"
    listed: list[dict[str, Any]] = made["runs"]["steps"]
    said = str(listed)
    assert set(re.findall(r"inputs\.(\w+)", said)) == set(made["inputs"])
    return listed


def test_the_action_runs_every_step_there_is() -> None:
    """Each `run` of the action is one step of the script; what it keeps is what a build uses."""
    ran = {step["name"]: step for step in action() if "run" in step}
    asked = [shlex.split(step["run"]) for step in ran.values()]
    assert [command for command, _ in asked] == ["$GITHUB_ACTION_PATH/scripts/ci"] * 3
    assert {word for _, word in asked} == steps(CI)
    assert all(step["shell"] == "sh" for step in ran.values())
    used = {step["uses"].partition("@")[0]: step["with"] for step in action() if "uses" in step}
    assert used["actions/cache"]["path"] == ran["Build"]["env"]["STUDY_CACHE"]
    assert used["actions/upload-artifact"]["path"] == ran["Build"]["env"]["STUDY_OUTPUT"]


def runner(folder: Path) -> dict[str, str]:
    """What a step of the action has: `study`, a cache and a summary."""
    place = folder / "runner"
    place.mkdir()
    command = place / "study"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m builder "$@"\n')
    command.chmod(0o755)
    return {
        "PATH": f"{place}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(place),
        "PYTHONPATH": str(ROOT),
        "STUDY_CACHE": str(place / "cache"),
        "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
        "LANG": "C.UTF-8",
    }


def test_the_action_builds_what_the_ledger_knows(tmp_path: Path) -> None:
    """A course without its ledger fails with an annotation; with it its files are listed."""
    small(tmp_path / "나의 과정")
    machine = runner(tmp_path) | {"STUDY_PATHS": "나의 과정\n", "STUDY_OPTIONS": "--only\ndeck"}
    machine |= {"STUDY_OUTPUT": "the files"}
    done = run(CI, "build", cwd=tmp_path, **machine)
    assert done.returncode == 1
    annotation = r"^::error file=나의 과정/\S+\.yaml,line=\d+,col=\d+::the ledger would change"
    assert re.search(annotation, done.stdout, re.MULTILINE), done.stdout
    assert not list((tmp_path / "the files").rglob("*.apkg"))
    assert study("build", "나의 과정", "--only", "deck", cwd=tmp_path).returncode == 0
    done = run(CI, "build", cwd=tmp_path, **machine)
    assert (done.returncode, "::error" in done.stdout) == (0, False), done.stderr
    assert (tmp_path / "the files/small/deck.apkg").is_file()
    assert (tmp_path / "runner/cache/results").is_dir()
    assert "deck.apkg" in (tmp_path / "runner/summary.md").read_text(encoding="utf-8")


def test_the_action_annotates_what_is_wrong(tmp_path: Path) -> None:
    """A problem of the content is an annotation at its line, and ends the step with 1."""
    course = small(tmp_path / "content/course")
    machine = runner(tmp_path)
    assert run(CI, "check", cwd=tmp_path, **machine).returncode == 0
    (course / "topics/02-b.yaml").write_text("titel: x\ntitle: y\n", encoding="utf-8")
    done = run(CI, "check", cwd=tmp_path, **machine)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=content/course/topics/02-b.yaml,line=1,col=1::")


def test_the_action_sets_up_with_the_projects_own_script(tmp_path: Path) -> None:
    """Setting up is `scripts/setup build`, then the packages asked for; `study` is then found."""
    machine = commands(tmp_path, apt_get="", id="echo 0")
    (tmp_path / "scripts").mkdir()
    shutil.copy(CI, tmp_path / "scripts")
    setup = tmp_path / "scripts/setup"
    setup.write_text(f'#!/bin/sh\necho setup "$@" >>{tmp_path}/log\n')
    setup.chmod(0o755)
    more = {"STUDY_PACKAGES": "fonts-noto-cjk", "GITHUB_PATH": str(tmp_path / "path")}
    done = run(tmp_path / "scripts/ci", "setup", cwd=tmp_path, **machine, **more)
    assert done.returncode == 0, done.stderr
    log = [line for line in (tmp_path / "log").read_text().splitlines() if line[:3] != "id "]
    assert log[0] == "setup build"
    assert log[1].startswith("apt-get install")
    assert log[1].endswith(" fonts-noto-cjk")
    assert (tmp_path / "path").read_text() == f"{tmp_path}/.venv/bin\n"
