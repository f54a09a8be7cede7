"""Publishing: old files or new ones, never half of one."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from builder.storage import journal, publishing
from builder.storage.below import Below
from builder.storage.journal import Journal, Marks
from builder.storage.publishing import BusyError, OutputFolder, alone, publish, published, recover
from builder.storage.strange import StrangeFileError

MARK = "0123456789abcdef" * 2


def output(root: Path, mark: str = MARK) -> OutputFolder:
    marks = Marks(root / "state", lambda: mark)
    return OutputFolder(root / "out", "course", root / "ledger.jsonl", marks)


def put(
    root: Path, files: dict[str, bytes], ledger: str = "", *, whole: bool = True
) -> tuple[str, ...]:
    with alone(output(root)):
        return publish(output(root), files, ledger or None, is_complete=whole)


def seen(root: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in output(root).path.iterdir() if p.name[0] != "."}


def test_files_and_ledger_are_written(tmp_path: Path) -> None:
    """New files and the ledger are in their places, and nothing else is left."""
    assert put(tmp_path, {"a.pdf": b"one", "b.pdf": b"two"}, "line\n") == ("a.pdf", "b.pdf")
    assert seen(tmp_path) == {"a.pdf": b"one", "b.pdf": b"two"}
    assert (tmp_path / "ledger.jsonl").read_text(encoding="utf-8") == "line\n"
    left = {path.name for path in output(tmp_path).path.iterdir()} - seen(tmp_path).keys()
    assert left == {publishing.LOCK, publishing.MANIFEST}
    assert list((tmp_path / "state").iterdir()) == []


def test_what_is_the_same_is_not_touched(tmp_path: Path) -> None:
    """A file with the same bytes keeps its time; only the changed one is named."""
    put(tmp_path, {"a.pdf": b"one", "b.pdf": b"two"})
    kept = output(tmp_path).path / "a.pdf"
    before = kept.stat().st_mtime_ns
    assert put(tmp_path, {"a.pdf": b"one", "b.pdf": b"new"}) == ("b.pdf",)
    assert kept.stat().st_mtime_ns == before


def test_only_what_was_made_here_is_removed(tmp_path: Path) -> None:
    """A whole build removes files that it no longer makes; a partial one and a user's file stay."""
    put(tmp_path, {"handout-1.pdf": b"1", "handout-4.pdf": b"4"})
    (output(tmp_path).path / "mine.txt").write_bytes(b"a user's own")
    put(tmp_path, {"handout-1.pdf": b"1"}, whole=False)
    assert set(seen(tmp_path)) == {"handout-1.pdf", "handout-4.pdf", "mine.txt"}
    put(tmp_path, {"handout-1.pdf": b"1"})
    assert set(seen(tmp_path)) == {"handout-1.pdf", "mine.txt"}


@pytest.mark.parametrize("names", [["../escape"], ["sub/../../x"], [".lock"], [1], {"a": 1}, "x"])
def test_a_made_up_list_of_files_removes_nothing(names: object, tmp_path: Path) -> None:
    """What the folder says was made there can't point out of it."""
    victim = tmp_path / "out" / "escape"
    put(tmp_path, {"a.pdf": b"1"})
    victim.write_bytes(b"x")
    here = output(tmp_path).path
    (here / publishing.MANIFEST).write_text(json.dumps(names), encoding="utf-8")
    put(tmp_path, {"a.pdf": b"2"})
    assert victim.read_bytes() == b"x"
    assert (here / ".lock").exists()


class StoppedError(Exception):
    pass


def stopped_at(stop: int, patch: pytest.MonkeyPatch) -> None:
    """Make the n-th step on disk the one at which everything ends."""
    steps = iter(range(1, 1000))

    def stopping(act):  # type: ignore[no-untyped-def]
        def step(*arguments, **named):  # type: ignore[no-untyped-def]
            if next(steps) == stop:
                raise StoppedError
            return act(*arguments, **named)

        return step

    for name in ("write", "move", "remove", "clear"):
        patch.setattr(Below, name, stopping(getattr(Below, name)))


OLD = {"a.pdf": b"old a", "b.pdf": b"old b", "gone.pdf": b"old"}
NEW = {"a.pdf": b"new a", "b.pdf": b"new b", "c.pdf": b"new c"}


@pytest.mark.parametrize("stop", range(1, 40))
def test_a_stop_leaves_old_or_new(
    stop: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at its n-th step on disk, a build leaves each file old or new; the next mends it."""
    ledger = tmp_path / "ledger.jsonl"
    put(tmp_path, OLD, "old\n")
    with monkeypatch.context() as patch:
        stopped_at(stop, patch)
        try:
            put(tmp_path, NEW, "new\n")
        except StoppedError:
            stopped = True
        else:
            stopped = False
    for name, data in seen(tmp_path).items():
        assert data in (OLD.get(name), NEW.get(name))
    assert ledger.read_text(encoding="utf-8") in ("old\n", "new\n")
    with alone(output(tmp_path, "the next build's own mark " * 2)) as notes:
        pass
    now = seen(tmp_path)
    assert now in (OLD, NEW)
    assert (ledger.read_text(encoding="utf-8") == "new\n") == (now == NEW)
    assert stopped or now == NEW
    assert notes == ()


def test_the_stops_cover_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last number of the test above is past the last step of a build."""
    put(tmp_path, OLD, "old\n")
    stopped_at(39, monkeypatch)
    put(tmp_path, NEW, "new\n")


STEPS = Journal(("a.pdf",), ("mine.txt",))


def planted(root: Path, data: bytes) -> tuple[str, ...]:
    """What a build says that finds a journal beside a staged file and a file of the user's."""
    put(root, {"a.pdf": b"one"})
    here = output(root).path
    (here / publishing.STAGING).mkdir()
    (here / publishing.STAGING / "a.pdf").write_bytes(b"evil")
    (here / "mine.txt").write_bytes(b"mine")
    (here / publishing.JOURNAL).write_bytes(data)
    with alone(output(root)) as notes:
        assert not (here / publishing.JOURNAL).exists()
        assert not (here / publishing.STAGING).exists()
        return notes


@pytest.mark.parametrize("mark", ["", "guessed", MARK])
def test_a_journal_of_nobody_is_not_followed(mark: str, tmp_path: Path) -> None:
    """No step is done of a journal whose mark lies in no folder of the user's; that is told."""
    notes = planted(tmp_path, journal.write(STEPS, mark))
    assert "not written by a build of yours" in notes[0]
    assert seen(tmp_path) == {"a.pdf": b"one", "mine.txt": b"mine"}


def test_a_journal_of_a_stopped_build_is_followed(tmp_path: Path) -> None:
    """With the mark of a build that was stopped, its steps are done: the other tests do show."""
    Marks(tmp_path / "state", lambda: MARK).keep(output(tmp_path).path)
    data = journal.write(STEPS, MARK)
    put(tmp_path, {"a.pdf": b"one"})
    Marks(tmp_path / "state", lambda: MARK).keep(output(tmp_path).path)
    here = output(tmp_path).path
    (here / publishing.STAGING).mkdir()
    (here / publishing.STAGING / "a.pdf").write_bytes(b"two")
    (here / publishing.JOURNAL).write_bytes(data)
    assert recover(output(tmp_path)) == ()
    assert seen(tmp_path) == {"a.pdf": b"two"}


def test_a_journal_of_another_courses_ledger_is_not_followed(tmp_path: Path) -> None:
    """A course of the same name that builds next doesn't get the stopped one's ledger."""
    other = OutputFolder(
        tmp_path / "out", "course", tmp_path / "other.jsonl", Marks(tmp_path, MARK)
    )
    (tmp_path / "ledger.jsonl.new").write_bytes(b"evil")
    put(tmp_path, {"a.pdf": b"one"})
    here = output(tmp_path)
    here.marks.keep(here.path)
    steps = Journal((), (), publishing._place(other))
    (here.path / publishing.JOURNAL).write_bytes(journal.write(steps, MARK))
    assert "not written by a build of yours" in recover(here)[0]
    assert not (tmp_path / "ledger.jsonl").exists()


@pytest.mark.parametrize("name", ["../x", "/etc/x", ".hidden", "a/b", "a\\b", "C:x", "", "a\nb", 3])
def test_a_journal_names_files_of_its_folder(name: object) -> None:
    """Even with the right mark a journal that names anything else says nothing."""
    for steps in (Journal((name,), ()), Journal((), (name,))):  # type: ignore[arg-type]
        assert journal.read(journal.write(steps, MARK), MARK) is None
    assert journal.read(journal.write(STEPS, MARK), MARK) == STEPS


def test_a_journal_that_was_altered_says_nothing() -> None:
    """Whichever byte is another one, nothing of it is done."""
    data = journal.write(STEPS, MARK)
    for at in range(len(data)):
        altered = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert journal.read(altered, MARK) is None


def test_without_a_state_folder_files_are_published(tmp_path: Path) -> None:
    """A user without a home builds as well; a stopped build of his is made again, not finished."""
    folder = OutputFolder(tmp_path / "out", "course", tmp_path / "ledger.jsonl")
    with alone(folder):
        publish(folder, {"a.pdf": b"one"}, "line\n", is_complete=True)
    assert (folder.path / "a.pdf").read_bytes() == b"one"
    assert (tmp_path / "ledger.jsonl").read_text(encoding="utf-8") == "line\n"


def test_earlier_files_are_read_as_far_as_they_are_files(tmp_path: Path) -> None:
    """A link and a folder of a listed name are passed over."""
    put(tmp_path, {"a.pdf": b"one", "b.pdf": b"two", "c.pdf": b"three"})
    here = output(tmp_path).path
    (here / "b.pdf").unlink()
    (here / "b.pdf").symlink_to(tmp_path / "state")
    (here / "c.pdf").unlink()
    (here / "c.pdf").mkdir()
    assert published(output(tmp_path)) == {"a.pdf": b"one"}


def test_a_folder_in_a_files_place_stops_before_anything_moves(tmp_path: Path) -> None:
    """What can't be replaced is told while the old files and their ledger are still whole."""
    put(tmp_path, {"a.pdf": b"old"}, "old\n")
    (output(tmp_path).path / "b.pdf").mkdir()
    with pytest.raises(StrangeFileError, match="a folder"):
        put(tmp_path, {"a.pdf": b"new", "b.pdf": b"new"}, "new\n")
    assert (output(tmp_path).path / "a.pdf").read_bytes() == b"old"
    assert (tmp_path / "ledger.jsonl").read_text(encoding="utf-8") == "old\n"


def test_a_second_build_waits_or_says_so(tmp_path: Path) -> None:
    """While one build holds the folder, another gets BusyError or waits for its end."""
    out = output(tmp_path)
    order: list[str] = []

    def other() -> None:
        with alone(out):
            order.append("second")

    with alone(out):
        with pytest.raises(BusyError), alone(out, wait=False):
            pass
        waiting = threading.Thread(target=other)
        waiting.start()
        waiting.join(0.2)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]


def test_recovering_nothing_is_nothing(tmp_path: Path) -> None:
    """A folder without a journal is left as it is."""
    put(tmp_path, {"a.pdf": b"1"})
    recover(output(tmp_path))
    assert seen(tmp_path) == {"a.pdf": b"1"}
