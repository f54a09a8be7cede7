"""What is refused before a file is published, each with its place in the content."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli.main import study
from builder.pipeline import checked
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from builder.typeset import boundaries, pdf
from builder.typeset.errors import PageError
from tests.support import paper
from tests.support.courses import COURSE, STORY, TOPIC, small
from tests.support.typefaces import font

WIDE = "|".join(["", *["아주긴머리글하나"] * 39, ""])
TABLE = f"{WIDE}\n{'|'.join(['', *['-'] * 39, ''])}\n{WIDE}"


def built(folder: Path, topic: str, *asked: str) -> tuple[int, str, list[str]]:
    """A build's status, what it said, and the files that are there afterwards."""
    course = small(folder / "course")
    (course / "topics" / "01-container.yaml").write_text(topic, encoding="utf-8")
    out = folder / "out"
    run = ["build", str(course), "-o", str(out), "--jobs", "1", *asked]
    done = CliRunner().invoke(study, run, standalone_mode=False)
    there = sorted(path.name for path in (out / "small").glob("*.*") if path.name[0] != ".")
    return done.return_value, done.output, there


def test_a_table_wider_than_the_page_has_its_place(tmp_path: Path) -> None:
    """A table of more columns than a page holds is printed as it is written, and told."""
    table = "\n".join(f"          {line}" for line in TABLE.splitlines())
    topic = TOPIC.replace("answer: 격리된 프로세스다.}", 'answer: "|"}\n').replace(
        '      - {ask: 컨테이너란 무엇인가?, answer: "|"}\n',
        f"      - ask: 컨테이너란 무엇인가?\n        answer: |\n{table}\n",
    )
    status, said, there = built(tmp_path, topic, "--only", "handout")
    assert status == 0, said
    assert "01-container.yaml:" in said
    assert "note: this table has 39 columns" in said
    assert there == ["handout-1.pdf", "handout-2.pdf"]
    assert "|아주긴머리글하나|" in paper.text(tmp_path / "out" / "small" / "handout-1.pdf")


def test_a_flow_too_large_to_read_has_its_place(tmp_path: Path) -> None:
    """A drawing whose text would shrink below what can be read is told where it begins.

    The build goes on; with --strict it doesn't.
    """
    lines = [f"    상자 {a:02} -> 상자 {b:02}" for a in range(5) for b in range(5, 40)]
    flow = "\n".join(["concept: |", "    ```flow", *lines, "    ```"])
    topic = TOPIC.replace("concept: 컨테이너는 격리된 프로세스다.", flow)
    status, said, there = built(tmp_path, topic, "--only", "deck")
    assert status == 0, said
    assert "01-container.yaml:5:5: note: this flow is too large: its text would be" in said
    assert there == ["deck.apkg", "deck.txt"]
    status, said, _ = built(tmp_path, topic, "--only", "deck", "--strict")
    assert status == 1, said


@pytest.mark.parametrize("times", [700, 18_000], ids=["9,000", "230,000"])
def test_a_card_longer_than_a_page_shows_its_beginning(tmp_path: Path, times: int) -> None:
    """A flashcard whose text fits on no page shows as much as does, and a note says so."""
    long = " ".join(["아주 길고 긴 답이다."] * times)
    topic = TOPIC.replace("answer: 격리된 프로세스다.", f"answer: {long}")
    status, said, there = built(tmp_path, topic, "--only", "flashcards")
    assert status == 0, said
    assert "01-container.yaml:9:" in said
    assert "a flashcard shows its beginning" in said
    assert there[0] == "flashcards-1.pdf"
    shown = paper.text(tmp_path / "out" / "small" / "flashcards-1.pdf")
    assert shown.count(paper.squeezed("아주 길고 긴 답이다.")) > 100
    assert "…" in shown


def lacking(folder: Path, answer: str, there: str) -> list[str]:
    """The places and characters told of an answer, where one font has these and the rest."""
    course = small(folder / "course")
    topic = TOPIC.replace("격리된 프로세스다.}", f"{answer}}}")
    (course / "topics" / "01-container.yaml").write_text(topic, encoding="utf-8")
    loaded = load(find_targets([course])[0])
    faces = (font(folder / "A.ttf", TOPIC + COURSE + STORY + there),)
    found = checked.missing_characters(loaded.course, loaded.sources, faces, others=())
    return [f"{each.location.line}:{each.location.column} {each.message}" for each in found]


def test_a_character_in_two_pieces_has_its_place(tmp_path: Path) -> None:
    """A letter and its accent that no font has as one are told as one, where they stand."""
    found = lacking(tmp_path, "로그 z\u0301", "z\u0301")
    assert found == ["9:39 no font has the character ź (U+017A): a box stands for it"]


def test_a_character_written_with_escapes_has_its_place(tmp_path: Path) -> None:
    """Pieces that YAML's escapes stand for are told as one too, at their card."""
    found = lacking(tmp_path, r'"로그 z\u0301"', "z\u0301")
    assert found == ["9:9 no font has the character ź (U+017A): a box stands for it"]


def test_an_accent_goes_with_its_own_letter(tmp_path: Path) -> None:
    """Letters elsewhere in the course don't take it, in whatever order they are looked at."""
    letters = "acdeghiknorstuwyzACDEGHIKNORSTUWYZ"
    accents = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0331"
    assert lacking(tmp_path, f"{letters} q{accents}", letters + "q" + accents) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<p style="font-size: 5pt">작다</p>', "too small to be read (5.0 pt)"),
        ('<p style="position: absolute; left: 195mm; white-space: nowrap">밖으로 나가는 글</p>',
         "runs off the page"),
        ('<p style="position: absolute; left: -30mm">왼쪽으로</p>', "runs off the page: 왼쪽으로"),
        ('<p style="position: absolute; top: 296mm">아래로</p>', "runs off the page: 아래로"),
        ('<img alt="x" style="width: 300mm" src="data:image/svg+xml;utf8,'
         '<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%2210%22 height=%2210%22/>">',
         "a picture runs off"),
    ],
)  # fmt: skip
def test_what_leaves_the_page_is_refused(body: str, words: str) -> None:
    """Text and pictures past the page's edge and text too small to read raise, naming the card."""
    page = "@page { size: 210mm 297mm; margin: 0 } body { margin: 20mm }"
    html = f'<html lang="ko"><title>x</title><style>{page}</style><h1 id="c-AB12">가</h1>{body}'
    with pytest.raises(PageError) as caught:
        pdf.render(html)
    assert words in str(caught.value)
    assert caught.value.anchors == ("c-AB12",)


def test_a_wrong_style_sheet_is_refused_each_time() -> None:
    """What WeasyPrint only warns of fails every build, not the first alone."""
    html = '<html lang="ko"><title>x</title><style>p { colour: red }</style><p>가</p>'
    for _ in range(2):
        with pytest.raises(PageError, match="unknown property"):
            pdf.render(html)


def test_readable_text_is_no_smaller_than_it_says() -> None:
    """The bound is where the refusal begins."""
    html = '<html lang="ko"><title>x</title><p style="font-size: {}pt">가</p>'
    assert pdf.render(html.format(boundaries.SMALLEST))
    with pytest.raises(PageError):
        pdf.render(html.format(boundaries.SMALLEST - 0.1))
