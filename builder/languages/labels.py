"""The words that pages, cards and the preview are labelled with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from builder.languages import folders
from builder.languages.folders import ENGLISH

Of = Literal["pages", "deck", "preview"]
Labels = Mapping[str, Any]


def labels(of: Of, language: str, own: Mapping[str, Labels]) -> Labels:
    """The labels in a language (a BCP 47 tag), in English where it isn't known.

    `own` are those of a reader's own, by language; they go before the shipped ones, key by key,
    and may be in a language that there is no folder for.
    """
    code = folders.known(language)
    merged = _over(folders.values(ENGLISH, f"{of}.yaml"), {})
    merged = _over(own.get(ENGLISH, {}), merged)
    if code and code != ENGLISH:
        merged = _over(folders.values(code, f"{of}.yaml"), merged)
    primary = language.partition("-")[0].lower()
    for name in dict.fromkeys((primary, code, language)):
        if name != ENGLISH:
            merged = _over(own.get(name, {}), merged)
    return merged


def by_language(of: Of) -> str:
    """The labels of every language as one YAML text, each below its language's tag."""
    parts = []
    for code in folders.codes():
        lines = folders.text(code, f"{of}.yaml").splitlines()
        parts += [f"{code}:", *(f"  {line}" if line else "" for line in lines)]
    return "\n".join(parts) + "\n"


def _over(upper: Labels, lower: Labels) -> dict[str, Any]:
    merged = dict(lower)
    for key, value in upper.items():
        below = lower.get(key)
        if isinstance(value, Mapping):
            merged[key] = _over(value, below if isinstance(below, Mapping) else {})
        else:
            merged[key] = value
    return merged
