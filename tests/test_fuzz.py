"""Fuzzing: what it found stays mended, a short run finds nothing, and it does see what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from builder.content.source import Source
from builder.readers import by_name
from builder.readers.reading import Reading
from tests.fuzz import safe
from tests.fuzz.running import found_in, replay, run
from tests.fuzz.targets import TARGETS, Target

FOUND = sorted((Path(__file__).parent / "hostile" / "found").glob("*/*.txt"))
TEXTS = {"markup": 40, "flow": 40, "page": 10, "whole": 100}  # others are quick


def test_there_are_finds() -> None:
    """The kept texts are where the next test looks for them."""
    assert len(FOUND) >= 5
    assert {path.parent.name for path in FOUND} <= TARGETS.keys()


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_was_found_stays_mended(path: Path) -> None:
    """A text that once broke something breaks nothing."""
    text = path.read_bytes().decode("utf-8", "surrogatepass")
    assert replay(TARGETS[path.parent.name], text) == ""


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing(name: str) -> None:
    """Some hundred mutated documents, the same each time, give a model or placed problems."""
    outcome = run(TARGETS[name], seed=20261121, most=TEXTS.get(name, 300))
    assert outcome.tried == TEXTS.get(name, 300)
    assert [(each.said, each.text[:200]) for each in outcome.found] == []


def test_a_find_is_seen_and_made_small() -> None:
    """What raises anything but a problem is found once, and cut down to what it needs."""

    def check(text: str, _: Random) -> None:
        if "컨테이너" in text and "레벨" in text:
            raise KeyError("x")

    target = Target("bad", lambda: ("컨테이너\n레벨\n" * 9,), check)
    outcome = run(target, seed=1, most=50)
    (found,) = outcome.found
    assert set(found_in(target, found)) <= set("컨테이너레벨\n")
    assert len(found_in(target, found)) <= 8


def test_a_dropped_line_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that forgets a document's text is found out."""
    real = by_name.read

    def forgetful(source: Source) -> Reading:
        return Reading(real(Source("topics/x.yaml", "title: x")).fragment, (), real(source).account)

    monkeypatch.setattr(by_name, "read", forgetful)
    outcome = run(TARGETS["study"], seed=1, most=30)
    assert any("dropped" in each.said for each in outcome.found)


def test_a_text_that_takes_for_ever_is_seen() -> None:
    """A check that never ends is stopped, and found."""

    def check(_text: str, _: Random) -> None:
        while sys.maxsize:
            pass

    (found,) = run(Target("slow", lambda: ("x",), check), seed=1, most=1).found
    assert "took more than" in found.said


@pytest.mark.parametrize(
    "html",
    [
        *("<script>x</script>", "<p onclick=x></p>", "<a href='javascript:x'>x</a>", "<p>", "</p>"),
        *("<a href='data:text/html,x'>x</a>", "<img src=https://a.b/c>", "<td style='width:9px'>"),
        *("<!-- x -->", "<p><em></p></em>", "<svg onload=x></svg>", "<use href='#a'/>", "<?x?>"),
    ],
)
def test_unsafe_html_is_seen(html: str) -> None:
    """What the list of safe elements doesn't hold is a fault."""
    assert safe.faults(html)
