"""The course that ships: how much it holds, and that what it shows would run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml
from markdown_it import MarkdownIt

from builder.content.model import Course
from builder.kinds import gaps
from builder.kinds.story import STORY_KINDS
from builder.pipeline.loaded import Loaded, load, read_ledger
from builder.pipeline.target import find_targets
from builder.typeset.text import markup
from tests.conftest import ROOT
from tests.support.command import study

CONTENT = ROOT / "content" / "devops"
PARTS = {
    "docker": 5,
    "kubernetes": 13,
    "delivery": 10,
    "linux": 5,
    "network": 5,
    "observability": 5,
}
# Cards of the first edition that left the course, each for a better one in its place.
RETIRED = frozenset(
    ["29SF", "7CZU", "7VHU", "CYAQ", "DN37", "FM3B", "HAB9", "J547", "N4ZV", "NXTH", "TYK9"]
)
INSTRUCTIONS = (
    "FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD "
    "STOPSIGNAL HEALTHCHECK SHELL"
)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    (target,) = find_targets([CONTENT])
    return load(target)


@pytest.mark.long
def test_all_of_it_builds(tmp_path: Path) -> None:
    """Every file of the shipped course is made, and nothing is told that its author should mend."""
    course = shutil.copytree(CONTENT, tmp_path / "devops")
    done = study("build", course, "-o", tmp_path / "out", "--frozen", "--strict")
    assert done.returncode == 0, done.stderr
    files = {path.name for path in (tmp_path / "out/devops").iterdir()}
    kinds = {"handout": 4, "worksheet": 4, "flashcards": 4}
    assert {
        f"{kind}-{level}.pdf" for kind, n in kinds.items() for level in range(1, n + 1)
    } <= files
    assert {"deck.apkg", "deck.txt", "index.html", "interview.pdf"} <= files
    assert "poster-kubernetes.pdf" in files  # a part's own, for all do not fit on one


def test_no_code_of_the_committed_ledger_would_change(tmp_path: Path) -> None:
    """The deck of the shipped course builds from its ledger as it is committed."""
    course = shutil.copytree(CONTENT, tmp_path / "devops")
    how = ("build", course, "-o", tmp_path / "out", "--only", "deck", "--frozen")
    done = study(*how)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out/devops/deck.apkg").is_file()
    text = (course / "ledger.jsonl").read_text(encoding="utf-8")
    (course / "ledger.jsonl").write_text(text.split("\n", maxsplit=1)[1], encoding="utf-8")
    assert (study(*how).returncode, text[:9]) == (1, '{"code":"')


@pytest.fixture(scope="module")
def course(loaded: Loaded) -> Course:
    return loaded.course


def texts(value: Any) -> Iterator[str]:
    """Every text of a course."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            if each.compare:
                yield from texts(getattr(value, each.name))


def fences(course: Course) -> list[tuple[str, str]]:
    """Each fenced block's language and content."""
    parser = MarkdownIt("commonmark")
    return [
        (token.info.strip(), token.content)
        for text in texts(course)
        if "```" in text
        for token in parser.parse(text)
        if token.type == "fence"
    ]


def test_it_has_nothing_to_note(loaded: Loaded) -> None:
    """The course is read without a note, and no line is without a place."""
    assert loaded.notes == ()
    assert loaded.unplaced == 0


def test_its_topics_stand_in_six_parts(course: Course) -> None:
    """Forty-three topics, in six parts, in the order of their files."""
    assert Counter(topic.part for topic in course.topics) == PARTS
    assert len(course.levels) == 4


def test_every_cell_is_filled(course: Course) -> None:
    """At least three terms and three questions for each topic at each level."""
    cells = [
        (t.key, level.number, t.at(level.number)) for t in course.topics for level in course.levels
    ]
    assert len(cells) == 172
    for key, level, cell in cells:
        assert cell is not None, (key, level)
        assert len(cell.terms) >= 3, (key, level)
        assert len(cell.questions) >= 3, (key, level)
        assert all(term.meaning for term in cell.terms), (key, level)


def test_every_topic_is_whole(course: Course) -> None:
    """A concept, lines for the poster, a scenario, two full interview questions, sources."""
    for topic in course.topics:
        assert len(topic.concept) >= 200, topic.key
        assert 4 <= len(topic.cheat) <= 7, topic.key
        assert topic.scenarios, topic.key
        assert all(s.situation and len(s.steps) >= 2 and s.answer for s in topic.scenarios), (
            topic.key
        )
        assert len(topic.interview) == 2, topic.key
        assert all(q.answer and q.strong and q.weak for q in topic.interview), topic.key
        assert topic.sources, topic.key
    pictured = [topic.key for topic in course.topics if list(markup.flows(topic.concept))]
    assert len(pictured) >= 35


def test_every_kind_of_story_is_told(course: Course) -> None:
    """Ten stories, one of each kind, each with questions, answers and prompts."""
    assert tuple(story.kind for story in course.stories) == STORY_KINDS
    for story in course.stories:
        assert len(story.questions) >= 3, story.key
        assert all(question.answer for question in story.questions), story.key
        assert len(story.prompts) >= 3, story.key
        assert story.text or (story.situation and story.action and story.result), story.key


def test_the_cards_of_the_first_edition_stand() -> None:
    """Whoever learned with the first edition keeps every card but those retired on purpose."""
    first = set((ROOT / "tests/devops-first-edition.txt").read_text(encoding="utf-8").split())
    assert len(first) == 685
    (target,) = find_targets([CONTENT])
    known = {entry.code: entry for entry in read_ledger(target).cards}
    assert {code for code in first if known[code].retired} == RETIRED


def test_one_word_for_each_thing(course: Course) -> None:
    """Words that the glossary rules out stand nowhere but in the titles of sources."""
    rows = (CONTENT / "glossary.words").read_text(encoding="utf-8").splitlines()[1:]
    never = [re.compile(row.split("\t")[1]) for row in rows]
    assert len(never) > 40
    named = {each for topic in course.topics for each in topic.sources}
    named |= {each.source for topic in course.topics for each in topic.dated}
    held = [text for text in texts(course) if text not in named]
    assert [
        (pattern.pattern, found[0])
        for text in held
        for pattern in never
        if (found := pattern.search(text))
    ] == []


def test_sources_can_be_checked(course: Course) -> None:
    """Each source carries a title, an address and the day on which it was read."""
    form = re.compile(r".{3,}, https://\S+, 2026-\d\d-\d\d")
    sources = [each for topic in course.topics for each in topic.sources]
    assert len(sources) > 300
    assert [each for each in sources if not form.fullmatch(each)] == []


def test_what_ages_is_dated(course: Course) -> None:
    """Every topic that names a version or a limit of today says where it was read, and when."""
    assert sum(len(topic.dated) for topic in course.topics) > 250
    bare = [topic.key for topic in course.topics if not topic.dated]
    assert len(bare) < 5, bare


def test_nothing_is_asked_twice(course: Course) -> None:
    """No two questions of the course have the same words."""
    asked = Counter(
        " ".join(q.ask.split()) for t in course.topics for c in t.cells for q in c.questions
    )
    assert [ask for ask, times in asked.items() if times > 1] == []


def test_choices_teach(course: Course) -> None:
    """Eighty questions and more have choices, whose right ones and most wrong ones say why."""
    asked = [q for t in course.topics for c in t.cells for q in c.questions if q.choices]
    assert len(asked) >= 80
    for question in asked:
        wrong = [each for each in question.choices if not each.is_right]
        assert all(each.why for each in question.right), question.ask
        assert any(each.why for each in wrong), question.ask
        assert len(wrong) >= 2, question.ask
        assert len({each.text for each in question.choices}) == len(question.choices), question.ask
    assert any(question.has_several for question in asked)


def test_sentences_have_gaps(course: Course) -> None:
    """Sixty sentences and more have gaps, none more than five, and none stands twice."""
    held = [each for topic in course.topics for cell in topic.cells for each in cell.clozes]
    assert len(held) >= 60
    assert [each.text for each in held if not 1 <= len(each.gaps) <= 5] == []
    sentences = Counter(gaps.sentence(each.text) for each in held)
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_references_name_topics(course: Course) -> None:
    """A reference names a topic by its title, for numbers are given when pages are made."""
    titles = {topic.title for topic in course.topics}
    held = [text for topic in course.topics for text in texts(topic)]
    named = [name for text in held for name in re.findall("→ “(.+?)”", text)]
    assert len(named) > 20
    assert [name for name in named if name not in titles] == []
    assert [text for text in held if re.search(r"→ \d", text)] == []


def test_the_voice_is_one(course: Course) -> None:
    """Plain style throughout: no sentence ends in a polite form."""
    polite = re.compile(r"(습니다|합니다|세요|해요|어요|네요)[.!?\s]")
    stories = {text for story in course.stories for text in texts(story)}
    wrong = [text[:60] for text in texts(course) if polite.search(text) and text not in stories]
    assert wrong == []


def test_no_sentence_is_carried_over(course: Course, study_notes: Path, cover_letter: Path) -> None:
    """No sentence of 25 characters or more of the outline's documents stands in the course."""
    given = (
        study_notes.read_text(encoding="utf-8") + "\n" + cover_letter.read_text(encoding="utf-8")
    )
    sentences = {re.sub(r"\s+", " ", s).strip() for s in re.split(r"(?<=[.?!다])\s|\n", given)}
    long = {re.sub(r"[*`]", "", s) for s in sentences if len(s) >= 25}
    assert len(long) > 300
    ours = re.sub(r"\s+", " ", re.sub(r"[*`]", "", "\n".join(texts(course))))
    assert [sentence for sentence in long if sentence in ours] == []


def test_every_block_has_a_language(course: Course) -> None:
    """Code blocks say what they hold, in a language that readers and checks know."""
    known = {"bash", "yaml", "json", "dockerfile", "hcl", "console", "text", "flow", "sql", "ini"}
    languages = Counter(language for language, _ in fences(course))
    assert set(languages) <= known | {
        "diff",
        "toml",
        "python",
        "go",
        "rego",
        "promql",
        "nginx",
        "groovy",
    }
    assert languages["bash"] > 20
    assert languages["yaml"] > 20


def test_commands_parse(course: Course) -> None:
    """Every bash block is one that bash can parse."""
    blocks = [content for language, content in fences(course) if language == "bash"]
    for content in blocks:
        done = subprocess.run(
            ["bash", "-n"], input=content, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, content + done.stderr


def test_configuration_parses(course: Course) -> None:
    """Every YAML, JSON and HCL block parses, and Dockerfiles hold only instructions."""
    for language, content in fences(course):
        match language:
            case "yaml":
                list(yaml.safe_load_all(content))
            case "json":
                json.loads(content)
            case "hcl":
                hcl2.loads(content)
            case "dockerfile":
                for line in re.sub(
                    r"\\\n", " ", re.sub(r"^\s*#.*$", "", content, flags=re.M)
                ).split("\n"):
                    assert not line.strip() or line.split()[0].upper() in INSTRUCTIONS.split(), (
                        content
                    )
