"""Sounds in texts: `[sound:word.mp3]`, as Anki writes them; a page can only name them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from builder.typeset.text.formulahtml import MATHJAX
from builder.typeset.text.setting import SCREEN, TextStyle

SUFFIXES = ("mp3", "ogg", "opus", "oga", "wav", "m4a", "flac")
"""How the names of sounds end, which Anki plays on every system."""

_SOUND = re.compile(rf"\[sound:([^\[\]\n]{{1,200}}\.(?:{'|'.join(SUFFIXES)}))\]", re.IGNORECASE)


def sounds_plugin(parser: MarkdownIt) -> None:
    """Teach a parser sounds; their tokens hold the file's path as it was written."""
    parser.inline.ruler.before("link", "sound", _sound)


def _sound(state: StateInline, silent: bool) -> bool:
    found = _SOUND.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("sound", "", 0)
        token.content, token.info = found[1].strip(), found[0]
    state.pos = found.end()
    return True


def sound(
    _self: object, tokens: Sequence[Token], index: int, _options: object, env: Mapping[str, Any]
) -> str:
    """A sound's name, or for Anki what plays it; text where Anki is not given the file."""
    token = tokens[index]
    setting: TextStyle = env.get("setting", SCREEN)
    if env.get("described"):
        return ""
    if setting.sounds is None:
        name = token.content.rpartition("/")[2].rpartition(".")[0]
        return f'<span class="sound">{escape(name)}</span>'
    played = setting.sounds.get(token.content)
    return f"{MATHJAX}[sound:{played}]{MATHJAX}" if played else escape(token.info)
