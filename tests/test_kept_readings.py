"""Files' readings that are kept between builds."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from builder.content.source import Source
from builder.pipeline import loaded
from builder.pipeline.target import find_targets
from builder.readers import by_name, keeping
from builder.readers.reading import Fragment, Reading
from builder.storage.cache import Cache

TOPIC = "title: 주제\nlevels:\n  1:\n    terms:\n      - {term: 이름, meaning: 뜻이다.}\n"
FILES = {
    "course.yaml": "title: 과정\n",
    "topics/01.yaml": TOPIC,
    "topics/02.md": "## 둘째\n\n### 레벨 1\n\n- **이름 둘**: 뜻이다.\n- 뜻 없는 줄\n",
    "letter.txt": "=====\n1. 지원 동기\n=====\n\n배우고 싶어서 지원했다.\n",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that a reader read."""
    named: list[str] = []
    reader = by_name.read

    def counting(source: Source, shape: str = "") -> Reading:
        named.append(Path(source.name).name)
        return reader(source, shape)

    monkeypatch.setattr(by_name, "read", counting)
    return named


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with a course that has something of each reader, and notes."""
    for name, text in FILES.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "course"


def test_only_a_changed_file_is_read_again(read: list[str], course: Path, tmp_path: Path) -> None:
    """A kept reading is the one that its reader gives, with its places, notes and account."""
    cache, (target,) = Cache(tmp_path / "cache"), find_targets([course])
    fresh = repr(loaded.load(target))
    assert sorted(read) == sorted(Path(name).name for name in FILES)
    assert repr(loaded.load(target, cache=cache)) == fresh
    read.clear()
    assert repr(loaded.load(target, cache=cache)) == fresh
    assert not read
    (course / "topics/01.yaml").write_text(TOPIC.replace("뜻", "새 뜻"), encoding="utf-8")
    edited = repr(loaded.load(target, cache=cache))
    assert read == ["01.yaml"]
    assert "새 뜻이다" in edited
    assert edited == repr(loaded.load(target))


def test_a_file_of_another_name_is_read(read: list[str], course: Path, tmp_path: Path) -> None:
    """The same text under another name has other places."""
    cache, (target,) = Cache(tmp_path / "cache"), find_targets([course])
    loaded.load(target, cache=cache)
    (course / "topics/01.yaml").rename(course / "topics/09.yaml")
    (target,) = find_targets([course])
    read.clear()
    assert "09.yaml" in repr(loaded.load(target, cache=cache).course)
    assert "09.yaml" in read


class Hostile:
    """Makes a folder where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_what_was_put_in_their_place_is_neither_run_nor_taken(tmp_path: Path) -> None:
    """Bytes that would run something, of other kinds, cut or empty hold no readings."""
    source, reading = Source("a.yaml", TOPIC), Reading(Fragment())
    whole = keeping.written({source: reading})
    assert keeping.opened(whole) == {source: reading}
    wrong = pickle.dumps({source: Fragment()}), pickle.dumps([reading]), pickle.dumps(reading)
    hostile = pickle.dumps({source: Hostile(tmp_path / "run")})
    for put in (hostile, whole[:-9], *wrong, b"", b"\x80"):
        assert keeping.opened(put) == {}
    assert not (tmp_path / "run").exists()
