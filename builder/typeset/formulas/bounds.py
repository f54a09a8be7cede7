"""What a formula may hold, so that drawing it ends soon and showing it runs nothing.

A formula comes from other people, and Anki's MathJax knows commands that define others, load
files or make links. So what is not known here is refused, wherever it would be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

LONGEST = 2_000  # characters; a page of display formulas has fewer
DEEPEST = 16  # groups, fences and environments in one another; a continued fraction has eight


class FormulaError(ValueError):
    """A mistake in a formula: what is wrong, and what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint


def check(source: str) -> None:
    """Raises FormulaError for what can't be drawn, or must not be shown."""
    if len(source) > LONGEST:
        words = f"it has {len(source):,} characters"
        raise FormulaError(words, f"split it; a formula may have {LONGEST:,}")
    _check_characters(source)
    if len(_TEXT.findall(source)) != len(WORDS.findall(source)):
        raise FormulaError("its words hold a command or a brace", "close the words before it")
    bare = _without_words(source)
    _check_commands(bare)
    _check_nesting(bare)
    if r"\hline" in bare or re.search(r"\{array\}\s*\{[^{}]*\|", bare):
        raise FormulaError("lines in a table aren't drawn", "leave them out")
    for colour in _COLOURS.findall(bare):
        if not _COLOUR.fullmatch(colour.strip()):
            raise FormulaError(f"“{colour[:20]}” is no colour", "write a name such as red")


_COLOURS = re.compile(r"\\(?:text)?color\s*\{([^{}]*)\}")
_COLOUR = re.compile(r"[A-Za-z]{3,20}|#[0-9A-Fa-f]{6}")


def _check_characters(source: str) -> None:
    for character in source:
        code = ord(character)
        if (
            (code < 32 and character not in "\n\t")
            or 0x7F <= code < 0xA0
            or code & 0xFFFE == 0xFFFE
        ):
            raise FormulaError(f"a control character (U+{code:04X}) stands in it", "take it out")
        if 0xD800 <= code < 0xE000 or 0xE000 <= code < 0xF900:
            raise FormulaError(f"U+{code:04X} is no character that a font has", "take it out")


def _without_words(source: str) -> str:
    r"""The formula without what stands in `\text{…}`, but for the formulas within."""
    return WORDS.sub(lambda found: " ".join(DOLLAR.split(found[1])[1::2]), source)


# Words have no commands, and no braces but escaped ones.
_TEXT = re.compile(r"\\(?:text(?:bf|it|rm|sf|tt|up|md|normal)?|mbox)\s*\{")
WORDS = re.compile(
    _TEXT.pattern + r"((?>\$(?>[^$\\{}]|\\.|\{[^{}$]*\})*\$|\\[^A-Za-z]|[^{}\\])*+)\}"
)
DOLLAR = re.compile(r"(?<!\\)\$")


def _check_commands(source: str) -> None:
    names = re.findall(r"\\([A-Za-z]+|.)", source, re.DOTALL)
    for name in names:
        if name.isalpha() and name not in known():
            raise FormulaError(f"\\{name} is not known here", _instead(name))
        if not name.isalnum() and name not in _SIGNS:
            raise FormulaError(f"\\{name} is not known here", "leave the backslash out")
    for name in re.findall(r"\\(?:begin|end)\s*\{([^{}]*)\}", source):
        if name.strip() not in ENVIRONMENTS:
            close = get_close_matches(name, sorted(ENVIRONMENTS), 1)
            hint = f"did you mean {close[0]}?" if close else "write matrix, cases or aligned"
            raise FormulaError(f"there is no environment “{name[:20]}”", hint)
    if len(re.findall(r"\\(?:begin|end)\b", source)) != len(
        re.findall(r"\\(?:begin|end)\s*\{[^{}]*\}", source)
    ):
        raise FormulaError("an environment has no name", r"write it as \begin{aligned}")


_SIGNS = frozenset("\\,;:!>|{}%&_#$ \n")


def _instead(name: str) -> str:
    if name in DEFINES:
        return "write out what it stands for: formulas define nothing"
    if name in REFUSED:
        return "leave it out: formulas load nothing and lead nowhere"
    close = get_close_matches(name, sorted(known()), 1, 0.75)
    return f"did you mean \\{close[0]}?" if close else "write it with commands of LaTeX's own"


DEFINES = frozenset(
    (
        *("def", "edef", "gdef", "xdef", "let", "futurelet", "newcommand", "renewcommand"),
        *("providecommand", "newenvironment", "renewenvironment", "DeclareMathOperator", "csname"),
        "expandafter",
    )
)
REFUSED = frozenset(
    (
        *("input", "include", "includegraphics", "usepackage", "require", "href", "url", "class"),
        *("cssId", "style", "data", "htmlClass", "htmlId", "htmlStyle", "htmlData", "unicode"),
        *("verb", "write", "immediate", "openin", "openout", "read", "special", "catcode", "label"),
        *("ref", "eqref", "tag", "rule"),
    )
)

ENVIRONMENTS = {
    **{name: name for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix")},
    **{name: name for name in ("smallmatrix", "array", "cases", "split")},
    **dict.fromkeys(("aligned", "align", "align*", "alignedat", "eqnarray*"), "align*"),
    **dict.fromkeys(("gathered", "gather", "gather*"), "matrix"),
    "dcases": "cases",
    "equation*": "",
    "equation": "",
}
"""The environments that a formula may hold, each with the one that it is drawn as."""


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The names of the commands that a formula may hold."""
    # Reading the table of symbols takes a tenth of a second, which few courses need.
    from latex2mathml import commands
    from latex2mathml.symbols_parser import SYMBOLS

    named: set[str] = set(SYMBOLS)
    for value in vars(commands).values():
        named |= {each for each in _each(value) if each.startswith("\\")}
    names = {name[1:] for name in named if name[1:].isalpha() and name[1:].isascii()}
    return frozenset((names | _MORE) - DEFINES - REFUSED)


_MORE = frozenset((*("operatorname", "limits", "nolimits", "argmax", "argmin", "iff", "implies"),))


def _each(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset, dict)):
        for each in value:
            yield from _each(each)


def _check_nesting(source: str) -> None:
    """Each brace, fence and environment is closed, and no more than DEEPEST are open at once."""
    open_ones: list[str] = []
    run = 0  # commands that take one another as what they act on: \sqrt\sqrt\sqrt x
    for token in _TOKEN.findall(source):
        run = run + 1 if token.startswith("\\") and token[1:2].isalpha() else 0
        if token in _PAIRS or token.startswith(r"\begin"):
            open_ones.append(token)
        elif (token in _CLOSERS or token.startswith(r"\end")) and not (
            open_ones and _fits(open_ones.pop(), token)
        ):
            raise FormulaError(f"“{token}” closes nothing", "take it out, or open it before")
        if len(open_ones) + run > DEEPEST:
            raise FormulaError(f"it is nested more than {DEEPEST} deep", "make it simpler")
    if open_ones:
        words = f"“{open_ones[-1]}” is never closed"
        raise FormulaError(words, "close it, or take it out")


_TOKEN = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|[{}]|[^\s]", re.DOTALL)
_PAIRS = {"{": "}", r"\left": r"\right"}
_CLOSERS = frozenset(_PAIRS.values())


def _fits(opening: str, closing: str) -> bool:
    if opening in _PAIRS:
        return _PAIRS[opening] == closing
    return _named(opening) == _named(closing) and closing.startswith(r"\end")


def _named(token: str) -> str:
    return token.partition("{")[2].strip("} ")
