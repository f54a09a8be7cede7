"""The page's own words, in the language that the reader's browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.languages import folders
from builder.languages import labels as shipped
from builder.languages.folders import ENGLISH
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates


def language(accepted: str, templates: Templates) -> str:
    """The first language of an Accept-Language header that the page speaks, else English."""
    own = templates.values("preview/labels.yaml")
    asked = (_weighed(each) for each in accepted.split(","))
    for _, name in sorted(asked, key=lambda each: -each[0]):
        if spoken := folders.known(name):
            return spoken
        if (primary := name.partition("-")[0]) in own:
            return primary
    return ENGLISH


def labels(language: str, templates: Templates) -> Mapping[str, Any]:
    """The page's words, with the outputs' names as the outputs themselves give them."""
    own = shipped.labels("preview", language, templates.values("preview/labels.yaml"))
    outputs = page.labels(templates, language)
    kinds = {kind: word for kind, word in outputs.items() if isinstance(word, str)}
    return {**own, "kinds": kinds | own["kinds"]}


def _weighed(asked: str) -> tuple[float, str]:
    name, _, weight = asked.partition(";q=")
    try:
        share = float(weight) if weight else 1.0
    except ValueError:
        share = 0.0
    return share, name.strip().lower()
