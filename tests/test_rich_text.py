"""Footnotes, definition lists, task lists, marks, sub- and superscript."""

from __future__ import annotations

import re
import time

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.outputs.deck import text as deck
from builder.typeset import pdf
from builder.typeset.text import markup
from builder.typeset.text.setting import TextStyle

PAPER = TextStyle(on_paper=True, keep_words=True)


def html(text: str) -> str:
    return str(markup.html(text)).strip()


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("==중요==는", "<mark>중요</mark>는"),
        ("이것은 ==참고 **말**== 이다", "이것은 <mark>참고 <strong>말</strong></mark> 이다"),
        ("(==x==)", "(<mark>x</mark>)"),
        ("H~2~O와 CO~2~", "H<sub>2</sub>O와 CO<sub>2</sub>"),
        ("x~max~ = log~2~(n)", "x<sub>max</sub> = log<sub>2</sub>(n)"),
        ("x^2^ + 10^-3^", "x<sup>2</sup> + 10<sup>-3</sup>"),
        ("1^st^, 제곱미터 m^2^", "1<sup>st</sup>, 제곱미터 m<sup>2</sup>"),
        ("SO~4~^2-^", "SO<sub>4</sub><sup>2-</sup>"),
    ],
)
def test_marks_and_scripts(text: str, made: str) -> None:
    """What is marked, raised and lowered as pandoc writes it comes out so."""
    assert html(text) == f"<p>{made}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "a == b 이면 c == d",
        "a==b와 c==d",
        'if [ "$a"=="b" ] || [ "$c"=="d" ]',
        "x === y, 그리고 p === q",
        "==  빈칸 ==",
        "==닫히지 않음",
        "1~2·3~4",
        "1~3년, 5~7년",
        "9~18시·19~22시",
        "월~금~",
        "2023.01~2023.12,2024.01~2024.05",
        "a~c,x~z",
        "A~C/E~G",
        "~10분~ 걸린다",
        "~/bin과 ~/lib",
        "^C와 ^V, ^[[0m",
        "a ^ b ^ c",
        "정규식 ^a와 b^",
        "C:\\a~1\\b~1",
    ],
)
def test_signs_in_prose_are_no_markup(text: str) -> None:
    """Comparisons, spans, homes and keys stay what they are."""
    assert not re.search("<(mark|su[bp])", html(text))
    assert markup.plain(text) == " ".join(text.split())


def test_an_escaped_sign_is_no_markup() -> None:
    """A backslash takes a sign back."""
    assert html(r"\==x== x\^2^ H\~2~O") == "<p>==x== x^2^ H~2~O</p>"


def test_footnotes_stand_at_the_foot_of_their_text() -> None:
    """Notes are numbered as they are referred to, whatever they are called, also inline ones."""
    text = "하나[^b] 둘^[곧바로 쓴 *것*] 셋[^a] 다시[^b].\n\n[^a]: 가\n"
    text += "[^b]: 나\n이어짐\n\n    또 한 문단\n\n끝."
    made = html(text)
    assert re.findall(r'<sup class="note">(\d)</sup>', made) == ["1", "2", "3", "1"]
    foot = made.partition('<ol class="footnotes">')[2]
    assert [re.sub("<[^>]*>", "", each).split() for each in foot.split("</li>")[:3]] == [
        ["나", "이어짐", "또", "한", "문단"],
        ["곧바로", "쓴", "것"],
        ["가"],
    ]
    assert "끝." in made.partition("<ol")[0]


def test_no_note_is_lost() -> None:
    """A note nobody refers to here, a second of one name and a reference without one are text."""
    assert html("말 [^1]") == "<p>말 [^1]</p>"
    assert html("[^1]: 외톨이 *말*") == "<p>[^1]: 외톨이 <em>말</em></p>"
    made = html("말[^1]\n\n[^1]: 가\n[^1]: 나\n[^2]:\n\n    ```\n    다\n    ```")
    assert "[^1]: 나" in made
    assert "[^2]: " in made
    assert "다" in made
    assert "[^1]: 목록" in html("- [^1]: 목록")
    assert '<sup class="note">1</sup>' in html("말[^1]\n\n- [^1]: 안")
    assert "[^2]: 속" in html("말[^1][^2]\n\n[^1]: 안\n\n    [^2]: 속")
    assert str(markup.inline("이름^[말] [^1]")) == "이름^[말] [^1]"


def test_the_words_alone_have_no_notes() -> None:
    """Bookmarks and names leave notes and their marks out, and keep what is none."""
    assert markup.plain("이름[^1]과 끝^[말].\n\n[^1]: 노트\n이어짐") == "이름과 끝."
    assert markup.plain("이름[^1]") == "이름[^1]"
    assert markup.plain("x^2^, H~2~O, ==말==, 1^st^") == "x^2, H2O, 말, 1st"


def test_definition_lists() -> None:
    """A term and lines that begin with a colon are a definition list; a tilde begins none."""
    made = html("용어\n: 뜻 **하나**\n: 뜻 둘\n\n둘째\n\n:   뜻\n\n    이어짐")
    assert re.findall("<(d[lt])>", made) == ["dl", "dt", "dt"]
    assert made.count("<dd>") == 3
    assert "<dl>" not in html("기간\n~ 3년")
    assert "<dl>" not in html("첫 줄\n용어\n: 뜻")


def test_task_lists() -> None:
    """Boxes are drawn, ticked where the item is done, and told by their signs."""
    made = html("- [ ] 할 일\n- [x] **한 일**\n- [링크](https://a.b)\n- [y] 아님")
    assert made.count('class="task"') == 2
    assert made.count("<path") == 1
    assert re.findall("<title>(.*?)</title>", made) == ["[ ]", "[x]"]
    assert markup.plain("- [x] 한 일") == "- [x] 한 일"


def test_on_paper_and_in_anki() -> None:
    """A page with all of it is set without a complaint; in Anki nothing of it is run."""
    text = "말[^1]은 ==참고== H~2~O x^2^\n\n용어\n: 뜻\n\n- [ ] 할\n- [x] 한\n\n[^1]: 노트"
    made = pdf.render(f"<html lang=ko><title>x</title>{markup.html(text, PAPER)}")
    shown = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    for word in ("참고", "용어", "노트"):
        assert word in shown
    assert "[" not in deck.block(text)
    assert markup.is_rich(deck.block(text))
    assert not markup.is_rich(deck.block("**말** `code` ~~x~~\n\n- 목록"))


def test_a_raised_sign_stays_with_its_base() -> None:
    """On paper no line ends between a Korean word and its note's number, nor before a particle."""
    made = str(markup.html("말[^1]과 값==중요==는\n\n[^1]: x", PAPER))
    assert '말<sup class="note">\u20601</sup>\u2060과' in made
    assert "</mark>\u2060는" in made


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize(
    "text",
    [
        "^[" * 25_000,
        "[^a]: " * 8_000 + "x[^a]",
        "x[^a]\n\n[^a]: y\n\n" + "[^" * 20_000,
        "x[^a]\n\n" + "[^a]: y\n" * 6_000,
        "==a " * 12_000,
        "a~b~" * 12_000,
        "^a" * 25_000,
        "\n".join(f"{'  ' * n}용어\n{'  ' * n}: 뜻" for n in range(300)),
        "- [ ] " * 5_000,
    ],
    ids=[
        "inline notes",
        "nested notes",
        "open notes",
        "notes",
        "marks",
        "subs",
        "sups",
        "definitions",
        "tasks",
    ],
)
def test_hostile_texts_end_soon(text: str) -> None:
    """A text as long as texts may be takes little more than CommonMark alone."""
    text = text[:50_000]
    spent = []
    for act in (MarkdownIt("commonmark").render, markup.html, markup.plain):
        start = time.process_time()
        act(text)
        spent.append(time.process_time() - start)
    assert max(spent[1:]) < 3 * spent[0] + 1


@given(st.text("ab가 \n[]^:~=-x1*`", max_size=80))
def test_any_text_is_set(text: str) -> None:
    """Any mixture of these signs becomes HTML with each tag closed, and no word is lost."""
    made = str(markup.html(text))
    for tag in ("mark", "sub", "sup", "dl", "ol", "li", "p"):
        assert len(re.findall(f"<{tag}[ >]", made)) == made.count(f"</{tag}>")
    if "~~~" not in text and "```" not in text:  # a language's name is not shown
        assert made.count("가") + made.count("%EA%B0%80") >= text.count("가")
