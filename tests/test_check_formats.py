"""`study check` for editors, programs and a CI, once or at every save."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from builder.cli.check import BEGINS, ENDS
from builder.content.source import Diagnostic, Location
from builder.reporting import formats
from tests.conftest import ROOT
from tests.support.command import study
from tests.support.courses import small
from tests.support.processes import alive, until

WRONG = "titel: x\ntitle: y\n"


def broken(folder: Path) -> Path:
    """A course with one problem, at a file whose name is a test of its own."""
    course = small(folder / "우리 과정")
    (course / "topics/02 둘.yaml").write_text(WRONG, encoding="utf-8")
    return course


def matcher() -> re.Pattern[str]:
    """The pattern of the task that ships for VS Code."""
    (task,) = json.loads((ROOT / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    assert task["args"] == ["check", "--watch", "--format", "gcc"]
    background = task["problemMatcher"]["background"]
    assert re.fullmatch(background["beginsPattern"], BEGINS)
    assert re.fullmatch(background["endsPattern"], ENDS)
    return re.compile(task["problemMatcher"]["pattern"]["regexp"])


def test_an_editor_finds_each_problem(tmp_path: Path) -> None:
    """In gcc's form a problem is a line that the shipped matcher reads, part by part."""
    broken(tmp_path)
    done = study("check", "우리 과정", "--format", "gcc", cwd=tmp_path)
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    found = matcher().fullmatch(line)
    assert found, line
    assert found[1] == str(Path("우리 과정/topics/02 둘.yaml"))
    assert found.groups()[1:4] == ("1", "1", "error")
    assert "unknown key 'titel'" in found[5]
    assert "did you mean" in found[5]


@pytest.mark.parametrize(
    "file", ["notes.md", "C:\\course\\notes.md", "a:3:notes.md", "노트 하나.md", "notes.zip/a.md"]
)
def test_any_name_is_matched(file: str) -> None:
    """Files of Windows, with colons, blanks and Korean letters are found by the matcher."""
    problem = Diagnostic(Location(file, 12, 3), "this is\nwrong", "mend it", "note")
    found = matcher().fullmatch(formats.gcc(problem))
    assert found
    assert found.groups() == (file, "12", "3", "warning", "this is wrong (mend it)")


def test_a_ci_shows_each_problem(tmp_path: Path) -> None:
    """In GitHub's form a problem is an annotation; what could end its fields is escaped."""
    broken(tmp_path)
    done = study("check", "우리 과정", "--format", "github", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=우리 과정/topics/02 둘.yaml,line=1,col=1::unknown")
    sly = Diagnostic(Location("a,b:c%\n.md", 2, 5), "100%\r\n::stop", "", "note")
    assert formats.github(sly) == "::notice file=a%2Cb%3Ac%25%0A.md,line=2,col=5::100%25 ::stop"


def test_good_content_has_no_lines(tmp_path: Path) -> None:
    """Where nothing is wrong no problem is printed, and what was found goes beside."""
    course = small(tmp_path / "course")
    for shape in ("gcc", "github"):
        done = study("check", course, "--format", shape)
        assert (done.returncode, done.stdout) == (0, "")
        assert "small: 1 level" in done.stderr or "levels" in done.stderr


def test_a_log_in_sarif(tmp_path: Path) -> None:
    """The SARIF log names each problem's rule, file (as a URI), line and column."""
    broken(tmp_path)
    done = study("check", "우리 과정", "--format", "sarif", cwd=tmp_path)
    assert done.returncode == 1
    log = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (result,) = run["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == (
        "%EC%9A%B0%EB%A6%AC%20%EA%B3%BC%EC%A0%95/topics/02%20%EB%91%98.yaml"
    )
    assert place["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 1}
    assert (run["columnKind"], result["level"]) == ("unicodeCodePoints", "error")
    assert result["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}


def test_json_by_either_name(tmp_path: Path) -> None:
    """`--json` is `--format json`, and goes with no other format."""
    broken(tmp_path)
    both = [
        study("check", tmp_path / "우리 과정", *each) for each in (["--json"], ["--format", "json"])
    ]
    assert both[0].stdout == both[1].stdout
    assert json.loads(both[0].stdout)["courses"][0]["problems"]
    assert study("check", "--json", "--format", "gcc").returncode == 2


@pytest.mark.parametrize("shape", ["gcc", "sarif", "text"])
def test_every_save_is_checked(shape: str, tmp_path: Path) -> None:
    """With `--watch` a broken save is told and a good one takes it back; Ctrl-C ends with 130."""
    course, log = small(tmp_path / "course"), tmp_path / "log"
    topic = course / "topics/01-container.yaml"
    command = [sys.executable, "-m", "builder", "check", str(course), "--watch"]
    with log.open("wb") as said:
        running = subprocess.Popen(
            [*command, "--format", shape], stdout=said, stderr=said, start_new_session=True
        )
    end = {"gcc": ENDS, "sarif": '"version": "2.1.0"', "text": "small: "}[shape]

    def words() -> str:
        return log.read_text(encoding="utf-8")

    try:
        assert until(lambda: "watching" in words()), words()
        good = topic.read_text(encoding="utf-8")
        assert words().count(end) == 1
        assert "titel" not in words()
        topic.write_text(WRONG, encoding="utf-8")
        assert until(lambda: "unknown key 'titel'" in words()), words()
        rounds = words().count(end)
        topic.write_text(good, encoding="utf-8")
        assert until(lambda: words().count(end) > rounds), words()
        if shape == "gcc":
            assert words().splitlines()[-1] == ENDS
            assert words().count(BEGINS) == words().count(ENDS)
        if shape == "sarif":
            rows = [row for row in words().splitlines() if row.startswith("{")]
            results = [len(json.loads(row)["runs"][0]["results"]) for row in rows]
            assert (results[0], max(results), results[-1]) == (0, 1, 0)
    finally:
        os.killpg(running.pid, signal.SIGINT)
    assert until(lambda: running.poll() is not None, 20), words()
    assert running.returncode == 130
    assert until(lambda: not alive(running.pid), 10)


def test_what_is_not_there_is_not_watched(tmp_path: Path) -> None:
    """A path that isn't there is told once, and the command ends."""
    done = study("check", "--watch", "--format", "gcc", tmp_path / "nowhere")
    assert done.returncode == 1
    assert done.stdout.count("nowhere:1:1: error: there is no such file") == 1
