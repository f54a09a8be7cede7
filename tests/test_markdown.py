"""Study Markdown: the real document, one small document for each way of writing, and chance."""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.content.model import Question, Term
from builder.content.source import Diagnostic, Source, decode
from builder.languages import vocabulary
from builder.readers.keys import Keys
from builder.readers.letter import letters
from builder.readers.markdown import notes
from builder.readers.reading import UNPLACED, Fragment, Reading
from tests.support import readings

STUDY = sorted((readings.DOCUMENTS / "study").glob("*.md"))
MUTATIONS = int(os.environ.get("STUDY_MUTATIONS", "400"))
# Words that only mark what the rest is: heads, labels, levels, numbers.
MARKING = {
    *(
        "Q",
        "A",
        "개념",
        "설명",
        "레벨별",
        "지식",
        "레벨",
        "가이드",
        "대상",
        "Level",
        "상황",
        "대응",
    ),
    *("시나리오", "실무", "면접", "빈출", "질문", "입문", "주니어", "시니어", "리드", "CTO"),
    *("Q1", "A1"),
    *map(str, range(30)),
}


def read(text: str) -> Reading:
    return notes.read(Source("study.md", text))


def errors(reading: Reading) -> list[Diagnostic]:
    return [diagnostic for diagnostic in reading.diagnostics if diagnostic.severity == "error"]


def assert_whole(source: Source, reading: Reading, marking: set[str] = MARKING) -> None:
    """No line is unplaced, no word lost, and every problem stands in the document."""
    lines = source.lines
    assert len(reading.account) == len(lines)
    for line, word in zip(lines, reading.account, strict=True):
        assert word != UNPLACED
        assert bool(word) == bool(line.strip())
    for diagnostic in reading.diagnostics:
        assert 1 <= diagnostic.location.line <= len(lines)
        assert 1 <= diagnostic.location.column <= len(lines[diagnostic.location.line - 1]) + 1
    known = marking | {reading.fragment.language}
    lost = {word for word in readings.missing(reading, source) if word not in known}
    assert not lost


def test_real_notes_are_read_whole(study_notes: Path) -> None:
    """The real document gives all of its topics, terms, questions, scenarios and levels."""
    source = readings.source(study_notes)
    reading = notes.read(source)
    fragment = reading.fragment
    cells = [cell for topic in fragment.topics for cell in topic.cells]
    assert len(fragment.topics) == 19
    assert sum(len(cell.terms) for cell in cells) == 174
    assert sum(len(cell.questions) for cell in cells) == 124
    assert [len(each.steps) for each in fragment.scenarios] == [4, 4, 4]
    assert len(fragment.interview) == 5
    assert [(each.number, each.name, each.about) for each in fragment.levels] == [
        (1, "입문", "개념 이해, 기본 용어"),
        (2, "주니어", "실무 적용, 트러블슈팅 기초"),
        (3, "시니어", "아키텍처 설계, 성능 최적화"),
        (4, "리드/CTO", "전략적 의사결정, 대규모 설계"),
    ]
    assert all(topic.concept for topic in fragment.topics)
    assert reading.diagnostics == ()
    assert_whole(source, reading)


def test_marks_point_at_the_items(study_notes: Path) -> None:
    """A term's and a question's place is where its list item or its mark begins."""
    source = readings.source(study_notes)
    lines = source.lines
    seen = 0
    for topic in notes.read(source).fragment.topics:
        assert lines[topic.location.line - 1].startswith("## ")
        for block in (block for cell in topic.cells for block in cell.blocks):
            rest = lines[block.location.line - 1][block.location.column - 1 :]
            if isinstance(block, Term):
                assert rest.startswith("- " + block.name)
            elif isinstance(block, Question):
                assert rest.startswith("**Q: " + block.ask)
            seen += 1
    assert seen == 174 + 124


def test_there_are_documents() -> None:
    """The folder of small documents is found, and each says what it must give."""
    assert len(STUDY) >= 35
    assert all(path.with_suffix(".expected").is_file() for path in STUDY)


@pytest.mark.parametrize("path", STUDY, ids=lambda path: path.stem)
def test_each_way_of_writing(path: Path) -> None:
    """A small document gives what stands beside it, with every line accounted for."""
    source = readings.source(path)
    reading = notes.read(source)
    readings.expect(path, readings.outline(reading))
    assert_whole(source, reading, marking=MARKING | _marking(source.text))
    assert not letters.is_ruled(source)


def _marking(text: str) -> set[str]:
    """The words of heads with a role, of marks, of a guide and of front matter's keys."""
    found: set[str] = set()
    for line in text.split("\n"):
        bare = line.strip("> #*\t-[]")
        label = re.match(r"[^:：]{1,20}(?=\**[:：])", bare)
        if vocabulary.role_of(bare) or line.startswith(("|", "- Level")):
            found.update(readings.WORD.findall(bare.split(":")[0] if "|" not in bare else bare))
        elif label and vocabulary.role_of(label[0]):
            found.update(readings.WORD.findall(label[0]))
    found.update(re.findall(r"\b[QA]\d*\b|질문|답변|답|Question|Answer|__A|__|\bbr\b", text))
    found.update(re.findall(r"(?m)^(\w+): ", text))
    found.update(re.findall(r"(?m)^#+ ((?:Part|1부|2부))", text))
    found.update(re.findall(r"(?i)\b(?:lv|level|레벨3)\b", text))
    return found | {"Scenario", "초급", "중급", "새싹", "나무", "Beginner"}


@pytest.mark.parametrize("name", ["answer-bold", "long-answers", "one-topic"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_encodings_and_line_ends_change_nothing(name: str, encoding: str) -> None:
    """CRLF, a byte-order mark or CP949 give what the plain file gives."""
    text = (readings.DOCUMENTS / "study" / f"{name}.md").read_text(encoding="utf-8")
    text = text.replace("⭐", "★")  # which CP949 has
    written = text.replace("\n", "\r\n").encode(encoding)
    reading = notes.read(decode("study.md", written))
    assert readings.outline(reading) == readings.outline(read(text))


def test_keys_survive_renumbering() -> None:
    """A topic's key says nothing of its number, and is given once."""
    keys = [Keys().give(title) for title in ("3. Docker 보안", "12) Docker 보안", "Docker 보안")]
    assert keys == ["docker-보안"] * 3
    both = Keys()
    assert [both.give("CI/CD"), both.give("2. CI CD"), both.give("CI-CD-2")] == [
        "ci-cd",
        "ci-cd-2",
        "ci-cd-2-2",
    ]
    assert Keys().give("???") == "topic"


def test_words_are_found_in_every_field() -> None:
    """The helper that counts words sees each of a fragment's texts; lost ones are missed."""
    text = (readings.DOCUMENTS / "study" / "one-topic.md").read_text(encoding="utf-8")
    reading = read(text)
    assert readings.words(reading.fragment)["템플릿"] == 1
    empty = Reading(Fragment(), (), reading.account)
    assert readings.missing(empty, Source("study.md", text))["템플릿"] == 1


def test_a_level_that_the_guide_lacks_is_an_error() -> None:
    """The error stands at the level's head and names the nearest level."""
    path = readings.DOCUMENTS / "study" / "level-unknown.md"
    (diagnostic,) = errors(notes.read(readings.source(path)))
    assert (diagnostic.location.line, diagnostic.location.column) == (17, 3)
    assert "level 2 (주니어)" in diagnostic.hint


def test_a_guides_odd_row_is_noted() -> None:
    """A row of the guide that names no level is not dropped silently."""
    reading = read("## 레벨 가이드\n| 잘못 |\n\n## Docker\n\n> **Level 1**\n> - 이미지: 템플릿\n")
    assert [(each.location.line, each.severity) for each in reading.diagnostics] == [(2, "note")]


# Chance: documents that are put together from parts, and lines in no order at all.

WORDS = st.integers(0, 10**9).map(lambda number: f"w{number}")
SENTENCE = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
FENCE = SENTENCE.map(lambda text: f"```yaml\n# {text}\n\n- **Q: {text}\n```")
PARAGRAPH = st.one_of(
    SENTENCE,
    SENTENCE.map(lambda text: f"- {text}\n  - {text}"),
    SENTENCE.map(lambda text: f"1. {text}\n2. {text}"),
    SENTENCE.map(lambda text: f"| {text} | b |\n|---|---|\n| a | {text} |"),
    SENTENCE.map(lambda text: f"┌──┐\n│ {text} │\n└──┘"),
    FENCE,
)
ASKS = st.sampled_from(["**Q: {}**", "**Q:** {}", "Q: {}", "Q1. {}", "- **Q: {}**", "**질문:** {}"])
ANSWERS = st.sampled_from(["**A:** {}", "**A: {}**", "A: {}", "**A**: {}", "**답변:** {}"])
HEADS = {
    "quoted": ["> ⭐ **Level 1 (입문)**", "> ⭐⭐ **Level 2 (주니어)**"],
    "heading": ["#### Level 1", "#### Level 2"],
    "named": ["### 초급", "### 중급"],
    "bold": ["**[Level 1]**", "**[Level 2]**"],
}


@st.composite
def questions(draw: st.DrawFn) -> str:
    paragraphs = draw(st.lists(PARAGRAPH, max_size=3))
    answer = "\n\n".join([draw(ANSWERS).format(draw(SENTENCE)), *paragraphs])
    return f"{draw(ASKS).format(draw(SENTENCE))}\n{answer}"


@st.composite
def topics(draw: st.DrawFn, style: str) -> str:
    lines = [f"## {draw(SENTENCE)}", "", draw(SENTENCE), ""]
    for head in draw(st.lists(st.sampled_from(HEADS[style]), max_size=2, unique=True)):
        terms = [f"- {draw(SENTENCE)}: {draw(SENTENCE)}" for _ in range(draw(st.integers(0, 2)))]
        blocks = draw(st.lists(st.one_of(questions(), PARAGRAPH), max_size=3))
        body = "\n\n".join(["\n".join(terms), *blocks])
        if style == "quoted":
            body = "\n".join(f"> {line}".rstrip() for line in body.split("\n"))
        lines += [head, "", body, ""] if style != "quoted" else [head, body, ""]
    if draw(st.booleans()):
        lines += ["### 실무 시나리오", "", draw(PARAGRAPH), ""]
    if draw(st.booleans()):
        lines += ["### 면접 빈출 질문", "", draw(questions()), ""]
    return "\n".join(lines)


@st.composite
def documents(draw: st.DrawFn) -> str:
    style = draw(st.sampled_from(sorted(HEADS)))
    parts = [f"# {draw(SENTENCE)}", draw(PARAGRAPH)]
    parts += draw(st.lists(topics(style), min_size=1, max_size=3))
    if draw(st.booleans()):
        parts += ["## 실무 시나리오", f"### 시나리오 1: {draw(SENTENCE)}", draw(PARAGRAPH)]
    return "\n\n".join(parts)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_no_word_of_a_document_is_lost(text: str) -> None:
    """Every word that goes in comes out in the fragment, or stands where a problem does."""
    source = Source("study.md", text)
    reading = notes.read(source)
    kept = readings.missing(reading, source)
    assert not {word: count for word, count in kept.items() if word.startswith("w")}
    assert UNPLACED not in reading.account


PIECES = st.one_of(
    st.sampled_from(
        (
            *("", " ", "> ", ">> ", "- ", "  - ", "1. ", "# ", "## ", "### ", "```", "~~~", "---"),
            *("===", "**Q:", "**A:**", "**", "|", "<!--", "-->", "⭐", "Level 1", "개념 설명"),
            *("실무 시나리오", "면접 빈출 질문", "상황:", "**대응**:", "┌──┐", "│", "레벨 가이드"),
            *("\t", "[", "]", "`"),
        )
    ),
    st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=6),
    WORDS,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=25).map("\n".join))
def test_any_text_is_read_or_reported(text: str) -> None:
    """Lines in no order give a reading whose account and problems fit the text."""
    source = Source("study.md", text)
    reading = notes.read(source)
    found = reading.fragment
    assert found.topics or found.interview or found.scenarios or errors(reading)
    assert_whole(source, reading, marking=_all_but_unique(text))


def _all_but_unique(text: str) -> set[str]:
    """Only the numbered words count here: any other may be a mark."""
    return {word for word in readings.WORD.findall(text) if not re.fullmatch(r"w\d+", word)}


MARKS = (
    *("**Q:", "**A:**", "> ", "- ", "```", "---", "## ", "### ", "1. ", "**", "|", "  ", ""),
    *("<!--", "-->", "**A: ", "Q. ", "#", "~~~", "> > ", "┌──┐", "===", "Level 9", ": ", "\t"),
)


def mutated(lines: list[str], chance: random.Random) -> list[str]:
    """The lines after a few accidents of editing."""
    lines = list(lines)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at = chance.randrange(len(lines))
        other = chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines[at] = chance.choice(MARKS) + lines[at]
            case 2:
                lines.insert(at, chance.choice(MARKS))
            case 3:
                lines[at], lines[other] = lines[other], lines[at]
            case 4:
                sign = chance.choice(("Q", "A", "**", ":", "> ", "- ", "#", "⭐"))
                lines[at] = lines[at].replace(sign, chance.choice(MARKS), 1)
            case 5:
                lines[at] = chance.choice(("> ", "  ", "", "    ")) + lines[at].lstrip("> ")
            case 6:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case _:
                end = min(len(lines), at + chance.randrange(1, 12))
                lines[at:end] = ["> ```", *lines[at:end], *chance.choice((["> ```"], []))]
        lines = lines or [""]
    return lines


def test_accidents_of_editing_lose_nothing(study_notes: Path) -> None:
    """The real document after random accidents is still read, or what is lost is reported."""
    lines = readings.source(study_notes).lines
    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        start = chance.randrange(len(lines)) if chance.random() < 0.9 else 0
        length = chance.randrange(20, 160) if start else len(lines)
        source = Source("study.md", "\n".join(mutated(lines[start : start + length], chance)))
        try:
            assert_whole(source, notes.read(source))
        except Exception as error:
            pytest.fail(f"seed {seed}: {error!r}")


@pytest.mark.usefixtures("own_heap")
def test_a_long_document_is_read_in_time(study_notes: Path) -> None:
    """Five megabytes take at most three seconds of one core."""
    text = study_notes.read_text(encoding="utf-8")
    long = text * (5_000_000 // len(text.encode()) + 1)
    source = Source("study.md", long)
    taken = []
    while len(taken) < 3 and (not taken or taken[-1] >= 3):  # the machine may be busy
        start = time.process_time()
        reading = notes.read(source)
        taken.append(time.process_time() - start)
    assert min(taken) < 3
    kinds = Counter(reading.account)
    assert kinds["term"] == 174 * (len(long) // len(text))


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize(
    "line",
    [
        *("**Q: ", "`", "[", "> ", "# ", "- a: ", "*", "<!-- ", "**a** ", "(", "| a ", "⭐"),
        *("```a\n", "> **Level 1**\n\n", "Q: a?\n", "**a**\n", "a\n---\n\n", "## a\n", "│ a\n"),
    ],
)
def test_no_text_takes_time_by_its_square(line: str) -> None:
    """Four times the text takes about four times as long, whatever it holds."""
    source = [Source("study.md", line * (count // len(line))) for count in (50_000, 200_000)]
    taken = []
    for each in source:
        start = time.process_time()
        notes.read(each)
        taken.append(time.process_time() - start)
    assert taken[1] < max(12 * taken[0], 0.5)


def test_counting_within_a_line_is_no_list() -> None:
    """An answer that counts in its line keeps its numbers; one that lists in lines is a list."""
    text = "## 주제\n\n**Q: 순서는?**\n**A:** 1) 먼저 2) 다음 3) 끝\n\n"
    text += "**Q: 목록은?**\n**A:** 1. 먼저\n2. 다음\n"
    (topic,) = notes.read(Source("a.md", text)).fragment.topics
    counted, listed = topic.cells[0].questions
    assert counted.answer == "1\\) 먼저 2) 다음 3) 끝"
    assert listed.answer == "1. 먼저\n2. 다음"


def test_long_titles_that_are_the_same_get_keys_of_their_own() -> None:
    """Topics of one title, however long, are told apart by a number that is never cut off."""
    title = "아주 긴 " * 20
    text = "".join(f"## {title}\n\n**Q: 질문 {n}?**\n**A:** 답\n\n" for n in range(12))
    keys = [topic.key for topic in notes.read(Source("a.md", text)).fragment.topics]
    assert len(set(keys)) == len(keys) == 12
    assert keys[11].endswith("-12")
    assert max(map(len, keys)) <= 50
