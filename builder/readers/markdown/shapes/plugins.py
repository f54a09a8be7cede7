"""Signs that note-taking programs and site makers add to Markdown, left out or said in Markdown."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"\[\[|==|\^[\w-]+\s*$|\{[:#.]|(?:^|\s)#[\w/-]|:{3,}|<!--|^\s*%%")
"""What a line must have for a look at it to be worth its time."""

_EMBED = re.compile(r"!\[\[([^\[\]|]{1,300})(?:\|[^\[\]]{0,200})?\]\]")
_WIKI = re.compile(r"\[\[([^\s\[\]|][^\[\]|]{0,300})(?:\|([^\[\]]{1,300}))?\]\]")
MARKED = re.compile(r"(?<![=\w`])==(?=[^\s=])([^=\n]{1,400}?)(?<=[^\s=])==(?![=\w])")
_BLOCK_ID = re.compile(r"\s\^[A-Za-z0-9][\w-]{2,}\s*$")
_ATTRIBUTES = re.compile(r"\s*\{:?\s?[#.][^{}]{0,200}\}\s*$|^\s*\{:[^{}]{0,200}\}\s*$")
_ANCHORED = re.compile(r"^\[([^\[\]]{1,200})\]\{[#.][^{}]{0,200}\}\s*$")
_DIRECTIVE = re.compile(r"^\s*:{3,}(?:\s*:*\s*[\w-]*\s*:*)?\s*$")
_TAGS = re.compile(r"^\s*(?:#[^\W\d][\w/-]*\s*)+$")
CARD_TAG = re.compile(r"(?im)(?:^|\s)#(?:flash-?cards?|cards?|anki|spaced|sr|review|card-reverse)"
                       r"(?:[/-][\w/-]+)?(?=\s|$)")  # fmt: skip
_CODE = re.compile(r"(?<!`)(`{1,9}+)[^`]*+\1(?!`)")


def cleaned(text: str) -> str:
    """A line without the signs that say something to a program alone."""
    if _DIRECTIVE.match(text) or _TAGS.match(text):
        return ""
    if "`" not in text:
        return _cleaned(text)
    parts, end = [], 0
    for found in _CODE.finditer(text):
        parts += [_inner(text[end : found.start()]), found[0]]
        end = found.end()
    return _ending("".join([*parts, _inner(text[end:])]))


def _cleaned(text: str) -> str:
    anchored = _ANCHORED.match(text)
    return anchored[1] if anchored else _ending(_inner(text))


def _ending(text: str) -> str:
    return _ATTRIBUTES.sub("", _BLOCK_ID.sub("", text))


def _inner(text: str) -> str:
    if "[[" in text:
        text = _EMBED.sub(_embedded, text)
        text = _WIKI.sub(lambda found: (found[2] or found[1]).strip(), text)
    if "==" in text:
        text = MARKED.sub(r"**\1**", text)
    if "#" in text:
        text = CARD_TAG.sub("", text)
    return text


def _embedded(found: re.Match[str]) -> str:
    target = found[1].strip()
    return f"![{target.rsplit('/', maxsplit=1)[-1]}]({target.replace(' ', '%20')})"
