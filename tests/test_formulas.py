"""Formulas as drawings: right in size, on the line, in the page's letters, and bounded."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import unicodedata
import xml.etree.ElementTree as ET
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.outputs.deck import text as deck
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from builder.typeset import fonts, pdf
from builder.typeset.formulas import bounds, lettering
from builder.typeset.formulas.drawing import FormulaError, check, drawn
from builder.typeset.text import markup
from builder.typeset.text.setting import TextStyle

PAPER = TextStyle(on_paper=True, keep_words=True)
SVG = "{http://www.w3.org/2000/svg}"

SOUND = [
    r"\frac{a}{b}",
    r"\sum_{i=1}^{n} i^2 = \frac{n(n+1)(2n+1)}{6}",
    r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    r"\begin{cases} x & x \ge 0 \\ -x & \text{아니면} \end{cases}",
    r"\begin{aligned} a &= b \\[2pt] &= c \end{aligned}",
    r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
    r"\hat{x} + \vec{v} + \bar{z} + \tilde{y} + \dot{q} + \overline{AB} + \widehat{ABC}",
    r"\mathcal{L} \in \mathbb{R}, \mathfrak{g}, \mathbf{x}, \boldsymbol{w}, \mathrm{ReLU}(x)",
    r"\left( \sum_{j} w_j x_j + b \right)^{2}",
    r"\left\langle \frac{a}{b} \right\rangle, \left. x \right|_{0}, \|x\|, \{1, 2\}",
    r"\binom{n}{k}, \sqrt[3]{x}, \overbrace{x}^{n}, \underbrace{y}_{m}, A \xrightarrow{f} B",
    r"p \to q, \neg p, \forall x \exists y, a \equiv b \pmod{n}, \lfloor x \rfloor",
    r"\operatorname{softmax}(z), \operatorname{최대}(z), \mathrm{최소}(z)",
    r"50%, 50\%, \$5, x', f''(x), a < b > c & d",
    r"\text{if $x > 0$ and 50\%}, \textbf{굵게}, \color{red}{x}",
]


@pytest.mark.parametrize("source", SOUND)
@pytest.mark.parametrize("is_display", [True, False])
def test_what_is_drawn(source: str, is_display: bool) -> None:
    """Formulas of the school and the university are drawn, as SVG without ids or addresses."""
    made = drawn(source, is_display=is_display)
    root = ET.fromstring(made.svg)
    assert root.findtext(f"{SVG}title") == source
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    assert 0 < made.depth < made.height or made.depth <= 0
    assert abs(wide / high - made.width / made.height) < 0.02
    assert not re.search(r"\b(?:id|href|style|class)=|url\(", made.svg)
    check(source, is_display=is_display)


def test_a_letter_stands_on_the_line() -> None:
    """What hangs below the line is the depth: none for x, some for y, half for a fraction."""
    assert drawn("x").depth < 0.06
    assert drawn("y").depth > 0.2
    fraction = drawn(r"\frac{a}{b}", is_display=True)
    assert 0.3 < fraction.depth / fraction.height < 0.5


def test_the_same_formula_is_drawn_once() -> None:
    """A formula that stands on many cards is drawn once."""
    assert drawn(r"\alpha_7") is drawn(r"\alpha_7")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"\text{속도}", ["속도"]),
        (r"속도 = \frac{거리}{시간}", ["속도", "거리", "시간"]),
        (r"x_{\text{최대 값}}", ["최대 값"]),
        (r"\text{時速}", ["時速"]),
        (r"\text{если}", []),
        (r"\mathrm{거리}", ["거리"]),
    ],
)
def test_letters_that_the_font_of_formulas_lacks(source: str, words: list[str]) -> None:
    """Hangul and others are words in the page's font, as wide as they are there."""
    root = ET.fromstring(drawn(source, families='"NanumGothic", sans-serif').svg)
    found = root.findall(f"{SVG}text")
    assert [(each.text or "").replace("\u00a0", " ") for each in found] == words
    for each in found:
        assert each.attrib["font-family"] == "'NanumGothic', sans-serif"
        size = float(each.attrib["font-size"])
        wide = lettering.width(each.text or "", '"NanumGothic"') * size
        assert abs(float(each.attrib["textLength"]) - wide) < 0.1


def test_the_width_is_the_font_s() -> None:
    """Words are measured with the font itself; where there is none they get room enough."""
    if not fonts.find(("NanumGothic",)):
        pytest.skip("NanumGothic is not installed")
    assert 0.85 < lettering.width("가", '"NanumGothic"') < 1
    assert lettering.width("가", '"No Such Font"') == 1
    assert fonts.advances(fonts.Face("x", "Regular", Path("/nowhere.ttf"))) == {}


def test_hangul_comes_out_on_paper() -> None:
    """Words in a formula can be read on the page, and the source is its alternative text."""
    html = f"<html lang=ko><title>x</title>{markup.html('값 $속도 = 1$는', PAPER)}"
    assert 'alt="속도 = 1"' in html
    made = pdf.render(html)
    shown = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "속도" in unicodedata.normalize("NFC", shown)


def test_a_particle_stays_with_its_formula() -> None:
    """On paper no line ends between a formula and the particle behind it, wherever it falls."""
    for wide in range(44, 74, 3):
        made = markup.html("가나다라마바사 " * 4 + "$x$에게로서", PAPER)
        style = f"@page{{size:{wide + 12}mm 92mm;margin:6mm}} html{{font:10pt NanumGothic}}"
        style += " .formula{width:1em !important}"
        page = pypdfium2.PdfDocument(
            pdf.render(f"<html lang=ko><title>x</title><style>{style}</style>{made}")
        )[0].get_textpage()
        shown = page.get_text_bounded()
        start = page.get_charbox(shown.replace("\r\n", "").index("에게로서"))
        assert start[0] > 22, wide  # points; behind the formula, not at the head of a line


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (r"\foo{x}", "not known"),
        (r"\alhpa", "not known"),
        (r"\frac{a}", "lacks what it acts on"),
        (r"\frac{a}{b", "never closed"),
        ("a}", "closes nothing"),
        (r"\left( x", "never closed"),
        (r"\begin{matrix} a", "never closed"),
        (r"\begin{matrix} a \end{pmatrix}", "closes nothing"),
        (r"\begin{tikzpicture}\end{tikzpicture}", "no environment"),
        ("x^a^b", "two exponents"),
        ("x_a_b", "two indices"),
        ("x^", "nothing follows"),
        (r"\text{a \textbf{b}}", "a command or a brace"),
        (r"\text{a $b}", "never closed"),
        (r"\begin{array}{c|c} a & b \end{array}", "lines in a table"),
        ("x" * 3_000, "3,000 characters"),
        ("+" * 1_999, "too many signs"),
        ("W" * 120, "too wide"),
        ("x\0y", "control character"),
        (r"\color{url(http://a.b)}{x}", "no colour"),
    ],
)
def test_mistakes(source: str, message: str) -> None:
    """What can't be drawn says what is wrong with it and what to write instead."""
    for act in (drawn, check):
        with pytest.raises(FormulaError, match=re.escape(message)) as caught:
            act(source)
        assert caught.value.hint


HOSTILE = [
    r"\def\a{\a\a}\a",
    r"\newcommand{\a}{\a\a}\a",
    r"\let\a\a\a",
    r"\gdef\x{\x}\x",
    r"\input{/etc/passwd}",
    r"\include{x}",
    r"\openin5=/etc/passwd",
    r"\href{javascript:alert(1)}{x}",
    r"\url{http://a.b}",
    r"\require{html}",
    r"\class{x}{y}",
    r"\cssId{x}{y}",
    r"\style{position:fixed}{x}",
    r"\unicode{x41}",
    r"\includegraphics{x.png}",
    r"\htmlData{a=b}{x}",
    r"\csname input\endcsname",
    r"\catcode`\%=12",
    "{" * 600 + "x" + "}" * 600,
    r"\sqrt{" * 200 + "x" + "}" * 200,
    r"\sqrt" * 390 + " x",
    r"\left(" * 150 + "x" + r"\right)" * 150,
    r"\frac{1}{1+" * 100 + "x" + "}" * 100,
    "x" + "^{x" * 400 + "}" * 400,
    r"\begin{matrix}" * 40 + "x" + r"\end{matrix}" * 40,
    r"\text{" + "$a" * 500 + "{",
    r"\overbrace{" * 100 + "x" + "}" * 100,
    "x" * 100_000,
    r"\frac{a}{b}" * 10_000,
    "&" * 1_900,
    "\\\\" * 900,
    r"\hspace{99999999em}x",
    r"\kern-99999999em x",
    "^" * 1_900,
    "'" * 1_900,
]


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize("source", HOSTILE, ids=[each[:20] for each in HOSTILE])
def test_hostile_formulas_end_soon(source: str) -> None:
    """Nesting, length, macros, files and links are refused within a second, in Anki too."""
    drawn("x")
    start = time.process_time()
    for act in (drawn, check):
        with pytest.raises(FormulaError):
            act(source)
    assert time.process_time() - start < 1
    field = deck.block(f"```math\n{source}\n```")
    assert "<code>" in field
    assert "\\[ " not in field


@pytest.mark.usefixtures("own_heap")
def test_the_deepest_that_is_drawn_takes_no_second() -> None:
    """What is within the bounds is drawn in less than a second, however it is nested."""
    depth = bounds.DEEPEST - 1
    for opening, closing in (
        (r"\sqrt{x+", "}"),
        (r"\left(x+", r"\right)"),
        (r"\frac{1}{1+", "}"),
        ("x_{", "}"),
        (r"\phantom{x", "}"),
        (r"\overbrace{", "}"),
        (r"\begin{matrix}a&", r"\end{matrix}"),
    ):
        source = opening * depth + "y" + closing * depth
        start = time.process_time()
        with suppress(FormulaError):  # too wide
            drawn(source, is_display=True)
        assert time.process_time() - start < 1, source


PIECES = [
    *("x", "2", "+", "=", "^", "_", "{", "}", "(", ")", "&", r"\\", " ", "가", "<", "'", "%", "|"),
    *(r"\frac", r"\sqrt", r"\sum", r"\left(", r"\right)", r"\text{가}", r"\hat", r"\int", r"\lim"),
    *(r"\begin{matrix}", r"\end{matrix}", r"\binom", r"\overset", r"\limits", r"\mathbb", r"\not"),
    *(r"\substack", r"\middle|", r"\over", r"\choose", r"\displaystyle", r"\big", r"\pmod", "~"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.booleans())
def test_any_formula_is_drawn_or_told(source: str, is_display: bool) -> None:
    """Whatever is written is drawn or refused; a quick look says the same of what is short."""
    try:
        check(source, is_display=is_display)
    except FormulaError:
        with pytest.raises(FormulaError):
            drawn(source, is_display=is_display)
    else:
        drawn(source, is_display=is_display)


def test_a_formula_that_cannot_be_drawn_is_a_note_with_its_place(tmp_path: Path) -> None:
    """It is told with file, line and column, its source is shown as code, and the build goes on."""
    path = tmp_path / "notes.md"
    path.write_text(
        "# 과정\n\n## 1. 주제\n\n### 레벨 1\n\n**Q: 합은 $\\foo{x}$인가?**\n"
        "**A:** $x$이다. 값은 $5와 $6, $HOME이다.\n",
        encoding="utf-8",
    )
    (target,) = find_targets((path,))
    (note,) = [each for each in load(target).notes if "formula" in each.message]
    assert (note.location.line, note.location.column, note.severity) == (7, 10, "note")
    assert "\\foo" in note.message
    assert "<code>\\foo{x}</code>" in markup.html("$\\foo{x}$")


def test_no_course_without_formulas_pays_for_them(tmp_path: Path) -> None:
    """Texts with money, variables and code load neither Markdown nor what draws formulas."""
    path = tmp_path / "notes.md"
    path.write_text(
        "# 과정\n\n## 1. 주제\n\n### 레벨 1\n\n- **변수**: $HOME은 집이다. $5와 $6, `$a$`.\n",
        encoding="utf-8",
    )
    code = (
        "import sys; from pathlib import Path\n"
        "from builder.pipeline.loaded import load\n"
        "from builder.pipeline.target import find_targets\n"
        f"print(load(find_targets((Path({str(path)!r}),))[0]).notes)\n"
        "print(sorted({'markdown_it', 'latex2mathml', 'ziamath', 'ziafont'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split("\n")[:2] == ["()", "[]"]


@pytest.mark.parametrize("math", ["off", "false", "no"])
def test_a_course_may_have_no_formulas(tmp_path: Path, math: str) -> None:
    """With `math: off` dollars are dollars, in YAML as in front matter."""
    path = tmp_path / "notes.md"
    path.write_text(
        f"---\nmath: {math}\n---\n# 과정\n\n## 1. 주제\n\n### 레벨 1\n\n- **값**: $\\foo$ 이다.\n",
        encoding="utf-8",
    )
    (target,) = find_targets((path,))
    loaded = load(target)
    assert loaded.course.math == "off"
    assert loaded.notes == ()
    off = TextStyle(formulas="text")
    assert markup.html("$x$와 \\(y\\)", off) == "<p>$x$와 (y)</p>\n"
    assert "language-math" in markup.html("```math\nx\n```", off)
    assert markup.plain("$x$") == "$x$"


def test_fields_for_mathjax() -> None:
    """Anki gets a formula's source within MathJax's own delimiters, and runs nothing of it."""
    assert deck.block("$a<b$") == '<p><span class="formula">\\( a&lt;b \\)</span></p>'
    made = deck.block("$$\n\\sqrt[3]{x} {{c1::y}}\n$$")
    assert made.startswith('<div class="formula">\\[ ')
    assert not re.search(r"[{}]|\[(?! )|\{\{|\}\}", made.replace("\\]", ""))
    assert "&#125; &#125;" in made
    assert deck.block("$$sound:x=1$$").count("[sound") == 0
    assert "50\\%" in deck.block("$50%$")
    assert "<span></span>(" in deck.block("``\\(x\\)``".replace("``", "`"))


def test_a_field_is_drawn_where_no_mathjax_is() -> None:
    """The preview shows the drawing that the page to share shows."""
    for text in ("값 $a<b$", "$$\n\\sqrt[3]{x}\n$$", "$x_{{a}}$ 앞 $$y$$ 뒤"):
        shown = deck.drawn(deck.block(text))
        assert shown.count("<svg") == deck.block(text).count('class="formula"')
        assert "\\(" not in shown
    assert re.sub("<title>.*?</title>", "", deck.drawn(deck.block("$a<b$"))) == re.sub(
        "<title>.*?</title>", "", str(markup.html("$a<b$")).strip()
    )
