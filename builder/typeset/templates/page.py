"""A template and its style sheets to one self-contained HTML document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from builder.languages import labels as words
from builder.typeset.papers import Paper
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import look
from builder.typeset.text.setting import NO_PICTURES, Images, Math

RIGHT_TO_LEFT = ("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")
Mode = Literal["whole", "piece", "repeated"]


@dataclass(frozen=True, slots=True)
class Page:
    """A template and all that fills it, not filled yet: see `document`."""

    templates: Templates
    name: str
    paper: Paper
    language: str
    keep_words: bool
    pictures: Images
    mode: Mode
    values: Mapping[str, Any]
    math: Math = ""

    def html(self) -> str:
        """The document. Raises PageError."""
        return document(
            self.templates,
            self.name,
            paper=self.paper,
            language=self.language,
            keep_words=self.keep_words,
            pictures=self.pictures,
            mode=self.mode,
            math=self.math,
            **self.values,
        )


def labels(templates: Templates, language: str) -> Mapping[str, Any]:
    """The pages' own words in a language (a BCP 47 tag), in English where it isn't known."""
    return words.labels("pages", language, templates.values("base/labels.yaml"))


def accent(templates: Templates, number: int) -> int:
    """Which of the look's accents a level (from 1) has; they come in turn."""
    return look(templates, "").place(number)


def document(
    templates: Templates,
    name: str,
    *,
    paper: Paper,
    language: str,
    keep_words: bool,
    pictures: Images = NO_PICTURES,
    mode: Mode = "whole",
    math: Math = "",
    **values: Any,
) -> str:
    """The HTML of a template `name` ("handout/handout.html") and the style sheet beside it.

    `pictures` are those that texts may show, and with `math` off no formulas; `mode` says
    whether it is a document by itself, a piece of one that will be bound, or what is repeated
    there on every page. The template gets `values`, `labels`, `paper` and `style`. Raises
    PageError.
    """
    shared = look(templates, language)
    named = labels(templates, language)
    style = "\n".join(
        templates.render(
            sheet,
            paper=paper,
            labels=named,
            fonts={"text": shared.text.css, "code": shared.code.css},
            accents=shared.accents,
            mode=mode,
            is_right_to_left=language.partition("-")[0] in RIGHT_TO_LEFT,
            **values,
        )
        for sheet in ("base/page.css", name.replace(".html", ".css"))
    )
    return templates.render(
        name,
        keep_words=keep_words,
        pictures=pictures,
        families=shared.text.css,
        math=math,
        paper=paper,
        labels=named,
        style=style,
        **values,
    )
