"""A course's own id, and what is said before learners would lose something by a name."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from builder.content.model import Course, DeckSettings, Level, Question, Topic, cards
from builder.content.shared import LastDeck, Shared
from builder.content.source import Location
from builder.ledger import decks, identity
from builder.ledger import matching as ledger
from builder.ledger.matching import Ledger
from builder.outputs.deck import output, published
from tests.support.command import study
from tests.support.courses import small
from tests.support.decks import COURSE, anki, build

UNNAMED = replace(COURSE, id="", name="networks", title="Networks")


def from_before_ids(known: Ledger) -> Ledger:
    return Ledger(tuple(entry for entry in known.entries if entry.kind != "deck"))


def _published(folder: Path, package: bytes) -> LastDeck | None:
    """What a deck in a folder says of itself."""
    (folder / "deck.apkg").write_bytes(package)
    return published.published(lambda name: (folder / name).read_bytes())


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_two_courses_started_alike_are_two_in_one_collection(tmp_path: Path) -> None:
    """Two people's `study init network` make two sets of notes; neither overwrites the other's."""
    steps = []
    for person in ("ann", "bob"):
        folder = tmp_path / person / "network"
        folder.parent.mkdir()
        assert study("init", folder, "--language", "en").returncode == 0
        made = study("build", folder, "-o", tmp_path / person / "out", "--only", "deck")
        assert made.returncode == 0, made.stderr
        steps.append(("import_package", str(tmp_path / person / "out/network/deck.apkg")))
    first, second, notes, problems = anki(tmp_path / "c.anki2", *steps, ("notes",), ("problems",))
    assert (first["new"], second["new"], second["updated"]) == (11, 11, 0)
    assert second["duplicate"] == second["conflicting"] == 0
    assert len(notes) == 22
    assert len({guid.partition(":")[0] for guid in notes}) == 2
    assert problems == []
    ledgers = [(tmp_path / who / "network/ledger.jsonl") for who in ("ann", "bob")]
    codes = [
        {json.loads(line)["code"] for line in each.read_text(encoding="utf-8").splitlines()}
        for each in ledgers
    ]
    assert codes[0] == codes[1]  # on paper both are the same


def test_who_builds_the_same_without_a_ledger_makes_the_same_deck() -> None:
    """A first build takes its id from the content: the same bytes for everybody."""
    assert build(UNNAMED).package == build(UNNAMED).package
    assert build(UNNAMED).ledger.id


def test_two_first_builds_of_one_name_are_two_courses(tmp_path: Path) -> None:
    """Courses of one name with other titles share no note, even where a card is the same."""
    ours, theirs = build(UNNAMED), build(replace(UNNAMED, title="Nets"))
    collection = tmp_path / "c.anki2"
    packages = [each.write(tmp_path / f"{n}.apkg") for n, each in enumerate((ours, theirs))]
    first, second = anki(collection, *(("import_package", each) for each in packages))
    assert first["new"] == second["new"] == len(cards(UNNAMED))
    assert second["updated"] == 0


def test_an_id_outlasts_names_titles_and_edits() -> None:
    """The ledger knows the id; nothing that is edited later changes it."""
    first = build(UNNAMED)
    edited = replace(UNNAMED, name="nets", title="Nets", topics=UNNAMED.topics[1:])
    second = build(edited, first.ledger, 2000)
    assert second.ledger.id == first.ledger.id
    kept = replace(edited, id=second.ledger.id)
    assert not list(identity.renamed(kept, first.ledger, (), Location("nets")))


def test_a_course_that_was_shared_before_ids_goes_on_under_its_name() -> None:
    """A ledger without an id gives the deck that it gave, and gets no new lines."""
    named = build(replace(UNNAMED, id="networks"))
    before = from_before_ids(named.ledger)
    again = build(UNNAMED, before, 2000)
    assert again.package == named.package
    assert again.ledger == before
    more = Topic(
        "new", "New", cells=(replace(UNNAMED.topics[0].cells[0], blocks=(Question("A?", "B"),)),)
    )
    grown = build(replace(UNNAMED, topics=(*UNNAMED.topics, more)), before, 2000)
    assert "deck" not in grown.ledger.by_code
    assert grown.course.identity == "networks"
    written = build(replace(grown.course, id="networks"), grown.ledger, 3000)
    assert written.package == grown.package  # to write the name as the id changes nothing


def test_another_id_is_told_and_the_old_one_remembered() -> None:
    """Who changes the id is told what to write at every build until it is back."""
    first = build(COURSE)
    other = replace(COURSE, id="other")
    (note,) = identity.renamed(other, first.ledger, (), Location("course"))
    assert "the course's id is 'other' and was 'devops'" in note.message
    assert "'id: devops'" in note.hint
    second = build(other, first.ledger, 2000)
    assert second.ledger.id == "devops"


def test_a_lost_ledger_is_made_up_for_by_the_last_deck(tmp_path: Path) -> None:
    """Without the ledger the id comes from the deck that was published, so no note is new."""
    folder = small(tmp_path / "course")
    how = ("build", folder, "-o", tmp_path / "out", "--only", "deck")
    assert study(*how).returncode == 0
    (deck,) = (tmp_path / "out").glob("*/deck.apkg")
    learner = tmp_path / "c.anki2"
    (first,) = anki(learner, ("import_package", str(deck)))
    edit(folder / "course.yaml", "title: ", "title: 새 ")
    (folder / "ledger.jsonl").unlink()
    assert study(*how).returncode == 0
    (second,) = anki(learner, ("import_package", str(deck)))
    assert first["new"]
    assert second["new"] == 0


def test_what_a_published_deck_says_of_itself(tmp_path: Path) -> None:
    """A package gives back its identity, its decks and whether terms go both ways."""
    asked = replace(UNNAMED, deck=DeckSettings("A: B", subdecks=True, both_ways=True))
    made = build(asked)
    found = _published(tmp_path, made.package)
    assert found
    assert found.identity == made.ledger.id
    assert found.shared == output.shared(asked) == decks.shared_of(made.ledger)
    assert found.shared.levels == ((1, "1 입문"), (2, "2 주니어"))
    plain = _published(tmp_path, build(UNNAMED).package)
    assert plain
    assert plain.shared == Shared("Networks")
    for damaged in (b"", b"PK", made.package[:200]):
        assert _published(tmp_path, damaged) is None


def messages(course: Course, before: Ledger) -> list[str]:
    known = decks.shared_of(before)
    assert known
    found = decks.costs(course, known, output.shared(course), before, (), Location("course"))
    return [f"{each.message} / {each.hint}" for each in found]


def test_a_title_that_names_the_deck_is_told_until_it_is_decided(tmp_path: Path) -> None:
    """A new title without `deck.name` would make a second deck; with it the deck stays one."""
    first = build(COURSE)
    more = Question("새 물음인가?", "새 답이다")
    cell = replace(COURSE.topics[0].cells[0], blocks=(*COURSE.topics[0].cells[0].blocks, more))
    grown = replace(
        COURSE,
        title="DevOps 2",
        topics=(replace(COURSE.topics[0], cells=(cell,)), *COURSE.topics[1:]),
    )
    second = build(grown, first.ledger, 2000)
    (told,) = messages(grown, first.ledger)
    assert "new cards will come into a second deck" in told
    assert "'deck: {name: \"DevOps 면접 스터디\"}'" in told
    assert messages(grown, second.ledger) == [told]  # a build doesn't silence it
    advised = replace(grown, deck=DeckSettings(name="DevOps 면접 스터디"))
    assert messages(advised, second.ledger) == []
    for made, count in ((second, 2), (build(advised, first.ledger, 2000), 1)):
        collection = tmp_path / f"{count}.anki2"
        steps = [each.write(tmp_path / f"{n}.apkg") for n, each in enumerate((first, made))]
        *_, found = anki(collection, *(("import_package", step) for step in steps), ("decks",))
        assert len(found) == count
    meant = replace(grown, deck=DeckSettings(name="DevOps 2"))
    assert messages(meant, build(meant, second.ledger, 3000).ledger) == []


def test_a_renamed_level_with_subdecks_is_told(tmp_path: Path) -> None:
    """A level's new name would make a second subdeck, unless learners rename theirs before."""
    asked = replace(COURSE, deck=DeckSettings(subdecks=True))
    first = build(asked)
    renamed = replace(asked, levels=(Level(1, "시작"), *asked.levels[1:]))
    (told,) = messages(renamed, first.ledger)
    assert "level 1's deck was '1 입문' and is now '1 시작'" in told
    assert messages(replace(renamed, deck=DeckSettings()), first.ledger) == []
    second = build(renamed, first.ledger, 2000)
    steps = [each.write(tmp_path / f"{n}.apkg") for n, each in enumerate((first, second))]
    *_, found = anki(
        tmp_path / "c.anki2", *(("import_package", step) for step in steps), ("decks",)
    )
    assert {name.rpartition("::")[2] for name in found} >= {"1 입문", "1 시작"}


def test_reverse_cards_taken_back_are_told(tmp_path: Path) -> None:
    """Without `both_ways` the reverse cards stay blank with learners, as many as is said."""
    asked = replace(COURSE, deck=DeckSettings(both_ways=True))
    first = build(asked)
    (told,) = messages(COURSE, first.ledger)
    second = build(COURSE, first.ledger, 2000)
    steps = [each.write(tmp_path / f"{n}.apkg") for n, each in enumerate((first, second))]
    imports = (("import_package", step) for step in steps)
    *_, blank = anki(tmp_path / "c.anki2", *imports, ("empty_cards",))
    assert blank
    assert f"{blank} cards stay with learners, blank" in told
    assert "Empty Cards" in told


@pytest.mark.parametrize("command", ["check", "changes", "build"])
def test_every_command_tells_before_anything_is_made(command: str, tmp_path: Path) -> None:
    """What learners would lose is said by check, by changes and by a build, with its place."""
    folder = small(tmp_path / "course")
    how = (folder, *(() if command == "check" else ("-o", tmp_path / "out")))
    assert study("build", folder, "-o", tmp_path / "out", "--only", "deck").returncode == 0
    edit(folder / "course.yaml", "title: ", "title: 새 ")
    done = study(command, *how, *(("--only", "deck") if command == "build" else ()))
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("new cards will come into a second deck") == 1
    assert "course.yaml:" in done.stderr
    if command != "changes":
        assert study(command, *how, "--strict").returncode == 1


def test_an_older_ledgers_course_is_told_by_its_last_deck(tmp_path: Path) -> None:
    """Where the ledger is from before ids, the deck in the output folder is asked."""
    folder = small(tmp_path / "course")
    how = ("build", folder, "-o", tmp_path / "out", "--only", "deck")
    assert study(*how).returncode == 0
    lines = (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    older = "".join(line for line in lines if '"kind":"deck"' not in line)
    (folder / "ledger.jsonl").write_text(older, encoding="utf-8")
    edit(folder / "course.yaml", "title: ", "title: 새 ")
    assert "second deck" in study(*how).stderr


def test_ids_are_made_of_chance_alone() -> None:
    """The same random bytes give the same id, others another; none reads as a number's place."""
    assert identity.made(b"1") == identity.made(b"1") != identity.made(b"2")
    assert all(len(identity.made(bytes([n]))) == identity.LENGTH for n in range(200))


def test_a_package_of_something_else_is_not_ours(tmp_path: Path) -> None:
    """A zip without a collection, such as a renamed file, is no deck."""
    with zipfile.ZipFile(tmp_path / "x.apkg", "w") as archive:
        archive.writestr("readme", "no")
    assert _published(tmp_path, (tmp_path / "x.apkg").read_bytes()) is None


def _made_up(deck: bytes, *statements: str) -> bytes:
    """A deck of ours whose collection somebody has changed."""
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        held = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(held)
        for statement in statements:
            database.execute(statement)
        database.commit()
        changed = database.serialize()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("collection.anki2", changed)
    return made.getvalue()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notes SET guid = 7",
        "UPDATE notes SET guid = '../../home:AAAA'",
        "UPDATE col SET decks = '[1]'",
        "UPDATE col SET models = '{\"1\": 5}'",
        "DELETE FROM notes",
    ],
)
def test_a_made_up_deck_says_nothing(statement: str, tmp_path: Path) -> None:
    """A deck that somebody put into the output folder names no course and ends no build."""
    deck = build(UNNAMED).package
    assert _published(tmp_path, _made_up(deck))
    assert _published(tmp_path, _made_up(deck, statement)) is None


def test_a_deck_past_any_bound_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that unpacks to more than a deck may have, or asks for too much, says nothing."""
    deck = build(UNNAMED).package
    monkeypatch.setattr(published, "LARGEST", 1000)
    assert _published(tmp_path, deck) is None
    monkeypatch.undo()
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
    views = (
        "ALTER TABLE notes RENAME TO held",
        f"CREATE VIEW notes AS {endless} 'a:b' AS guid, x AS mid, '' AS flds FROM n WHERE x < 0",
    )
    monkeypatch.setattr(published, "STEPS", 10_000)
    assert _published(tmp_path, _made_up(deck, *views)) is None


def test_matching_gives_the_course_its_id() -> None:
    """A written id wins over the ledger's, the ledger's over what is published."""
    last = LastDeck("theirs", Shared())
    assert ledger.match(replace(UNNAMED, id="mine"), Ledger(), last).course.id == "mine"
    assert ledger.match(UNNAMED, Ledger(), last).course.id == "theirs"
    known = build(UNNAMED).ledger
    assert ledger.match(UNNAMED, known, last).course.id == known.id
