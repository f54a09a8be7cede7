"""Text for Anki: HTML in which nothing of Anki's own is run, tags and deck names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape

from builder.typeset.text import markup
from builder.typeset.text.formulahtml import MATHJAX, formula
from builder.typeset.text.setting import SCREEN, Formulas, TextStyle

ANKI = TextStyle(formulas="mathjax", sounds={})


def block(text: str, style: TextStyle = ANKI) -> str:
    """A field's HTML of a Markdown text; empty for a text of spaces."""
    return _made(markup.html, text, style) if text.strip() else ""


def line(text: str, style: TextStyle = ANKI) -> str:
    """A field's HTML of a Markdown text on one line, without a paragraph around it."""
    return _made(markup.inline, text, style)


def front(text: str, style: TextStyle = ANKI) -> str:
    """A front's HTML: on one line where the text is, and never empty for a text that isn't."""
    made = block(text, style) if "\n" in text.strip() else line(text, style)
    return made or quiet(escape(text.strip()))


def words(text: str) -> str:
    """A field's text without any markup, for sorting and for names."""
    shown = _shown(text)
    return quiet(escape(markup.plain(shown) or shown.strip(), quote=False))


def quiet(made: str) -> str:
    """The HTML with everything that Anki would run written so that it is only read.

    Square brackets are sounds, speech and LaTeX to Anki, braces its fields and cloze, a
    backslash before a bracket MathJax, and U+001F parts the fields.
    """
    pieces = _TAG.split(_shown(made))
    # MathJax reads the page's text, where an entity is its character; it does not read on
    # past an element.
    pieces[::2] = [_MATHS.sub(r"\\<span></span>", piece) for piece in pieces[::2]]
    return "".join(pieces).translate(_ENTITIES)


def drawn(field: str) -> str:
    """A field with its formulas drawn and its sounds told, for a screen that has no Anki."""
    return _PLAYED.sub('<span class="sound">♪</span>', _FOR_MATHJAX.sub(_as_drawn, field))


_PLAYED = re.compile(r"\[sound:[^\]]*\]")


_FOR_MATHJAX = re.compile(r'<(span|div) class="formula">\\([(\[]) (.*?) \\[)\]]</\1>', re.DOTALL)


def _as_drawn(found: re.Match[str]) -> str:
    source, is_display = unescape(found[3]), found[2] == "["
    return formula(source, SCREEN, is_display=is_display, is_block=found[1] == "div")


def tag(text: str) -> str:
    """One step of an Anki tag: no spaces, quotes or colons, and never empty."""
    return re.sub(r"[^\w.+#-]+", "-", text).strip("-") or "-"


def tags(text: str) -> str:
    """A tag of an author's own, in which `::` makes steps as in Anki."""
    return "::".join(tag(step) for step in re.split(r":{2,}", text.strip(": ")))


def name(text: str) -> str:
    """A name for a deck or a note type: one line, in which `::` makes no deck below."""
    plain = re.sub(r"[\x00-\x1f\x7f\"]+", " ", markup.plain(text) or text)
    return " ".join(re.sub(r":{2,}", " - ", plain).split())[:100] or "-"


def _made(act: Callable[[str, TextStyle], str], text: str, style: TextStyle) -> str:
    if "![" in text or "[sound:" in text:
        return _quietly(act, text, style)
    return _remembered(act, text, style.formulas)


# Under --watch the same cards are made at every save, and most of them as they were before.
@lru_cache(maxsize=20_000)
def _remembered(act: Callable[[str, TextStyle], str], text: str, formulas: Formulas) -> str:
    return _quietly(act, text, TextStyle(formulas=formulas, sounds={}))


def _quietly(act: Callable[[str, TextStyle], str], text: str, setting: TextStyle) -> str:
    pieces = act(_shown(text), setting).split(MATHJAX)
    pieces[::2] = map(quiet, pieces[::2])
    pieces[1::2] = map(_formula, pieces[1::2])
    return "".join(pieces).strip()


def _formula(source: str) -> str:
    """A formula with its delimiters, for Anki's MathJax alone; or a sound that Anki plays.

    MathJax reads the page's text, where an entity is its character. Anki reads the field: in
    that no bracket is LaTeX, two braces are no gap's end, and two colons no hint, also once the
    learner has opened the note in the editor, which writes entities as characters.
    """
    if source.startswith("[sound:"):
        return source
    opening, inside, closing = source[:2], source[2:-2], source[-2:]
    inside = _PAIRS.sub(r"\g<0> ", _PERCENT.sub(r"\%", inside.strip()))
    # The blank behind `\[` keeps it from being the head of `[sound:…]`.
    return f"{opening} {escape(inside, quote=False).translate(_ENTITIES)} {closing}"


_PAIRS = re.compile(r"\{(?=\{)|\}(?=\})|:(?=:)")
_PERCENT = re.compile(r"(?<!\\)%")  # begins a comment in TeX
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(r"(<[^>]*>)")
_MATHS = re.compile(r"\\(?=[(\[])")
_ENTITIES = str.maketrans({"[": "&#91;", "]": "&#93;", "{": "&#123;", "}": "&#125;"})


def _shown(text: str) -> str:
    """The text with the control characters' signs in their place, before any is lost."""
    return _CONTROL.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    number = ord(found[0])
    return "\u2421" if number == 0x7F else chr(0x2400 + number)
