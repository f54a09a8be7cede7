"""Where a formula begins and ends in Markdown, and what only looks like one."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.typeset.text.formulas import formulas_plugin

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
formulas_plugin(PARSER)


def found(text: str) -> list[str]:
    """The formulas of a text, each as it was written."""
    tokens = PARSER.parse(text)
    inside = [child for token in tokens for child in (token, *(token.children or ()))]
    return [token.info for token in inside if token.type in ("formula", "formula_block")]


PROSE = r"""
$HOME
$HOME에 있는 파일과 $PATH에 있는 명령
$HOME/bin:$PATH
export PATH=$HOME/bin:$PATH 를 적는다
"$HOME"/"$USER"와 '$TMP'
"$a" = "$b" 이면 참이다
[ "$x" = 5 -o "$y" = 6 ]
$HOME$ 는 없다
$USER$, $PROJECT_DIR$, $date$
${HOME}와 ${USER:-nobody}
${HOME}/bin:${PATH}
${{ secrets.TOKEN }}과 ${{ github.ref }}
${{ matrix.os }}-${{ matrix.node }}
${var.name}-${var.env}
$(VAR)/$(OTHER)
$(date +%F)와 $(whoami)
$(kubectl get pods) 그리고 $(ls)
$1은 이름이고 $2는 나이다
awk '{print $1,$2}'
awk '$1==$2 && $3>$4'
$? 와 $! 와 $@ 와 $# 와 $$
$?,$!,$@
kill -9 $$ && echo $$
$$ and $$
pid는 $$이고 부모는 $PPID다
$ ls -l$
$ cd /tmp
프롬프트 $ 와 # 의 차이
$5 and $6
costs $5 and 6$
$5, $6 or $7
$5와 $6
$5-$10
$5~$10
$5/$6
$5+$6=$11
US$5, CA$6, A$7
5$와 6$
₩1,000($1)과 ₩2,000($2)
$1,000,000($1M)
가격은 $5이고 세금은 $1이다
$5는 6,500원(1$는 1,300원)
$5=6500원(1$=1300원)
$5/월, 10$/월
$0.0116/시간과 $8.35/월
월 $20(약 2만 7천 원), 연 $200(약 27만 원)
달러($)와 원(₩), 유로(€), 다시 달러($)
US$ 5와 US$ 6
\$x$와 \$y\$
정규식 ^abc$ 와 ^def$
정규식 ^\d+$와 ^\w+$
(^|$)와 (^|$)
.*$|^$
s/a$/b/; s/c$/d/
jQuery의 $(this)와 $('#id')
$.ajax, $.get
$scope와 $http
PHP의 $a=1;$b=2;
PHP의 $arr[$i] 와 $obj->name
$x;echo $y
echo $x;echo $y
$A$1:$B$2
엑셀의 $A$1과 A$1, $A1
=SUM($A$1:$A$10)
SELECT $1, $2
$body$ BEGIN END $body$
`$x$`와 `\(y\)`
``$x$``
`$a`$b`c`
$x`y$`
$env:USERPROFILE과 $env:PATH
C:\temp\$x\$y
Terraform의 $${x}
\(주\) 한국
\(optional\)과 \(필수\)
\[필수\] 문서
\[1\] 참고
\[필수\]
\[1\]
\[my\_page\]
[링크](https://a.b/?x=$1&y=$2)
TeX에서는 $로 시작한다
$
$$
$$$
""".strip().split("\n")


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_formula(text: str) -> None:
    """Money, variables, prompts, regular expressions, code and escaped brackets are text."""
    assert found(text) == []


FORMULAS = r"""
$x$ | $x$
$x$는 $y$보다 크다 | $x$ $y$
넓이는 $\pi r^2$이다 | $\pi r^2$
($n$)과 "$m$" | $n$ $m$
**$x$**와 *$y$* | $x$ $y$
값이 $5$이고 $10\%$다 | $5$ $10\%$
$n$(단, $n$은 자연수) | $n$ $n$
$O(n \log n)$ 그리고 $O(n log n)$, $f(x)$, $n!$ | $O(n \log n)$ $O(n log n)$ $f(x)$ $n!$
$ABC$, $ABCD$, $\triangle ABC$, $AB$ | $ABC$ $ABCD$ $\triangle ABC$ $AB$
$a_1, a_2, \dots, a_n$ | $a_1, a_2, \dots, a_n$
$|x|$, $[0, 1)$, $(x, y)$, $\{1, 2\}$ | $|x|$ $[0, 1)$ $(x, y)$ $\{1, 2\}$
$-1$, $.5$, $2n$, $i$-번째 | $-1$ $.5$ $2n$ $i$
$속도 = \frac{거리}{시간}$ | $속도 = \frac{거리}{시간}$
$속도 = 거리 / 시간$ | $속도 = 거리 / 시간$
$\text{a "b" c}$ | $\text{a "b" c}$
$x_{\text{최대}}$ | $x_{\text{최대}}$
$5와 $x$보다 | $x$
$5, $x$, $6 | $x$
값 $x$, 가격 $5, $y$ | $x$ $y$
$a \$ b$ | $a \$ b$
앞 $$x^2$$ 뒤 | $$x^2$$
\(x\)와 \( y \) | \(x\) \( y \)
\(속도 = \frac{거리}{시간}\) | \(속도 = \frac{거리}{시간}\)
\(O(n)\), \(2n\) | \(O(n)\) \(2n\)
앞 \[ x = 1 \] 뒤 | \[ x = 1 \]
$p \to q$, $\neg p$ | $p \to q$ $\neg p$
$a < b$ | $a < b$
$*a*b*$ 없이 $a*b*c$ | $a*b*c$
""".strip().split("\n")


@pytest.mark.parametrize("line", FORMULAS)
def test_formulas_are_found(line: str) -> None:
    """What is written as a formula is one, with particles, brackets and other markup around it."""
    text, _, expected = (
        line.partition(" | ")
        if not line.startswith("$|")
        else (
            line.rpartition(" | ")[0],
            "",
            line.rpartition(" | ")[2],
        )
    )
    assert " ".join(found(text)) == expected


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$$\nx = 1\n$$", ["$$\nx = 1\n$$"]),
        ("앞\n$$\nx = 1\n$$\n뒤", ["$$\nx = 1\n$$"]),
        ("$$ x = 1 $$", ["$$ x = 1 $$"]),
        ("$$x\n= 1$$", ["$$x\n= 1$$"]),
        ("\\[\nx = 1\n\\]", ["\\[\nx = 1\n\\]"]),
        ("- 항목\n\n  $$\n  x = 1\n  $$\n", ["$$\nx = 1\n$$"]),
        ("> $$\n> x = 1\n> $$", ["$$\nx = 1\n$$"]),
        ("$$\n\\begin{aligned}\na &= b \\\\\n- c\n\\end{aligned}\n$$", None),
        ("$$\nx = 1\n\n뒤의 글\n\n$$", []),
        ("$$\nx = 1", []),
        ("$$\nkill\n$$", []),
        ("\\[\n필수 문서\n\\]", []),
        ("    $$\n    x = 1\n    $$", []),
        ("```sh\n$$\nx = 1\n$$\n```", []),
    ],
)
def test_formulas_on_lines_of_their_own(text: str, formulas: list[str] | None) -> None:
    """A block is a formula from its head to its end; one that isn't closed is none."""
    assert found(text) == ([text] if formulas is None else formulas)


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize(
    "text",
    [
        *("$a" * 25_000, "$a " * 16_000, "$" * 50_000, r"\(" * 25_000, r"\(a" * 16_000),
        *("$$a\n" * 12_000, "$x$" * 16_000, "$a_b$ " * 8_000, "\\[\n" * 16_000),
        "$" + "a" * 50_000,
    ],
)
def test_hostile_texts_end_soon(text: str) -> None:
    """A text as long as texts may be is searched within a second."""
    start = time.process_time()
    found(text[:50_000])
    assert time.process_time() - start < 1.5


@given(st.text("ab $\\()[]{}^_=가\n`1", max_size=60))
def test_a_formula_is_what_was_written(text: str) -> None:
    """Whatever is taken for a formula stands in the text as it was written."""
    whole = re.sub(r"\s+", "", text)
    for each in found(text):
        assert re.sub(r"\s+", "", each) in whole
