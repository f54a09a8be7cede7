"""Footnotes as GitHub and pandoc write them: `[^1]`, `[^1]: text`, and `^[text]`.

A note stands at the foot of its text, not of its page: a card's answer is read on handouts, on
cards to cut out and in Anki, and its note goes with it everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

DEEPEST = 6  # lists and quotes in one another that hold a note
WITH_NOTES = "with notes"  # set in the environment of a text that has a foot to put notes at


def footnotes_plugin(parser: MarkdownIt) -> None:
    """Teach a parser footnotes; they are read in texts whose environment says WITH_NOTES."""
    parser.block.ruler.at("reference", _address)
    parser.block.ruler.before(
        "reference", "footnote_def", _definition, {"alt": ["paragraph", "reference"]}
    )
    parser.inline.ruler.after("image", "footnote_inline", _inline)
    parser.inline.ruler.after("footnote_inline", "footnote_ref", _reference)
    parser.core.ruler.after("inline", "footnote_tail", _at_the_foot)


def without_notes(text: str) -> str:
    """A Markdown text without its notes and the marks that refer to them."""
    defined = {found[1] for found in _DEFINED.finditer(text)}
    kept = _INLINE.sub("", text)
    used = {name for name in defined if f"[^{name}]" in _DEFINED.sub("", kept)}
    kept = _DEFINED.sub(lambda found: "" if found[1] in used else found[0], kept)
    return _REFERRED.sub(lambda found: "" if found[1] in used else found[0], kept)


_DEFINED = re.compile(
    r"^ {0,3}\[\^([^\s\]]{1,99})\]:[^\n]*(?:\n(?![ \t]*$| {0,3}\[\^)[^\n]+)*", re.MULTILINE
)
_REFERRED = re.compile(r"\[\^([^\s\]]{1,99})\](?!:)")


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if WITH_NOTES not in state.env:
        return False
    if silent:
        return footnote_def(state, start, end, silent)
    # No note in a note: they would nest without an end.
    if _INSIDE in state.env or state.level > DEEPEST:
        return False
    state.env[_INSIDE] = True
    try:
        return footnote_def(state, start, end, silent)
    finally:
        del state.env[_INSIDE]


_INSIDE = "inside a note"


def _address(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's rule for `[name]: address`, of which a note's name is none."""
    if state.src.startswith("[^", state.bMarks[start] + state.tShift[start]):
        return False
    return reference(state, start, end, silent)


def _reference(state: StateInline, silent: bool) -> bool:
    if WITH_NOTES not in state.env or not _REFERRED.match(state.src, state.pos):
        return False
    return footnote_ref(state, silent)


def _inline(state: StateInline, silent: bool) -> bool:
    """`^[text]`; brackets stand in it one deep, so that finding its end takes no second look."""
    if WITH_NOTES not in state.env or not state.src.startswith("^[", state.pos):
        return False
    found = _INLINE.match(state.src, state.pos, state.posMax)
    if not found or not found[1].strip():
        return False
    if not silent:
        listed = state.env.setdefault("footnotes", {"refs": {}, "list": {}})["list"]
        number = len(listed)
        listed[number] = {"content": found[1].strip(), "tokens": []}
        state.md.inline.parse(found[1].strip(), state.md, state.env, listed[number]["tokens"])
        state.push("footnote_ref", "", 0).meta = {"id": number}
    state.pos = found.end()
    return True


_INLINE = re.compile(r"\^\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\]")


@dataclass(slots=True)
class _Definition:
    label: str
    tokens: list[Token] = field(default_factory=list)


def _at_the_foot(state: StateCore) -> None:
    """Definitions move to the end of the text, by the order in which they are referred to.

    One that nothing here refers to may belong to another text of the document: it is text.
    """
    notes = state.env.get("footnotes")
    if not notes:
        return
    kept: list[Token] = []
    definitions: dict[int, list[Token]] = {}
    for each in _parted(state.tokens):
        if isinstance(each, Token):
            kept.append(each)
            continue
        number = notes["refs"].get(":" + each.label, -1)
        if number < 0 or number in definitions:
            kept += _as_text(each)
        else:
            definitions[number] = each.tokens
    for number, note in notes["list"].items():
        if "tokens" in note:
            definitions[number] = _paragraph(note["content"], note["tokens"])
    state.tokens = kept
    if definitions:
        state.tokens += _foot(definitions[number] for number in sorted(definitions))


def _parted(tokens: Iterable[Token]) -> Iterator[Token | _Definition]:
    """The tokens outside of definitions, and each definition whole."""
    current: _Definition | None = None
    for token in tokens:
        if token.type == "footnote_reference_open":
            current = _Definition(token.meta["label"])
        elif token.type == "footnote_reference_close" and current:
            yield current
            current = None
        elif current:
            current.tokens.append(token)
        else:
            yield token


def _as_text(definition: _Definition) -> list[Token]:
    """A definition as it was written."""
    mark = Token("text", "", 0, content=f"[^{definition.label}]: ")
    first = next((each for each in definition.tokens if each.type == "inline"), None)
    if first is None or definition.tokens[0].type != "paragraph_open":
        return [*_paragraph(mark.content, [mark]), *definition.tokens]
    first.children = [mark, *(first.children or ())]
    return definition.tokens


def _paragraph(content: str, children: list[Token]) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, block=True),
        Token("inline", "", 0, content=content, children=children),
        Token("paragraph_close", "p", -1, block=True),
    ]


def _foot(notes: Iterable[list[Token]]) -> Iterator[Token]:
    yield Token("footnotes_open", "ol", 1, attrs={"class": "footnotes"}, block=True)
    for note in notes:
        yield Token("list_item_open", "li", 1, block=True)
        yield from note
        yield Token("list_item_close", "li", -1, block=True)
    yield Token("footnotes_close", "ol", -1, block=True)
