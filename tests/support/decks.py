"""A course, decks built from it, and Anki's own engine to import them."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from builder.content.model import (
    Cell,
    Course,
    Level,
    Part,
    Question,
    Scenario,
    Story,
    Term,
    Topic,
    cards,
)
from builder.content.shared import LastDeck
from builder.documents.job import Job, Stamp, Tombstone
from builder.documents.options import Options
from builder.ledger import matching as ledger
from builder.ledger import stamping
from builder.ledger.matching import Ledger
from builder.outputs.deck import output
from builder.typeset.templates.environment import Templates
from tests.conftest import ROOT

ENGINE = Path(__file__).with_name("anki_engine.py")
TEMPLATES = Templates((ROOT / "templates",))


def questions(topic: str, level: int, count: int = 6) -> tuple[Question, ...]:
    return tuple(
        Question(
            f"{topic}의 {level}단계 {n}번째 물음은 무엇인가?",
            f"{topic}에서 {n}번째로 배운 답 {level}",
        )
        for n in range(count)
    )


def topic(key: str, title: str, concept: str = "여러 층으로 된 생각이다.") -> Topic:
    cells = tuple(
        Cell(
            level,
            (Term(f"{title} 용어 {level}", f"{title}의 뜻 {level}"), *questions(title, level)),
        )
        for level in (1, 2)
    )
    return Topic(key, title, "docker", concept, cells)


COURSE = Course(
    "devops",
    "DevOps 면접 스터디",
    id="devops",
    levels=(Level(1, "입문"), Level(2, "주니어")),
    parts=(Part("docker", "Docker"),),
    topics=(
        replace(
            topic("docker-basics", "도커"),
            scenarios=(Scenario("응답이 없다", "503이 난다", ("본다", "되돌린다"), "배포 탓이다"),),
            interview=(Question("왜 도커인가?", "가볍다", "경험을 말한다", "정의만 왼다"),),
        ),
        topic("compose", "컴포즈"),
    ),
    stories=(
        Story("growth", "성장 과정", text="어릴 때 서버를 만들었다.", questions=(Question("왜?"),)),
        Story(
            "teamwork",
            "협업",
            situation="둘이 다퉜다",
            task="모으기",
            action="들었다",
            result="풀렸다",
        ),
    ),
)


@dataclass
class Built:
    """One build of a course: its ledger and its package."""

    course: Course
    ledger: Ledger
    package: bytes
    files: dict[str, bytes]
    stamps: dict[str, Stamp]

    def code(self, front: str) -> str:
        (found,) = [each.code for each in cards(self.course) if each.front == front]
        return found

    def guid(self, front: str) -> str:
        return self.guid_of(self.code(front))

    def guid_of(self, code: str) -> str:
        return f"{self.course.identity}:{code}"

    def write(self, path: Path) -> str:
        path.write_bytes(self.package)
        return str(path)

    def write_text(self, path: Path) -> str:
        path.write_bytes(self.files[path.name])
        return str(path)


def build(
    course: Course,
    before: Ledger = Ledger(),  # noqa: B008
    now: int = 1000,
    templates=TEMPLATES,
    last: LastDeck | None = None,
) -> Built:
    matching = ledger.match(course, before, last)
    seen = output.fingerprints(matching.course, templates)
    after = stamping.stamp(matching, seen, now, output.shared(matching.course))
    stamps = {entry.code: Stamp(entry.note, entry.changed) for entry in after.entries}
    graves = tuple(
        Tombstone(entry.code, entry.kind, entry.front, stamps[entry.code])
        for entry in after.tombstones
    )
    job = Job(matching.course, Options(), templates, stamps, graves)
    made = {artefact.path: artefact.make() for artefact in output.artefacts(job)}
    return Built(matching.course, after, made["deck.apkg"], made, stamps)


def anki(collection: Path, *steps: tuple) -> list:
    """Run the steps in Anki's own engine, in a process of its own.

    `STUDY_ANKI` names another Python, whose `anki` is of another version.
    """
    done = subprocess.run(
        [os.environ.get("STUDY_ANKI", sys.executable), str(ENGINE)],
        input=json.dumps({"collection": str(collection), "steps": steps}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def text_of(made: str) -> str:
    """What a reader sees of a card's HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", made))
