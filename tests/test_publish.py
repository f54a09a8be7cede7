"""Publishing: old files or new ones, never half of one."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from builder.storage import publishing
from builder.storage.publishing import BusyError, alone, publish, recover


def put(
    folder: Path, files: dict[str, bytes], ledger: str = "", *, whole: bool = True
) -> tuple[str, ...]:
    with alone(folder):
        kept = (folder.parent / "ledger.jsonl", ledger) if ledger else None
        return publish(folder, files, kept, is_complete=whole)


def seen(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name[0] != "."}


def test_files_and_ledger_are_written(tmp_path: Path) -> None:
    """New files and the ledger are in their places, and nothing else is left."""
    out = tmp_path / "out"
    assert put(out, {"a.pdf": b"one", "b.pdf": b"two"}, "line\n") == ("a.pdf", "b.pdf")
    assert seen(out) == {"a.pdf": b"one", "b.pdf": b"two"}
    assert (tmp_path / "ledger.jsonl").read_text(encoding="utf-8") == "line\n"
    assert not (out / publishing.STAGING).exists()
    assert not (out / publishing.JOURNAL).exists()


def test_what_is_the_same_is_not_touched(tmp_path: Path) -> None:
    """A file with the same bytes keeps its time; only the changed one is named."""
    out = tmp_path / "out"
    put(out, {"a.pdf": b"one", "b.pdf": b"two"})
    before = (out / "a.pdf").stat().st_mtime_ns
    assert put(out, {"a.pdf": b"one", "b.pdf": b"new"}) == ("b.pdf",)
    assert (out / "a.pdf").stat().st_mtime_ns == before


def test_only_what_was_made_here_is_removed(tmp_path: Path) -> None:
    """A whole build removes files that it no longer makes; a partial one and a user's file stay."""
    out = tmp_path / "out"
    put(out, {"handout-1.pdf": b"1", "handout-4.pdf": b"4"})
    (out / "mine.txt").write_bytes(b"a user's own")
    put(out, {"handout-1.pdf": b"1"}, whole=False)
    assert set(seen(out)) == {"handout-1.pdf", "handout-4.pdf", "mine.txt"}
    put(out, {"handout-1.pdf": b"1"})
    assert set(seen(out)) == {"handout-1.pdf", "mine.txt"}


@pytest.mark.parametrize("names", [["../escape"], ["sub/../../x"], [".lock"], [1], {"a": 1}, "x"])
def test_a_made_up_list_of_files_removes_nothing(names: object, tmp_path: Path) -> None:
    """What the folder says was made there can't point out of it."""
    out = tmp_path / "out"
    victim = tmp_path / "escape"
    victim.write_bytes(b"x")
    put(out, {"a.pdf": b"1"})
    (out / publishing.MANIFEST).write_text(json.dumps(names), encoding="utf-8")
    put(out, {"a.pdf": b"2"})
    assert victim.read_bytes() == b"x"
    assert (out / ".lock").exists()


@pytest.mark.parametrize("stop", range(1, 14))
def test_a_stop_leaves_old_or_new(
    stop: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at its n-th step on disk, a build leaves each file old or new; the next mends it."""
    out, ledger = tmp_path / "out", tmp_path / "ledger.jsonl"
    old = {"a.pdf": b"old a", "b.pdf": b"old b", "gone.pdf": b"old"}
    new = {"a.pdf": b"new a", "b.pdf": b"new b", "c.pdf": b"new c"}
    put(out, old, "old\n")
    steps = iter(range(1, 1000))

    class StoppedError(Exception):
        pass

    def stopping(act):  # type: ignore[no-untyped-def]
        def step(*arguments, **named):  # type: ignore[no-untyped-def]
            if next(steps) == stop:
                raise StoppedError
            return act(*arguments, **named)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_write", stopping(publishing._write))
        patch.setattr(Path, "replace", stopping(Path.replace))
        patch.setattr(Path, "unlink", stopping(Path.unlink))
        try:
            put(out, new, "new\n")
        except StoppedError:
            stopped = True
        else:
            stopped = False
    for name, data in seen(out).items():
        assert data in (old.get(name), new.get(name))
    assert ledger.read_text(encoding="utf-8") in ("old\n", "new\n")
    with alone(out):
        pass
    now = seen(out)
    assert now in (old, new)
    assert (ledger.read_text(encoding="utf-8") == "new\n") == (now == new)
    assert stopped or now == new


def test_a_second_build_waits_or_says_so(tmp_path: Path) -> None:
    """While one build holds the folder, another gets BusyError or waits for its end."""
    out = tmp_path / "out"
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
    (tmp_path / "a.pdf").write_bytes(b"1")
    recover(tmp_path)
    assert seen(tmp_path) == {"a.pdf": b"1"}
