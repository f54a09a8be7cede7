"""Formulas as HTML: drawn for pages and screens, or as the source that Anki's MathJax draws."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from html import escape

from builder.typeset.formulas import drawing
from builder.typeset.formulas.drawing import Drawing, FormulaError
from builder.typeset.text.setting import TextStyle

# Around a source for MathJax. Texts have no control characters when they come to Anki, so that
# nobody writes one; who puts the fields together knows by them what to leave as it is.
MATHJAX = "\x01"


def formula(source: str, setting: TextStyle, *, is_display: bool, is_block: bool = False) -> str:
    """A formula on its line, or on lines of its own; as code where it can't be drawn.

    That it can't is told before any page is made, with its place.
    """
    try:
        if setting.formulas == "mathjax":
            drawing.check(source)
            return _for_mathjax(source, is_display=is_display, is_block=is_block)
        made = drawing.drawn(source, is_display=is_display, families=setting.families)
    except FormulaError:
        code = f"<code>{escape(source)}</code>"
        return f"<p>{code}</p>\n" if is_block else code
    shown = _on_paper(made, source) if setting.on_paper else _on_screen(made)
    if is_block:
        return f'<div class="formula">{shown}</div>\n'
    return f'<span class="formula-line">{shown}</span>' if is_display else shown


def _for_mathjax(source: str, *, is_display: bool, is_block: bool) -> str:
    opening, closing = (r"\[", r"\]") if is_display else (r"\(", r"\)")
    tag, end = ("div", "\n") if is_block else ("span", "")
    inside = f"{MATHJAX}{opening}{source}{closing}{MATHJAX}"
    return f'<{tag} class="formula">{inside}</{tag}>{end}'


def _on_paper(made: Drawing, source: str) -> str:
    """A picture: the typesetter puts drawings within the text too high."""
    data = b64encode(_without_title(made.svg).encode()).decode()
    address = f"data:image/svg+xml;base64,{data}"
    return f'<img class="formula" src="{address}" alt="{escape(source)}" style="{_place(made)}">'


def _on_screen(made: Drawing) -> str:
    """A drawing within the text, which takes the text's colour, by day and by night."""
    return made.svg.replace("<svg ", f'<svg class="formula" style="{_place(made)}" ', 1)


def _place(made: Drawing) -> str:
    return f"width:{made.width:g}em;height:{made.height:g}em;vertical-align:{-made.depth + 0.0:g}em"


@lru_cache(maxsize=4096)
def _without_title(svg: str) -> str:
    """A picture says what it shows by its `alt`, and only by that."""
    start, end = svg.index("<title>"), svg.index("</title>") + len("</title>")
    return svg[:start] + svg[end:]
