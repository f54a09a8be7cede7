"""Markdown to safe HTML, for paper and for Anki.

Raw HTML in the text is text. On paper the syllables of a Korean word are joined by U+2060,
since WeasyPrint knows no `word-break: keep-all`; in Anki they are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from builder.typeset import flow
from builder.typeset.tablerows import whole_rows

JOINER = "\u2060"
FLOW = "flow"  # the language of a fenced block that becomes a drawing


@dataclass(frozen=True, slots=True)
class Picture:
    """What a text's picture becomes: an address the page can take, and its size in pixels."""

    address: str
    width: int
    height: int


Pictures = Mapping[str, Picture]
"""Pictures by the path that texts write for them; any other is told in words."""

NO_PICTURES: Pictures = {}


@dataclass(frozen=True, slots=True)
class Setting:
    """How texts are set: on paper, with Korean words kept whole there, with these pictures."""

    on_paper: bool = False
    keep_words: bool = False
    pictures: Pictures = field(default_factory=dict)


SCREEN = Setting()


def html(text: str, setting: Setting = SCREEN) -> Markup:
    """Block-level HTML of a Markdown text."""
    made = _rendered(text, {"setting": setting})
    return Markup(joined(made) if setting.keep_words else made)


def inline(text: str, setting: Setting = SCREEN) -> Markup:
    """Inline HTML of a Markdown text, for heads, terms and table cells."""
    made = _parser().renderInline(" ".join(text.split()), {"setting": setting})
    return Markup(joined(made) if setting.keep_words else made)


def plain(text: str) -> str:
    """The words alone, without any markup: for bookmarks, contents and matching.

    A picture is told by its description.
    """
    made = _parser().renderInline(" ".join(text.split()), {"described": True})
    stripped = re.sub(r"<[^>]*>", " ", made)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        stripped = stripped.replace(entity, character)
    return " ".join(stripped.split())


_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
_TAG = re.compile(r"(<[^>]*>)")
_ENDS = rf"[{_HANGUL}A-Za-z0-9)\]%\"'’”]"  # what a Korean particle clings to
_BETWEEN = re.compile(rf"(?<=[{_HANGUL}])(?=[{_HANGUL}A-Za-z0-9])|(?<={_ENDS})(?=[{_HANGUL}])")
_ENDING = re.compile(_ENDS)
_VERBATIM = re.compile(r"<(/?)(code|pre|svg|script|style)\b")


def joined(made: str) -> str:
    """The HTML with U+2060 between a word's Korean syllables, also across inline tags."""
    pieces = _TAG.split(made)
    depth = 0
    last = ""
    for index, piece in enumerate(pieces):
        if index % 2:
            verbatim = _VERBATIM.match(piece)
            if verbatim:
                depth += -1 if verbatim[1] else 1
            if not _INLINE.match(piece):
                last = ""
        elif piece and not depth:
            ours = _BETWEEN.sub(JOINER, piece)
            if _ENDING.match(last) and _HANGUL_CHARACTER.match(piece):
                ours = JOINER + ours
            pieces[index] = ours
            last = piece[-1]
        elif piece:
            last = piece[-1]
    return "".join(pieces)


_INLINE = re.compile(r"</?(strong|em|s|a|code|span)\b")
_HANGUL_CHARACTER = re.compile(rf"[{_HANGUL}]")


def flows(text: str) -> Iterator[tuple[int, str]]:
    """Each `flow` block of a Markdown text: the line it begins on (from 0), and what it holds."""
    for token in _parser().parse(text):
        if token.type == "fence" and token.info.strip() == FLOW and token.map:
            yield token.map[0], token.content


def _setting(env: Mapping[str, Any]) -> Setting:
    setting: Setting = env.get("setting", SCREEN)
    return setting


# A short command is not broken at its hyphens.
_WHOLE = 24


def _code_inline(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    content = tokens[index].content
    if not _setting(env).on_paper or "-" not in content:
        return f"<code>{escape(content)}</code>"
    if len(content) <= _WHOLE:
        return f'<code class="whole">{escape(content)}</code>'
    words = (
        f'<span class="whole">{escape(word)}</span>'
        if "-" in word and len(word) <= _WHOLE
        else escape(word)
        for word in content.split(" ")
    )
    return f"<code>{' '.join(words)}</code>"


def _ordered_list(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    """A list's head; where a list goes on after something else, WeasyPrint must be told so."""
    start = tokens[index].attrGet("start")
    if start is not None and _setting(env).on_paper:
        tokens[index].attrSet("style", f"counter-reset: list-item {int(start) - 1}")
    return self.renderToken(tokens, index, options, env)


def _fence(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    token = tokens[index]
    language, more = _information(token.info)
    if not token.content.strip():  # a fence that was never closed, often: its words are text
        return _code(token.info.strip(), "")
    if more:
        return f"<p><em>{escape(more)}</em></p>\n{_code(token.content, language)}"
    if language == FLOW:
        with suppress(flow.FlowError):  # told before any page is made, with its place
            return f'<div class="drawing">{flow.svg(token.content)}</div>\n'
    return _code(token.content, language)


def _information(info: str) -> tuple[str, str]:
    """What stands behind a fence: the name of a language, and words that are more than that."""
    language, _, more = info.strip().partition(" ")
    return (language, more.strip()) if _LANGUAGE.fullmatch(language) else ("", info.strip())


_LANGUAGE = re.compile(r"[\w+#.-]{1,20}")


def images(text: str) -> Iterator[tuple[str, str]]:
    """Each picture of a Markdown text: its path as written, and its description."""
    for block in _parser().parse(text):
        for token in block.children or ():
            if token.type == "image":
                yield _source(token), _description(token)


def extent(text: str) -> tuple[int, int]:
    """How deep a text nests its lists, quotes and emphasis, and how many columns a table has."""
    deep, wide, columns = 0, 0, 0
    for token in _parser().parse(text):
        deep = max(deep, token.level, *(child.level for child in token.children or ()), 0)
        if token.type == "tr_open":
            columns = 0
        columns += token.type in ("th_open", "td_open")
        wide = max(wide, columns)
    return deep, wide


def leads_out(target: str) -> bool:
    """Whether a link or picture is an address of the web."""
    return target.lower().startswith(("https://", "http://", "mailto:"))


def _source(token: Token) -> str:
    return unicodedata.normalize("NFC", unquote(str(token.attrGet("src") or "")))


def _description(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def _image(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    token = tokens[index]
    words = escape(_description(token), quote=True)
    if env.get("described"):
        return words
    shown = _setting(env).pictures.get(_source(token))
    title = str(token.attrGet("title") or "")
    if not shown:
        target = f"{token.attrGet('src')}, {title}" if title else token.attrGet("src")
        return escape(f"[{_description(token)}: {target}]")
    caption = escape(title)
    below = f'<span class="caption">{caption}</span>' if caption else ""
    address = escape(shown.address, quote=True)
    size = f'width="{shown.width}" height="{shown.height}"'
    return f'<img src="{address}" alt="{words}" {size}>{below}'


def _paragraph(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    """A paragraph; one of pictures alone is set apart from the text."""
    inside = tokens[index + 1].children or ()
    if _setting(env).pictures and inside and all(each.type in _BESIDE for each in inside):
        tokens[index].attrJoin("class", "picture")
    return self.renderToken(tokens, index, options, env)


_BESIDE = ("image", "softbreak", "hardbreak")


def _link_open(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    target = str(tokens[index].attrGet("href") or "")
    return f'<a href="{escape(target, quote=True)}">' if leads_out(target) else ""


def _link_close(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    opened = next(each for each in reversed(tokens[:index]) if each.type == "link_open")
    target, title = str(opened.attrGet("href") or ""), str(opened.attrGet("title") or "")
    if leads_out(target):
        return "</a>" + (escape(f" ({title})") if title else "")
    # A link into the author's own folder leads nowhere on paper: its target is shown instead.
    return escape(f" ({target}, {title})" if title else f" ({target})")


def _code(content: str, language: str) -> str:
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    inside = colour(content, lexer, HtmlFormatter(nowrap=True))
    return f'<pre class="code"><code class="language-{language or "text"}">{inside}</code></pre>\n'


def _rendered(text: str, env: dict[str, Any]) -> str:
    parser = _parser()
    tokens = parser.parse(text, env)
    if "references" in env and _loses_references(tokens, env):
        parser = _parser(with_references=False)
        env.pop("references")
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


@lru_cache(maxsize=2)
def _parser(*, with_references: bool = True) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.block.ruler.at("table", whole_rows, {"alt": ["paragraph", "reference"]})
    if not with_references:
        parser.disable("reference")
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("code_inline", _code_inline)
    parser.add_render_rule("ordered_list_open", _ordered_list)
    parser.add_render_rule("paragraph_open", _paragraph)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("link_close", _link_close)
    return parser


def words(text: str, setting: Setting = SCREEN) -> Markup:
    """A text without markup, escaped."""
    made = escape(text)
    return Markup(joined(made) if setting.keep_words else made)
