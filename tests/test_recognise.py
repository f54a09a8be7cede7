import json
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.languages.words import words
from builder.ledger.recognition import assignment, similarity, spelling, verdict
from builder.ledger.recognition.recognise import recognise as recognised
from builder.ledger.recognition.traces import Trace
from builder.ledger.recognition.verdict import Verdict

EDITS = Path(__file__).parent / "edits.jsonl"
ROWS = [json.loads(line) for line in EDITS.read_text(encoding="utf-8").splitlines()]
CARDS = {row["card"]: row for row in ROWS if "card" in row}
HANGUL = re.compile("[가-힣]")


def recognise(old: list[Trace], new: list[Trace]) -> dict[int, int]:
    return recognised(old, new).found


@dataclass
class Tally:
    """How often a card was taken for an old one, and how often for the right one."""

    taken: int = 0
    right: int = 0
    known: int = 0
    found: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.taken

    @property
    def recall(self) -> float:
        return self.found / self.known


def edits(half: str, part: int = 1) -> list[dict]:
    """The edits of a half; the second part came with sibling and two-sided edits."""
    return [
        row for row in ROWS if "edit" in row and row["half"] == half and row.get("round", 1) == part
    ]


def crowds(half: str, part: int = 1) -> list[list[dict]]:
    """The edits in groups of six at once in one topic and level, shuffled five times."""
    groups = []
    for seed in range(5):
        rest = edits(half, part)
        random.Random(seed).shuffle(rest)
        while rest:
            group, later, used = [], [], set()
            for edit in rest:
                fits = len(group) < 6 and not used & set(edit["old"])
                (group if fits else later).append(edit)
                used |= set(edit["old"]) if fits else set()
            groups.append(group)
            rest = later
    return groups


def trace(row: dict, kind: str = "") -> Trace:
    """A card as the ledger knows it, or, with its `kind` given, a new one."""
    place, sketch = (kind or row["kind"], "topic", 1), similarity.sketch(row["answer"])
    return Trace(*place, row["ask"], sketch, said=row["answer"] if kind else "")


def tally(groups: list[list[dict]]) -> Tally:
    count = Tally()
    for group in groups:
        olds = [name for edit in group for name in edit["old"]]
        kinds = [CARDS[edit["old"][0]]["kind"] for edit in group for _ in edit["new"]]
        news = [card for edit in group for card in edit["new"]]
        same = recognise(
            [trace(CARDS[name]) for name in olds],
            [trace(card, kind) for card, kind in zip(news, kinds, strict=True)],
        )
        for at, card in enumerate(news):
            taken_for = olds[same[at]] if at in same else None
            count.taken += taken_for is not None
            count.right += taken_for is not None and taken_for in card["is"]
            count.known += None not in card["is"]
            count.found += None not in card["is"] and taken_for in card["is"]
    return count


def test_there_are_edits_enough_and_the_halves_share_no_card():
    """The set holds at least 300 edits of every kind, and no card stands in both halves."""
    assert len(edits("tuned")) + len(edits("held out")) >= 300
    kinds = {row["edit"] for row in edits("tuned")}
    assert kinds == {row["edit"] for row in edits("held out")}
    assert {"typo", "rephrase", "order", "merge", "split", "twins", "replace", "both"} <= kinds
    for half in ("tuned", "held out"):
        assert {CARDS[name]["half"] for edit in edits(half) for name in edit["old"]} == {half}


def test_the_second_held_out_half_was_drawn_by_a_seed():
    """Half of the sibling and of the two-sided edits, by language, fell to it by chance alone."""
    chance, drawn = random.Random(20), set()
    for edit in ("sibling", "two-sided"):
        names = [row["old"][0] for row in ROWS if row.get("edit") == edit and row["round"] == 2]
        assert len(names) >= 60
        for korean in (True, False):
            group = [name for name in names if bool(HANGUL.search(CARDS[name]["ask"])) == korean]
            assert len(group) >= 30
            drawn |= set(chance.sample(group, len(group) // 2))
    second = [card for card in CARDS.values() if card.get("round") == 2]
    assert drawn == {card["card"] for card in second if card["half"] == "held out"}


SETS = [("tuned", 1), ("held out", 1), ("tuned", 2), ("held out", 2), ("held out", 3)]
LOSSY = ("held out", 2)  # three of its forty are lost; none is taken for another


@pytest.mark.parametrize(("half", "part"), SETS)
@pytest.mark.parametrize("crowded", [False, True])
def test_reworded_cards_are_known_and_others_are_not(half, part, crowded):
    """Of the cards taken for old ones 99% are, and of those that are old 95% are found."""
    groups = crowds(half, part) if crowded else [[edit] for edit in edits(half, part)]
    count = tally(groups)
    assert count.known >= (100 if part == 1 else 30)
    assert count.precision >= 0.99, count
    assert count.recall >= (0.92 if (half, part) == LOSSY else 0.95), count


def test_of_all_edits_together_few_are_wrong_and_few_lost():
    """Over every set, at most 1% of what was taken for an old card is another, 5% is lost."""
    count = tally([[edit] for half, part in SETS for edit in edits(half, part)])
    assert count.known > 350
    assert count.precision >= 0.99, count
    assert count.recall >= 0.95, count


def test_a_sibling_in_a_cards_place_is_no_silent_guess():
    """Where a sibling took a card's place, the two are told as a pair: nearly all of them."""
    pairs = [
        edit for part in (2, 3) for half in ("tuned", "held out") for edit in edits(half, part)
    ]
    siblings = [edit for edit in pairs if edit["edit"] == "sibling"]
    told = 0
    for edit in siblings:
        card = CARDS[edit["old"][0]]
        told += bool(recognised([trace(card)], [trace(edit["new"][0], card["kind"])]).doubts)
    assert len(siblings) > 100
    assert told >= 0.85 * len(siblings)


def test_the_measure_sees_a_matcher_that_is_too_bold(monkeypatch):
    """A matcher that takes any two cards for one falls below the bar."""
    bold = Verdict(1.0, is_one=True, is_close=False)
    monkeypatch.setattr(verdict, "compare", lambda *_, **__: bold)
    assert tally([[edit] for edit in edits("held out")]).precision < 0.9


def test_twins_that_differ_by_a_name_are_not_taken_for_one_another():
    """A question about COPY and ADD is no edit of one about CMD and ENTRYPOINT."""
    old = Trace("question", "docker", 2, "CMD와 ENTRYPOINT의 차이")
    assert not recognise([old], [Trace("question", "docker", 2, "COPY와 ADD의 차이")])


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("question", ("왼쪽 폐는 몇 엽인가?", "2엽"), ("오른쪽 폐는 몇 엽인가?", "3엽")),
        (
            "question",
            ("When does the shop open?", "At nine"),
            ("When does the shop close?", "At six"),
        ),
        ("term", ("Alkane", "A chain of single bonds"), ("Alkene", "A chain with a double bond")),
        (
            "question",
            ("Who sits left of the chair?", "The clerk left, the guest right of it"),
            ("Who sits right of the chair?", "The guest right, the clerk left of it"),
        ),
    ],
)
def test_a_sibling_is_another_card(kind, old, new):
    """A question about the opposite, or another thing in the same sentence, is another card."""
    rows = [dict(zip(("ask", "answer"), each, strict=True)) for each in (old, new)]
    known = [trace({**rows[0], "kind": kind})]
    assert recognise(known, [trace(rows[1], kind)]) == {}
    assert [doubt.is_taken for doubt in recognised(known, [trace(rows[1], kind)]).doubts] in (
        [],
        [False],
    )


def test_a_corrected_question_is_the_same_card_and_told():
    """A front that said the opposite by mistake is set right; the answer stays as it was."""
    answer = "폐에서 산소를 받은 피가 폐정맥을 지나 들어온다."
    old = trace({"kind": "question", "ask": "우심방은 왼쪽에 있는가?", "answer": answer})
    new = trace({"ask": "우심방은 오른쪽에 있는가?", "answer": answer}, "question")
    found = recognised([old], [new])
    assert found.found == {0: 0}
    assert [doubt.is_taken for doubt in found.doubts] == [True]


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [("서버", "server"), ("쿠버네티스", "Kubernetes"), ("볼륨", "volume"), ("캐시", "cache")],
)
def test_a_word_is_heard_in_both_scripts(hangul, latin):
    """A foreign word in Hangul and in Latin letters is one word."""
    assert spelling.sounds(hangul) == spelling.sounds(latin)
    assert spelling.resembles(hangul, latin.lower(), frozenset({""}))


def test_words_that_only_begin_alike_are_two():
    """Endings that bend a word make no other one; other endings do."""
    endings = words("en").endings
    assert spelling.resembles("mutation", "mutations", endings)
    assert spelling.resembles("colour", "colors", endings) is False
    assert spelling.resembles("colour", "color", endings)
    assert not spelling.resembles("methane", "methanol", endings)
    assert not spelling.resembles("employer", "employee", endings)


def test_signs_tell_questions_apart():
    """`>` and `>>` are two subjects, though they are no letters."""
    old = Trace(
        "question", "shell", 1, "`>`는 무엇을 하는가?", similarity.sketch("파일을 새로 쓴다")
    )
    new = Trace(
        "question", "shell", 1, "`>>`는 무엇을 하는가?", similarity.sketch("파일 끝에 덧붙인다")
    )
    assert not recognise([old], [new])


def test_twins_edited_at_once_do_not_swap():
    """Two questions that differ by one number keep their own cards when both are reworded."""
    sketch = similarity.sketch("관리자에게 물어 정한다")
    old = [Trace("question", "net", 1, f"VLAN {n}은 어디에 쓰는가?", sketch) for n in (10, 20)]
    new = [Trace("question", "net", 1, f"VLAN {n}의 쓰임새는 무엇인가?", sketch) for n in (20, 10)]
    assert recognise(old, new) == {0: 1, 1: 0}


def test_the_best_fit_is_of_the_group_and_not_of_the_first_pair():
    """The greatest sum wins where the most alike pair would leave its neighbours alone."""
    assert assignment.best({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8}) == {0: 1, 1: 0}


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0.01, 1), max_size=12
    )
)
def test_the_assignment_is_never_worse_than_any_other(scores):
    """The best pairing's sum equals that of the best of all pairings, tried one by one."""

    def most(olds: list[int], free: frozenset[int]) -> float:
        if not olds:
            return 0.0
        first, *rest = olds
        chances = [most(rest, free)]
        chances += [
            scores[first, new] + most(rest, free - {new}) for new in free if (first, new) in scores
        ]
        return max(chances)

    pairs = assignment.best(scores)
    assert len(set(pairs.values())) == len(pairs)
    reached = sum(scores[pair] for pair in pairs.items())
    assert reached == pytest.approx(most(list(range(5)), frozenset(range(5))))


def test_an_explicit_id_outlasts_every_text():
    """A card with an id is known by it, and two different ids are never one card."""
    old = [Trace("question", "a", 1, "무엇인가?", "", "first")]
    assert recognise(old, [Trace("question", "b", 3, "전혀 다른 글", "", "first")]) == {0: 0}
    assert recognise(old, [Trace("question", "a", 1, "무엇인가?", "", "second")]) == {}


def test_a_renamed_topic_keeps_even_its_reworded_and_its_general_cards():
    """Cards are known in the topic's new name by what else moved there."""
    fronts = [
        "컨테이너 이미지란 무엇인가?",
        "호스트의 커널을 같이 쓰는가?",
        "장점은?",
        "레이어의 이점은?",
    ]
    old = [Trace("question", "docker", 1, front) for front in fronts]
    fronts[3] = "레이어의 이점을 말하라"
    new = [Trace("question", "images", 1, front) for front in fronts]
    assert recognise(old, new) == {0: 0, 1: 1, 2: 2, 3: 3}
    other = [trace for trace in new if trace.front != fronts[0] and trace.front != fronts[1]]
    assert recognise(old, other) == {}


def test_a_general_front_in_another_topic_is_another_card():
    """“장점은?” in a new topic with another answer does not take a lost card's place."""
    old = [Trace("question", "docker", 1, "장점은?", similarity.sketch("가볍고 빨리 뜬다"))]
    new = [Trace("question", "git", 1, "장점은?", similarity.sketch("기록이 남고 되돌리기 쉽다"))]
    assert recognise(old, new) == {}


def test_a_retired_card_comes_back_only_with_its_exact_front():
    """A retired card is known by its exact front alone, never by likeness."""
    old = [Trace("question", "docker", 1, "볼륨은 언제 쓰는가?", retired=True)]
    assert recognise(old, [Trace("question", "docker", 1, "볼륨은 언제 쓰는가?")]) == {0: 0}
    assert recognise(old, [Trace("question", "docker", 1, "볼륨은 언제 쓰나?")]) == {}


def test_a_term_never_becomes_a_question():
    """The same text as another kind of card is another card, since its note type is fixed."""
    old = [Trace("term", "docker", 1, "볼륨")]
    assert recognise(old, [Trace("question", "docker", 1, "볼륨")]) == {}
    moved = recognise(
        [Trace("question", "docker", 1, "볼륨이란 무엇인가요?", similarity.sketch("남는 저장소"))],
        [Trace("interview", "docker", 0, "볼륨이란 무엇인가요?", similarity.sketch("남는 저장소"))],
    )
    assert moved == {0: 0}


@given(st.permutations(range(6)))
def test_the_order_of_the_cards_changes_nothing(order):
    """Each card is taken for the same old one wherever it stands."""
    rows = [CARDS[name] for name in ("a1", "a2", "a7", "a8", "a15", "a16")]
    new = [trace({**row, "ask": row["ask"].replace("는?", "는 무엇인가?")}) for row in rows]
    same = recognise([trace(row) for row in rows], [new[at] for at in order])
    assert {order[at]: old for at, old in same.items()} == {at: at for at in range(6)}


def test_a_large_rewritten_topic_takes_seconds():
    """A thousand cards of one topic, all reworded, are each found in a few seconds."""
    old, new = [], []
    for number in range(1000):
        rng = random.Random(number)
        first, second, *rest = (
            "".join(rng.sample("가나다라마바사아자차카타파하", 3)) for _ in range(8)
        )
        sketch = similarity.sketch(" ".join(rest))
        old.append(Trace("question", "t", 1, f"{first}와 {second}의 차이는?", sketch))
        new.append(Trace("question", "t", 1, f"{first}와 {second}는 어떻게 다른가?", sketch))
    start = time.perf_counter()
    assert recognise(old, new) == {at: at for at in range(1000)}
    assert time.perf_counter() - start < 15


def test_many_cards_of_one_front_do_not_hold_the_build():
    """Hundreds of cards with one front are told apart by their answers, without trying all."""
    old = [Trace("question", "t", 1, "왜?", similarity.sketch(f"답 {n}번")) for n in range(600)]
    start = time.perf_counter()
    same = recognise(old, list(reversed(old)))
    assert time.perf_counter() - start < 5
    assert same[0] == 599
