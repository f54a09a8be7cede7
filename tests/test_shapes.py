"""Shapes of notes without a level guide: a sample of each, and chance."""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path

import pytest

from builder.content.model import Prose, Question, Term
from builder.content.source import ContentError, Source, decode
from builder.languages import asking
from builder.readers import by_name
from builder.readers.markdown import notes
from builder.readers.reading import UNPLACED, Reading
from tests.fuzz.mutations import mutated, planted
from tests.support import readings

SHAPES = sorted(
    path
    for path in (readings.DOCUMENTS / "shapes").iterdir()
    if path.suffix in (".md", ".csv", ".txt")
)
MUTATIONS = int(os.environ.get("STUDY_MUTATIONS", "400")) // 8
LEFT_OUT = ("marker", "comment", "contents", "front matter")


def read(text: str, name: str = "notes.md", shape: str = "") -> Reading:
    return by_name.read(Source(name, text), shape)


def items(reading: Reading) -> list[Question | Term | Prose]:
    return [each for t in reading.fragment.topics for c in t.cells for each in c.blocks]


def cards(reading: Reading) -> list[tuple[str, str]]:
    """Front and back of what has both."""
    pairs = [
        (each.ask, each.answer) if isinstance(each, Question) else (each.name, each.meaning)
        for each in items(reading)
        if not isinstance(each, Prose)
    ]
    return [pair for pair in pairs if pair[1]]


PARAGRAPH = """A paragraph of the length that paragraphs of study notes tend to have, with `code`
in it, **bold** words and a [link](https://example.org/), going on for another line or two
before it ends.

- an item of a list
- and another one

"""


def test_there_are_samples() -> None:
    """The folder of samples is found, and each says what it must give."""
    assert len(SHAPES) >= 20
    assert all(path.with_suffix(".expected").is_file() for path in SHAPES)


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.name)
def test_each_shape(path: Path) -> None:
    """A sample gives what stands beside it, with every line accounted for and nothing refused."""
    source = readings.source(path)
    reading = by_name.read(source)
    readings.expect(path, readings.outline(reading))
    assert_accounted(source, reading)
    assert not [each for each in reading.diagnostics if each.severity == "error"]
    assert reading.shapes or path.stem in ("lecture",)


def assert_accounted(source: Source, reading: Reading) -> None:
    assert len(reading.account) == len(source.lines)
    for line, fate in zip(source.lines, reading.account, strict=True):
        assert fate != UNPLACED, line
        assert bool(fate) == bool(line.strip()), line
    for each in reading.diagnostics:
        assert 1 <= each.location.line <= len(source.lines)


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.name)
def test_accidents_of_editing_lose_no_word(path: Path) -> None:
    """Words planted in a sample after random accidents are printed, or on a line that is told."""
    seed = readings.source(path).text
    for number in range(MUTATIONS):
        chance = random.Random(f"{path.name} {number}")
        text, words = planted(mutated((seed,), chance), chance)
        try:
            source = decode(path.name, text.encode("utf-8", "replace"), mends=True)
        except ContentError:  # too many control characters for a text
            continue
        reading = by_name.read(source)
        assert_accounted(source, reading)
        held = " ".join(readings.texts(reading.fragment))
        told = {each.location.line for each in reading.diagnostics}
        for word in words:
            # No assertion: taking apart what it compares would take minutes.
            if word not in held and not is_left_out(word, source, reading, told):
                pytest.fail(f"{word} of accident {number} is lost:\n{text}")


def is_left_out(word: str, source: Source, reading: Reading, told: set[int]) -> bool:
    """A word that stands in markup, or on a line that is left out and says so."""
    for number, line in enumerate(source.lines, 1):
        if word in line:
            plain = re.sub(
                r"<[^<>]*>|\{[^{}]*\}|\]\([^()]*\)|\[\[[^\]]*\||::: *\w*|<!--.*?-->", "", line
            )
            return (
                number in told
                or reading.account[number - 1] in LEFT_OUT
                or word not in plain
                or reading.account[number - 1] == "row"  # a column that no card shows
            )
    return True


def test_a_name_with_a_letter_and_a_number_is_no_answer() -> None:
    """An A counts as an answer's mark only with a separator after it, below a question."""
    reading = read("## OWASP\n\n**A01: Broken Access Control**\n\nIt leads the list.\n")
    assert cards(reading) == []
    assert [each.severity for each in reading.diagnostics] == []


def test_folds_that_are_read_as_questions_keep_what_stands_in_them() -> None:
    """A fold's summary asks, and all that it holds answers, code and lists too."""
    text = "<details><summary>Why?</summary>\n\n```sh\nls\n```\n\n- a\n\n</details>\n"
    assert cards(read(text)) == [("Why?", "```sh\nls\n```\n\n- a")]


def test_two_questions_of_the_same_words_are_told_apart() -> None:
    """A bold sub-head over each of two equal questions stands in their fronts."""
    text = "## T\n\n**Moss**\n\nQ: How?\nA: a\n\n**Fern**\n\nQ: How?\nA: b\n"
    assert [front for front, _ in cards(read(text))] == ["Moss: How?", "Fern: How?"]


def test_topics_keep_the_documents_order() -> None:
    """A last chapter whose topics are deeper headings stays last."""
    text = "# N\n\n## A\n\n### a\n\nQ: 1?\nA: x\n\n## B\n\n### b\n\nQ: 2?\nA: y\n\n## C\n\nz\n"
    titles = [topic.title for topic in read(text).fragment.topics]
    assert titles == ["a", "b", "C"]


@pytest.mark.parametrize(
    ("shape", "fronts"), [("headings", ["Aft", "Boom"]), ("text", [])], ids=["headings", "text"]
)
def test_a_shape_can_be_forced(shape: str, fronts: list[str]) -> None:
    """`read:` in the front matter, or the command, says what notes are read as."""
    text = "# Words\n\n## Aft\n\nTowards the stern.\n\n## Boom\n\nA spar.\n"
    assert [front for front, _ in cards(read(text, shape=shape))] == fronts
    assert [front for front, _ in cards(read(f"---\nread: {shape}\n---\n{text}"))] == fronts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("오늘은 비가 온다. Docker를 배운다.", "ko"),
        ("The rain is on the way and we are at home.", "en"),
        ("Der Regen ist auf dem Weg und wir sind zu Hause.", "de"),
        ("La pluie est en route et nous sommes à la maison.", "fr"),
        ("La lluvia está en camino y los niños no lo ven en el jardín.", "es"),
        ("雨が降っています。家にいる。", "ja"),
        ("正在下雨，我们在家。", "zh"),
        ("المطر قادم ونحن في البيت", "ar"),
        ("12 34 + 56", ""),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    """A text's language is known by its script, or by the words that every sentence has."""
    assert asking.language_of(text) == language


@pytest.mark.usefixtures("own_heap")
@pytest.mark.long
@pytest.mark.parametrize("name", ["headings-english", "folds", "choices-letters", "plugins"])
def test_a_long_document_is_read_in_time(name: str) -> None:
    """Five megabytes of a shape, among text as notes have it, take at most fifteen seconds.

    Three are wanted, which the plain study notes of tests/test_markdown.py keep to.
    """
    folder = readings.DOCUMENTS / "shapes"
    text = (folder / f"{name}.md").read_text(encoding="utf-8")
    text += "\n## More\n\n" + PARAGRAPH * 12
    source = Source("notes.md", text * (5_000_000 // len(text.encode()) + 1))
    taken: list[float] = []
    while len(taken) < 2 and (not taken or taken[-1] >= 15):  # the machine may be busy
        start = time.process_time()
        notes.read(source)
        taken.append(time.process_time() - start)
    assert min(taken) < 15


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize(
    "line",
    [
        *(
            "<details>\n",
            "<b>",
            "<!-- ",
            "a::b\n",
            "?\n",
            "A: x\n",
            "1. a?\n\n",
            "[[a",
            "==a",
            "`a",
        ),
        *("- [ ] a\n", "- A: b\n", "| a | b |\n", "a\n: b\n", "## a?\n", "<details><summary>"),
    ],
)
def test_no_shape_takes_time_by_its_square(line: str) -> None:
    """Four times the text takes about four times as long, whatever it holds."""
    taken = []
    for count in (50_000, 200_000):
        source = Source("notes.md", line * (count // len(line)))
        start = time.process_time()
        notes.read(source)
        taken.append(time.process_time() - start)
    assert taken[1] < max(12 * taken[0], 0.5)
