"""Writing a course with help: the schema, a new course, a new topic, notes turned into YAML."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.content.model import (
    Cell,
    Course,
    Dated,
    DeckSettings,
    Level,
    Part,
    Prose,
    Question,
    Scenario,
    Story,
    Term,
    Topic,
    cards,
)
from builder.content.source import Location, Source
from builder.kinds.story import STORY_KINDS
from builder.ledger import matching, stamping
from builder.outputs.poster import output
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from builder.readers.reading import join
from builder.readers.yaml import courses as reader
from builder.readers.yaml import writing
from builder.readers.yaml.schema import KINDS, schema
from tests.conftest import ROOT
from tests.support.command import study
from tests.support.courses import small

MISTAKES = Path(__file__).parent / "mistakes"


def kind_of(path: Path) -> str:
    return {"topics": "topic", "stories": "story"}.get(path.parent.name, "course")


def data_of(path: Path) -> object:
    """A file as an editor sees it: YAML's own types, with text keys."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_fresh(kind: str) -> None:
    """The committed schema is what the reader's shapes say, and a valid schema."""
    text = (ROOT / "schema" / f"{kind}.json").read_text(encoding="utf-8")
    assert text == schema(kind), "run: study schema KIND > schema/KIND.json"
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    assert study("schema", kind).stdout == text


def test_shipped_files_fit_the_schema() -> None:
    """Every YAML file of the shipped course is what an editor with the schema accepts."""
    files = sorted((ROOT / "content" / "devops").rglob("*.yaml"))
    assert len(files) == 54
    for path in files:
        jsonschema.validate(data_of(path), json.loads(schema(kind_of(path))))


@pytest.mark.parametrize("name", ["topics/keys", "stories/kind", "course"])
def test_mistakes_show_in_an_editor(name: str) -> None:
    """Misspelt keys, wrong types and unknown kinds fail the schema too."""
    path = MISTAKES / f"{name}.yaml"
    validator = jsonschema.Draft202012Validator(json.loads(schema(kind_of(path))))
    assert list(validator.iter_errors(data_of(path)))


def test_shipped_files_are_tied_to_the_schema() -> None:
    """The editor settings name a schema for each kind of file of the course."""
    said = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for file, pattern in said["yaml.schemas"].items():
        assert (ROOT / file).is_file()
        assert list(ROOT.glob(pattern))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_started_course_builds_at_once(language: str, tmp_path: Path) -> None:
    """`study init` writes a course that is read without a note and builds."""
    course = tmp_path / "내 과정"
    done = study("init", course, "--language", language, "--title", "제목: 하나 # 둘")
    assert done.returncode == 0, done.stderr
    loaded = load(find_targets([course])[0], strict=True)
    assert (loaded.course.title, loaded.course.language) == ("제목: 하나 # 둘", language)
    assert {card.kind for card in cards(loaded.course)} >= {"term", "question", "scenario"}
    for path in course.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").split("\n")[0]
        assert (path.parent / first.split("$schema=")[1]).is_file()
    done = study("build", course, "-o", tmp_path / "out", "--only", "deck", "--only", "handout")
    assert done.returncode == 0, done.stderr
    renamed = course.rename(tmp_path / "other")
    assert load(find_targets([renamed])[0]).course.name == loaded.course.name == "내-과정"


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    """A folder that holds something is refused, and left as it is."""
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    done = study("init", tmp_path)
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_new_topic_comes_last(tmp_path: Path) -> None:
    """`study new topic` writes a file after the last number, readable at once, never twice."""
    course = small(tmp_path / "course")
    for number, key in ((2, "컨테이너-네트워크"), (3, "컨테이너-네트워크")):
        done = study("new", "topic", "컨테이너 네트워크", "--part", "base", cwd=course)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == f"topics/{number:02}-{key}.yaml"
        reading = reader.read(Source("topics/x.yaml", (course / done.stdout.strip()).read_text()))
        assert reading.diagnostics == ()
        (topic,) = reading.fragment.topics
        assert (topic.title, topic.part) == ("컨테이너 네트워크", "base")


def test_a_new_topic_is_told_until_it_is_written(tmp_path: Path) -> None:
    """An unfinished topic is a note with its place, and nothing of it is printed."""
    course = small(tmp_path / "course")
    before = output._blocks(load(find_targets([course])[0]).course)
    done = study("new", "topic", "네트워크", "--course", course)
    path = course / "topics/02-네트워크.yaml"
    assert path == Path(done.stdout.strip())
    loaded = load(find_targets([course])[0])
    (note,) = loaded.notes
    assert (note.location, note.severity) == (Location(str(path), 2), "note")
    assert "nothing but its title, so nothing of it is printed" in note.message
    assert output._blocks(loaded.course) == before
    begun = path.read_text(encoding="utf-8") + "concept: 컴퓨터를 잇는다.\n"
    path.write_text(begun, encoding="utf-8")
    loaded = load(find_targets([course])[0])
    assert "no handout holds it" in loaded.notes[0].message
    assert output._blocks(loaded.course) != before
    path.write_text(begun + "levels: {1: {terms: [{term: 망}]}}\n", encoding="utf-8")
    assert load(find_targets([course])[0]).notes == ()


def test_the_written_topic_holds_every_line_of_its_form(tmp_path: Path) -> None:
    """A new topic's file is a course's topic once its comments are taken off."""
    course = small(tmp_path / "course")
    path = Path(study("new", "topic", "x", "--course", course).stdout.strip())
    first, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(first + "".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
    loaded = load(find_targets([course])[0], strict=True)
    topic = loaded.course.topics[-1]
    assert all((topic.concept, topic.cheat, topic.cells[0].terms, topic.scenarios))


def test_new_topic_without_a_course(tmp_path: Path) -> None:
    """Without a course to add to, the command says how to name one."""
    done = study("new", "topic", "제목", cwd=tmp_path)
    assert (done.returncode, "--course" in done.stderr) == (2, True)


def test_both_documents_convert(study_notes: Path, cover_letter: Path, tmp_path: Path) -> None:
    """The real documents as YAML are the same course, with the same codes and ledger."""
    source = tmp_path / "both"
    source.mkdir()
    shutil.copy(study_notes, source)
    shutil.copy(cover_letter, source)
    before = load(find_targets([source])[0]).course
    matched = matching.match(before, matching.Ledger())
    (source / "ledger.jsonl").write_text(
        matching.write(stamping.stamp(matched, {}, 1_790_000_000)), encoding="utf-8"
    )
    done = study("convert", source, tmp_path / "yaml")
    assert done.returncode == 0, done.stderr
    after = load(find_targets([tmp_path / "yaml"])[0]).course
    assert after == before
    again = matching.match(after, matching.Ledger())
    assert [card.code for card in cards(again.course)] == [c.code for c in cards(matched.course)]
    copied = (tmp_path / "yaml/ledger.jsonl").read_bytes()
    assert copied == (source / "ledger.jsonl").read_bytes()


LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
PIECE = st.one_of(LINE, st.sampled_from(
    ["# x", "a: b", "- x", "'", '"', " x", "{{ x }}", "|", "> q", "3000", "on", "~", "null", "`c`",
     "```yaml\n  a: 1\n```", "\ttab", "*a", "&b", "!c", "%d", "@e", "가나", "é"]
))  # fmt: skip
TEXT = st.lists(PIECE, max_size=4).map("\n".join).map(lambda text: text.strip("\n").rstrip())
FILLED = TEXT.filter(lambda text: text.strip("\n").rstrip() != "")
KEY = st.from_regex(r"[a-z가-힣][a-z0-9가-힣-]{0,8}", fullmatch=True)
TERMS = st.builds(Term, FILLED, TEXT)
QUESTIONS = st.builds(Question, FILLED, FILLED, TEXT, TEXT)
BLOCKS = st.lists(st.one_of(TERMS, QUESTIONS, st.builds(Prose, FILLED)), max_size=4).map(tuple)
SCENARIOS = st.builds(Scenario, FILLED, TEXT, st.lists(FILLED, max_size=2).map(tuple), TEXT)
ASKED = st.lists(QUESTIONS, max_size=2).map(tuple)


DATED = st.builds(Dated, FILLED, FILLED, st.dates().map(str))


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Courses as the readers make them: texts trimmed, keys unique, parts and levels used."""
    keys = draw(st.lists(KEY, min_size=1, max_size=3, unique=True))
    topics = tuple(
        Topic(key, draw(FILLED), "p", draw(TEXT),
              tuple(Cell(level, draw(BLOCKS)) for level in (1, 2)),
              tuple(draw(st.lists(FILLED, max_size=2))),
              tuple(draw(st.lists(SCENARIOS, max_size=1))), draw(ASKED),
              tuple(draw(st.lists(FILLED, max_size=2))), draw(TEXT),
              dated=tuple(draw(st.lists(DATED, max_size=1))))
        for key in keys
    )  # fmt: skip
    story = Story(draw(KEY), draw(FILLED), draw(st.sampled_from(STORY_KINDS)), draw(TEXT),
                  draw(TEXT), draw(TEXT), draw(TEXT), draw(TEXT),
                  tuple(replace(each, answer=draw(TEXT)) for each in draw(ASKED)),
                  tuple(draw(st.lists(FILLED, max_size=2))))  # fmt: skip
    return Course(
        "made", draw(FILLED), draw(st.sampled_from(["ko", "en"])), draw(TEXT), "2026-11-21",
        draw(st.booleans()), DeckSettings(draw(TEXT), draw(st.booleans()), draw(st.booleans())),
        (Level(1, draw(FILLED), draw(TEXT)), Level(2, draw(FILLED))), (Part("p", draw(FILLED)),),
        topics, tuple(draw(st.lists(SCENARIOS, max_size=1))), draw(ASKED), (story,), draw(TEXT),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(courses())
def test_what_is_written_reads_back_the_same(course: Course) -> None:
    """Any course written as YAML is the same course when it is read."""
    fragments = []
    for name, text in writing.files(course).items():
        reading = reader.read(Source(name, text))
        assert reading.diagnostics == (), (name, text)
        fragments.append(reading.fragment)
    assert join("made", fragments) == course
