"""Quizzes: what is drawn, how variants differ, what the paper and its key show."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.content.model import Card, Cell, Course, Question, Term, Topic, cards
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets, shipped_templates
from builder.quiz import choices as quiz_choices
from builder.quiz.choices import answer, choice
from builder.quiz.draw import Draw, Wish, draw, pool
from builder.quiz.paper import QuizPaper, arranged, html
from builder.typeset import pdf
from builder.typeset.papers import PAPERS
from builder.typeset.templates.environment import Templates
from tests.conftest import ROOT
from tests.support.courses import small
from tests.support.paper import pages, squeezed
from tests.support.quizzes import codes, course, study, with_codes, words, written


def test_the_draw_is_frozen() -> None:
    """A seed draws the same cards, choices and places for ever, on every Python."""
    drawn = draw(course(), Wish(1, 14), Random(7))
    shown = [(p.card.code, "".join(codes(p.others)), p.place) for p in drawn.picks]
    assert codes(drawn.matched) == FROZEN_MATCHED
    assert codes(drawn.meanings) == FROZEN_MEANINGS
    assert shown == FROZEN_PICKS
    assert codes(drawn.written) == FROZEN_WRITTEN


FROZEN_MATCHED = ["0030", "0020", "0012", "0004"]
FROZEN_MEANINGS = ["0030", "0020", "0012", "0004"]
FROZEN_PICKS = [
    ("0023", "002000210019", 2),
    ("0008", "000600070017", 1),
    ("0005", "000400020003", 0),
    ("0024", "002500260033", 0),
    ("0010", "001400110012", 1),
    ("0016", "001700180006", 3),
]
FROZEN_WRITTEN = ["0015", "0036", "0027", "0009"]


def test_another_seed_draws_others() -> None:
    """Two seeds draw two quizzes."""
    first, second = (draw(course(), Wish(1, 10), Random(seed)) for seed in (1, 2))
    assert codes(first.cards) != codes(second.cards)


@given(
    topics=st.integers(1, 4),
    terms=st.integers(0, 6),
    questions=st.integers(0, 6),
    asked=st.integers(1, 60),
    seed=st.integers(0, 99),
)
@settings(max_examples=40, deadline=None)
def test_every_question_once(
    topics: int, terms: int, questions: int, asked: int, seed: int
) -> None:
    """A quiz has as many questions as were asked for or as there are, and none of them twice."""
    made = course(topics, terms, questions)
    drawn = draw(made, Wish(1, asked), Random(seed))
    found = codes(drawn.cards)
    assert len(found) == len(set(found)) == min(asked, topics * (terms + questions))
    assert sorted(codes(drawn.matched)) == sorted(codes(drawn.meanings))
    assert len(drawn.matched) in (0, *range(3, 9))
    check_choices(drawn)


def check_choices(drawn: Draw) -> None:
    """Four choices of a kind; none is another, holds another, or answers a written question."""
    hidden = {answer(card) for card in drawn.written if card.kind == "question"}
    for pick in drawn.picks:
        if quiz_choices.has_own(pick.card):
            assert pick.others == ()
            continue
        shown = [choice(card) for card in (pick.card, *pick.others)]
        assert len(shown) == 4
        assert {card.kind for card in pick.others} == {pick.card.kind}
        assert not hidden & set(shown)
        for one, other in combinations(shown, 2):
            assert one not in other
            assert other not in one


def test_the_shipped_course_is_asked_well() -> None:
    """On real content too, choices are apart, similar in length and not named by what is given."""
    made = shipped()
    for level in made.levels:
        for seed in range(3):
            drawn = draw(made, Wish(level.number, 30), Random(seed))
            assert len(drawn.cards) == 30
            assert len(drawn.picks) >= 8
            check_choices(drawn)
            found = [pick for pick in drawn.picks if not quiz_choices.has_own(pick.card)]
            assert found
            for pick in found:
                lengths = [len(choice(card)) for card in (pick.card, *pick.others)]
                assert max(lengths) <= 3 * min(lengths) + 24
                if pick.card.kind == "term":
                    shown = (pick.card, *pick.others)
                    named = [c for c in shown if quiz_choices.names(answer(pick.card), c.front)]
                    assert named == []


def shipped() -> Course:
    (target,) = find_targets([ROOT / "content/devops"])
    return with_codes(load(target).course)


def test_choices_come_from_the_own_topic_first() -> None:
    """A topic with enough terms gives all choices; one with too few is helped by its neighbour."""
    places = {f"t{number}": number for number in range(4)}
    for terms, topics in ((4, {"t1"}), (3, {"t1", "t0", "t2"})):
        found = cards(course(4, terms))
        card = next(c for c in found if c.topic == "t1" and c.kind == "term")
        others = quiz_choices.others(card, found, places, Random(3))
        assert len(others) == 3
        assert sum(other.topic == "t1" for other in others) == terms - 1
        assert {other.topic for other in others} <= topics


def test_two_names_of_one_thing_are_no_choices() -> None:
    """A term is no choice beside one that shares its name, its meaning or holds its name."""
    alike = [
        Term("이미지(Image)", "실행에 필요한 파일을 담은 읽기 전용 묶음이다."),
        Term("이미지 태그", "옮겨 붙일 수 있는 이름표이다."),
        Term("Image", "사진이다."),
        Term("틀", "실행에 필요한 설정과 파일을 담은 읽기 전용 묶음이다."),
    ]
    cell = Cell(1, (*alike, Term("볼륨", "지워도 남는 공간이다."), Term("포트", "번호이다.")))
    made = with_codes(Course("made", "과정", topics=(Topic("t", "주제", cells=(cell,)),)))
    image, *rest = cards(made)
    assert [quiz_choices.are_apart(image, other) for other in rest] == [False] * 3 + [True] * 2
    assert quiz_choices.others(image, cards(made), {"t": 0}, Random(1)) == ()


def test_choices_are_as_long_as_the_right_one() -> None:
    """Neither a term with a long name nor a long answer stands beside short ones."""
    rng = Random(2)
    shorts = [Term(words(1, rng), f"{words(6, rng)}.") for _ in range(4)]
    longs = [Term(words(5, rng), f"{words(6, rng)}.") for _ in range(9)]
    asked = [Question(f"{words(4, rng)}?", words(count, rng)) for count in (7, *[20] * 9)]
    topics = (
        Topic("near", "주제", cells=(Cell(1, (shorts[0], *longs, *asked)),)),
        Topic("far", "주제", cells=(Cell(1, tuple(shorts[1:])),)),
    )
    found = cards(with_codes(Course("made", "과정", topics=topics)))
    places = {"near": 0, "far": 1}
    others = quiz_choices.others(found[0], found, places, Random(1))
    assert sorted(card.front for card in others) == sorted(term.name for term in shorts[1:])
    question = next(card for card in found if card.kind == "question")
    assert quiz_choices.others(question, found, places, Random(1)) == ()


@pytest.mark.parametrize(
    ("name", "meaning", "is_told"),
    [
        ("태그(Tag)", "`Tag`는 이름표이다.", True),
        ("moved 블록과 removed 블록", "`moved`는 주소를, `removed`는 관리를 바꾼다.", True),
        ("CI", "A circuit of precise parts.", False),
        ("image", "Images are templates.", True),
        ("레이어(Layer)", "변경분을 담은 층이다.", False),
    ],
)
def test_a_meaning_that_says_its_name(name: str, meaning: str, is_told: bool) -> None:
    """A meaning that tells the term is seen, in both scripts, and others are not."""
    assert quiz_choices.tells_itself(Card("term", "t", 1, Term(name, meaning))) == is_told


def test_an_answer_that_echoes_its_question_is_no_choice() -> None:
    """A right answer that alone repeats the question's words isn't asked as a choice."""
    asked = Question("빨간 사과와 파란 나무는 어떻게 다른가?", "빨간 사과는 달고 파란 나무는 높다.")
    rng = Random(0)
    others = tuple(Question(f"{words(4, rng)}?", f"{words(5, rng)}.") for _ in range(5))
    fair = Question("빨간 사과와 파란 나무는 어떻게 다른가?", f"{words(5, rng)}.")
    for question, count in ((asked, 0), (fair, 3)):
        topic = Topic("t", "주제", cells=(Cell(1, (question, *others)),))
        found = cards(with_codes(Course("made", "과정", topics=(topic,))))
        assert len(quiz_choices.others(found[0], found, {"t": 0}, Random(1))) == count


def test_what_has_no_answer_is_not_asked() -> None:
    """Terms without a meaning, questions without an answer and other levels stay out."""
    blocks = (Term("가나"), Question("무엇인가?"), Term("다라", "뜻"), Term("다라", "다른 뜻"))
    cells = (Cell(1, blocks), Cell(2, (Term("마바", "뜻"),)))
    topics = (Topic("t", "주제", cells=cells), Topic("u", "주제", cells=cells[1:]))
    made = with_codes(Course("made", "과정", topics=topics))
    assert [card.front for card in pool(made, Wish(1))] == ["다라"]
    assert [card.topic for card in pool(made, Wish(2, topics=frozenset({"u"})))] == ["u"]


def test_topics_take_turns() -> None:
    """No topic is asked again before every other one that can be asked."""
    for seed in range(5):
        drawn = draw(course(12, 2, 2), Wish(1, 20), Random(seed))
        topics = [card.topic for card in (*drawn.matched, *drawn.written)]
        assert len(topics) == len(set(topics)) == 12


def variants(drawn: Draw, forms: str = "ABCD") -> list[QuizPaper]:
    return [arranged(drawn, f"1-7-{form}", form, Random(f"1-7-{form}")) for form in forms]


def test_variants_ask_the_same_in_another_order() -> None:
    """Neighbours have the same questions, none under the same right choice or first of its kind."""
    papers = variants(draw(course(), Wish(1, 20), Random(7)))
    for kind in ("matches", "choices", "writings"):
        orders = [[each.card.code for each in getattr(paper, kind)] for paper in papers]
        assert len({tuple(order) for order in orders}) == len({order[0] for order in orders}) == 4
        assert len({tuple(sorted(order)) for order in orders}) == 1
    for kind in ("matches", "choices"):
        for one, other in combinations(papers, 2):
            right = {each.card.code: each.right for each in getattr(one, kind)}
            assert all(right[each.card.code] != each.right for each in getattr(other, kind))


def test_the_key_is_right() -> None:
    """In every variant the right letter stands before the right text, and numbers run through."""
    for paper in variants(draw(course(), Wish(1, 20), Random(3))):
        for match in paper.matches:
            assert paper.meanings[match.right] == answer(match.card)
        for each in paper.choices:
            assert each.choices[each.right] == choice(each.card)
            assert len(set(each.choices)) == 4
        numbered = [*paper.matches, *paper.choices, *paper.writings]
        assert [each.number for each in numbered] == list(range(1, 21))
        assert paper.points == 100


def test_right_choices_are_spread() -> None:
    """No place is right more than once more often than another, in any variant."""
    for paper in variants(draw(course(), Wish(1, 20), Random(4))):
        places = Counter(each.right for each in paper.choices)
        assert max(places.values()) - min(places[place] for place in range(4)) <= 1


def test_the_first_term_is_not_always_the_first_letter() -> None:
    """The order of the meanings says nothing of the order of the terms."""
    first = {
        arranged(draw(course(), Wish(1, 20), Random(seed)), "", "", Random(seed)).matches[0].right
        for seed in range(12)
    }
    assert len(first) > 2


# The command.


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A course that was built, and then asked in two variants; its folder and what was printed."""
    folder = tmp_path_factory.mktemp("quiz")
    course = written(folder / "course")
    assert study("build", course, "-o", folder / "out", "--only", "deck").returncode == 0
    done = study("quiz", course, "-o", folder / "out", "--seed", 7, "--variants", "a,B")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_a_file_for_each_variant(made: tuple[Path, str]) -> None:
    """`--variants A,B` makes two files named by level, seed and letter, and says so."""
    folder, said = made
    names = sorted(path.name for path in (folder / "out/small").glob("quiz*"))
    assert names == ["quiz-1-7-A.pdf", "quiz-1-7-B.pdf"]
    assert all(name in said for name in names)


def test_the_same_bytes_for_the_same_seed(made: tuple[Path, str], tmp_path: Path) -> None:
    """Made again elsewhere, alone and under another hash seed, a variant is the same file."""
    folder, _ = made
    arguments = ("quiz", folder / "course", "-o", tmp_path, "--seed", 7, "--variants", "B")
    assert study(*arguments, PYTHONHASHSEED="42").returncode == 0
    name = "small/quiz-1-7-B.pdf"
    assert (tmp_path / name).read_bytes() == (folder / "out" / name).read_bytes()


def test_the_key_holds_the_codes(made: tuple[Path, str]) -> None:
    """The key has each code once, as the ledger has it, and no page before it has one."""
    folder, _ = made
    texts = printed(folder / "out/small/quiz-1-7-A.pdf")
    start = key_of(texts)
    asked, key = "".join(texts[:start]), "".join(texts[start:])
    lines = (folder / "course/ledger.jsonl").read_text(encoding="utf-8").splitlines()
    known = [line.split('"')[3] for line in lines if '"code"' in line]
    shown = [code for code in known if code in key]
    assert len(shown) == sum(key.count(code) for code in shown) == 20
    assert not any(code in asked for code in known)


def printed(path: Path) -> list[str]:
    return [squeezed(text) for text in pages(path)]


def key_of(texts: list[str]) -> int:
    """The page on which the key starts, from 0."""
    return next(at for at, text in enumerate(texts) if "번호답코드" in text)


def rendered(folder: Path, paper: QuizPaper, course: Course, size: str) -> list[str]:
    """The text of a paper's pages, as they would be printed."""
    templates = Templates((shipped_templates(),))
    made = html(course, course.levels[0], paper, templates, PAPERS[size])
    path = folder / "quiz.pdf"
    path.write_bytes(pdf.render(made))
    return printed(path)


def test_the_key_is_a_sheet_of_its_own(tmp_path: Path) -> None:
    """Printed on both sides, the key still starts a sheet, after a blank page if need be."""
    blank = set()
    for count in (3, 12, 20):
        (paper,) = variants(draw(course(), Wish(1, count), Random(7)), "A")
        texts = rendered(tmp_path, paper, course(), "a4")
        start = key_of(texts)
        assert start % 2 == 0
        blank.add(texts[start - 1] == "")
    assert blank == {True, False}


@pytest.mark.parametrize(("size", "length"), [("a4", 6), ("letter", 6), ("b5", 6), ("b5", 24)])
def test_no_question_is_split(size: str, length: int, tmp_path: Path) -> None:
    """A question's choices stand on the page of its ask, and so does the block to match."""
    made = course(9, length=length)
    (paper,) = variants(draw(made, Wish(1, 70), Random(7)), "A")
    texts = rendered(tmp_path, paper, made, size)
    groups = [[each.given or each.card.front, *each.choices] for each in paper.choices]
    groups.append([*(each.card.front for each in paper.matches), *paper.meanings])
    assert len(groups) > 30
    for group in groups:
        assert any(all(squeezed(text) in page for text in group) for page in texts), group


def test_a_full_build_leaves_quizzes(made: tuple[Path, str]) -> None:
    """A quiz that was handed out stays where it is when the course is built again."""
    folder, _ = made
    assert study("build", folder / "course", "-o", folder / "out").returncode == 0
    assert (folder / "out/small/quiz-1-7-A.pdf").is_file()


def test_more_than_there_is(made: tuple[Path, str], tmp_path: Path) -> None:
    """Asked for more questions than the level holds, it gives all and says so."""
    folder, _ = made
    course = folder / "course"
    done = study("quiz", course, "-o", tmp_path, "--questions", 400, "--topic", "t0")
    assert done.returncode == 0, done.stderr
    assert "holds 9 questions of the 400" in done.stdout
    assert (tmp_path / "small/quiz-1-1.pdf").is_file()


def test_cards_without_a_code(tmp_path: Path) -> None:
    """Before the first build there is no code to print, and the quiz says what comes first."""
    done = study("quiz", small(tmp_path / "course"), "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "no code yet" in done.stderr
    assert f"study build {tmp_path / 'course'}" in done.stderr
    assert not list((tmp_path / "out").rglob("*.pdf"))


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--level", "7"], 2, "no level 7; its levels are 1 (입문), 2 (주니어)"),
        (["--topic", "contaner"], 2, "did you mean container?"),
        (["--topic", "x"], 2, "its topics are container, t0, t1, t2, t3"),
        (["--variants", "A,A"], 2, "twice"),
        (["--variants", "A,1"], 2, "letters from A to Z"),
        (["--questions", "0"], 2, "questions"),
        (["--level", "2", "--topic", "t0"], 1, "nothing to ask at level 2"),
    ],
)
def test_what_cannot_be_asked(
    made: tuple[Path, str], arguments: list[str], status: int, said: str, tmp_path: Path
) -> None:
    """What isn't there ends with a sentence that says what is, and makes no file."""
    folder, _ = made
    done = study("quiz", folder / "course", "-o", tmp_path, *arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert not list(tmp_path.rglob("*.pdf"))


def test_no_level_one(tmp_path: Path) -> None:
    """Without a level named, a course that has no level 1 names those it has."""
    course = small(tmp_path / "course")
    for path in course.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("  1:", "  3:").replace("  2:", "  4:")
        path.write_text(text, encoding="utf-8")
    done = study("quiz", course, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "its levels are 3 (입문), 4 (주니어)" in done.stderr
