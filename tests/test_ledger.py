import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.content.model import Cell, Course, Level, Question, Scenario, Story, Term, Topic, cards
from builder.content.source import Location, Source
from builder.ledger import codes, identity, stamping
from builder.ledger import matching as ledger
from builder.ledger.matching import Entry, Ledger

BLOCKS = (
    Term("이미지", "컨테이너를 띄우는 데 쓰는 읽기 전용 틀"),
    Term("레이어", "이미지를 이루는 읽기 전용 층"),
    Question("이미지와 컨테이너는 어떻게 다른가?", "이미지는 틀이고 컨테이너는 돌고 있는 것이다."),
    Question("레이어를 나누면 무엇이 좋은가?", "같은 층을 함께 쓰고 바뀐 층만 받는다."),
    Question("컨테이너가 가벼운 까닭은?", "호스트의 커널을 같이 쓴다."),
)


def course(blocks=BLOCKS, *, key="docker", name="devops", more: tuple[Topic, ...] = ()) -> Course:
    topic = Topic(key, "Docker", cells=(Cell(1, tuple(blocks)),))
    return Course(name, "DevOps", levels=(Level(1, "입문"),), topics=(topic, *more))


def seen(matching: ledger.Matching) -> dict[str, str]:
    """What stands in for the deck's hashes: a hash of each card's texts and place."""
    return {
        card.code: codes.digest(card.topic, str(card.level), card.front, ledger.answer_of(card))
        for card in cards(matching.course)
    }


def build(course: Course, before: Ledger = Ledger(), now: int = 1000) -> Ledger:  # noqa: B008
    matching = ledger.match(course, before)
    return stamping.stamp(matching, seen(matching), now)


def from_before_ids(course: Course) -> Ledger:
    """The ledger of a course that was built when cards went by the course's name alone."""
    known = build(replace(course, id=course.name)).entries
    return Ledger(tuple(entry for entry in known if entry.kind != "deck"))


def code_of(entries: Ledger, front: str) -> str:
    (found,) = [each.code for each in entries.entries if each.front == front and not each.retired]
    return found


def kinds(course: Course, before: Ledger) -> list[str]:
    return [change.what for change in ledger.match(course, before).changes]


def read(text: str) -> Ledger:
    found, diagnostics = ledger.read(Source("ledger", text))
    assert not diagnostics
    return found


def test_an_unchanged_course_gives_the_same_bytes_whenever_it_is_built():
    """Building again, later or earlier, writes the same ledger and tells of no change."""
    first = build(course())
    text = ledger.write(first)
    for now in (0, 1000, 10**9):
        assert ledger.write(build(course(), read(text), now)) == text
    assert kinds(course(), first) == []


def test_a_line_is_a_card_with_its_keys_in_order():
    """The ledger is one JSON object a line, by code, with Korean as it is."""
    text = ledger.write(build(course()))
    lines = text.split("\n")
    assert lines.pop() == ""
    found = [json.loads(line) for line in lines]
    assert [each["kind"] for each in found].count("deck") == 1
    assert len(lines) == len(BLOCKS) + 1
    keys = "code kind topic level front seen note changed retired id answer born"
    assert all(" ".join(each) == keys for each in found)
    assert [each["code"] for each in found] == sorted(each["code"] for each in found)
    assert "이미지" in text


@given(st.permutations(range(len(BLOCKS))))
def test_first_codes_come_from_content_and_not_from_order(order):
    """Two people who build the same cards in any order without a ledger get the same codes."""
    shuffled = build(course([BLOCKS[at] for at in order]))
    assert ledger.write(shuffled) == ledger.write(build(course()))


def test_cards_whose_first_codes_meet_are_told_apart_in_any_order():
    """Where two first codes are the same, the same card gets it whatever the file order."""
    many = [Question(f"질문 {number}?") for number in range(3000)]
    firsts = {codes.fresh("question", "docker", each.ask, ()) for each in many}
    assert len(firsts) < len(many)
    assert build(course(many)) == build(course(many[::-1]))


def test_codes_are_four_characters_without_look_alikes():
    """Every code is four of 31 characters, none of them 0, 1, I, L or O."""
    assert len(set(codes.ALPHABET)) == 31
    assert not set("01ILO") & set(codes.ALPHABET)
    assert all(
        codes.CODE.fullmatch(entry.code) and len(entry.code) == 4 for entry in build(course()).cards
    )


def test_a_code_that_is_taken_is_given_to_nobody_else():
    """A new card whose first code is taken, even by a retired card, gets another."""
    code = code_of(build(course()), "이미지")
    other = Entry(code, "term", "old", 1, "옛 용어", "", 5, 5, "gone", "", "", "00")
    after = build(course(), Ledger((other,)))
    assert code_of(after, "이미지") != code
    assert after.by_code[code] == other


def test_codes_stay_apart_where_the_space_is_crowded():
    """With 100,000 cards every code and every note id is still the only one of its kind."""
    taken: set[str] = set()
    for number in range(100_000):
        taken.add(codes.fresh("question", "t", f"질문 {number}", taken))
    assert len(taken) == 100_000
    notes = {codes.note_id("devops", code) for code in taken}
    assert len(notes) == 100_000
    assert all(0 < note < 2**53 for note in notes)
    assert {len(str(note)) for note in notes} == {13}


def test_a_full_space_of_four_goes_on_with_five():
    """When tries go on meeting taken codes, a code of five characters is given."""

    class Taken:
        def __contains__(self, code: object) -> bool:
            return len(str(code)) == 4

    code = codes.fresh("term", "t", "이름", Taken())
    assert codes.CODE.fullmatch(code)
    assert len(code) == 5
    assert codes.place(code) >= 31**4


def test_the_same_front_twice_makes_two_cards():
    """Two cards with one front in one place get two codes, each keeping its own by its answer."""
    one, two = Question("왜?", "가볍기 때문이다."), Question("왜?", "안전하기 때문이다.")
    first = build(course([one, two]))
    assert len(first.cards) == 2
    before = {
        card.item.answer: card.code
        for card in cards(ledger.match(course([one, two]), first).course)
    }
    after = {
        card.item.answer: card.code
        for card in cards(ledger.match(course([two, one]), first).course)
    }
    assert before == after


def test_rewording_in_turn_keeps_the_code_and_moves_the_time():
    """Question, answer, then both reworded: the code stays, and only that card's time grows."""
    current = build(course())
    code = code_of(current, "컨테이너가 가벼운 까닭은?")
    others = [entry for entry in current.entries if entry.code != code]
    asks = (
        Question("컨테이너가 가벼운 이유는 무엇인가?", "호스트의 커널을 같이 쓴다."),
        Question("컨테이너가 가벼운 이유는 무엇인가?", "호스트의 커널을 함께 쓰므로 부팅이 없다."),
        Question("왜 컨테이너는 가벼운가?", "부팅 없이 호스트의 커널을 함께 쓴다."),
    )
    for now, ask in enumerate(asks, start=2000):
        current = build(course([*BLOCKS[:4], ask]), current, now)
        assert code_of(current, ask.ask) == code
        assert current.by_code[code].changed == now
        assert [entry for entry in current.entries if entry.code != code] == others


def test_a_change_is_later_even_where_the_clock_went_back():
    """A changed card's time is past its last one whatever the clock says."""
    before = build(course(), now=5000)
    after = build(course([replace(BLOCKS[0], meaning="다른 뜻"), *BLOCKS[1:]]), before, now=10)
    assert after.by_code[code_of(after, "이미지")].changed == 5001


def test_changes_are_told_by_their_kind():
    """The build says what it took for new, reworded, moved and retired, with old and new."""
    before = build(course())
    extra = Topic("k8s", "K8s", cells=(Cell(2, (BLOCKS[3],)),))
    blocks = [
        BLOCKS[0],
        replace(BLOCKS[2], ask="이미지와 컨테이너의 다른 점은?"),
        BLOCKS[4],
        Term("볼륨"),
    ]
    changes = ledger.match(course(blocks, more=(extra,)), before).changes
    told = {
        (each.what, each.old.front if each.old else "", each.new.front if each.new else "")
        for each in changes
    }
    assert told == {
        ("reworded", "이미지와 컨테이너는 어떻게 다른가?", "이미지와 컨테이너의 다른 점은?"),
        ("moved", "레이어를 나누면 무엇이 좋은가?", "레이어를 나누면 무엇이 좋은가?"),
        ("new", "", "볼륨"),
        ("retired", "레이어", ""),
    }
    (moved,) = [each for each in changes if each.what == "moved"]
    assert (moved.old.topic, moved.old.level, moved.new.topic, moved.new.level) == (
        "docker",
        1,
        "k8s",
        2,
    )


def test_renaming_a_topic_keeps_every_code():
    """A topic file renamed keeps its cards' codes, and no card is new or retired."""
    before = build(course())
    after = build(course(key="containers"), before)
    assert [entry.code for entry in after.entries] == [entry.code for entry in before.entries]
    assert set(kinds(course(key="containers"), before)) == {"moved"}


def test_every_kind_of_card_has_a_code():
    """Scenarios, interview questions, stories and their follow-ups are remembered too."""
    whole = replace(
        course(),
        scenarios=(Scenario("디스크가 찼다", steps=("본다",)),),
        interview=(Question("왜 우리 회사인가?"),),
        stories=(Story("growth", "성장", questions=(Question("무엇을 배웠나?"),)),),
    )
    entries = build(whole).entries
    assert {entry.kind for entry in entries} >= {"scenario", "interview", "story", "follow-up"}
    assert kinds(whole, build(whole)) == []


def test_a_retired_card_is_a_tombstone_until_the_next_change_and_then_remembered():
    """A card that left is shown once more, through unchanged builds, and then only remembered."""
    first = build(course())
    code = code_of(first, "레이어")
    second = build(course([BLOCKS[0], *BLOCKS[2:]]), first, 2000)
    assert [(each.code, each.changed) for each in second.tombstones] == [(code, 2000)]
    assert build(course([BLOCKS[0], *BLOCKS[2:]]), second, 3000) == second
    third = build(course(BLOCKS[2:]), second, 4000)
    assert third.by_code[code].retired == "gone"
    assert [each.front for each in third.tombstones] == ["이미지"]


def test_a_card_that_comes_back_gets_its_code_back():
    """Exactly the same front in its topic brings back the code, with a later time."""
    first = build(course())
    code = code_of(first, "레이어")
    gone = build(course(), build(course([BLOCKS[0], *BLOCKS[2:]]), first, 2000), 3000)
    assert gone.by_code[code].retired is False
    assert gone.by_code[code].changed == 3000
    assert kinds(course(), build(course([BLOCKS[0], *BLOCKS[2:]]), first)) == ["returned"]


def test_a_look_of_the_deck_is_remembered_beside_the_cards():
    """A note type's hash gets a line, and a later time only when it changes."""
    matching = ledger.match(course(), Ledger())
    first = stamping.stamp(matching, seen(matching) | {"question": "aa"}, 1000)
    assert first.by_code["question"].changed == 1000
    again = ledger.match(course(), read(ledger.write(first)))
    assert again.changes == ()
    assert stamping.stamp(again, seen(again) | {"question": "aa"}, 2000) == first
    assert (
        stamping.stamp(again, seen(again) | {"question": "bb"}, 2000).by_code["question"].changed
        == 2000
    )


def test_a_build_without_the_deck_changes_no_time():
    """Where nobody says what Anki sees, known cards keep their hash and time."""
    first = build(course())
    changed = course([replace(BLOCKS[0], meaning="다른 뜻"), *BLOCKS[1:]])
    second = stamping.stamp(ledger.match(changed, first), {}, 2000)
    assert second.by_code[code_of(second, "이미지")].changed == 1000
    third = build(changed, second, 3000)
    assert third.by_code[code_of(third, "이미지")].changed == 3000


def test_pinning_gives_the_new_card_the_old_history():
    """After a pin the new text has the old code and note, and the other code is a tombstone."""
    first = build(course())
    old = first.by_code[code_of(first, "컨테이너가 가벼운 까닭은?")]
    rewritten = course([*BLOCKS[:4], Question("커널 공유가 주는 것은?", "빠른 기동")])
    second = build(rewritten, first, 2000)
    new = code_of(second, "커널 공유가 주는 것은?")
    assert new != old.code
    pinned = ledger.pin(second, old.code, new)
    assert read(ledger.write(pinned)) == pinned
    third = build(rewritten, pinned, 3000)
    assert code_of(third, "커널 공유가 주는 것은?") == old.code
    assert third.by_code[old.code].note == old.note
    assert third.by_code[old.code].changed == 3000
    assert [(each.code, each.changed) for each in third.tombstones] == [(new, 3000)]
    assert build(rewritten, third, 4000) == third


def test_parting_makes_the_present_text_a_new_card():
    """After a part the text gets a code of its own, and the old code is retired for good."""
    first = build(course())
    code = code_of(first, "컨테이너가 가벼운 까닭은?")
    second = build(course(), ledger.part(first, code), 2000)
    assert code_of(second, "컨테이너가 가벼운 까닭은?") != code
    assert second.by_code[code].retired == "shown"
    assert kinds(course(), second) == []


def test_two_branches_ledgers_are_put_together():
    """Git's union of two branches' ledgers reads as one, the later line of a card winning."""
    base = build(course())
    ours = build(course([replace(BLOCKS[0], meaning="우리 뜻"), *BLOCKS[1:]]), base, 2000)
    theirs = build(
        course([replace(BLOCKS[0], meaning="그들의 뜻"), *BLOCKS[1:], Term("볼륨")]), base, 3000
    )
    lines = (ledger.write(ours) + ledger.write(theirs)).splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    merged = read("".join(lines))
    assert merged == theirs
    assert ledger.write(merged) == ledger.write(theirs)


@pytest.mark.parametrize("deleted_at", [1500, 3000])
def test_a_card_reworded_on_one_branch_and_deleted_on_another_stays_reworded(deleted_at):
    """After such a merge the reworded card keeps its code, and changes once more for everybody."""
    base = build(course())
    code = code_of(base, "컨테이너가 가벼운 까닭은?")
    reworded = course([*BLOCKS[:4], Question("컨테이너는 왜 가벼운가?", BLOCKS[4].answer)])
    ours, theirs = build(reworded, base, 2000), build(course(BLOCKS[:4]), base, deleted_at)
    merged = read(ledger.write(ours) + ledger.write(theirs))
    after = build(reworded, merged, 4000)
    assert code_of(after, "컨테이너는 왜 가벼운가?") == code
    assert kinds(reworded, merged) == []
    assert after.by_code[code].changed >= max(2000, deleted_at)
    # And where the content was merged without it, it is retired all the same.
    assert build(course(BLOCKS[:4]), merged, 4000).by_code[code].retired == "shown"


def test_a_card_that_was_deleted_on_one_branch_and_reworded_unbuilt_is_offered():
    """A new card that is much like a retired one is told with it, and taken for new."""
    first = build(course())
    without = build(course(BLOCKS[:4]), first, 2000)
    reworded = course(
        [*BLOCKS[:4], Question("컨테이너는 왜 가벼운가?", "호스트 커널을 함께 쓴다.")]
    )
    matching = ledger.match(reworded, without)
    ((doubt),) = matching.doubts
    assert (doubt.old.front, doubt.is_taken) == ("컨테이너가 가벼운 까닭은?", False)
    pinned = ledger.pin(build(reworded, without, 3000), doubt.old.code, doubt.new.code)
    assert code_of(pinned, "컨테이너는 왜 가벼운가?") == doubt.old.code


def test_a_card_that_moves_to_another_level_reworded_is_one_card():
    """A level move reads as one, even where the question is reworded for its new readers."""
    first = build(course())
    moved = Question("컨테이너는 왜 가벼운가?", "호스트의 커널을 같이 쓴다. 부팅이 없다.")
    topic = Topic("docker", "Docker", cells=(Cell(1, BLOCKS[:4]), Cell(2, (moved,))))
    edited = Course(
        "devops", "DevOps", levels=(Level(1, "입문"), Level(2, "주니어")), topics=(topic,)
    )
    assert kinds(edited, first) == ["reworded", "moved"]
    assert ledger.match(edited, first).changes[0].code == code_of(
        first, "컨테이너가 가벼운 까닭은?"
    )


@pytest.mark.parametrize("kept", ["우리 뜻", "그들의 뜻"])
def test_two_branches_that_changed_a_card_in_one_second_change_it_once_more(kept):
    """Where neither branch is later, the card counts as changed, past both."""
    base = build(course())
    sides = {
        meaning: course([replace(BLOCKS[0], meaning=meaning), *BLOCKS[1:]])
        for meaning in ("우리 뜻", "그들의 뜻")
    }
    text = "".join(ledger.write(build(side, base, 2000)) for side in sides.values())
    after = build(sides[kept], read(text), 2000)
    assert after.by_code[code_of(after, "이미지")].changed == 2001


def test_two_cards_with_one_code_from_two_branches_part_the_same_way_everywhere():
    """The older card keeps the code, the other gets a new one, whichever side is read first."""
    ours = Entry("K7Q2", "term", "docker", 1, "이미지", "aa", 7, 2000, born="01")
    theirs = Entry("K7Q2", "term", "docker", 1, "레이어", "bb", 7, 3000, born="02")
    texts = [ledger.write(Ledger((entry,))) for entry in (ours, theirs)]
    for text in ("".join(texts), "".join(reversed(texts))):
        merged, diagnostics = ledger.read(Source("ledger", text))
        assert [diagnostic.severity for diagnostic in diagnostics] == ["note"]
        assert [(each.front, each.changed, each.seen) for each in merged.entries] == [
            ("이미지", 3000, "")
        ]
        after = build(course(BLOCKS[:2]), merged, 4000)
        assert code_of(after, "이미지") == "K7Q2"
        assert code_of(after, "레이어") != "K7Q2"
        assert after.by_code["K7Q2"].changed == 4000


GOOD = (
    '{"code":"K7Q2","kind":"term","topic":"t","level":1,"front":"f","seen":"","note":1,'
    '"changed":1,"retired":false,"id":"","answer":"","born":""}'
)


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "=======",
        ">>>>>>> branch",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        GOOD + GOOD,
        GOOD[:-1],
        GOOD.replace("K7Q2", "K7Q1"),
        GOOD.replace("K7Q2", "K7"),
        GOOD.replace('"K7Q2"', "7"),
        GOOD.replace("K7Q2", "question"),
        GOOD.replace('"term"', '"note type"'),
        GOOD.replace('"term"', '"poem"'),
        GOOD.replace('"term"', '["term"]'),
        GOOD.replace('"level":1', '"level":-1'),
        GOOD.replace('"level":1', '"level":true'),
        GOOD.replace('"level":1', '"level":1e99'),
        GOOD.replace('"note":1', '"note":9007199254740992'),
        GOOD.replace('"note":1', '"note":' + "9" * 5000),
        GOOD.replace('"changed":1', '"changed":NaN'),
        GOOD.replace('"changed":1', '"changed":999999999999999'),
        GOOD.replace("false", "true"),
        GOOD.replace("false", '"never"'),
        GOOD.replace('"f"', '"\\ud800"'),
        GOOD.replace('"f"', "{}"),
        GOOD.replace('"id":""', '"id":"","id":"x"'),
        GOOD.replace('"id":""', '"more":""'),
        GOOD.replace('"answer":""', '"answer":"<>"'),
    ],
)
def test_a_damaged_line_is_a_problem_at_its_line(line):
    """Conflict markers, broken lines and impossible values are each told with their place."""
    other = GOOD.replace("K7Q2", "AAAA")
    found, diagnostics = ledger.read(Source("ledger.jsonl", f"{other}\n\n{line}\n"))
    assert [(each.location.file, each.location.line, each.severity) for each in diagnostics] == [
        ("ledger.jsonl", 3, "error")
    ]
    assert [entry.code for entry in found.entries] == ["AAAA"]
    assert len(diagnostics[0].message) < 300


@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda data: data.decode("latin-1")))
def test_any_text_is_a_ledger_or_has_problems_in_range(text):
    """No text makes the reader fail, and every problem has a line that is there."""
    source = Source("ledger", text)
    found, diagnostics = ledger.read(source)
    assert all(1 <= each.location.line <= len(source.lines) for each in diagnostics)
    assert read(ledger.write(found)) == found


FRONTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(
    st.lists(
        st.tuples(FRONTS, FRONTS, st.sampled_from("tq")),
        min_size=1,
        max_size=8,
        # Of twins with one front in one place, answers that differ in marks alone may swap.
        unique_by=lambda each: (each[0].strip(), each[2]),
    )
)
def test_any_course_gets_codes_once_and_keeps_them(texts):
    """Whatever the texts, each card has one code, and a second build changes nothing."""
    blocks = [(Term if kind == "t" else Question)(front, answer) for front, answer, kind in texts]
    first = build(course(blocks))
    assert len(first.cards) == len(blocks)
    assert read(ledger.write(first)) == first
    assert build(course(blocks), first, 9999) == first


def test_the_same_bytes_under_another_hash_seed(tmp_path):
    """Codes and ledger do not depend on the process that makes them."""
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "import test_ledger as t\n"
        "print(t.ledger.write(t.build(t.course())), end='')"
    )
    here = Path(__file__).parent
    made = {
        subprocess.run(
            [sys.executable, "-c", program, str(here), str(here.parent)],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
            cwd=tmp_path,
        ).stdout.decode()
        for seed, zone in (("0", "UTC"), ("7", "Asia/Seoul"))
    }
    assert made == {ledger.write(build(course()))}


def test_the_ledger_holds_the_courses_name() -> None:
    """The name that Anki knows the cards by is remembered, and stays where it changes."""
    first = from_before_ids(course())
    assert first.course == ""  # no deck, no name
    types = {"term": "ab", "question": "cd"}
    named = stamping.stamp(
        ledger.match(course(), first), seen(ledger.match(course(), first)) | types, 2
    )
    assert named.course == "devops"
    assert identity.is_kept("devops", named)
    other = course(name="other")
    after = stamping.stamp(ledger.match(other, named), {"term": "ff"}, 3000)
    assert after.course == "devops"
    assert not identity.is_kept("other", after)


def test_a_ledger_without_the_name_tells_it_all_the_same() -> None:
    """The note ids of a ledger from before show that the name is another, not which it was."""
    before = from_before_ids(course())
    assert identity.is_kept("devops", before)
    assert identity.is_kept("any", Ledger())
    (note,) = identity.renamed(course(name="other"), before, (), Location("content/other"))
    assert (note.severity, note.location) == ("note", Location("content/other"))
    assert "was another" in note.message
    source = Source("course.yaml", 'title: x\nname: "other"  # short\n')
    (note,) = identity.renamed(course(name="other"), before, (source,), Location("content/other"))
    assert note.location == Location("course.yaml", 2)
    more = course((*BLOCKS, Term("새것", "새 카드")), name="other")
    assert not identity.is_kept("other", build(more, before))
