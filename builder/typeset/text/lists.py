"""Definition lists as pandoc writes them, and task lists as GitHub does."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

DEEPEST = 6  # of a definition list in others; the parser drops what is deeper than 20


def lists_plugin(parser: MarkdownIt) -> None:
    """Teach a parser these lists."""
    deflist_plugin(parser)
    rule = next(each for each in parser.block.ruler.__rules__ if each.name == "deflist")
    parser.block.ruler.at("deflist", _with_colons(rule.fn), {"alt": rule.alt})
    parser.core.ruler.after("inline", "tasks", _tasks)


def _with_colons(rule: Callable[..., bool]) -> Callable[..., bool]:
    """The rule for definitions that begin with `: `: a `~ ` is "about" or "until" in Korean."""

    def ruled(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not silent:
            line = start + 1
            if line < end and state.isEmpty(line):
                line += 1
            if line >= end or state.level > DEEPEST or not _begins(state, line, ":"):
                return False
        return rule(state, start, end, silent)

    return ruled


def _begins(state: StateBlock, line: int, sign: str) -> bool:
    return state.src.startswith(sign, state.bMarks[line] + state.tShift[line])


def _tasks(state: StateCore) -> None:
    """List items that begin with `[ ]` or `[x]` get a box, and no bullet."""
    tokens = state.tokens
    for index in range(2, len(tokens)):
        first = tokens[index]
        kinds = [each.type for each in tokens[index - 2 : index + 1]]
        if kinds != ["list_item_open", "paragraph_open", "inline"] or not first.children:
            continue
        words = first.children[0]
        found = _BOX.match(words.content) if words.type == "text" else None
        if found:
            box = Token("task_box", "", 0, content=found[1])
            words.content = words.content[found.end() :]
            first.children.insert(0, box)
            tokens[index - 2].attrJoin("class", "task")


_BOX = re.compile(r"\[([ xX])\](?:[ \t\n]+|$)")
