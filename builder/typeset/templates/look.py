"""The look that every output shares: accents, and the fonts of a language, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from builder.languages import folders
from builder.typeset.errors import PageError
from builder.typeset.fonts import Stack
from builder.typeset.templates.environment import Templates

FILE = "base/look.yaml"


@dataclass(frozen=True, slots=True)
class Look:
    """Accents and fonts of one language's outputs.

    `text` and `code` are set on paper. `screen` and `screen_code` are values of `font-family`
    where no font can be asked for; `word_break` is how lines of text end there. `on_cards` and
    `on_dark` say how an accent is written on Anki's cards and on a dark ground.
    """

    accents: tuple[str, ...]
    text: Stack
    code: Stack
    screen: str
    screen_code: str
    word_break: str
    on_cards: Mapping[str, str]
    on_dark: Mapping[str, str]

    def accent(self, number: int) -> str:
        """The accent of a level (from 1); they come in turn."""
        return self.accents[self.place(number) - 1]

    def place(self, number: int) -> int:
        """Which of the accents a level has, from 1."""
        return (number - 1) % len(self.accents) + 1

    def card_accent(self, number: int) -> str:
        """A level's accent on Anki's white."""
        return self.on_cards.get(self.accent(number), self.accent(number))

    def dark_accent(self, number: int) -> str:
        """A level's accent on a dark ground: what the look says, else paler until it is read."""
        accent = self.accent(number)
        return self.on_dark.get(accent) or _paler(accent)

    @property
    def families(self) -> tuple[str, ...]:
        """Every font that a page may be set in, the first to be tried first."""
        return tuple(dict.fromkeys((*self.text.families, *self.code.families)))


def look(templates: Templates, language: str) -> Look:
    """The look of a language's outputs (a BCP 47 tag).

    Fonts that `base/look.yaml` names go before those that suit the language. Raises PageError.
    """
    said = templates.values(FILE)
    accents = said.get("accents")
    if not isinstance(accents, list) or not accents:
        raise PageError(f"{FILE}: 'accents' is a list of at least one colour")
    code = folders.known(language) or folders.ENGLISH
    suiting: Mapping[str, Any] = folders.values(code, "language.yaml")["fonts"]
    text, text_generic = _named(said, "text", "sans-serif")
    fixed, fixed_generic = _named(said, "code", "monospace")
    return Look(
        tuple(map(str, accents)),
        Stack(_each((*text, *suiting["text"])), text_generic),
        Stack(_each((*fixed, *suiting["code"])), fixed_generic),
        _css((*text, *suiting["screen"]), text_generic),
        _css((*fixed, *suiting["screen_code"]), fixed_generic),
        suiting.get("word_break", "normal"),
        said.get("on_cards") or {},
        said.get("on_dark") or {},
    )


_GENERIC = {"serif", "sans-serif", "monospace", "cursive", "fantasy"}
_DARK = (0x17, 0x19, 0x1D)  # the darkest ground of cards and of the page to share
_READABLE = 7.0


def _named(said: Mapping[str, Any], key: str, generic: str) -> tuple[tuple[str, ...], str]:
    """The families that the look names, as a list or as CSS writes them, and the last resort."""
    value = said.get(key) or []
    listed = value.split(",") if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise PageError(f"{FILE}: '{key}' is a list of fonts")
    names = [str(each).strip().strip("'\"") for each in listed]
    generics = [name for name in names if name in _GENERIC]
    families = tuple(name for name in names if name and name not in _GENERIC)
    return families, (generics or [generic])[-1]


def _each(families: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(families))


def _css(families: Iterable[str], generic: str) -> str:
    quoted = (f'"{family}"' if " " in family else family for family in _each(families))
    return ", ".join([*quoted, generic])


def _paler(accent: str) -> str:
    """A colour mixed with white until it can be read on a dark ground; no hex colour is kept."""
    digits = accent.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        colour = tuple(bytes.fromhex(digits)[:3])
    except ValueError:
        return accent
    for step in range(21):
        mixed = tuple(round(part + (255 - part) * step / 20) for part in colour)
        if _contrast(mixed, _DARK) >= _READABLE:
            return "#" + bytes(mixed).hex()
    return "#ffffff"


def _contrast(one: Iterable[int], other: Iterable[int]) -> float:
    """The contrast of two colours as WCAG 2 measures it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Iterable[int]) -> float:
    parts = (part / 255 for part in colour)
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
