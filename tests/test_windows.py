"""What Windows asks of names, texts and consoles, as far as it can be shown elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builder.content.names import safe_name
from builder.content.source import ContentError
from builder.outputs import every
from builder.pipeline.files import archives
from builder.typeset.machine import doctor, libraries
from tests.support.courses import small

MADE = PureWindowsPath("C:/Users/누구/AppData/Local/Temp/study-x")
# Names as Windows' programs write them, pieced together.
PIECES = st.sampled_from(
    ["C:", "\\", "/", "..", ".", "con", "NUL.txt", "aux ", "a?", "노트", " ", "com1", ":", "x.md"]
)
NAMES = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=6).map("".join))


@given(st.text())
@example("con")
@example("LPT1.notes")
@example("끝. . ")
@example("a:b|c")
def test_a_course_has_a_folder_on_windows(title: str) -> None:
    """Whatever a course is called, its folder's name is one that Windows makes as it is."""
    name = safe_name(title)
    path = PureWindowsPath("C:/output") / name
    assert path.parent == PureWindowsPath("C:/output")
    assert path.name == name == name.rstrip(" .")
    assert not path.is_reserved()
    assert not set(name) & set('<>:"/\\|?*')


@given(NAMES)
@example("C:/Windows/win.ini")
@example("..\\..\\C:evil.md")
@example("notes/con .md")
@example("\\\\server\\share\\x.md")
def test_nothing_of_an_archive_leaves_its_folder(name: str) -> None:
    """No name in an archive leads to another disk or folder, or to a device."""
    place = archives.below(name, is_windows=True)
    path = MADE / place
    assert path == MADE or MADE in path.parents
    assert path.drive == MADE.drive
    assert ".." not in path.parts
    assert not any(PureWindowsPath(part).is_reserved() for part in place.parts)
    assert not any(set(part) & set('<>:"\\|?*') for part in place.parts)
    assert not any(part != part.rstrip(" .") for part in place.parts)


@given(NAMES)
def test_an_archive_elsewhere_keeps_its_names(name: str) -> None:
    """Where such names are names, they stay."""
    place = archives.below(name, is_windows=False)
    assert not place.is_absolute()
    assert ".." not in place.parts
    if not set(name) & set("\\/") and name not in ("", ".", ".."):
        assert str(place) == name


def test_two_names_that_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of which a system can't keep all files is told; none is lost without a word."""
    with zipfile.ZipFile(tmp_path / "notes.zip", "w") as archive:
        archive.writestr("a?.md", "one")
        archive.writestr("a*.md", "two")
    as_windows = lambda name, *, is_windows: real(name, is_windows=True)  # noqa: E731, ARG005
    real = archives.below
    monkeypatch.setattr(archives, "below", as_windows)
    monkeypatch.setattr(archives.tempfile, "gettempdir", lambda: str(tmp_path))
    with pytest.raises(ContentError) as told:
        archives.unpacked(tmp_path / "notes.zip")
    assert "is in it twice" in told.value.diagnostics[0].message


def test_files_are_told_from_one_another_where_case_is_not() -> None:
    """No two files of a build differ by case alone, and none opens a device."""
    names = [each.stem or each.name for each in every()]
    assert len(names) > 5
    assert len({name.casefold() for name in names}) == len(names)
    assert not any(PureWindowsPath(f"{name}.pdf").is_reserved() for name in names)


def console(*arguments: object, encoding: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """The command as a console or a file with that encoding hears it."""
    return subprocess.run(
        [sys.executable, "-m", "builder", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONIOENCODING": f"{encoding}:strict", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["cp949", "cp1252"])
def test_a_console_that_lacks_letters(encoding: str, tmp_path: Path) -> None:
    """What a console has no letters for is printed as codes; nothing ends the command."""
    text = "## 🐳 도커\n\n**Q: é 란?**\n**A:** 답\n"
    (tmp_path / "🐳 노트.md").write_text(text, encoding="utf-8")
    for arguments in (["check"], ["check", "--explain"], ["build", "--only", "deck"]):
        done = console(*arguments, "🐳 노트.md", encoding=encoding, cwd=tmp_path)
        assert b"Traceback" not in done.stderr
        assert done.returncode == 0, done.stderr.decode(encoding)
        done.stdout.decode(encoding)
    done = console(encoding=encoding, cwd=tmp_path)
    assert done.returncode == 0
    expected = "\\U0001f433 노트.md" if encoding == "cp949" else "\\U0001f433 \\ub178\\ud2b8.md"
    assert expected in done.stdout.decode(encoding)


@pytest.mark.parametrize("shape", ["json", "sarif"])
def test_json_stays_json(shape: str, tmp_path: Path) -> None:
    """A program reads what it would read elsewhere, whatever the console's encoding."""
    course = small(tmp_path / "course")
    (course / "topics/02-b.yaml").write_text("🐳: x\ntitle: y\n", encoding="utf-8")
    read = [
        json.loads(
            console(
                "check", "course", "--format", shape, encoding=encoding, cwd=tmp_path
            ).stdout.decode(encoding)
        )
        for encoding in ("utf-8", "cp949")
    ]
    assert read[0] == read[1]
    assert "🐳" in json.dumps(read[0], ensure_ascii=False)


def test_windows_is_told_steps() -> None:
    """A bare Windows is told numbered steps, each once: Pango from MSYS2, and fonts."""
    absent = doctor.needs({}, "win32", ("ko",), loaded=lambda _: None, tool="no-such-tool")
    steps = doctor.together(absent, {}, "win32").splitlines()
    assert [step.split()[0] for step in steps] == [f"{n}." for n in range(1, len(steps) + 1)]
    text = "\n".join(steps)
    assert text.count("MSYS2 from") == 1
    assert "pacman -S mingw-w64-ucrt-x86_64-pango mingw-w64-ucrt-x86_64-fontconfig" in text
    assert "NanumGothic" in text
    # What is told is where libraries are then looked for.
    assert r"C:\msys64\ucrt64\bin" in text
    assert r"C:\msys64\ucrt64\bin" in libraries._WINDOWS_FOLDERS.split(";")
    assert "WEASYPRINT_DLL_DIRECTORIES" in text
