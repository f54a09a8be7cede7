"""The Jinja environment: strict about names, escaping everything that isn't markup."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup

from builder.typeset import markup


@dataclass(frozen=True, slots=True)
class Templates:
    """Templates found by name in `folders`, the first folder first."""

    folders: tuple[Path, ...]

    def render(
        self,
        name: str,
        *,
        keep_words: bool = False,
        pictures: markup.Pictures = markup.NO_PICTURES,
        **values: Any,
    ) -> str:
        """The template's text with `values` filled in. Raises jinja2.TemplateError.

        Its filters `markdown`, `inline` and `words` give markup, `plain` gives text. With
        `keep_words` they join the syllables of Korean words, for paper; `pictures` are those
        that texts may show.
        """
        return (
            _environment(self.folders)
            .get_template(name)
            .render(keep_words=keep_words, pictures=pictures, **values)
        )

    def contents(self) -> tuple[tuple[str, str], ...]:
        """Every file of the folders with its text, in order; what a digest is made from."""
        return tuple(
            (path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
            for folder in self.folders
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        )

    def text(self, name: str) -> str:
        """A template folder's file as it is, such as a style sheet."""
        return next(
            (folder / name).read_text(encoding="utf-8")
            for folder in self.folders
            if (folder / name).is_file()
        )


@lru_cache(maxsize=4)
def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    """The environment of these folders; it compiles a template again when its file changed."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: not (name or "").endswith(".css"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(markdown=_markdown, inline=_inline, words=_words)
    environment.filters["plain"] = markup.plain
    return environment


def _setting(context: Context) -> markup.Setting:
    return markup.Setting(True, context["keep_words"], context["pictures"])


@jinja2.pass_context
def _markdown(context: Context, text: str) -> Markup:
    return markup.html(text, _setting(context))


@jinja2.pass_context
def _inline(context: Context, text: str) -> Markup:
    return markup.inline(text, _setting(context))


@jinja2.pass_context
def _words(context: Context, text: str) -> Markup:
    return markup.words(text, _setting(context))
