"""Cover letters: the real one, one small letter for each way of ruling, and chance."""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.content.model import Story
from builder.content.source import Source
from builder.kinds.story import STORY_KINDS
from builder.languages.letters import follow_ups
from builder.readers.letter import letters as reader
from builder.readers.letter.kinds import kind_of
from builder.readers.reading import UNPLACED, Reading
from tests.support import readings

LETTERS = sorted((readings.DOCUMENTS / "letters").glob("*.txt"))
MUTATIONS = int(os.environ.get("STUDY_MUTATIONS", "1000"))
NUMBERS = {*map(str, range(100)), *"①②③④⑤⑥⑦⑧⑨ⅠⅡⅢ"}


def read(text: str) -> Reading:
    return reader.read(Source("letter.txt", text))


def story(reading: Reading, kind: str) -> Story:
    return next(each for each in reading.fragment.stories if each.kind == kind)


def assert_whole(source: Source, reading: Reading) -> None:
    """No line is unplaced, no word lost, and every problem stands in the letter."""
    lines = source.lines
    assert len(reading.account) == len(lines)
    for line, word in zip(lines, reading.account, strict=True):
        assert word != UNPLACED
        assert bool(word) == bool(line.strip())
    for diagnostic in reading.diagnostics:
        assert 1 <= diagnostic.location.line <= len(lines)
        assert 1 <= diagnostic.location.column <= len(lines[diagnostic.location.line - 1]) + 1
    lost = {word for word in readings.missing(reading, source) if word not in NUMBERS}
    assert not {word for word in lost if word.strip("_")}


def test_real_letter_is_read_whole(cover_letter: Path) -> None:
    """The real letter gives its ten stories, each of its kind, with three questions each."""
    source = readings.source(cover_letter)
    reading = reader.read(source)
    stories = reading.fragment.stories
    assert tuple(each.kind for each in stories) == STORY_KINDS
    assert [each.title for each in stories][:3] == ["자기소개", "지원동기", "입사 후 포부"]
    assert [each.key for each in stories][-1] == "리더십-경험"
    assert all(len(each.questions) == len(each.prompts) == 3 for each in stories)
    assert all(not asked.answer for each in stories for asked in each.questions)
    assert [each.location.line for each in stories] == [2, 13, 24, 35, 48, 59, 88, 115, 128, 152]
    assert reading.diagnostics == ()
    assert reader.is_ruled(source)
    assert_whole(source, reading)


def test_real_letter_tells_stories_where_it_does(cover_letter: Path) -> None:
    """Sections that tell what happened are split, by sub-heads or openings; others stay text."""
    reading = reader.read(readings.source(cover_letter))
    told = {each.kind for each in reading.fragment.stories if each.action}
    assert told == {"project", "teamwork", "problem-solving", "leadership"}
    solved = story(reading, "problem-solving")
    assert solved.situation.startswith("서비스 운영 중")
    assert solved.task.startswith("**문제 분석**\n\nKubernetes의")
    assert solved.action.count("\n1. ") == 1
    assert "\n4. 메모리" in solved.action
    assert solved.result.endswith("깊이 이해하게 되었습니다.")
    worked = story(reading, "teamwork")
    assert worked.situation.startswith("이전 프로젝트에서")
    assert worked.action.startswith("이를 해결하기 위해")
    assert worked.result.startswith("결과적으로")
    project = story(reading, "project")
    assert "DevOps 리드" in project.text
    assert project.task.startswith("**담당 업무**\n\n- Amazon EKS")
    assert not project.text.count("성과")


def test_real_letter_is_markdown(cover_letter: Path) -> None:
    """Entries and sub-heads are bold lines, bullets a list."""
    career = story(reader.read(readings.source(cover_letter)), "career")
    assert career.text.startswith(
        "**인프라텍 주식회사 | 인프라 엔지니어 | 2021.02 ~ 2022.12**\n\n온프레미스"
    )
    assert "\n\n**주요 성과**\n\n- CentOS 기반 웹 서버" in career.text


def test_no_word_stands_twice(cover_letter: Path) -> None:
    """Every word of a section is in exactly one of the story's fields."""
    source = readings.source(cover_letter)
    reading = reader.read(source)
    once = readings.words(reading.fragment)
    assert not once - readings.Counter(readings.WORD.findall(source.text))


def test_there_are_letters() -> None:
    """The folder of small letters is found, and each says what it must give."""
    assert len(LETTERS) >= 11
    assert all(path.with_suffix(".expected").is_file() for path in LETTERS)


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_each_way_of_ruling(path: Path) -> None:
    """A small letter gives what stands beside it, with every line accounted for."""
    source = readings.source(path)
    reading = reader.read(source)
    readings.expect(path, readings.outline(reading))
    assert_whole(source, reading)
    assert reader.is_ruled(source) == (path.stem != "unruled")


def test_study_notes_are_no_letter(study_notes: Path) -> None:
    """The real study document doesn't look like a ruled letter, nor does front matter."""
    assert not reader.is_ruled(readings.source(study_notes))
    assert not reader.is_ruled(Source("a.md", "---\ntitle: x\n---\n\n## A\n\n- b: c\n"))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("자기소개", "introduction"),
        ("지원 동기", "motive"),
        ("지원동기 및 입사 후 포부", "motive"),
        ("입사 후 포부", "plans"),
        ("성장과정", "growth"),
        ("성격의 장단점", "strengths"),
        ("경력사항", "career"),
        ("프로젝트 경험", "project"),
        ("팀워크 경험", "teamwork"),
        ("문제 해결 경험", "problem-solving"),
        ("리더십 경험", "leadership"),
        ("About Me", "introduction"),
        ("Motivation", "motive"),
        ("Strengths and Weaknesses", "strengths"),
        ("Work Experience", "career"),
        ("Teamwork", "teamwork"),
        ("봉사활동", ""),
    ],
)
def test_kinds_by_title(title: str, kind: str) -> None:
    """A section's kind is known by its title, in Korean and in English."""
    assert kind_of(title) == kind


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_kind_is_asked_about(language: str) -> None:
    """Each kind and the unknown one have three questions and three prompts of their own."""
    asked = [follow_ups(kind, language) for kind in (*STORY_KINDS, "")]
    texts = [text for each in asked for text in (*each.questions, *each.prompts)]
    assert len(texts) == 6 * 11 == len(set(texts))
    assert all(text.endswith("?") for text in texts)
    assert all(bool(re.search("[가-힣]", text)) == (language == "ko") for text in texts)
    assert follow_ups("no such kind", language) == follow_ups("", language)


def test_questions_speak_the_letters_language() -> None:
    """A letter in English is asked in English, one that holds Hangul in Korean."""
    english = read("=====\n1. Teamwork\n=====\nWe worked.\n").fragment.stories[0]
    korean = read("=====\n1. 팀워크\n=====\nWe worked.\n").fragment.stories[0]
    assert english.questions[0].ask.startswith("What matters")
    assert korean.questions[0].ask.startswith("의견이 다른")


# Chance: letters that are put together from parts, and lines in no order at all.

WORDS = st.integers(0, 10**9).map(lambda number: f"w{number}")
SENTENCE = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
SHAPES = st.sampled_from(
    (
        *(
            "{}.",
            "- {}",
            "  - {}",
            "• {}",
            "1. {}",
            "2) {}",
            "{}:",
            "【{}】",
            "상황: {}",
            "기간: {}",
        ),
        *("이를 해결하기 위해 {}.", "결과적으로 {}.", "결과:\n{}", "해결 과정:\n1. {}", "# {}"),
        *("> {}", "■ {}", "    {}", "|{}|", "*{}*", "① {}", "---\n{}"),
    )
)
BODY = st.lists(
    st.one_of(st.just(""), st.builds(lambda shape, text: shape.format(text), SHAPES, SENTENCE)),
    min_size=1,
    max_size=10,
).map("\n".join)
RULES = st.sampled_from(["━" * 20, "=" * 9, "─" * 5, "-" * 30, "* * *"])


@st.composite
def letters(draw: st.DrawFn) -> str:
    rule = draw(RULES)
    bodies = draw(st.lists(BODY, min_size=1, max_size=4))
    heads = [f"{rule}\n{n}. {draw(SENTENCE)}\n{rule}" for n, _ in enumerate(bodies, 1)]
    parts = [draw(BODY) if draw(st.booleans()) else ""]
    parts += [f"{head}\n\n{body}" for head, body in zip(heads, bodies, strict=True)]
    return "\n\n".join(parts)


@settings(max_examples=200, deadline=None)
@given(letters())
def test_no_word_of_a_letter_is_lost(text: str) -> None:
    """Every word that goes in comes out once in the fragment, or a problem stands on its line."""
    source = Source("letter.txt", text)
    reading = reader.read(source)
    lost = readings.missing(reading, source)
    assert not {word for word in lost if word.startswith("w")}
    assert UNPLACED not in reading.account


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["━━━", "===", "---", "", "1. 자기소개", "결과:", "```", "【", "- "]),
            st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=9),
            SENTENCE,
        ),
        max_size=20,
    ).map("\n".join)
)
def test_any_text_is_read_or_reported(text: str) -> None:
    """Lines in no order give stories or an error, and no numbered word is lost."""
    source = Source("letter.txt", text)
    reading = reader.read(source)
    assert reading.fragment.stories or reading.diagnostics
    assert len(reading.account) == len(source.lines)
    assert UNPLACED not in reading.account
    lost = readings.missing(reading, source)
    assert not {word for word in lost if re.fullmatch(r"w\d+", word)}
    reader.is_ruled(source)


MARKS = ("━━━━━━", "- ", "1. ", "【", "】", ":", "", "  ", "```", "===", "> ", "#", "\t", "결과:")


def mutated(lines: list[str], chance: random.Random) -> list[str]:
    """The lines after a few accidents of editing."""
    lines = list(lines)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(lines))
        other = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines[at] = chance.choice(MARKS) + lines[at]
            case 2:
                lines.insert(at, chance.choice(MARKS))
            case 3:
                lines[at], lines[other] = lines[other], lines[at]
            case 4:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case _:
                lines[at] = lines[at].replace(chance.choice("━:.-【"), chance.choice(MARKS), 2)
        lines = lines or [""]
    return lines


def test_accidents_of_editing_lose_nothing(cover_letter: Path) -> None:
    """The real letter after random accidents is still read, or what is lost is reported."""
    lines = readings.source(cover_letter).lines
    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        source = Source("letter.txt", "\n".join(mutated(lines, chance)))
        try:
            assert_whole(source, reader.read(source))
        except Exception as error:
            pytest.fail(f"seed {seed}: {error!r}")


@pytest.mark.usefixtures("own_heap")
def test_a_long_letter_is_read_in_time(cover_letter: Path) -> None:
    """Five megabytes take at most three seconds of one core."""
    text = cover_letter.read_text(encoding="utf-8")
    source = Source("letter.txt", text * (5_000_000 // len(text.encode()) + 1))
    start = time.process_time()
    reader.read(source)
    assert time.process_time() - start < 3


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize("line", ["━━━\n", "━━━\n1. a\n", "【", "a: ", " ", "- ", "a:\n", "(1) "])
def test_no_text_takes_time_by_its_square(line: str) -> None:
    """Four times the text takes about four times as long, whatever it holds."""
    taken = []
    for count in (50_000, 200_000):
        source = Source("letter.txt", line * (count // len(line)))
        start = time.process_time()
        reader.read(source)
        taken.append(time.process_time() - start)
    assert taken[1] < max(12 * taken[0], 0.5)
