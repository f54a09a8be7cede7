"""The command: what it prints, and with which status it ends."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from builder import __version__, outputs
from builder.cli import build, main, preview, show
from builder.typeset.machine import doctor
from tests.support.command import study
from tests.support.courses import many, small


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small course, built; its folder and what was printed."""
    folder = tmp_path_factory.mktemp("built")
    done = study("build", small(folder / "course"), "--output", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_a_build_lists_its_files(built: tuple[Path, str]) -> None:
    """The summary has each file with its pages and its size."""
    folder, said = built
    for path in (folder / "out" / "small").glob("*.*"):
        if not path.name.startswith("."):
            assert path.name in said
    assert "page" in said
    assert "KB" in said
    assert f"cards got their codes; keep {folder / 'course/ledger.jsonl'} with" in said


def test_a_second_build_changes_no_file(built: tuple[Path, str]) -> None:
    """Building the same content again touches neither the outputs nor the ledger."""
    folder, _ = built
    watched = [
        p
        for p in folder.rglob("*")
        if p.is_file() and p.suffix in (".pdf", ".apkg", ".html", ".jsonl")
    ]
    assert len(watched) > 8
    before = {path: path.stat().st_mtime_ns for path in watched}
    done = study("build", folder / "course", "--output", folder / "out")
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in watched} == before
    assert done.stdout.count("unchanged") == len(watched) - 1


def test_only_and_level_choose_files(tmp_path: Path) -> None:
    """`--only` and `--level` make just those files."""
    done = study(
        "build", small(tmp_path / "course"), "-o", tmp_path / "out",
        "--only", "handout", "--only", "deck", "--level", 2, "--paper", "b5",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (tmp_path / "out/small").iterdir() if path.name[0] != "."}
    assert made == {"handout-2.pdf", "deck.apkg"}


def test_a_partial_build_leaves_the_rest(tmp_path: Path) -> None:
    """A build of one kind leaves the files of the last whole build where they are."""
    course, out = small(tmp_path / "course"), tmp_path / "out"
    assert study("build", course, "-o", out, "--only", "handout").returncode == 0
    assert study("build", course, "-o", out, "--only", "deck").returncode == 0
    assert (out / "small/handout-1.pdf").is_file()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["build", "--paper", "a5"], 2, "a5"),
        (["build", "--only", "book"], 2, "book"),
        (["nonsense"], 2, "nonsense"),
        (["build", "no/such/folder"], 1, "no such file or folder"),
        (["check", "no/such/folder"], 1, "no such file or folder"),
    ],
)
def test_wrong_arguments(arguments: list[str], status: int, words: str, tmp_path: Path) -> None:
    """Wrong arguments end with 2, missing content with 1, both with a sentence."""
    done = study(*arguments, cwd=tmp_path)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_no_course_is_named(tmp_path: Path) -> None:
    """Where no course is named and none is here, the hint says how to start one."""
    done = study("build", cwd=tmp_path)
    assert done.returncode == 1
    assert ".: problem: there is no course here: no folder content, no course.yaml" in done.stderr
    assert "start one with `study init my-course`" in done.stderr


@pytest.mark.parametrize("made", ["mine", ".", "content/mine"])
def test_the_course_that_is_here(made: str, tmp_path: Path) -> None:
    """Where no course is named, those in `content/` are built, else the one here or those below."""
    small(tmp_path / made)
    done = study("build", "--only", "deck", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "output/small/deck.apkg").is_file()


@pytest.mark.parametrize(
    ("place", "paths"), [("content/mine", ["content"]), (".", ["."]), ("mine", ["mine"])]
)
def test_a_preview_of_the_course_that_is_here(
    place: str, paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`study preview` without a course shows what `study build` would build."""
    small(tmp_path / place)
    monkeypatch.chdir(tmp_path)
    shown: list[str] = []
    monkeypatch.setattr(preview, "_preview", lambda paths, *_: shown.extend(map(str, paths)))
    assert CliRunner().invoke(main.study, ["preview"], standalone_mode=False).return_value == 0
    assert shown == paths


def test_a_course_in_the_place_of_a_command(tmp_path: Path) -> None:
    """`study cards PATH` lists that course, also with its options behind; a typo is told."""
    course = small(tmp_path / "course")
    assert study("build", course, "-o", tmp_path / "out", "--only", "deck").returncode == 0
    done = study("cards", course)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\w{4}  term +container/1 +이미지$", done.stdout, re.M), done.stdout
    assert study("cards", course, "--retired").stdout == done.stdout
    assert study("cards", "--retired", course).stdout == done.stdout
    assert study("cards", cwd=course).stdout == done.stdout
    assert "No such command 'lsit'" in study("cards", "lsit", cwd=tmp_path).stderr


def test_a_level_that_is_not_there(tmp_path: Path) -> None:
    """Asking for a level that the course lacks says which there are."""
    done = study("build", small(tmp_path / "course"), "-o", tmp_path / "out", "--level", 7)
    assert done.returncode == 2
    assert "no level 7" in done.stderr
    assert "입문" in done.stderr


BAD = {
    "empty folder": ({}, "this folder is empty"),
    "nothing to read": ({"a.csv": b"x"}, "no course"),
    "not text": ({"topics/a.yaml": b"title: \xff\xfe\xfd"}, "topics/a.yaml:1:8"),
    "not yaml": ({"topics/a.yaml": b"title: ["}, "a.yaml:1:9: problem: this is not YAML"),
    "unknown key": ({"topics/a.yaml": b"titel: x"}, "did you mean 'title'?"),
    "wrong type": ({"topics/a.yaml": b"title: [x]"}, "'title' must be text"),
    "unknown level": (
        {
            "course.yaml": "levels: {1: {name: 입문}}".encode(),
            "topics/a.yaml": b"title: x\nlevels:\n  5:\n    terms: [{term: a}]",
        },
        "a.yaml:4:5: problem: the course has no level 5",
    ),
    "doubled id": (
        {
            "topics/a.yaml": b"title: x\nlevels:\n  1:\n    terms:\n"
            b"      - {term: a, id: one}\n      - {term: b, id: one}\n"
        },
        "a.yaml:6:9: problem: the id 'one' is taken at",
    ),
    "empty question": (
        {"topics/a.yaml": b"title: x\nlevels:\n  1:\n    questions: [{ask: '', answer: a}]"},
        "'ask' is empty",
    ),
    "markdown of no kind": ({"notes.md": "그냥 적은 글이다.\n".encode()}, "notes.md:1:1"),
    "a doubled title": (
        {name: "## TCP\n\n**Q: 왜?**\n**A:** 답\n".encode() for name in ("a.md", "b.md")},
        "give one of the two another title",
    ),
    "a link out of the course": ({"topics/a.yaml": None}, "leads out of the course"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_content(name: str, tmp_path: Path) -> None:
    """Each kind of bad content is a sentence with its place, status 1, and no traceback."""
    files, words = BAD[name]
    course = tmp_path / "course"
    course.mkdir()
    for path, data in files.items():
        (course / path).parent.mkdir(exist_ok=True)
        if data is None:
            (course / path).symlink_to("/proc/self/mem")
        else:
            (course / path).write_bytes(data)
    done = study("build", "course", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_printed_may_be_cut_short(tmp_path: Path) -> None:
    """A reader that has seen enough, such as `head`, ends the command without a word."""
    run = [sys.executable, "-m", "builder", "check", "--explain", str(many(tmp_path / "c", 60))]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Problems of every file are listed together, sorted by place, with the line and a caret."""
    course = small(tmp_path / "course")
    (course / "topics/02-b.yaml").write_text("titel: x\n", encoding="utf-8")
    (course / "topics/03-c.yaml").write_text("title: x\nlevles: {}\n", encoding="utf-8")
    done = study("build", course, "-o", tmp_path / "out")
    assert done.returncode == 1
    places = [line for line in done.stderr.splitlines() if ": problem: " in line]
    assert len(places) == 2
    assert places == sorted(places)
    assert "    2 | levles: {}" in done.stderr
    assert "      | " not in done.stderr.split("levles: {}\n")[1].split("\n")[0].rstrip("^ ")
    assert "2 problems; nothing was built" in done.stderr


def test_bad_content_leaves_the_last_build(tmp_path: Path) -> None:
    """After a mistake the files of the last good build are there, byte for byte."""
    course, out = small(tmp_path / "course"), tmp_path / "out"
    assert study("build", course, "-o", out, "--only", "handout").returncode == 0
    kept = {
        path: path.read_bytes() for path in tmp_path.rglob("*") if path.suffix in (".pdf", ".jsonl")
    }
    assert kept
    (course / "topics/01-container.yaml").write_text("titel: x", encoding="utf-8")
    assert study("build", course, "-o", out, "--only", "handout").returncode == 1
    assert {path: path.read_bytes() for path in kept} == kept


def test_check_as_json(tmp_path: Path) -> None:
    """`check --json` says the counts and every problem to a program."""
    done = study("check", "--json", small(tmp_path / "course"))
    (course,) = json.loads(done.stdout)["courses"]
    assert done.returncode == 0
    assert (course["course"], course["topics"], course["questions"]) == ("small", 1, 2)
    assert (course["unplaced"], course["problems"]) == (0, [])
    (tmp_path / "course/topics/02-b.yaml").write_text("titel: x\ntitle: y\n", encoding="utf-8")
    done = study("check", "--json", tmp_path / "course")
    (diagnostic,) = json.loads(done.stdout)["courses"][0]["problems"]
    assert done.returncode == 1
    assert (diagnostic["line"], diagnostic["column"], diagnostic["severity"]) == (1, 1, "error")
    assert "title" in diagnostic["hint"]


def test_strict_makes_notes_fail(tmp_path: Path) -> None:
    """A note passes, and fails with `--strict`."""
    course = small(tmp_path / "course")
    path = course / "topics/01-container.yaml"
    text = path.read_text(encoding="utf-8")
    twice = "      - {term: 이미지, meaning: 읽기 전용 틀}\n"
    path.write_text(text.replace(twice, twice * 2), encoding="utf-8")
    done = study("check", course)
    assert (done.returncode, "note: this is asked already" in done.stderr) == (0, True)
    assert study("check", "--strict", course).returncode == 1


def test_the_courses_in_content_are_built(tmp_path: Path) -> None:
    """Without a path, every course in `content/` is taken."""
    small(tmp_path / "content/one")
    other = small(tmp_path / "content/two") / "course.yaml"
    other.write_text(other.read_text(encoding="utf-8").replace("small", "other"), encoding="utf-8")
    done = study("check", cwd=tmp_path)
    assert done.returncode == 0
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["small", "other"]


def test_doctor_lists_what_printing_needs() -> None:
    """`study doctor` names Pango and the fonts, and ends with 0 on a machine that has them."""
    done = study("doctor")
    assert done.returncode == 0, done.stdout
    for name in ("Pango", "text font", "code font"):
        assert name in done.stdout


def test_a_bare_machine_is_told_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several things that lack are installed by one line below them; one thing has its own."""
    bare = doctor.needs({"ID": "debian"}, "linux", loaded=lambda _: None, tool="no-such-fc-list")
    monkeypatch.setattr(doctor, "together", lambda needs: f"install {len(needs)} things")
    for needs, last in ((bare, "  install 5 things"), (bare[:1], bare[0].install)):
        screen = Console(file=StringIO(), width=40)
        show.show_needs(needs, screen)
        assert screen.file.getvalue().splitlines()[-1].endswith(last)


def test_help_and_version() -> None:
    """Help shows how to begin; the version is the package's."""
    runner = CliRunner()
    for arguments in (["--help"], ["build", "--help"], ["check", "--help"]):
        assert runner.invoke(main.study, arguments).exit_code == 0
    assert "study build notes.md" in runner.invoke(main.study, ["--help"]).output
    assert __version__ in runner.invoke(main.study, ["--version"]).output


def test_only_offers_the_outputs() -> None:
    """`--only` offers just the outputs that there are, and loads none of them for that."""
    (only,) = (each for each in build.build.params if each.name == "only")
    assert list(only.type.choices) == sorted(output.name for output in outputs.every())
    code = "import sys, builder.cli.build; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name for name in done.stdout.split() if name.startswith("builder.outputs")]
    assert loaded == ["builder.outputs"]
