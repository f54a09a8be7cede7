import html
import pickle
import re
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.content.model import (
    Cell,
    Course,
    DeckSettings,
    Level,
    Question,
    Scenario,
    Story,
    Term,
    Topic,
    cards,
)
from builder.documents.job import Stamp
from builder.ledger import matching as ledger
from builder.ledger import stamping
from builder.ledger.matching import Ledger
from builder.outputs.deck import output
from builder.outputs.deck import package as _deck_package
from builder.outputs.deck import text as _deck_text
from builder.outputs.deck import types as _deck_types
from builder.outputs.deck.published import published
from builder.typeset.templates.environment import Templates
from tests.conftest import ROOT
from tests.support.decks import COURSE, TEMPLATES, anki, build, text_of
from tests.support.jobs import job

KOREAN = {
    "decks_deck": "덱",
    "actions_import": "가져오기",
    "browsing_interval": "복습간격",
    "statistics_due_date": "만기",
    "studying_suspend": "일시중단",
    "editing_tags": "태그",
    "actions_search": "찾기",
}


def test_the_korean_description_speaks_as_anki_does(tmp_path: Path) -> None:
    """The deck's description in Korean calls things what Anki's own Korean calls them."""
    (words,) = anki(tmp_path / "col.anki2", ("words", "ko_KR", *KOREAN))
    assert words == list(KOREAN.values())
    said = TEMPLATES.render(
        "languages/ko/description.html", title="x", about="", retired="x::retired"
    )
    for word in words:
        assert word.removesuffix("기") in said, word


def test_every_card_is_one_note_and_no_card_is_empty(tmp_path):
    """Anki takes each card of the course as one note with one card, in reading order."""
    built = build(COURSE)
    found = cards(built.course)
    path = built.write(tmp_path / "deck.apkg")
    log, notes, learned, order, empty, diagnostics, shown = anki(
        tmp_path / "c.anki2",
        ("import_package", path),
        *[(step,) for step in ("notes", "cards", "order", "empty_cards", "problems", "render")],
    )
    assert log["new"] == len(found) == len(notes) == len(learned) == 33
    assert order == [f"devops:{card.code}" for card in found]
    assert empty == 0
    assert diagnostics == []
    for card in found:
        sides = shown[f"devops:{card.code}/0"]
        assert card.front in text_of(sides["question"])
        assert card.code in text_of(sides["answer"])
        assert "{{" not in sides["question"] + sides["answer"]
        assert len(text_of(sides["answer"])) > len(text_of(sides["question"])) + len(card.code)


def test_notes_say_where_they_stand(tmp_path):
    """Note types are named after the course, and tags tell level, part, topic and kind."""
    built = build(COURSE)
    path = built.write(tmp_path / "deck.apkg")
    _, notes, types, decks = anki(
        tmp_path / "c.anki2", ("import_package", path), ("notes",), ("types",), ("decks",)
    )
    assert set(types) == {
        f"DevOps 면접 스터디 · {kind}" for kind in ("질문", "용어", "시나리오", "이야기")
    }
    note = notes[built.guid("도커의 1단계 0번째 물음은 무엇인가?")]
    assert note["tags"] == [
        "devops::kind::question",
        "devops::level::1",
        "devops::part::docker",
        "devops::topic::docker-basics",
    ]
    assert next(iter(note["fields"])) == "Sort"
    assert note["fields"]["Sort"].startswith("도커의 1단계 0번째 물음은 무엇인가? · ")
    assert notes[built.guid("왜 도커인가?")]["type"] == "DevOps 면접 스터디 · 질문"
    assert list(decks) == ["DevOps 면접 스터디"]
    assert "devops::retired" in decks["DevOps 면접 스터디"]


def test_a_card_without_an_answer_shows_what_it_stands_in(tmp_path):
    """A bare term shows its topic's concept, a bare follow-up and a story the story's text."""
    bare = replace(COURSE.topics[0], cells=(Cell(1, (Term("Pod"), Question("답이 없는 물음?"))),))
    built = build(replace(COURSE, topics=(bare,)))
    path = built.write(tmp_path / "deck.apkg")
    _, shown, empty = anki(
        tmp_path / "c.anki2", ("import_package", path), ("render",), ("empty_cards",)
    )
    for front, expected in (
        ("Pod", "여러 층으로 된 생각이다."),
        ("답이 없는 물음?", "여러 층으로 된 생각이다."),
        ("왜?", "어릴 때 서버를 만들었다."),
        ("성장 과정", "어릴 때 서버를 만들었다."),
        ("협업", "풀렸다"),
    ):
        sides = shown[f"{built.guid(front)}/0"]
        assert expected in text_of(sides["answer"])
        assert expected not in text_of(sides["question"])
    assert "설명해 보세요" in text_of(shown[f"{built.guid('Pod')}/0"]["question"])
    strong = text_of(shown[f"{built.guid('왜 도커인가?')}/0"]["answer"])
    assert "경험을 말한다" in strong
    assert "정의만 왼다" in strong
    assert empty == 0


def test_terms_go_both_ways_and_levels_have_decks_where_the_course_asks(tmp_path):
    """Both-way terms have two cards, and each level's cards are in that level's deck."""
    both = DeckSettings("내 덱::하나", subdecks=True, both_ways=True)
    built = build(replace(COURSE, deck=both))
    path = built.write(tmp_path / "deck.apkg")
    _, learned, shown, empty = anki(
        tmp_path / "c.anki2", ("import_package", path), ("cards",), ("render",), ("empty_cards",)
    )
    assert empty == 0
    term = built.guid("도커 용어 1")
    assert learned[f"{term}/1"]["deck"] == "내 덱 - 하나::1 입문"
    assert learned[built.guid("성장 과정") + "/0"]["deck"] == "내 덱 - 하나"
    assert "도커의 뜻 1" in text_of(shown[f"{term}/1"]["question"])
    assert "도커 용어 1" not in text_of(shown[f"{term}/1"]["question"]).replace("도커의 뜻", "")
    assert "도커 용어 1" in text_of(shown[f"{term}/1"]["answer"])
    assert len(learned) == 33 + 4


def edited(course: Course) -> Course:
    """The course after a long evening: reworded, answered anew, moved, renamed, cut and grown."""
    docker, compose = course.topics
    first, second = docker.cells
    reword = [
        replace(each, ask=each.ask.replace("물음은 무엇인가?", "물음은 무엇인가요?"))
        for each in first.questions[:5]
    ]
    answer = [replace(each, answer=each.answer + " 그리고 더") for each in second.questions[:5]]
    blocks = (first.blocks[0], Term("새 용어", "새 뜻"), *reword[::-1], first.questions[5])
    moved = compose.cells[0].questions[0]
    third = compose.cells[1]
    both = [
        replace(
            each,
            ask=each.ask.replace("물음은 무엇인가?", "물음은 무엇일까?"),
            answer=each.answer + "이다",
        )
        for each in third.questions[:5]
    ]
    return replace(
        course,
        topics=(
            replace(
                docker,
                cells=(
                    Cell(1, blocks),
                    Cell(2, (second.blocks[0], *answer, second.questions[5], moved)),
                ),
            ),
            replace(
                compose,
                cells=(
                    Cell(1, (Question("새 물음 하나?", "답"), *compose.cells[0].blocks[2:-2])),
                    Cell(2, (*both, third.questions[5], Term("또 새 용어", "뜻"))),
                ),
            ),
        ),
    )


def test_an_edited_course_updates_what_changed_and_keeps_every_review(tmp_path):
    """After edits of every kind, learners keep their reviews, and their own edits elsewhere."""
    before = build(COURSE)
    collection = tmp_path / "c.anki2"
    mine = before.guid("도커 용어 1")
    anki(
        collection,
        ("import_package", before.write(tmp_path / "1.apkg")),
        ("review",),
        ("start_sync",),
        ("edit", mine, "Extra4", "내 메모", "내태그"),
    )
    notes, learned, reviews, schema = anki(
        collection, ("notes",), ("cards",), ("reviews",), ("schema",)
    )
    after = build(edited(COURSE), before.ledger, 2000)
    log, new_notes, new_learned, new_reviews, new_schema, empty, diagnostics, types = anki(
        collection,
        ("import_package", after.write(tmp_path / "2.apkg")),
        *[
            (step,)
            for step in ("notes", "cards", "reviews", "schema", "empty_cards", "problems", "types")
        ],
    )
    codes = {f"devops:{card.code}" for card in cards(after.course)}
    added, left = codes - set(notes), set(notes) - codes
    assert {
        after.course.name + ":" + after.code(front)
        for front in ("새 용어", "또 새 용어", "새 물음 하나?")
    } == added
    # Gone: the first and the last two blocks of one cell but for the one that moved, and a term.
    assert len(left) == 4
    moved = before.guid("컴포즈의 1단계 0번째 물음은 무엇인가?")
    changed = {guid for guid in notes if new_notes[guid] != notes[guid]}
    assert len(changed) == 5 + 5 + 5
    assert moved not in changed  # where it stands arrives with what it asks or answers next
    assert log["new"] == len(added)
    assert log["updated"] == len(changed)
    assert {card: new_learned[card] for card in learned} == learned
    assert new_reviews == reviews == len(learned)
    assert new_notes[mine]["fields"]["Extra4"] == "내 메모"
    assert "내태그" in new_notes[mine]["tags"]
    assert new_schema == schema
    assert schema[1] == 0
    assert empty == 0
    assert diagnostics == []
    assert len(types) == 4
    for guid in left:  # as they were: what they say and their tags
        assert new_notes[guid] == notes[guid]


def test_a_card_that_left_keeps_its_text_and_a_newcomer_never_gets_it(tmp_path):
    """A retired card is in no later package; a file of text tags it for those who have it."""
    first = build(COURSE)
    guid = first.guid("왜 도커인가?")
    docker = replace(COURSE.topics[0], interview=())
    second = build(replace(COURSE, topics=(docker, COURSE.topics[1])), first.ledger, 90_000)
    third = build(replace(COURSE, topics=(docker,)), second.ledger, 180_000)
    old = tmp_path / "old.anki2"
    _, before, *_ = anki(
        old, ("import_package", first.write(tmp_path / "1.apkg")), ("notes",), ("review",)
    )
    # The learner skips the second edition.
    _, log, after, empty = anki(
        old,
        ("import_package", third.write(tmp_path / "3.apkg")),
        ("import_text", third.write_text(tmp_path / "deck-retired.txt")),
        ("notes",),
        ("empty_cards",),
    )
    assert log["new"] == 0
    assert after[guid]["tags"] == sorted([*before[guid]["tags"], "devops::retired"])
    kept = {name: text for name, text in before[guid]["fields"].items() if name != "Sort"}
    assert kept.items() <= after[guid]["fields"].items()
    assert after[guid]["fields"]["Sort"].endswith("과정에서 빠진 카드 (1970-01-02)")
    assert empty == 0
    gone = {guid for guid, note in after.items() if "devops::retired" in note["tags"]}
    assert len(gone) > 1
    _, newcomers = anki(
        tmp_path / "new.anki2",
        ("import_package", third.write(tmp_path / "3.apkg")),
        ("notes",),
    )
    assert not gone & set(newcomers)
    assert guid not in newcomers


def test_a_card_says_that_it_left(tmp_path):
    """The tag is a class of the card's head, and the style sheet has the words for it."""
    first = build(COURSE)
    guid = first.guid("왜 도커인가?")
    second = build(
        replace(COURSE, topics=(replace(COURSE.topics[0], interview=()), COURSE.topics[1])),
        first.ledger,
        90_000,
    )
    _, _, shown = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("import_text", second.write_text(tmp_path / "deck-retired.txt")),
        ("render",),
    )
    (head,) = re.findall(r'<header class="([^"]*)"', shown[f"{guid}/0"]["question"])
    assert "devops::retired" in head.split()
    css = shown[f"{guid}/0"]["css"]
    assert '.head[class~="devops::retired"]::after { content: "과정에서 빠진 카드"' in css


def test_only_what_is_asked_or_answered_touches_a_note(tmp_path):
    """A level, a topic's title, its file and tags change no note; an answer changes one."""
    first = build(COURSE)
    renamed = replace(
        COURSE,
        levels=tuple(replace(level, name=level.name + "!") for level in COURSE.levels),
        topics=tuple(
            replace(topic, key=topic.key + "-x", title=topic.title + "!", tags=("exam",))
            for topic in COURSE.topics
        ),
    )
    second = build(renamed, first.ledger, 2000)
    changed = {entry.code: entry.changed for entry in second.ledger.cards}
    assert changed == {entry.code: entry.changed for entry in first.ledger.cards}
    _, log, notes = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("import_package", second.write(tmp_path / "2.apkg")),
        ("notes",),
    )
    assert (log["new"], log["updated"]) == (0, 0)
    topic = renamed.topics[0]
    cell = topic.cells[0]
    question = replace(cell.questions[0], answer="다른 답")
    blocks = tuple(question if each is cell.questions[0] else each for each in cell.blocks)
    edited = replace(topic, cells=(replace(cell, blocks=blocks), *topic.cells[1:]))
    third = build(replace(renamed, topics=(edited, *renamed.topics[1:])), second.ledger, 3000)
    log, notes = anki(
        tmp_path / "c.anki2",
        ("import_package", third.write(tmp_path / "3.apkg")),
        ("notes",),
    )
    assert (log["new"], log["updated"]) == (0, 1)
    # With its next real change, a card's place and tags arrive too.
    note = notes[third.guid(question.ask)]
    assert "devops::tag::exam" in note["tags"]
    assert "!" in note["fields"]["Context"]


def test_a_ledger_of_an_earlier_version_replaces_no_note():
    """A line that holds the hash of all fields and tags is known unchanged, and gets the new."""
    first = build(COURSE)
    hashes = output.fingerprints(first.course, TEMPLATES)
    old = Ledger(
        tuple(
            replace(entry, seen=hashes[entry.code][-1]) if entry.code in hashes else entry
            for entry in first.ledger.entries
        )
    )
    assert old != first.ledger
    assert build(COURSE, old, 2000).ledger == first.ledger


def test_a_lost_ledger_replaces_no_note():
    """Where the ledger was lost, the last deck says of each card when it last changed."""
    first = build(COURSE)
    last = published({"deck.apkg": first.package}.get)
    assert last
    again = build(COURSE, now=5000, last=last)
    times = {entry.code: entry.changed for entry in again.ledger.cards}
    assert times == {entry.code: entry.changed for entry in first.ledger.cards}
    assert {entry.note for entry in again.ledger.cards} == {
        entry.note for entry in first.ledger.cards
    }
    cell = COURSE.topics[0].cells[0]
    question = replace(cell.questions[0], answer="다른 답")
    blocks = tuple(question if each is cell.questions[0] else each for each in cell.blocks)
    topic = replace(COURSE.topics[0], cells=(replace(cell, blocks=blocks),))
    edited = replace(COURSE, topics=(topic, *COURSE.topics[1:]))
    after = build(edited, now=5000, last=last)
    assert [entry.code for entry in after.ledger.cards if entry.changed == 5000] == [
        after.code(question.ask)
    ]


def test_a_text_updates_and_keeps_what_is_the_learners(tmp_path):
    """deck.txt takes over texts and leaves tags, the learner's own field and reviews alone."""
    first = build(COURSE)
    guid = first.guid("도커 용어 1")
    collection = tmp_path / "c.anki2"
    _, _, _, before, reviews = anki(
        collection,
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("review",),
        ("edit", guid, "Extra4", "내 메모", "내태그"),
        ("cards",),
        ("reviews",),
    )
    after = build(edited(COURSE), first.ledger, 2000)
    log, notes, learned, now, diagnostics = anki(
        collection,
        ("import_text", after.write_text(tmp_path / "deck.txt")),
        ("notes",),
        ("cards",),
        ("reviews",),
        ("problems",),
    )
    new = set(first.ledger.by_code) ^ set(after.ledger.by_code)
    assert log["new"] == len([card for card in cards(after.course) if card.code in new])
    assert notes[guid]["fields"]["Extra4"] == "내 메모"
    assert "내태그" in notes[guid]["tags"]
    assert {card: learned[card] for card in before} == before
    assert now == reviews
    assert diagnostics == []
    plain = anki(
        tmp_path / "plain.anki2",
        ("import_package", after.write(tmp_path / "2.apkg")),
        ("notes",),
    )[1]
    for card in cards(after.course):
        one, other = (each[after.guid_of(card.code)]["fields"] for each in (plain, notes))
        assert {name: text for name, text in other.items() if name != "Extra4"} == {
            name: text for name, text in one.items() if name != "Extra4"
        }


def test_additions_can_be_found(tmp_path):
    """Cards that were first built today are found by `added:1`."""
    now = int(time.time())
    made = build(COURSE, now=now)
    _, found, every = anki(
        tmp_path / "c.anki2",
        ("import_package", made.write(tmp_path / "1.apkg")),
        ("find", "added:1 card:1"),
        ("find", "card:1"),
    )
    assert found == every > 0


def test_a_levels_deck_has_that_levels_cards(tmp_path):
    """With a level asked for, a deck of its cards alone is made, with the same notes."""
    made = build(COURSE)
    (package, _) = output.artefacts(
        job(made.course, stamps=made.stamps, levels=(2,), only=("deck",))
    )
    assert package.path == "deck-2.apkg"
    (tmp_path / "2.apkg").write_bytes(package.make())
    _, notes, log = anki(
        tmp_path / "c.anki2",
        ("import_package", str(tmp_path / "2.apkg")),
        ("notes",),
        ("import_package", made.write(tmp_path / "1.apkg")),
    )
    expected = {made.guid_of(card.code) for card in cards(made.course) if card.level == 2}
    assert set(notes) == expected
    assert log["new"] == len(cards(made.course)) - len(expected)
    assert log["updated"] == 0


def test_a_renamed_topic_keeps_its_notes(tmp_path):
    """A topic file renamed makes no new note and touches none; newcomers get the new tags."""
    first = build(COURSE)
    renamed = replace(COURSE.topics[1], key="multi-container")
    second = build(replace(COURSE, topics=(COURSE.topics[0], renamed)), first.ledger, 2000)
    _, log = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("import_package", second.write(tmp_path / "2.apkg")),
    )
    assert (log["new"], log["updated"]) == (0, 0)
    _, notes = anki(
        tmp_path / "new.anki2", ("import_package", str(tmp_path / "2.apkg")), ("notes",)
    )
    tags = {tag for note in notes.values() for tag in note["tags"]}
    assert "devops::topic::multi-container" in tags
    assert "devops::topic::compose" not in tags


def test_a_learner_s_later_edit_outlasts_ours(tmp_path):
    """A note that the learner edited after our build keeps the learner's text."""
    first = build(COURSE)
    changed = replace(
        COURSE, stories=(replace(COURSE.stories[0], text="다른 글"), COURSE.stories[1])
    )
    guid = first.guid("성장 과정")
    _, _, log, notes = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("edit", guid, "Back", "내 글"),
        ("import_package", build(changed, first.ledger, 2000).write(tmp_path / "2.apkg")),
        ("notes",),
    )
    assert notes[guid]["fields"]["Back"] == "내 글"
    assert log["updated"] == 1


def test_a_new_look_reaches_learners_without_touching_notes(tmp_path):
    """A changed style sheet updates the note types, no note, and forces no full sync."""
    first = build(COURSE)
    (tmp_path / "deck").mkdir()
    css = TEMPLATES.text("deck/style.css") + "\n.card { border: 7px }\n"
    (tmp_path / "deck" / "style.css").write_text(css, encoding="utf-8")
    look = Templates((tmp_path, *TEMPLATES.folders))
    second = build(COURSE, first.ledger, 2000, look)
    assert [each for each in second.ledger.entries if each.changed == 2000] == [
        second.ledger.by_code[kind] for kind in ("question", "scenario", "story", "term")
    ]
    _, _, schema, log, types, after = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("start_sync",),
        ("schema",),
        ("import_package", second.write(tmp_path / "2.apkg")),
        ("types",),
        ("schema",),
    )
    assert (log["new"], log["updated"]) == (0, 0)
    assert all("border: 7px" in each["css"] for each in types.values())
    assert len(types) == 4
    assert schema == after


def test_an_unchanged_course_gives_the_same_package():
    """Built again later from its own ledger, the course gives the same bytes."""
    first = build(COURSE)
    again = build(COURSE, first.ledger, 99_999)
    assert again.package == first.package
    assert again.ledger == first.ledger


def test_another_process_makes_the_same_bytes(tmp_path):
    """The bytes depend on no time zone, hash seed or clock, and the maker can be pickled."""
    matching = ledger.match(COURSE, Ledger())
    after = stamping.stamp(matching, output.fingerprints(matching.course, TEMPLATES), 1000)
    stamps = {entry.code: Stamp(entry.note, entry.changed) for entry in after.entries}
    artefact, _ = output.artefacts(job(matching.course, stamps=stamps))
    (tmp_path / "maker").write_bytes(pickle.dumps(artefact.make))
    program = (
        "import pickle, sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "sys.stdout.buffer.write(pickle.loads(pathlib.Path(sys.argv[2]).read_bytes())())"
    )
    for zone, seed in (("Asia/Seoul", "1"), ("America/Caracas", "2")):
        made = subprocess.run(
            [sys.executable, "-c", program, str(ROOT), str(tmp_path / "maker")],
            env={"TZ": zone, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert made.stdout == artefact.make()


HOSTILE = (
    "a<b>&amp;&lt;</div><script>alert(1)</script> {{Front}} }} {{#x}} {{FrontSide}} {{c1::숨김}} "
    "[latex]x[/latex] [$]y[/$] [$$]z[/$$] [sound:x.mp3] [anki:tts lang=ko]말[/anki:tts] a::b "
    r"\\(m\\) \\[n\\] $a$ %{x} ::: `{{Front}} [sound:y.mp3] \(c\)` {% raw %} {{ 1/0 }} <%Front%>"
)


def test_hostile_text_is_read_and_never_run(tmp_path):
    """Whatever Anki would run in a field reaches the card as the text that it is."""
    course = Course(
        "나쁜 이름:: \"x\" '<b>'",
        HOSTILE,
        levels=(Level(1, HOSTILE),),
        topics=(
            Topic(
                "키 :: 둘",
                HOSTILE,
                "파트 ::\"'",
                HOSTILE,
                cells=(
                    Cell(
                        1, (Term(HOSTILE, HOSTILE), Question(HOSTILE, HOSTILE), Term(HOSTILE + "2"))
                    ),
                ),
                scenarios=(Scenario(HOSTILE, HOSTILE, (HOSTILE,), HOSTILE),),
                interview=(Question(HOSTILE + "3", HOSTILE, HOSTILE, HOSTILE),),
            ),
        ),
        stories=(
            Story(
                "s",
                HOSTILE,
                "",
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                (Question(HOSTILE),),
                (HOSTILE,),
            ),
        ),
        deck=DeckSettings(both_ways=True, subdecks=True),
        description=HOSTILE,
    )
    built = build(course)
    path = built.write(tmp_path / "deck.apkg")
    log, notes, shown, empty, diagnostics, decks = anki(
        tmp_path / "c.anki2",
        ("import_package", path),
        *[(step,) for step in ("notes", "render", "empty_cards", "problems", "decks")],
    )
    assert log["new"] == len(cards(built.course)) == len(notes)
    assert (empty, diagnostics) == (0, [])
    expected = [
        *(
            "a<b>&<</div><script>alert(1)</script> {{Front}} }} {{#x}}",
            "{{c1::숨김}}",
            "[latex]x[/latex]",
        ),
        *("[$$]z[/$$]", "[sound:x.mp3]", "[anki:tts lang=ko]말[/anki:tts]", "a::b", r"\(m\) \[n\]"),
        *(r"{{Front}} [sound:y.mp3] \(c\)", "{% raw %} {{ 1/0 }} <%Front%>"),
    ]
    for sides in shown.values():
        assert sides["sounds"] == 0
        for side in (sides["question"], sides["answer"]):
            assert "<script" not in side
            # The formula that stands in it is for Anki's own MathJax, and nothing else is.
            bare, formulas = re.subn(r'<span class="formula">\\\( a \\\)</span>', "", side)
            assert formulas
            assert not re.search(r"\\[(\[]", bare)
            seen = " ".join(text_of(side).split())
            for piece in expected:
                assert piece in seen
    pieces = [side for sides in shown.values() for side in (sides["question"], sides["answer"])]
    assert anki(tmp_path / "c.anki2", *[("latex", piece) for piece in pieces]) == [0] * len(pieces)
    for note in notes.values():
        assert all(re.fullmatch(r"[^\s\"':]+(::[^\s\"':]+){2}", tag) for tag in note["tags"])
    assert len(decks) == 2


def test_control_characters_are_shown_and_part_no_field(tmp_path):
    """U+001F, which parts Anki's fields, is seen on the card as its sign."""
    course = Course(
        "c", "C", topics=(Topic("t", "T", cells=(Cell(1, (Term("a\x1fb", "c\x1fd\x00e"),)),)),)
    )
    built = build(course)
    path = built.write(tmp_path / "deck.apkg")
    _, notes = anki(tmp_path / "c.anki2", ("import_package", path), ("notes",))
    (note,) = notes.values()
    assert note["fields"]["Front"] == "a␟b"
    assert note["fields"]["Back"].startswith("<p>c␟d")
    assert note["fields"]["Code"] == built.code("a\x1fb")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=25, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_any_text_makes_a_package(name, title, front, answer):
    """Whatever the names and texts, the package is made, and each card has a front."""
    course = Course(
        name,
        title,
        levels=(Level(1, title),),
        topics=(
            Topic(
                name,
                title,
                name,
                cells=(Cell(1, (Term(front or "x", answer), Question(front or "x", answer))),),
            ),
        ),
    )
    with zipfile.ZipFile(BytesIO(build(course).package)) as package:
        assert package.namelist() == ["collection.anki2", "media"]
    quiet = _deck_text.quiet(html.escape(answer))
    assert not set("[]{}\x1f") & set(quiet)
    assert " " not in _deck_text.tag(name)
    assert "::" not in _deck_text.tag(name) + _deck_text.name(title)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours, 1 to 21."""

    def light(colour: str) -> float:
        digits = colour.lstrip("#")
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    first, second = sorted((light(one), light(other)))
    return (second + 0.05) / (first + 0.05)


def test_every_colour_can_be_read_by_day_and_by_night():
    """Each text colour has a contrast of 4.5 on the card's and on the code's background."""
    css = _deck_types.models(COURSE, TEMPLATES)["question"].css
    assert "<script" not in css
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    grounds = {False: ("#ffffff", "#f6f7f9"), True: ("#17191d", "#20242a")}
    assert all(colour in css for pair in grounds.values() for colour in pair)
    checked = {False: 0, True: 0}
    for selector, body in rules:
        for colour in re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", body, re.IGNORECASE):
            night = "night" in selector
            checked[night] += 1
            for ground in grounds[night]:
                assert contrast(colour, ground) >= 4.5, (selector, colour, ground)
    assert min(checked.values()) > 10


def test_note_types_keep_their_fields_for_good():
    """The fields and templates of the first release; changing them breaks learners' decks."""
    spare = ("Extra1", "Extra2", "Extra3")
    assert {kind: _deck_types.fields_of(kind, COURSE) for kind in _deck_types.FIELDS} == {
        "question": (
            "Sort",
            "Front",
            "Back",
            "Strong",
            "Weak",
            "Reference",
            "Context",
            "Code",
            *spare,
        ),
        "term": ("Sort", "Front", "Back", "Reverse", "Reference", "Context", "Code", *spare),
        "scenario": (
            "Sort",
            "Front",
            "Situation",
            "Steps",
            "Back",
            "Reference",
            "Context",
            "Code",
            *spare,
        ),
        "story": (
            *("Sort", "Front", "Back", "Situation", "Task", "Action", "Result", "Prompts"),
            *("Reference", "Context", "Code", *spare),
        ),
        "cloze": ("Sort", "Text", "Back", "Hint", "Reference", "Context", "Code", *spare),
    }
    assert _deck_types.own_field(COURSE) == "Extra4"
    assert _deck_types.own_field(replace(COURSE, id="k2m4n6p8q2")) == "My notes"
    models = _deck_types.models(COURSE, TEMPLATES)
    assert {kind: model.model_id for kind, model in models.items()} == {
        kind: _deck_types.stable_id("devops", kind) for kind in models
    }
    assert _deck_types.stable_id("devops", "question") == STABLE


STABLE = 1_379_113_900_019


def test_another_language_gets_its_own_words():
    """An English course has English labels, and one in an unknown language English ones too."""
    for language in ("en-GB", "fi"):
        model = _deck_types.models(replace(COURSE, language=language), TEMPLATES)["question"]
        assert model.name.endswith("· Question")
        assert "Answer" in model.templates[0]["afmt"]
        assert not re.search("[가-힣]", model.templates[0]["afmt"])


def test_a_course_without_cards_has_no_deck():
    """No deck is made where there is no card to put in it."""
    assert output.artefacts(job(Course("c", "C"))) == []


def test_ten_thousand_notes_are_written_faster_than_anki_exports_them(tmp_path):
    """Writing 10,000 notes takes no more CPU time than Anki's own export of as many."""
    blocks = tuple(Question(f"{n}번째 물음은 무엇인가?", f"{n}번째 답이다") for n in range(10_000))
    course = Course("big", "큰 과정", topics=(Topic("t", "T", cells=(Cell(1, blocks),)),))
    built = build(course)
    stamps = {each.code: Stamp(each.note, each.changed) for each in built.ledger.entries}
    contents = output._contents(built.course, TEMPLATES, stamps, None)
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        assert _deck_package.package(contents) == built.package
        best = min(best, time.process_time() - start)
    path = built.write(tmp_path / "deck.apkg")
    log, *seconds = anki(
        tmp_path / "c.anki2",
        ("import_package", path),
        *[("export", str(tmp_path / f"out{n}.apkg")) for n in range(3)],
    )
    assert log["new"] == 10_000
    assert best <= min(seconds), (best, seconds)


def test_an_import_leaves_options_and_presets_alone(tmp_path: Path) -> None:
    """A deck brings no preset and no setting and changes none, even where presets are asked for."""
    first = build(COURSE)
    changed = replace(COURSE, stories=COURSE.stories[1:])
    package = first.write(tmp_path / "1.apkg")
    own = {"Default": 33, "Mine": 7}
    _, before, _, _, after, schema, _, again, same = anki(
        tmp_path / "c.anki2",
        ("set_presets", own),
        ("presets",),
        ("start_sync",),
        ("import_package", package, True),
        ("presets",),
        ("schema",),
        ("import_package", build(changed, first.ledger, 2000).write(tmp_path / "2.apkg"), True),
        ("presets",),
        ("schema",),
    )
    assert before["new"] == own
    assert after["new"] == again["new"] == own
    assert after["decks"]["DevOps 면접 스터디"] == "Default"
    assert before["fsrs"] == again["fsrs"] is True
    assert schema == same
    assert schema[1] == 0
