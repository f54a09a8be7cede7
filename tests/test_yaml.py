"""YAML courses: what they hold, and where each mistake is said to be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.content.model import Prose, Question, Term
from builder.content.source import Source
from builder.readers.reading import UNPLACED
from builder.readers.yaml import courses

MISTAKES = Path(__file__).parent / "mistakes"
FILES = sorted(MISTAKES.rglob("*.yaml"))

TOPIC = """\
# a comment
title: Docker 기초
part: docker
concept: |
  첫 문단.

  둘째 문단.
cheat:
  - "`docker ps` 목록"
levels:
  2:
    text: 먼저 읽을 글
    terms:
      - term: on
        meaning: 3000
    questions:
      - ask: 무엇인가?
        answer: |
          - 하나
          - 둘
  1:
    blocks:
      - ask: 먼저?
        answer: 그렇다
      - text: 사이
      - term: 나중
interview:
  - ask: 왜?
    answer: 까닭
    strong: 좋은 답
    weak: 아쉬운 답
"""


def read(text: str, name: str = "topics/01-docker.yaml") -> courses.Reading:
    return courses.read(Source(name, text))


def test_a_topic_is_read() -> None:
    """A topic file gives its topic, its key from the file's name, its levels in order."""
    reading = read(TOPIC)
    assert reading.diagnostics == ()
    (topic,) = reading.fragment.topics
    assert (topic.key, topic.title, topic.part) == ("docker", "Docker 기초", "docker")
    assert topic.concept == "첫 문단.\n\n둘째 문단."
    assert [cell.level for cell in topic.cells] == [1, 2]
    assert topic.cells[0].blocks == (Question("먼저?", "그렇다"), Prose("사이"), Term("나중"))
    assert topic.cells[1].blocks == (
        Prose("먼저 읽을 글"),
        Term("on", "3000"),
        Question("무엇인가?", "- 하나\n- 둘"),
    )
    assert topic.interview[0].strong == "좋은 답"


def test_items_know_their_places() -> None:
    """Terms and questions carry the line and column where they begin."""
    (topic,) = read(TOPIC).fragment.topics
    assert str(topic.cells[1].terms[0].location) == "topics/01-docker.yaml:14:9"
    assert str(topic.cells[1].questions[0].location) == "topics/01-docker.yaml:17:9"


def test_every_line_has_a_word() -> None:
    """The account names the key that each line belongs to."""
    account = read(TOPIC).account
    assert len(account) == len(TOPIC.split("\n"))
    assert UNPLACED not in account
    assert account[0] == "comment"
    assert account[1] == "title"
    assert account[4] == "concept"
    assert account[5] == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_mistakes_are_placed(path: Path) -> None:
    """Each mistake in a sample is found where its comment says, with those words, and no other."""
    text = path.read_text(encoding="utf-8")
    wanted = set()
    for place, words in re.findall(r"# (\d+:\d+) (.+)$", text, re.MULTILINE):
        message, _, hint = words.partition(" -> ")
        wanted.add((place, message, hint))
    assert wanted, f"{path.name} expects nothing"
    found = courses.read(Source(path.relative_to(MISTAKES).as_posix(), text)).diagnostics
    for place, message, hint in wanted:
        assert any(
            f"{p.location.line}:{p.location.column}" == place
            and message in p.message
            and hint in p.hint
            for p in found
        ), (place, message, [(str(p.location), p.message, p.hint) for p in found])
    assert len(found) == len(wanted), [(str(p.location), p.message) for p in found]


def test_there_are_mistakes_to_place() -> None:
    """The samples are there."""
    assert len(FILES) >= 9


def test_deep_nesting_is_refused() -> None:
    """A hundred thousand brackets give one problem, quickly, and no crash."""
    (diagnostic,) = read("[\n" * 100_000).diagnostics
    assert "nested too deeply" in diagnostic.message


def test_aliases_do_not_expand() -> None:
    """A file that would expand to billions of values gives problems instead."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    diagnostics = read(bomb).diagnostics
    assert len(diagnostics) == 40
    assert all("alias" in diagnostic.message for diagnostic in diagnostics)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_gives_a_course_or_placed_problems(text: str) -> None:
    """Whatever the text, the reader answers, and its problems point into the file."""
    source = Source("topics/x.yaml", text)
    reading = courses.read(source)
    lines = source.lines
    for diagnostic in reading.diagnostics:
        assert 1 <= diagnostic.location.line <= len(lines) + 1
        assert diagnostic.location.column >= 1
    assert reading.diagnostics or reading.fragment.topics
    assert len(reading.account) == len(lines)


YAMLISH = st.recursive(
    st.sampled_from(["a", "'b'", "1", "~", "!!x y", "*a", "&a b", "|\n  t", ""]),
    lambda inner: st.lists(inner, max_size=3).map(lambda each: "[" + ", ".join(each) + "]"),
    max_leaves=6,
)
KEYS = st.sampled_from(["title", "levels", "concept", "terms", "1", "x", "? [a]", "- a"])


@given(st.lists(st.tuples(KEYS, YAMLISH), max_size=6))
def test_any_yaml_gives_a_topic_or_placed_problems(pairs: list[tuple[str, str]]) -> None:
    """Whatever the values are, there is a topic or a problem, and never a traceback."""
    reading = read("\n".join(f"{key}: {value}" for key, value in pairs))
    assert reading.diagnostics or reading.fragment.topics


def test_hidden_line_breaks_are_placed() -> None:
    """What YAML alone takes for a line's end is told, so that no place is ever off by a line."""
    (diagnostic,) = read("title: a\u2028b\nlevels: [").diagnostics
    assert (diagnostic.location.line, diagnostic.location.column) == (1, 9)
    assert "U+2028" in diagnostic.message
