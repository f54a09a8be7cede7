"""Marks, subscripts and superscripts: `==mark==`, `H~2~O`, `x^2^`, as pandoc writes them.

Each sign has other uses in prose, and those come first: `a == b` compares, `1~3 years` is a span,
`^C` is a key. So a sign counts only where nothing but markup would stand.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter


def inlines_plugin(parser: MarkdownIt) -> None:
    """Teach a parser these marks."""
    parser.inline.ruler.before("emphasis", "mark", _mark)
    parser.inline.ruler2.before("emphasis", "mark", _marked)
    parser.inline.ruler.before("emphasis", "script", _script)


_EQUALS = ord("=")


def _mark(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or not state.src.startswith("==", start):
        return False
    end = start
    while end < state.posMax and state.src[end] == "=":
        end += 1
    if end - start != 2:  # a rule drawn with `=`, or `===` of JavaScript
        return False
    before, after = state.src[start - 1 : start] if start else "", state.src[end : end + 1]
    opens, closes = bool(_OPENS.fullmatch(before + "|" + after)), _closes(before, after)
    if not opens and not closes:
        return False
    token = state.push("text", "", 0)
    token.content = "=="
    state.delimiters.append(
        Delimiter(
            marker=_EQUALS,
            length=0,
            token=len(state.tokens) - 1,
            end=-1,
            open=opens,
            close=closes,
        )
    )
    state.pos = end
    return True


# A mark begins where a word may: after a blank, a bracket, other markup or a letter of a script
# that writes particles without a blank; never after a quote or a Latin letter, as in `a==b` and
# `"$a"=="b"`. What it marks begins with no blank.
_OPENS = re.compile(r"(?:|[\s(\[{*_~“‘「『(—–]|[^\W_a-zA-Z0-9])\|[^\s=]")


def _closes(before: str, after: str) -> bool:
    """The same seen from the mark's end."""
    if not before or before.isspace():
        return False
    return not after or not (after.isascii() and (after.isalnum() or after in "\"'$_"))


def _marked(state: StateInline) -> None:
    """Delimiters that found each other become tags."""
    nested = [each["delimiters"] for each in state.tokens_meta if each and "delimiters" in each]
    for delimiters in (state.delimiters, *nested):
        for opening in delimiters:
            if opening.marker == _EQUALS and opening.end != -1:
                for at, kind, nesting in (
                    (opening.token, "mark_open", 1),
                    (delimiters[opening.end].token, "mark_close", -1),
                ):
                    token = state.tokens[at]
                    token.type, token.tag, token.content = kind, "mark", ""
                    token.nesting, token.markup = (1 if nesting == 1 else -1), "=="


def _script(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if sign not in _SCRIPTS:
        return False
    tag, base, inside = _SCRIPTS[sign]
    found = inside.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    if not found or not base.fullmatch(before):
        return False
    if not silent:
        for kind, nesting, content in (("open", 1, ""), ("", 0, found[1]), ("close", -1, "")):
            token = state.push(f"{tag}_{kind}" if kind else "text", tag if kind else "", nesting)  # type: ignore[arg-type]
            token.content = content
            token.markup = sign if kind else ""
    state.pos = found.end()
    return True


# What is lowered or raised stands right behind its base and holds no blank. A tilde is a span
# after a number or a Korean word (`1~2·3~4`), and between letters it is one more often
# than not if a comma or slash follows, so that a subscript is of letters, digits and signs alone.
_SCRIPTS = {
    "~": (
        "sub",
        re.compile(r"[A-Za-zͰ-Ͽ)\]}^'’]"),
        re.compile(r"~(?!~)([A-Za-z0-9Ͱ-Ͽ+\-−=()]{1,20})~(?!~)"),
    ),
    "^": (
        "sup",
        re.compile(r"[^\W_]|[)\]}~'’”%°]"),
        re.compile(r"\^(?!\^)([^\W_]{1,20}|[A-Za-z0-9Ͱ-Ͽ+\-−=()*/.,°]{1,20})\^(?!\^)"),
    ),
}
