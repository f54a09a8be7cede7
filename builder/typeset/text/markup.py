"""Markdown to safe HTML, for paper and for Anki.

Raw HTML in the text is text. On paper the syllables of a Korean word are joined by U+2060,
since WeasyPrint knows no `word-break: keep-all`; in Anki they are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from builder.typeset.text.footnotes import WITH_NOTES, footnotes_plugin, without_notes
from builder.typeset.text.formulas import DISPLAYED, FENCE, formulas_plugin
from builder.typeset.text.inlines import inlines_plugin
from builder.typeset.text.lists import lists_plugin
from builder.typeset.text.rules import (
    FLOW,
    MERMAID,
    RULES,
    backslashed,
    description,
    is_drawn,
    source,
)
from builder.typeset.text.setting import SCREEN, TextStyle
from builder.typeset.text.sounds import sounds_plugin
from builder.typeset.text.tables import whole_rows
from builder.typeset.text.wholewords import joined


def html(text: str, setting: TextStyle = SCREEN) -> Markup:
    """Block-level HTML of a Markdown text."""
    shown = breakable(text) if setting.on_paper else text
    made = _rendered(shown, {"setting": setting, WITH_NOTES: True})
    if setting.on_paper:
        made = _BETWEEN.sub("\\1\u200b\\2", made)
    return Markup(joined(made) if setting.keep_words else made)


# Words marked one by one ("**a***b***c**") are else a line that can't be broken.
_BETWEEN = re.compile(r"(</(?:em|strong|code|s)>)(<(?:em|strong|code|s)>)")

UNBROKEN = 1000  # characters without a space, of which the lines take seconds to find
PAGES = 4000  # such characters, which fill more than a page


def breakable(text: str) -> str:
    """A text whose longest words may be broken anywhere, as no reader reads them anyway."""
    if len(text) < UNBROKEN:
        return text
    return _UNBROKEN.sub(_broken, text)


def _broken(found: re.Match[str]) -> str:
    """A word that may be broken. Of one that fills pages each line is looked for in all that
    follows up to a space, which takes hours: such a word has spaces.
    """
    word = _TWELVE.sub("\\g<0>\u200b", found[0])
    if len(word) < PAGES:
        return word
    return " ".join(word[at : at + UNBROKEN] for at in range(0, len(word), UNBROKEN))


_UNBROKEN = re.compile(rf"\S{{{UNBROKEN},}}")
_TWELVE = re.compile(r"\w{12}")  # the least that a line of any page holds


def inline(text: str, setting: TextStyle = SCREEN) -> Markup:
    """Inline HTML of a Markdown text, for heads, terms and table cells."""
    parser = _parser(with_formulas=setting.formulas != "text")
    shown = breakable(text) if setting.on_paper else text
    made = parser.renderInline(" ".join(shown.split()), {"setting": setting})
    return Markup(joined(made) if setting.keep_words else made)


def asked(text: str, setting: TextStyle = SCREEN) -> Markup:
    """Inline HTML of a question's first paragraph; what stands below it is `asked_more`."""
    return inline(_parted(text)[0], setting)


def asked_more(text: str, setting: TextStyle = SCREEN) -> Markup:
    """Block-level HTML of what a question holds below its first paragraph: code, choices."""
    more = _parted(text)[1]
    if not more:
        return Markup()
    return Markup('<div class="asked">') + html(more, setting) + Markup("</div>")


def _parted(text: str) -> tuple[str, str]:
    """A question's first paragraph, and the blocks that follow it."""
    found = _BLOCK.search(text)
    if not found or not text[: found.start()].strip():
        return text, ""
    return text[: found.start()], text[found.start() :].strip("\n")


_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]{0,3}(?:[-*+] |1[.)] |```|~~~|\|))")


def words(text: str, setting: TextStyle = SCREEN) -> Markup:
    """A text without markup, escaped."""
    made = escape(text)
    if setting.on_paper:
        made = backslashed(made)
    return Markup(joined(made) if setting.keep_words else made)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The words alone, without any markup: for bookmarks, contents and matching.

    A picture is told by its description, a formula by its source as it was written: so a price
    that was taken for one loses nothing here, whatever the course says of formulas.
    """
    if "[^" in text or "^[" in text:
        text = without_notes(text)
    made = _parser().renderInline(" ".join(text.split()), {"described": True})
    stripped = re.sub(r"<[^>]*>", " ", made)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        stripped = stripped.replace(entity, character)
    return " ".join(stripped.split())


def is_rich(made: str) -> bool:
    """Whether HTML made here holds what few texts do, and what a screen's `rich.css` is for."""
    return bool(_RICH.search(made))


_RICH = re.compile(
    r'<(?:mark|sub|sup|dl)\b|<(?:ol|svg|img|span|div) class="(?:footnotes|task-box|formula|sound)'
)


def flows(text: str) -> Iterator[tuple[int, str]]:
    """Each block of a Markdown text that is drawn as a flow: its line (from 0), what it holds.

    Of Mermaid's diagrams those that can't be drawn so are code.
    """
    for line, language, content in _fences(text):
        if language == FLOW or (language == MERMAID and is_drawn(content)):
            yield line, content


def diagrams(text: str) -> Iterator[str]:
    """Each `mermaid` block of a Markdown text."""
    return (content for _, language, content in _fences(text) if language == MERMAID)


def _fences(text: str) -> Iterator[tuple[int, str, str]]:
    for token in _parser().parse(text, {WITH_NOTES: True}):
        if token.type == "fence" and token.map:
            yield token.map[0], token.info.strip(), token.content


def formulas(text: str) -> Iterator[tuple[str, bool]]:
    """Each formula of a Markdown text: its source, and whether it is on lines of its own."""
    for block in _parser().parse(text, {WITH_NOTES: True}):
        if block.type == "fence" and block.info.strip() == FENCE:
            yield block.content.strip(), True
        for token in (block, *(block.children or ())):
            if token.type in ("formula", "formula_block"):
                yield token.content, token.markup in DISPLAYED


def sounds(text: str) -> Iterator[str]:
    """The path of each sound of a Markdown text, as written."""
    for block in _parser().parse(text, {WITH_NOTES: True}):
        for token in block.children or ():
            if token.type == "sound":
                yield token.content


def images(text: str) -> Iterator[tuple[str, str]]:
    """Each picture of a Markdown text: its path as written, and its description."""
    for block in _parser().parse(text, {WITH_NOTES: True}):
        for token in block.children or ():
            if token.type == "image":
                yield source(token), description(token)


def extent(text: str) -> tuple[int, int]:
    """How deep a text nests its lists, quotes and emphasis, and how many columns a table has."""
    deep, wide, columns = 0, 0, 0
    for token in _parser().parse(text, {WITH_NOTES: True}):
        deep = max(deep, token.level, *(child.level for child in token.children or ()), 0)
        if token.type == "tr_open":
            columns = 0
        columns += token.type in ("th_open", "td_open")
        wide = max(wide, columns)
    return deep, wide


def _rendered(text: str, env: dict[str, Any]) -> str:
    with_formulas = env["setting"].formulas != "text"
    parser, asked = _parser(with_formulas=with_formulas), dict(env)
    tokens = parser.parse(text, env)
    if "references" in env and _loses_references(tokens, env):
        parser, env = _parser(with_references=False, with_formulas=with_formulas), asked
        tokens = parser.parse(text, env)
    return str(parser.renderer.render(tokens, parser.options, env))


def _loses_references(tokens: Sequence[Token], env: Mapping[str, Any]) -> bool:
    """Whether an address at the end of a text (`[1]: https://…`) would show nowhere.

    Such a line may belong to another text of the document: then it is text.
    """
    inside = [child for token in tokens for child in token.children or ()]
    used = {each.attrGet("href") for each in inside} | {each.attrGet("src") for each in inside}
    return bool(env.get("duplicate_refs")) or any(
        each["href"] not in used for each in env["references"].values()
    )


@lru_cache(maxsize=4)
def _parser(*, with_references: bool = True, with_formulas: bool = True) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.block.ruler.at("table", whole_rows, {"alt": ["paragraph", "reference"]})
    for plugin in (footnotes_plugin, inlines_plugin, lists_plugin, sounds_plugin):
        plugin(parser)
    if with_formulas:
        formulas_plugin(parser)
    if not with_references:
        parser.disable("reference")
    for kind, rule in RULES.items():
        parser.add_render_rule(kind, rule)
    return parser
