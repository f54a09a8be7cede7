"""The HTML of each kind of Markdown token that isn't as the parser's own renderer makes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from builder.typeset.flowchart import drawing
from builder.typeset.text.formulahtml import formula
from builder.typeset.text.formulas import DISPLAYED, FENCE
from builder.typeset.text.highlighting import highlighted
from builder.typeset.text.setting import SCREEN, TextStyle
from builder.typeset.text.sounds import sound

FLOW = "flow"  # the language of a fenced block that becomes a drawing


MERMAID = "mermaid"  # one whose flowcharts become drawings too


def is_drawn(diagram: str) -> bool:
    """Whether one of Mermaid's diagrams is a flowchart that can be drawn as a flow."""
    try:
        drawing.check_mermaid(diagram)
    except drawing.FlowError:
        return False
    return True


SHORT = 8  # lines of code that stay on one page
# A short command is not broken at its hyphens.
_WHOLE = 24


def leads_out(target: str) -> bool:
    """Whether a link or picture is an address of the web."""
    return target.lower().startswith(("https://", "http://", "mailto:"))


def source(token: Token) -> str:
    """A picture's path as the author wrote it."""
    return unicodedata.normalize("NFC", unquote(str(token.attrGet("src") or "")))


def description(token: Token) -> str:
    """What a picture is said to show."""
    return "".join(child.content for child in token.children or ())


def _setting(env: Mapping[str, Any]) -> TextStyle:
    setting: TextStyle = env.get("setting", SCREEN)
    return setting


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


def _fence(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    token = tokens[index]
    on_paper = _setting(env).on_paper
    language, more = _information(token.info)
    if not token.content.strip():  # a fence that was never closed, often: its words are text
        return _code(token.info.strip(), "", on_paper)
    if more:
        return f"<p><em>{escape(more)}</em></p>\n{_code(token.content, language, on_paper)}"
    if language == FLOW or (language == MERMAID and is_drawn(token.content)):
        with suppress(drawing.FlowError):  # told before any page is made, with its place
            drawn = drawing.svg(token.content, families=_setting(env).families)
            return f'<div class="drawing">{drawn}</div>\n'
    if language == FENCE and _setting(env).formulas != "text":
        source = token.content.strip()
        return formula(source, _setting(env), is_display=True, is_block=True)
    return _code(token.content, language, on_paper)


def _formula(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    token = tokens[index]
    if env.get("described"):
        return escape(" ".join(token.info.split()))
    is_display = token.markup in DISPLAYED
    return formula(token.content, _setting(env), is_display=is_display, is_block=token.block)


def _information(info: str) -> tuple[str, str]:
    """What stands behind a fence: the name of a language, and words that are more than that."""
    language, _, more = info.strip().partition(" ")
    return (language, more.strip()) if _LANGUAGE.fullmatch(language) else ("", info.strip())


_LANGUAGE = re.compile(r"[\w+#.-]{1,20}")


def _image(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    token = tokens[index]
    words = escape(description(token), quote=True)
    if env.get("described"):
        return words
    shown = _setting(env).pictures.get(source(token))
    title = str(token.attrGet("title") or "")
    if not shown:
        target = f"{token.attrGet('src')}, {title}" if title else token.attrGet("src")
        told = escape(f"{description(token)}: {target}".removeprefix(": "))
        if not _setting(env).on_paper:
            return f"[{told}]"
        return f'<span class="no-picture">{told}</span>'
    caption = escape(title)
    below = f'<span class="caption">{caption}</span>' if caption else ""
    address = escape(shown.address, quote=True)
    size = f'width="{shown.width}" height="{shown.height}"'
    return f'<img src="{address}" alt="{words}" {size}>{below}'


def _paragraph(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    """A paragraph; one of pictures alone is set apart from the text, one may lead to code."""
    inside = tokens[index + 1].children or ()
    if _setting(env).pictures and inside and all(each.type in _BESIDE for each in inside):
        tokens[index].attrJoin("class", "picture")
    if _setting(env).on_paper and index + 3 < len(tokens) and tokens[index + 3].type in _LED_TO:
        tokens[index].attrJoin("class", "leads")
        tokens[index].hidden = tokens[index + 2].hidden = False  # it is, in a list without gaps
    return self.renderToken(tokens, index, options, env)


# What a paragraph leads to stays with it: a page that opens with code cut from its sentence.
_LED_TO = ("fence", "code_block", "table_open")
_BESIDE = ("image", "softbreak", "hardbreak")


def _link_open(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    target = str(tokens[index].attrGet("href") or "")
    return f'<a href="{escape(target, quote=True)}">' if leads_out(target) else ""


def _link_close(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    begins = next(i for i in range(index - 1, -1, -1) if tokens[i].type == "link_open")
    opened = tokens[begins]
    target, title = str(opened.attrGet("href") or ""), str(opened.attrGet("title") or "")
    if leads_out(target):
        said = escape(f" ({title})") if title else ""
        if _setting(env).on_paper:
            said += _address(target, "".join(each.content for each in tokens[begins:index]))
        return "</a>" + said
    # A link into the author's own folder leads nowhere on paper: its target is shown instead.
    return escape(f" ({target}, {title})" if title else f" ({target})")


_UNSAID = re.compile(r"^(?:https?://(?:www\.)?|mailto:)|[?#].*$|/$")
_LONGEST = 60  # characters of an address on paper; nobody types more


def _address(target: str, words: str) -> str:
    """Where a link leads, for who reads it on paper; nothing where its words say so already."""
    short = _UNSAID.sub("", _UNSAID.sub("", target))
    if not short or short.casefold() in words.casefold():
        return ""
    if len(short) > _LONGEST:
        short = short[: _LONGEST - 1] + "…"
    # Scripts of squares write brackets right behind a word.
    space = "" if words[-1:] > "\u2e7f" else " "
    return f'{space}<span class="address">({escape(short)})</span>'


def backslashed(made: str) -> str:
    """HTML of a text whose backslashes are set in a font that draws them.

    Korean fonts draw the sign of the won in their place.
    """
    return made.replace("\\", '<span class="backslash">\\</span>')


def _text(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    made = escapeHtml(tokens[index].content)
    is_set = _setting(env).on_paper and "\\" in made and not env.get("described")
    return backslashed(made) if is_set else made


def _code(content: str, language: str, on_paper: bool) -> str:
    inside = highlighted(content, language, on_paper=on_paper)
    # Only pages break: a word more in the card's HTML would touch learners' notes.
    shape = "code long" if on_paper and content.count("\n") > SHORT else "code"
    named = f"language-{language or 'text'}"
    return f'<pre class="{shape}"><code class="{named}">{inside}</code></pre>\n'


def _footnote_ref(_self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    # No link: a text's notes have no names of their own on a page with many texts.
    return f'<sup class="note">{int(tokens[index].meta["id"]) + 1}</sup>'


def _task_box(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: dict[str, Any]
) -> str:
    """A box to tick, drawn: Korean fonts lack the signs."""
    tick = '<path d="M2.2 5.4 4.2 7.6 8 2.6"/>' if tokens[index].content.strip() else ""
    said = f"[{tokens[index].content.lower()}] "
    if env.get("described"):
        return said
    return (
        '<svg class="task-box" role="img" width="1em" height="1em" viewBox="0 0 10 10" fill="none"'
        f' stroke="currentColor" stroke-width="0.9"><title>{said.strip()}</title>'
        f'<rect x="0.6" y="0.6" width="8.8" height="8.8" rx="1"/>{tick}</svg> '
    )


def _script_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    """`<sup>` or `<sub>`; of a text's words alone, an exponent keeps its sign: x^2."""
    if not env.get("described"):
        return self.renderToken(tokens, index, options, env)
    is_power = tokens[index].tag == "sup" and not tokens[index + 1].content.isalpha()
    return "^" if is_power else ""


def _unless_described(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    return "" if env.get("described") else self.renderToken(tokens, index, options, env)


RULES: Mapping[str, Callable[..., str]] = {
    "text": _text,
    "fence": _fence,
    "image": _image,
    "code_inline": _code_inline,
    "ordered_list_open": _ordered_list,
    "paragraph_open": _paragraph,
    "link_open": _link_open,
    "link_close": _link_close,
    "footnote_ref": _footnote_ref,
    "formula": _formula,
    "formula_block": _formula,
    "sound": sound,
    "task_box": _task_box,
    "sup_open": _script_open,
    "sub_open": _script_open,
    **dict.fromkeys(("sup_close", "sub_close", "mark_open", "mark_close"), _unless_described),
}
"""The rules by the kind of token they render."""
