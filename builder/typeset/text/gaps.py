"""Texts with gaps: their words underlined, or room to write them.

U+FDD0 and U+FDD1, which nobody can type, stand around a gap's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup

from builder.typeset.text import markup
from builder.typeset.text.setting import SCREEN, TextStyle
from builder.typeset.text.wholewords import joined

_MARK = re.compile("[\ufdd0\ufdd1]")


def filled(text: str, setting: TextStyle = SCREEN) -> Markup:
    """The HTML of a text in which each gap's words stand, as words to be known."""
    return _made(text, setting, lambda _: ('<span class="gap">', "</span>"))


def blank(text: str, widths: Sequence[float], setting: TextStyle = SCREEN) -> Markup:
    """The HTML of a text with room to write in each gap, of these widths in em."""

    def room(at: int) -> tuple[str, str]:
        return f'<span class="room" style="width: {widths[at]:g}em">', "</span>"

    return _made(text, setting, room)


def replaced(made: str, around: Callable[[int], tuple[str, str]]) -> str:
    """HTML with what stands `around` each gap, by its place from 0, for the marks."""
    at = -1

    def mark(found: re.Match[str]) -> str:
        nonlocal at
        at += found[0] == "\ufdd0"
        return around(at)[found[0] == "\ufdd1"]

    return _MARK.sub(mark, made)


def _made(text: str, setting: TextStyle, around: Callable[[int], tuple[str, str]]) -> Markup:
    made = replaced(markup.html(text, replace(setting, keep_words=False)), around)
    return Markup(joined(made) if setting.keep_words else made)
