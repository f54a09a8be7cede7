"""Markdown to safe HTML, for paper and for Anki.

Raw HTML in the text is text. On paper the syllables of a Korean word are joined by U+2060,
since WeasyPrint knows no `word-break: keep-all`; in Anki they are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from builder.typeset import flow

JOINER = "\u2060"
FLOW = "flow"  # the language of a fenced block that becomes a drawing


def html(text: str, *, keep_words: bool = False) -> Markup:
    """Block-level HTML of a Markdown text."""
    made = _parser().render(text)
    return Markup(joined(made) if keep_words else made)


def inline(text: str, *, keep_words: bool = False) -> Markup:
    """Inline HTML of a Markdown text, for heads, terms and table cells."""
    made = _parser().renderInline(" ".join(text.split()))
    return Markup(joined(made) if keep_words else made)


def plain(text: str) -> str:
    """The words alone, without any markup: for bookmarks, contents and matching."""
    stripped = re.sub(r"<[^>]*>", " ", _parser().renderInline(" ".join(text.split())))
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


def _fence(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    token = tokens[index]
    language = token.info.strip().split(maxsplit=1)[0] if token.info.strip() else ""
    if language == FLOW:
        with suppress(flow.FlowError):  # told before any page is made, with its place
            return f'<div class="drawing">{flow.svg(token.content)}</div>\n'
    return _code(token.content, language)


def _image(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    # Pictures from files are not drawn yet: what the author wrote stands in their place.
    token = tokens[index]
    return escape(f"[{token.content}: {token.attrGet('src')}]")


def _link_open(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    target = str(tokens[index].attrGet("href") or "")
    return f'<a href="{escape(target, quote=True)}">' if _leads_out(target) else ""


def _link_close(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    opened = next(each for each in reversed(tokens[:index]) if each.type == "link_open")
    target = str(opened.attrGet("href") or "")
    # A link into the author's own folder leads nowhere on paper: its target is shown instead.
    return "</a>" if _leads_out(target) else escape(f" ({target})")


def _leads_out(target: str) -> bool:
    return target.startswith(("https://", "http://", "mailto:"))


def _code(content: str, language: str) -> str:
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    inside = colour(content, lexer, HtmlFormatter(nowrap=True))
    name = escape(language, quote=True) if re.fullmatch(r"[\w+#.-]{1,20}", language) else "text"
    return f'<pre class="code"><code class="language-{name}">{inside}</code></pre>\n'


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("link_close", _link_close)
    return parser


def words(text: str, *, keep_words: bool = False) -> Markup:
    """A text without markup, escaped."""
    made = escape(text)
    return Markup(joined(made) if keep_words else made)


def filters(*, keep_words: bool) -> dict[str, Callable[[str], str]]:
    """The Jinja filters: `markdown`, `inline`, `words` give markup; `plain` gives text."""
    return {
        "markdown": partial(html, keep_words=keep_words),
        "inline": partial(inline, keep_words=keep_words),
        "words": partial(words, keep_words=keep_words),
        "plain": plain,
    }
