"""Languages: a folder each, whole, and no code that knows one by its letters."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from builder.content.source import Source
from builder.kinds.story import STORY_KINDS
from builder.languages import folders, letters, reading, vocabulary
from builder.languages.labels import by_language, labels
from builder.languages.telling import language_of
from builder.languages.words import words
from builder.ledger.recognition import similarity, subjects
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from builder.readers.letter import letters as letter
from builder.readers.markdown import notes
from tests.conftest import ROOT
from tests.support import paper
from tests.support.command import study

HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")
SHIPPED = ("en", "de", "es", "fr", "ja", "ko", "zh-Hans")
LABELS = ("pages", "deck", "preview")


def test_no_code_speaks_korean() -> None:
    """Words of a language stand in its folder, none in code."""
    files = sorted((ROOT / "builder").rglob("*.py"))
    assert len(files) > 100, "the guard looks at the wrong folder"
    found = [path for path in files if HANGUL.search(path.read_text(encoding="utf-8"))]
    assert found == []
    assert HANGUL.search("code with 한글 in it")


def test_what_is_shipped() -> None:
    """Seven languages, English first, since its words are looked up first."""
    assert folders.codes() == SHIPPED


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *((code, code) for code in SHIPPED),
        *(
            ("ko-KR", "ko"),
            ("EN-gb", "en"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("fr-CA", "fr"),
        ),
        *(("fi", ""), ("", "")),
    ],
)
def test_a_tag_means_the_closest_language(tag: str, code: str) -> None:
    """A region or a script more or less doesn't hide a language."""
    assert folders.known(tag) == code


def texts(value: Any, name: str = "") -> dict[str, str]:
    """Every text of labels by the keys that lead to it."""
    if isinstance(value, Mapping):
        pairs = [texts(each, f"{name}.{key}") for key, each in value.items()]
    elif isinstance(value, (list, tuple)):
        pairs = [texts(each, f"{name}.{at}") for at, each in enumerate(value)]
    else:
        return {name: str(value)}
    return {key: text for each in pairs for key, text in each.items()}


@pytest.mark.parametrize("code", SHIPPED)
@pytest.mark.parametrize("of", LABELS)
def test_labels_are_whole(code: str, of: str) -> None:
    """Each language has every label that English has, with the same places for numbers."""
    english = texts(folders.values("en", f"{of}.yaml"))
    mine = texts(folders.values(code, f"{of}.yaml"))
    assert mine.keys() == english.keys()
    for name, text in mine.items():
        assert text.strip() == text != ""
        assert [text.count(sign) for sign in ("{}", "%s")] == [
            english[name].count(sign) for sign in ("{}", "%s")
        ], name
    if of == "pages":
        assert len(set(mine[".quiz.letters"])) == 8


@pytest.mark.parametrize("code", SHIPPED)
def test_words_for_readers_are_whole(code: str) -> None:
    """Each language heads every part that English does, marks questions, and names levels."""
    mine, english = reading.reading_words(code), reading.reading_words("en")
    assert mine.heads.keys() == english.heads.keys()
    assert all(len(each) > 3 for each in mine.heads.values())
    assert mine.question
    assert mine.answer
    assert len(mine.level.names) > 5
    assert {"title", "language", "date", "description"} <= mine.front_matter.keys()
    assert words(code).opposites


def test_no_head_means_two_things() -> None:
    """A head opens the same part whatever language says it first."""
    found: dict[str, str] = {}
    for code in SHIPPED:
        for role, heads in reading.reading_words(code).heads.items():
            for head in heads:
                assert found.setdefault(head.casefold(), role) == role, head
                assert vocabulary.role_of(head) == role
                assert vocabulary.role_of(head, code) == role
    assert len(found) > 700


@pytest.mark.parametrize("code", SHIPPED)
def test_every_kind_of_story_is_asked_about(code: str) -> None:
    """Each kind and the unknown one have three questions and three prompts of their own."""
    asked = [letters.follow_ups(kind, code) for kind in (*STORY_KINDS, "")]
    said = [text for each in asked for text in (*each.questions, *each.prompts)]
    assert len(said) == 6 * 11 == len(set(said))
    assert all(text[-1] in "?？" for text in said)
    assert {language_of(" ".join(said))} == {code}
    for kind in STORY_KINDS:
        sections = folders.values(code, "letters.yaml")["sections"]
        assert sections.get(kind), kind


NOTES = {
    "en": ("Concept", "Level 1 Beginner", "Terms", "Question", "Answer", "Scenarios"),
    "ko": ("개념", "레벨 1 입문", "용어", "질문", "답변", "시나리오"),
    "de": ("Konzept", "Stufe 1 Einsteiger", "Begriffe", "Frage", "Antwort", "Szenarien"),
    "es": (
        "Concepto",
        "Nivel 1 Principiante",
        "Términos",
        "Pregunta",
        "Respuesta",
        "Casos prácticos",
    ),
    "fr": ("Notion", "Niveau 1 Débutant", "Termes", "Question", "Réponse", "Études de cas"),
    "ja": ("概念", "レベル1 入門", "用語", "質問", "回答", "シナリオ"),
    "zh-Hans": ("概念", "级别1 入门", "术语", "问", "参考答案", "案例"),
}


@pytest.mark.parametrize("code", SHIPPED)
def test_notes_in_each_language_are_read(code: str) -> None:
    """Heads, levels, terms, marks and scenarios are known in the words of each language."""
    concept, level, terms, question, answer, scenarios = NOTES[code]
    text = f"""# X

## 1. Docker

### {concept}

Docker packs.

### {level}

**{terms}**
- Image: a template

**{question}:** Was?

**{answer}:** Das.

### {scenarios}

- **A:** first
"""
    fragment = notes.read(Source("notes.md", text)).fragment
    (topic,) = fragment.topics
    assert topic.title == "Docker"
    assert topic.concept == "Docker packs."
    assert [(each.number, each.name) for each in fragment.levels] == [(1, level.split()[-1])]
    (cell,) = topic.cells
    assert [(each.name, each.meaning) for each in cell.terms] == [("Image", "a template")]
    assert [(each.ask, each.answer) for each in cell.questions] == [("Was?", "Das.")]
    assert topic.scenarios


@pytest.mark.parametrize(
    ("title", "code", "kind"),
    [
        ("Motivation für die Stelle", "de", "motive"),
        ("Trabajo en equipo", "es", "teamwork"),
        ("Résolution de problèmes", "fr", "problem-solving"),
        ("志望動機", "ja", "motive"),
        ("自我介绍", "zh-Hans", "introduction"),
    ],
)
def test_letters_in_each_language_are_read(title: str, code: str, kind: str) -> None:
    """A section's kind is known by its title, and what is asked is in the letter's language."""
    filler = " ".join(letters.follow_ups("project", code).questions)
    text = f"=====\n1. {title}\n=====\n{filler}\n"
    fragment = letter.read(Source("letter.txt", text)).fragment
    (story,) = fragment.stories
    assert (fragment.language, story.kind) == (code, kind)
    assert story.questions[0].ask == letters.follow_ups(kind, code).questions[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "en"),
        ("What is a container?", "en"),
        ("Was ist ein Container und wozu dient er?", "de"),
        ("¿Qué es un contenedor y para qué sirve?", "es"),
        ("Qu’est-ce qu’un conteneur et à quoi sert-il dans la pratique ?", "fr"),
        ("コンテナとは何か。", "ja"),
        ("什么是容器？", "zh-Hans"),
        ("Docker의 image layer caching", "ko"),
        ("A talk about 東京 and its trains, in English, as any other", "en"),
    ],
)
def test_a_text_tells_its_language(text: str, code: str) -> None:
    """By letters of its own or by its commonest words; English where nothing tells."""
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("old", "new", "other"),
    [
        (
            "Was ist der Vorteil von Docker?",
            "Welchen Vorteil hat Docker?",
            "Was ist der Nachteil von Docker?",
        ),
        (
            "¿Cuál es la ventaja de Docker?",
            "¿Qué ventaja tiene Docker?",
            "¿Cuál es la desventaja de Docker?",
        ),
    ],
)
def test_opposites_of_each_language_are_told_apart(old: str, new: str, other: str) -> None:
    """A question about the opposite is doubted, a reworded one isn't."""
    first, second, third = (similarity.front(text) for text in (old, new, other))
    assert subjects.doubt(first, second) == 0
    assert subjects.doubt(first, third) > 0


def test_labels_of_ones_own_go_first() -> None:
    """A file of one's own replaces single words, in any language, even in one that isn't there."""
    own = {"de": {"share": {"files": "Laden"}}, "pl": {"level": "Poziom"}, "zh": {"level": "等级"}}
    german = labels("pages", "de-AT", own)
    assert (german["share"]["files"], german["share"]["gone"]) == ("Laden", "nicht mehr im Kurs")
    assert labels("pages", "pl", own)["level"] == "Poziom"
    assert labels("pages", "pl", own)["terms"] == "Terms"
    assert labels("pages", "zh-Hans", own)["level"] == "等级"
    assert yaml.safe_load(by_language("deck"))["fr"]["answer"] == "Réponse"


@pytest.mark.parametrize("code", SHIPPED)
def test_the_starter_course_of_each_language(code: str, tmp_path: Path) -> None:
    """`study init` writes the same small course in each language, read without a note."""
    done = study("init", tmp_path / "course", "--language", code)
    assert done.returncode == 0, done.stderr
    course = load(find_targets([tmp_path / "course"])[0], strict=True).course
    assert course.language == code
    (topic,) = course.topics
    assert [len(cell.terms) for cell in topic.cells] == [2, 1]
    assert topic.concept.count("```") == 2
    assert language_of(topic.concept + course.levels[0].about) == code


# A language that nobody speaks, added as anybody would add one.

MADE_UP = "qaa"


def made_up(value: Any) -> Any:
    """English labels in the made-up language."""
    if isinstance(value, dict):
        return {key: made_up(each) for key, each in value.items()}
    if isinstance(value, list):
        return [made_up(each) for each in value]
    return f"Qa {value}"


def test_a_language_is_added_by_a_folder(tmp_path: Path) -> None:
    """A new folder, and nothing else, makes a language: notes are read and pages made in it."""
    shutil.copytree(ROOT / "builder", tmp_path / "builder", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    place = tmp_path / "builder/languages"
    shutil.copytree(place / "en", place / MADE_UP)
    for of in LABELS:
        path = place / MADE_UP / f"{of}.yaml"
        said = made_up(yaml.safe_load(path.read_text(encoding="utf-8")))
        path.write_text(yaml.safe_dump(said), encoding="utf-8")
    path = place / MADE_UP / "reading.yaml"
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    said |= {"question": ["Kwesto"], "answer": ["Respo"]}
    said["heads"] |= {"concept": ["Ideo"]}
    said["level"] |= {"words": ["Nivo"], "plain": ["nivo"]}
    path.write_text(yaml.safe_dump(said), encoding="utf-8")
    (tmp_path / "notes.md").write_text(
        f"---\nlanguage: {MADE_UP}\n---\n# Notes\n\n## Docker\n\n### Ideo\n\nIt packs.\n\n"
        "### Nivo 1: Unua\n\n**Kwesto:** What is an image?\n\n**Respo:** A template.\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "builder", "build", "notes.md", "--only", "handout"]
    done = subprocess.run(
        [*command, "--only", "deck"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    printed = paper.squeezed(paper.text(tmp_path / "output/notes/handout-1.pdf"))
    assert paper.squeezed("Qa Handout") in printed
    assert paper.squeezed("What is an image?") in printed
    help_text = subprocess.run(
        [sys.executable, "-m", "builder", "init", "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert MADE_UP in help_text
