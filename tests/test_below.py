"""Below a trusted folder: nothing is read or written through a link, with handles or without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.storage.below import HAS_HANDLES, Below
from builder.storage.strange import StrangeFileError, kind

WAYS = [True, False] if HAS_HANDLES else [False]  # Windows has no handles of folders


@pytest.fixture(params=WAYS, ids=lambda has: "handles" if has else "paths")
def below(request: pytest.FixtureRequest, tmp_path: Path) -> Below:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a").write_bytes(b"victim")
    return Below(tmp_path / "inside", has_handles=request.param)


def test_what_is_written_is_read(below: Below) -> None:
    """A file in new folders is written, read, moved, listed and taken away."""
    below.write("x/y/a", b"one")
    assert below.read("x/y/a", 3) == b"one"
    below.move("x/y/a", "x/b")
    below.replace("x/b", b"two")
    assert below.names("x") == ["b", "y"]
    assert (below.read("x/b", 9), below.is_file("x/b"), below.is_folder("x")) == (
        b"two",
        True,
        True,
    )
    below.remove("x/b")
    below.remove("x/b")
    assert below.state("x/b") is None
    below.clear("x")
    assert below.names() == []


def test_a_file_may_have_so_many_bytes(below: Below) -> None:
    """One byte more is told, before it is read."""
    below.write("a", b"four")
    with pytest.raises(StrangeFileError, match="too large"):
        below.read("a", 3)


@pytest.mark.parametrize("name", ["link", "folder/a"])
def test_nothing_is_read_through_a_link(name: str, below: Below, tmp_path: Path) -> None:
    """Neither a file that is a link nor one in a folder that is one."""
    (tmp_path / "inside/link").symlink_to(tmp_path / "outside/a")
    (tmp_path / "inside/folder").symlink_to(tmp_path / "outside")
    with pytest.raises(StrangeFileError, match="a link") as told:
        below.read(name, 99)
    assert str(told.value.filename).startswith(str(tmp_path / "inside"))


def test_nothing_is_written_through_a_link(below: Below, tmp_path: Path) -> None:
    """A link is taken away for a file of its name; one in a folder's place stops everything."""
    (tmp_path / "inside/link").symlink_to(tmp_path / "outside/a")
    (tmp_path / "inside/folder").symlink_to(tmp_path / "outside")
    below.write("link", b"new")
    assert not (tmp_path / "inside/link").is_symlink()
    for act in (below.write, below.replace):
        with pytest.raises(StrangeFileError, match="a link"):
            act("folder/a", b"new")
    for act in (below.remove, below.clear, below.make, below.lockable, below.touch):
        with pytest.raises(StrangeFileError, match="a link"):
            act("folder/a")
    below.write("b", b"x")
    with pytest.raises(StrangeFileError, match="a link"):
        below.move("b", "folder/a")
    below.clear("folder")
    assert not os.path.lexists(tmp_path / "inside/folder")
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["a"]
    assert (tmp_path / "outside/a").read_bytes() == b"victim"


def test_a_link_within_a_folder_that_is_cleared(below: Below, tmp_path: Path) -> None:
    """The link goes, and what it leads to stays."""
    below.write("x/a", b"one")
    (tmp_path / "inside/x/more").symlink_to(tmp_path / "outside")
    below.clear("x")
    assert (tmp_path / "outside/a").read_bytes() == b"victim"
    assert below.names() == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_never_waited_for(below: Below, tmp_path: Path) -> None:
    """It is told when it should be read or locked, and taken away for a file of its name."""
    os.mkfifo(tmp_path / "inside/p")
    for act in (lambda: below.read("p", 9), lambda: below.lockable("p")):
        with pytest.raises(StrangeFileError, match="a pipe"):
            act()
    below.write("p", b"file")
    assert below.read("p", 9) == b"file"


def test_a_folder_in_a_files_place_is_told(below: Below) -> None:
    """It is never taken away for a file."""
    below.make("x/y")
    for act in (
        lambda: below.read("x", 9),
        lambda: below.write("x", b""),
        lambda: below.remove("x"),
    ):
        with pytest.raises(StrangeFileError, match="a folder"):
            act()
    assert below.is_folder("x/y")


@pytest.mark.parametrize("name", ["", "..", "../a", "/a", "a/../b", "a//b", "a/", "./a", "a\0b"])
def test_a_name_that_leads_out_is_refused(name: str, below: Below) -> None:
    """Whatever it is to be done with it."""
    for act in (below.state, below.remove, lambda name: below.read(name, 9)):
        with pytest.raises(ValueError, match="no name below"):
            act(name)


def test_kinds_have_words() -> None:
    """What lies somewhere is told by what it is."""
    assert kind(os.lstat(os.devnull).st_mode) == "a device"
    assert kind(Path(__file__).stat().st_mode) == "a file"
