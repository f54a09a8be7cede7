r"""Where a formula begins and ends in Markdown: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, and fences.

A dollar is money and a variable of a shell far more often than the start of a formula, and
`\[` is what other programs write for a bracket. So a formula must look like one.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

DISPLAYED = ("$$", r"\[")  # what encloses a formula that stands on lines of its own
FENCE = "math"  # the language of a fenced block that is a formula
LONGEST = 2_000  # characters of a formula within a line; a longer one is told by its fence alone


def formulas_plugin(parser: MarkdownIt) -> None:
    """Teach a parser formulas; their tokens hold the source, and how it was enclosed."""
    parser.block.ruler.before(
        "fence",
        "formula_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    # Before a backslash is taken for an escape, and before what stands inside is for markup.
    parser.inline.ruler.before("escape", "formula", _inline)


def is_formula(inside: str, opening: str = "$") -> bool:
    r"""Whether what stands between two delimiters is a formula, and not prose between them.

    `opening` is the first of them. What has a command (`\alpha`) is one; so is what has a sign
    of a formula's own, unless words show that it isn't.
    """
    if not _SOMETHING.search(inside) or '"' in _without_words(inside) or "`" in inside:
        return False
    if opening == "$" and _REFERENCE.match(inside):
        return False
    if _COMMAND.search(inside):
        return True
    bare = inside.strip()
    # Digits first and then words are money, whatever signs follow; `word = word` is none.
    if _FOREIGN.search(bare) and (not _RELATION.search(bare) or bare[0].isdigit()):
        return False
    if _IDENTIFIER.fullmatch(bare.strip("(){}[]")):  # `$PROJECT_DIR$`, `\[my_page\]`
        return False
    if _SIGN.search(bare):
        return True
    if opening == r"\[":  # a converter's escaped bracket: `\[1\]`, `\[note\]`
        return False
    return not any(map(_is_word, _WORD.findall(bare)))


_SOMETHING = re.compile(r"[^\W_]|\\[A-Za-z]")
_COMMAND = re.compile(r"\\[A-Za-z]{2,}|\\[,;:!{}]")
_SIGN = re.compile(r"(?<!\\)[\^_=+<>≤≥≠±×÷∈∑∏∫√∞→]")
# A letter of a script that formulas are seldom written in: not Latin, not Greek. Beside such
# letters a sign must do what it does in formulas; a regular expression's `^\w+` doesn't.
_FOREIGN = re.compile(r"[^\W\d_A-Za-zͰ-Ͽℂℎℏℕℙℚℝℤ℘ℓ]")
_RELATION = re.compile(r"[=≤≥≠±×÷∈∑]|[\^_]\{?\w")
# `${{ x }}`, `${X}`, `$(name)`, `$?`: a shell's or a template's, or the sign told in brackets.
_REFERENCE = re.compile(r"\{\{|\{[A-Za-z_.]{2,}\}|\([A-Za-z_.]{4,}\)|[)\]},;:?!*@#/&]")
_IDENTIFIER = re.compile(r"[A-Za-z]{2,}(?:_[A-Za-z0-9]{2,})+")
_WORD = re.compile(r"[A-Za-z]{2,}")


def _is_word(word: str) -> bool:
    """Whether letters are a word (`$HOME$`, `5 and 6`), not factors or a figure's corners.

    Three small letters may be factors or a function, and capitals in the alphabet's order are
    corners: ABCD, PQRS.
    """
    if word.lower() in _SHORT_WORDS:
        return True
    return len(word) > 3 and not (word.isupper() and sorted(set(word)) == list(word))


_SHORT_WORDS = frozenset(
    (
        *("and", "or", "are", "but", "for", "not", "per", "the", "to", "of", "is", "was", "you"),
        *("usd", "krw"),
    )
)


def _without_words(inside: str) -> str:
    r"""A formula without the words that it holds in `\text{…}`."""
    return _WORDS.sub("", inside)


_WORDS = re.compile(r"\\(?:text[a-z]*|mbox|hbox|mathrm|operatorname)\s*\{[^{}]*\}")


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] == "$":
        opening = "$$" if source.startswith("$$", start) else "$"
        found = _dollars(source, start, state.posMax, opening)
    elif source.startswith((r"\(", r"\["), start):
        opening = source[start : start + 2]
        found = _bracketed(source, start, state.posMax, opening)
    else:
        return False
    if not found:
        return False
    inside, end = found
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = " ".join(inside.split()), opening
        token.info = source[start:end]
    state.pos = end
    return True


def _dollars(source: str, start: int, most: int, opening: str) -> tuple[str, int] | None:
    r"""What stands between `$` and `$`, or `$$` and `$$`, and where that ends.

    No formula begins behind a letter, a digit or what ends a regular expression (`US$5`, `.+$`)
    or before a blank (`$ ls`), ends behind a blank (`$5 and $6`) or an open sign, or before a
    letter, a digit or a name (`$A:$B`, `${A}/${B}`).
    """
    if start and _BEFORE.match(source[start - 1]):
        return None
    found = _DOLLARS[opening].match(source, start, min(most, start + LONGEST))
    if not found:
        return None
    inside, after = found[1], source[found.end() : found.end() + 1]
    if opening == "$" and (inside[0].isspace() or inside[-1].isspace() or inside[-1] in "/:;,([{"):
        return None
    if after == "$" or ((after.isascii() and (after.isalnum() or after in "_{")) and after):
        return None
    if after == "(" and inside[0] in "({":
        return None
    return (inside, found.end()) if is_formula(inside) else None


_BEFORE = re.compile(r"[A-Za-z0-9_$}\\+?)\]^|.%]")
_DOLLARS = {
    # A dollar in a formula's words opens another: `$\text{if $x$}$`. Each piece is taken for good.
    "$": re.compile(
        r"\$(?!\$)((?:(?>\\(?:text|mbox)[a-z]*\{[^{}`\\]*\}|\\.|[^\\$`]))+)\$", re.DOTALL
    ),
    "$$": re.compile(r"\$\$(?!\$)((?:[^\\$`]|\\.)+)\$\$", re.DOTALL),
}


def _bracketed(source: str, start: int, most: int, opening: str) -> tuple[str, int] | None:
    r"""What stands between `\(` and `\)`, or `\[` and `\]`, and where that ends."""
    if start and source[start - 1] == "\\":
        return None
    found = _BRACKETED[opening].match(source, start, min(most, start + LONGEST))
    if not found or not is_formula(found[1], opening):
        return None
    return found[1], found.end()


_BRACKETED = {
    r"\(": re.compile(r"\\\(((?:[^\\`]|\\[^()\[\]])+)\\\)", re.DOTALL),
    r"\[": re.compile(r"\\\[((?:[^\\`]|\\[^()\[\]])+)\\\]", re.DOTALL),
}


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""A formula on lines of its own: from `$$` or `\[` at a line's head to its fellow at an end.

    One that isn't closed before a blank line is none, so that a stray `$$` takes no page with it.
    """
    if state.sCount[start] - state.blkIndent >= 4:
        return False
    first = state.bMarks[start] + state.tShift[start]
    opening = state.src[first : first + 2]
    closing = _CLOSING.get(opening)
    if not closing:
        return False
    lines: list[str] = []
    for line in range(start, end):
        if state.isEmpty(line) or (line > start and state.sCount[line] < state.blkIndent):
            return False
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if line > start and text.startswith(opening) and opening != closing:
            return False
        lines.append(text[2:] if line == start else text)
        if closing in lines[-1]:
            break
    else:
        return False
    inside, _, behind = "\n".join(lines).partition(closing)
    if behind.strip() or (opening == "$$" and "$" in inside) or not is_formula(inside, opening):
        return False
    if silent:
        return True
    token = state.push("formula_block", "", 0)
    token.content, token.markup, token.block = inside.strip(), opening, True
    token.map = [start, line + 1]
    token.info = opening + inside + closing
    state.line = line + 1
    return True


_CLOSING = {"$$": "$$", r"\[": r"\]"}
