"""What learners hand in, as Anki exports it, comes back as changes of the course."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli.main import study
from builder.feedback import merging
from builder.feedback.differences import FAILED
from tests.support import decks

TOPIC = """\
title: 컨테이너
concept: 컨테이너는 격리된 프로세스다.
levels:
  1:
    terms:
      - {term: 이미지, meaning: "읽기 전용 틀: 층으로 쌓인다"}
      - term: 볼륨
        meaning: 컨테이너보다 *오래* 남는
          저장 공간이다.
    questions:
      - ask: 컨테이너란 무엇인가?
        answer: |
          격리된 프로세스다.

          - `cgroup`으로 자원을 나눈다.
          - $2^n$ 개까지 뜬다.
        strong: 커널을 말한다.
      - ask: 고른다면?
        choices: [right: 하나, 둘]
    clozes:
      - cloze: "이미지는 {{층}}으로 되어 있고 {{읽기}} 전용이다."
scenarios:
  - title: 뜨지 않는다
    situation: 컨테이너가 바로 끝난다.
    steps: [로그를 본다, 종료 코드를 본다]
"""
COURSE = "title: 작은 과정\nid: k2m4n6p8q2\nlevels:\n  1: {name: 입문}\n"


class Group:
    """A course that was built, and members who imported its deck."""

    def __init__(self, folder: Path, topic: str = TOPIC) -> None:
        self.folder = folder
        self.topic = folder / "course" / "topics" / "01-container.yaml"
        self.topic.parent.mkdir(parents=True)
        (folder / "course" / "course.yaml").write_text(COURSE, encoding="utf-8")
        self.topic.write_text(topic, encoding="utf-8")
        self.theirs = folder / "theirs"
        self.theirs.mkdir()
        self.build()

    def build(self) -> None:
        """Build, and wait for the next second: what changed in the build's own is the build's."""
        run("build", self.folder / "course", "-o", self.folder / "out", "--only", "deck")
        wait()

    def guid(self, front: str) -> str:
        return f"k2m4n6p8q2:{self.code(front)}"

    def code(self, front: str) -> str:
        ledger = (self.folder / "course" / "ledger.jsonl").read_text(encoding="utf-8")
        entries = map(json.loads, ledger.splitlines())
        (code,) = [each["code"] for each in entries if each.get("front") == front]
        return str(code)

    def member(self, name: str, *steps: tuple[object, ...]) -> None:
        """A member's collection: the deck imported, then what the member does."""
        package = self.folder / "out" / "course" / "deck.apkg"
        decks.anki(self.folder / f"{name}.anki2", ("import_package", str(package)), *steps)

    def export(self, name: str) -> Path:
        path = self.theirs / f"{name}.apkg"
        decks.anki(self.folder / f"{name}.anki2", ("export_learned", str(path)))
        return path

    def feedback(self, *more: object, answers: str = "") -> str:
        theirs = more or (self.theirs,)
        return run(
            "feedback",
            *("-o", self.folder / "out", self.folder / "course", *theirs),
            answers=answers,
        )


def wait() -> None:
    """Until the next second, by which Anki tells the time."""
    now = int(time.time())
    while int(time.time()) == now:
        time.sleep(0.02)


def run(*arguments: object, answers: str = "", status: int = 0) -> str:
    done = CliRunner().invoke(
        study, [str(each) for each in arguments], standalone_mode=False, input=answers
    )
    assert done.exception is None, done.output
    assert (done.return_value or 0) == status, done.output
    return done.output


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return Group(tmp_path)


def test_an_edit_comes_back_as_a_diff_that_applies(group: Group) -> None:
    """What a member corrected in Anki is a hunk at its place; all else stays as it was written."""
    asked = group.guid("컨테이너란 무엇인가?")
    html = (
        "<p>격리된 <b>프로세스</b>다.</p>\n<ul>\n"
        "<li><code>cgroup</code>으로 자원을 제한한다.</li>\n"
        '<li><span class="formula">\\( 2^n \\)</span> 개까지 뜬다.</li>\n</ul>'
    )
    group.member(
        "kim",
        ("edit", asked, "Back", html),
        ("edit", group.guid("이미지"), "Back", "<p>읽기 전용 틀: 여러 층으로 쌓인다</p>"),
        ("edit", group.guid("볼륨"), "Back", "<p>컨테이너보다 <i>오래</i> 남는 저장소다.</p>"),
        ("edit", group.guid("뜨지 않는다"), "Steps",
         "<ol><li>로그를 본다</li><li>종료 코드와 시각을 본다</li></ol>"),
        ("edit", group.guid("이미지는 층으로 되어 있고 읽기 전용이다."), "Text",
         "<p>이미지는 {{c1::층}}으로 되어 있고, {{c2::읽기}} 전용이다.</p>"),
    )  # fmt: skip
    group.export("kim")
    said = group.feedback()
    assert "5 edits:" in said
    patch = group.folder / "feedback.diff"
    patch.write_text(said, encoding="utf-8")
    patched = group.topic.with_name("patched.yaml")
    shutil.copy(group.topic, patched)
    subprocess.run(["patch", "-s", str(patched), str(patch)], check=True)
    text = patched.read_text(encoding="utf-8")
    patched.unlink()
    expected = TOPIC
    for old, new in (
        ("격리된 프로세스다.\n\n", "격리된 **프로세스**다.\n\n"),
        ("자원을 나눈다", "자원을 제한한다"),
        ("틀: 층으로", "틀: 여러 층으로"),
        ("*오래* 남는\n          저장 공간이다.", "*오래* 남는 저장소다."),
        ("종료 코드를 본다", "종료 코드와 시각을 본다"),
        ("있고 {{읽기}}", "있고, {{읽기}}"),
    ):
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    assert text == expected


def test_git_takes_the_diff(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git apply -p0` puts what is printed into the course's own file."""
    group.member("kim", ("edit", group.guid("이미지"), "Back", "<p>읽기 전용 층</p>"))
    group.export("kim")
    monkeypatch.chdir(group.folder)
    told = run("feedback", "-o", "out", "course", "theirs")
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply", "-p0"], input=told.encode(), check=True)
    after = group.topic.read_text(encoding="utf-8")
    assert after == TOPIC.replace("읽기 전용 틀: 층으로 쌓인다", "읽기 전용 층")


def test_members_who_made_one_edit_are_counted(group: Group) -> None:
    """One edit of several members is told once; of two edits the diff has that of most."""
    guid = group.guid("이미지")
    for name, words in (("kim", "층 쌓은 틀"), ("lee", "층 쌓은 틀"), ("ahn", "다른 틀")):
        group.member(name, ("edit", guid, "Back", f"<p>{words}</p>"))
        group.export(name)
    said = group.feedback()
    assert "2 edits:" in said
    (line,) = [line for line in said.splitlines() if "kim.apkg, " in line and "lee.apkg" in line]
    assert f"{group.topic}:6:30" in line
    assert '+      - {term: 이미지, meaning: "층 쌓은 틀"}' in said
    assert "다른 틀}" not in said


def test_the_course_s_own_older_text_is_no_edit(group: Group) -> None:
    """Who skipped a version has edited nothing; an edit from before the change is doubtful."""
    group.member("old")
    group.member("mended", ("edit", group.guid("이미지"), "Back", "<p>읽기만 되는 틀</p>"))
    group.export("mended")
    group.topic.write_text(
        TOPIC.replace("읽기 전용 틀: 층으로 쌓인다", "층으로 쌓인 읽기 전용 틀"), "utf-8"
    )
    unbuilt = group.feedback()
    assert "1 doubtful edit:" in unbuilt
    assert "+++" not in unbuilt
    (group.theirs / "mended.apkg").unlink()
    group.build()
    group.export("old")
    assert "nothing was edited, flagged or remarked" in group.feedback()


def test_an_older_text_in_one_deck_is_known_in_another(group: Group) -> None:
    """A member who added a tag to an old copy edited no text, as a deck without edits shows."""
    group.member("plain")
    group.export("plain")
    group.topic.write_text(TOPIC.replace("커널을 말한다", "커널을 나눈다"), "utf-8")
    group.build()
    guid = group.guid("컨테이너란 무엇인가?")
    decks.anki(group.folder / "plain.anki2", ("tag", guid, "내것"))
    decks.anki(group.folder / "plain.anki2", ("export_learned", str(group.theirs / "tagged.apkg")))
    assert "1 edit:" in group.feedback(group.theirs / "tagged.apkg")
    assert "nothing was edited" in group.feedback()


def test_remarks_and_flags_come_with_their_cards(group: Group) -> None:
    """A flag is told, and the own field of a card tagged feedback; no other own note is."""
    group.member(
        "kim",
        ("edit", group.guid("이미지"), "My notes", "틀이라는 말이<br>어렵다", "feedback"),
        ("edit", group.guid("볼륨"), "My notes", "나만의 메모"),
        ("flag", group.guid("고른다면?"), 1),
    )
    group.export("kim")
    said = group.feedback()
    assert "2 remarks:" in said
    assert "틀이라는 말이" in said
    assert "어렵다" in said
    assert "나만의 메모" not in said
    (line,) = [line for line in said.splitlines() if "red flag" in line]
    assert group.code("고른다면?") in line
    assert str(group.topic) in line
    assert "own notes where a card is tagged 'feedback'; nothing of reviews" in said


def test_lapses_are_read_where_they_are_asked_for(group: Group) -> None:
    """Cards that several members failed are named with how many of those who reviewed them."""
    hard, easy = group.guid("볼륨"), group.guid("이미지")
    for name, times in (("a", FAILED), ("b", FAILED + 3), ("c", 0)):
        group.member(name, ("fail", hard, times), ("fail", easy, 1))
        group.export(name)
    assert "failed" not in group.feedback()
    said = group.feedback("--lapses", group.theirs)
    assert "1 hard card:" in said
    assert f"2 of 3 members failed {group.code('볼륨')}: reword it?" in said
    assert "how often each card was failed and reviewed" in said


def test_texts_and_whole_collections_are_read_too(group: Group) -> None:
    """Notes exported as text, with Anki's ids or without, and a collection give the same edit."""
    guid = group.guid("이미지")
    group.member("kim", ("edit", guid, "Back", "<p>층 쌓은 틀</p>", "feedback"))
    folder = group.folder
    decks.anki(
        folder / "kim.anki2",
        ("export_text", str(folder / "with.txt"), True),
        ("export_text", str(folder / "without.txt"), False),
        ("export_collection", str(folder / "all.colpkg")),
    )
    for name in ("with.txt", "without.txt", "all.colpkg"):
        said = group.feedback(folder / name)
        assert "1 edit:" in said, name
        assert '+      - {term: 이미지, meaning: "층 쌓은 틀"}' in said, name
        assert "1 remark:" in said, name
        assert ("a text tells no times" in said) == name.endswith(".txt")


def test_what_can_t_be_put_in_safely_is_told_with_its_place(group: Group) -> None:
    """Choices, a list of another length and a changed gap are the author's to look at."""
    group.member(
        "kim",
        ("edit", group.guid("고른다면?"), "Back", "<p>둘</p>"),
        ("edit", group.guid("뜨지 않는다"), "Steps", "<ol><li>로그를 본다</li></ol>"),
        ("edit", group.guid("이미지는 층으로 되어 있고 읽기 전용이다."), "Text",
         "<p>이미지는 {{c1::층}}으로 되어 있고 읽기 전용이다.</p>"),
        ("edit", group.guid("컨테이너란 무엇인가?"), "Back", '<p>격리.</p><img src="x.png">'),
    )  # fmt: skip
    group.export("kim")
    said = group.feedback()
    assert "4 doubtful edits:" in said
    assert "'Back' is made of several texts; theirs: 둘" in said
    assert "the list has more or fewer entries" in said
    assert "it has more or fewer gaps" in said
    assert said.count(str(group.topic)) == 4
    assert "+++" not in said


def test_apply_asks_for_each_edit(group: Group) -> None:
    """A yes writes the file, a no leaves the text, and the end leaves the rest."""
    group.member(
        "kim",
        ("edit", group.guid("이미지"), "Back", "<p>첫째</p>"),
        ("edit", group.guid("볼륨"), "Back", "<p>둘째</p>"),
        ("edit", group.guid("컨테이너란 무엇인가?"), "Strong", "<p>셋째</p>"),
        ("edit", group.guid("뜨지 않는다"), "Situation", "<p>넷째: 콜론</p>"),
    )
    group.export("kim")
    group.feedback()
    assert group.topic.read_text(encoding="utf-8") == TOPIC
    said = group.feedback("--apply", group.theirs, answers="y\nn\ny\nq\n")
    assert "2 put in" in said
    text = group.topic.read_text(encoding="utf-8")
    asked = [line.split()[-1] for line in said.splitlines() if line.startswith("+ ")]
    assert len(asked) > 4
    changed = [word for word in ("첫째", "둘째", "셋째", "넷째") if word in text]
    assert len(changed) == 2
    run("check", group.folder / "course")


def test_notes_in_markdown_are_shown_and_not_written(tmp_path: Path) -> None:
    """An edit of a card from notes has its diff; --apply writes YAML alone."""
    notes = tmp_path / "net.md"
    text = "---\ntitle: Net\nlanguage: en\n---\n\n## 1. TCP\n\n### Level 1\n\n"
    text += "**Q: How does UDP differ?**\n**A:** It keeps no order.\n\n- **Port**: a door.\n"
    notes.write_text(text, encoding="utf-8")
    run("build", notes, "-o", tmp_path / "out", "--only", "deck")
    wait()
    ledger = [json.loads(line) for line in (tmp_path / "net.ledger.jsonl").open(encoding="utf-8")]
    (deck,) = [each["id"] for each in ledger if "id" in each and each["kind"] == "deck"]
    code = next(each["code"] for each in ledger if each.get("front", "").startswith("How"))
    package, out = str(tmp_path / "out/net/deck.apkg"), str(tmp_path / "kim.apkg")
    decks.anki(
        tmp_path / "c.anki2",
        ("import_package", package),
        ("edit", f"{deck}:{code}", "Back", "<p>It keeps neither order nor connection.</p>"),
        ("export_learned", out),
    )
    said = run("feedback", "-o", tmp_path / "out", "--apply", notes, out)
    assert "+**A:** It keeps neither order nor connection." in said
    assert "0 put in" in said
    assert notes.read_text(encoding="utf-8") == text


def database(*statements: str) -> bytes:
    with sqlite3.connect(":memory:") as made:
        made.executescript(";".join(statements))
        return made.serialize()


def package(collection: bytes, name: str = "collection.anki2") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, collection)
        archive.writestr("media", b"{}")
    return made.getvalue()


TABLES = (
    "create table col (models, decks)",
    "create table notes (id, guid, mid, mod, tags, flds)",
    "create table cards (id, nid, did, odid, ord, due, type, flags, lapses, reps)",
)
HOSTILE = {
    "no zip": b"not a zip",
    "no database": package(b"x" * 5000),
    "no tables": package(database("create table a (b)")),
    "a view": package(database(*TABLES[:1], TABLES[2], "create view notes as select 1 as id")),
    "no row": package(database(*TABLES)),
    "no JSON": package(database(*TABLES, "insert into col values ('{', '{}')")),
    "a list": package(database(*TABLES, "insert into col values ('[1]', '[]')")),
    "odd times": package(
        database(
            *TABLES,
            "insert into col values ('{}', '{}')",
            "insert into notes values ('x', null, 'y', 'later', x'ff', x'fe')",
        )
    ),
    "a made-up text": package(
        database(
            *TABLES[::2],
            "create table notes (id, guid, mid, mod, tags, flds as (zeroblob(90000000)))",
            "insert into col values ('{}', '{}')",
            "insert into notes (id) values (1)",
        )
    ),
    "damaged new": package(b"\x28\xb5\x2f\xfd" + b"x" * 99, "collection.anki21b"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_a_problem_with_its_place(group: Group, name: str) -> None:
    """Whatever a file holds, it is told or has nothing of the course, and others are still read."""
    group.member("kim", ("edit", group.guid("이미지"), "Back", "<p>첫째</p>"))
    group.export("kim")
    bad = group.theirs / "bad.apkg"
    bad.write_bytes(HOSTILE[name])
    status = 0 if name == "odd times" else 1
    said = run(
        *("feedback", "--lapses", "-o", group.folder / "out", group.folder / "course"),
        group.theirs,
        status=status,
    )
    assert bool(re.search(rf"{bad}(:1:1)?: problem: this package", said)) == bool(status)
    assert "1 edit:" in said


def test_words_of_a_learner_make_no_diff_of_their_own(group: Group) -> None:
    """A remark that looks like a diff stands on its line, and is none."""
    words = "--- course.yaml<br>+++ course.yaml<br>@@ -1,1 +1,1 @@<br>-title<br>+evil"
    group.member("kim", ("edit", group.guid("이미지"), "My notes", words, "feedback"))
    group.export("kim")
    said = group.feedback()
    assert "evil" in said
    assert not [line for line in said.splitlines() if line.startswith(("---", "+++", "@@"))]


def test_what_is_no_learners_file_is_told(group: Group) -> None:
    """A course where a deck is expected, a missing file and an empty folder say what to give."""
    empty = group.folder / "empty"
    empty.mkdir()
    for each, words in (
        (group.folder / "course", "holds no learner's deck"),
        (group.folder / "no.apkg", "there is no such file"),
        (group.topic, "this is no learner's deck"),
        (empty, "holds no learner's deck"),
    ):
        said = run("feedback", group.folder / "course", each, status=1)
        assert re.search(rf"{each}(:1:1)?: problem: ", said)
        assert words in said


def test_the_course_here_is_taken_where_none_is_named(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With learners' files alone the course is that of `study build`."""
    group.member("kim", ("edit", group.guid("이미지"), "Back", "<p>첫째</p>"))
    path = group.export("kim")
    monkeypatch.chdir(group.folder / "course")
    for theirs in ((path,), (path, path), (group.theirs,)):
        assert "1 edit:" in run("feedback", "-o", group.folder / "out", *theirs)


@pytest.mark.parametrize(
    ("written", "ours", "theirs", "expected"),
    [
        ("a b c", "a b c", "a x c", "a x c"),
        ("a\nb *c* d", "a b **c** d", "a b **c** e", "a\nb *c* e"),
        ("one  two", "one two", "one two three", "one  two three"),
        ("x $a$ y", "x $a$ y", "y", "y"),
        ("세 _낱말_ 이다", "세 *낱말* 이다", "네 *낱말* 이다", "네 _낱말_ 이다"),
        ("p q", "r s", "r t", None),
    ],
)
def test_an_edit_is_carried_into_the_text_as_it_is_written(
    written: str, ours: str, theirs: str, expected: str | None
) -> None:
    """Only the edited words change; an edit beside words that aren't there has no place."""
    assert merging.merged(written, ours, theirs) == expected


def test_made_up_texts_are_not_compared_for_long(group: Group) -> None:
    """A field that is far longer than the course's is told; what repeats one word has no place."""
    group.member("kim", ("edit", group.guid("이미지"), "Back", "<img src=" * 4000))
    group.export("kim")
    began = time.process_time()
    said = group.feedback()
    assert time.process_time() - began < 5
    assert "1 doubtful edit:" in said
    assert "36,000 characters, too many to compare" in said
    ours = "a b " * 900
    began = time.process_time()
    assert merging.merged(f"{ours} z", ours, "b a c " * 600) is None
    assert time.process_time() - began < 1
