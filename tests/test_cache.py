"""The cache: what was altered, planted or lies in another's folder is never given back."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from builder.storage.cache import Cache
from builder.storage.places import cache_folder, state_folder

KEY, OTHER = "ab" + "0" * 62, "ab" + "1" * 62


def entry(folder: Path, key: str = KEY) -> Path:
    return folder / key[:2] / key[2:]


def test_what_is_kept_is_given(tmp_path: Path) -> None:
    """A result comes back as it was, also to another process and for an odd key."""
    cache = Cache(tmp_path / "cache")
    assert cache.get(KEY) is None
    for key, data in ((KEY, b"made"), (OTHER, b""), (KEY + "2000", bytes(range(256)))):
        cache.put(key, data)
        assert cache.get(key) == data
        assert pickle.loads(pickle.dumps(cache)).get(key) == data
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


def test_what_was_altered_is_not_given(tmp_path: Path) -> None:
    """Whichever byte is flipped or wherever it is cut, it counts as none, and is made anew."""
    cache = Cache(tmp_path)
    cache.put(KEY, b"made")
    path = entry(tmp_path)
    whole = path.read_bytes()
    assert len(whole) > 40
    for at in range(len(whole)):
        for bad in (whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole[:at]):
            path.write_bytes(bad)
            assert cache.get(KEY) is None
    path.write_bytes(whole + b"x")
    assert cache.get(KEY) is None
    cache.put(KEY, b"anew")
    assert cache.get(KEY) == b"anew"


def test_what_was_planted_is_not_given(tmp_path: Path) -> None:
    """Neither bare bytes, nor another key's result under this one, nor a link to a good one."""
    cache = Cache(tmp_path / "cache")
    cache.put(OTHER, b"other")
    good = entry(tmp_path / "cache", OTHER)
    for plant in (
        lambda path: path.write_bytes(b"%PDF-1.7"),
        lambda path: path.write_bytes(good.read_bytes()),
        lambda path: path.symlink_to(good),
        lambda path: path.mkdir(),
        os.mkfifo,
    ):
        path = entry(tmp_path / "cache")
        plant(path)
        assert cache.get(KEY) is None
        cache.trim()
        path.rmdir() if path.is_dir() else path.unlink()


def test_nothing_is_kept_through_a_link(tmp_path: Path) -> None:
    """A folder of the cache that is a link gets no result, and harms no build."""
    cache = Cache(tmp_path / "cache")
    cache.put(OTHER, b"other")
    (tmp_path / "outside").mkdir()
    entry(tmp_path / "cache", OTHER).unlink()
    (tmp_path / "cache/ab").rmdir()
    (tmp_path / "cache/ab").symlink_to(tmp_path / "outside")
    cache.put(KEY, b"made")
    assert cache.get(KEY) is None
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the modes of files are POSIX's")
@pytest.mark.parametrize("mode", [0o770, 0o777, 0o1777])
def test_a_folder_that_others_can_write_is_not_trusted(mode: int, tmp_path: Path) -> None:
    """What lies there is not given, nothing is put there, and the reason is told."""
    cache = Cache(tmp_path / "cache")
    cache.put(KEY, b"made")
    (tmp_path / "cache").chmod(mode)
    shared = Cache(tmp_path / "cache")
    assert shared.get(KEY) is None
    shared.put(OTHER, b"other")
    assert not entry(tmp_path / "cache", OTHER).exists()
    assert "others can write it" in shared.lack
    assert cache.lack == shared.lack


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the modes of files are POSIX's")
def test_a_folder_whose_place_others_can_take_is_not_trusted(tmp_path: Path) -> None:
    """A folder of one's own in one that all can write is none, unless names are held there."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    Cache(tmp_path / "shared/cache").put(KEY, b"made")
    assert Cache(tmp_path / "shared/cache").get(KEY) is None
    (tmp_path / "shared").chmod(0o1777)  # as /tmp is
    cache = Cache(tmp_path / "shared/cache")
    cache.put(KEY, b"made")
    assert cache.get(KEY) == b"made"


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root gives files away")
def test_a_folder_of_another_user_is_not_trusted(tmp_path: Path) -> None:
    """Not even where its mode keeps all others out."""
    Cache(tmp_path / "cache").put(KEY, b"made")
    os.chown(tmp_path / "cache", 4321, 4321)
    assert Cache(tmp_path / "cache").get(KEY) is None


def test_no_folder_keeps_nothing() -> None:
    """A user without a home builds all the same."""
    cache = Cache(None)
    cache.put(KEY, b"made")
    cache.trim()
    assert cache.get(KEY) is None
    assert "no home" in cache.lack


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    """Past its limit the cache loses what was used longest ago."""
    cache = Cache(tmp_path, limit=500)
    keys = [f"{number:02}" + "0" * 62 for number in range(4)]
    for number, key in enumerate(keys):
        cache.put(key, bytes(100))
        os.utime(entry(tmp_path, key), (number, number))
    cache.get(keys[0])
    cache.trim()
    assert [cache.get(key) is not None for key in keys] == [True, False, True, True]


def test_where_results_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folders of the XDG specification, where they are absolute, else below the home."""
    found = cache_folder({"XDG_CACHE_HOME": "/c"}), state_folder({"XDG_STATE_HOME": "/s"})
    assert found == (Path("/c/study-builder"), Path("/s/study-builder"))
    monkeypatch.setattr("sys.platform", "linux")
    home = {"HOME": "/home/me"}
    assert cache_folder({"XDG_CACHE_HOME": "c", **home}) == Path("/home/me/.cache/study-builder")
    assert state_folder(home) == Path("/home/me/.local/state/study-builder")
    assert cache_folder({"HOME": ""}) is None
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache_folder(home) == Path("/home/me/Library/Caches/study-builder")
    monkeypatch.setattr("sys.platform", "win32")
    assert cache_folder({"LOCALAPPDATA": "/l"}) == Path("/l/study-builder")
    assert cache_folder({}) is None
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # no home that is known
    assert cache_folder({}) is None
