"""The Jinja environment: strict about names, escaping everything that isn't markup."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2.runtime import Context
from markupsafe import Markup

from builder.languages import folders as languages
from builder.typeset.errors import PageError
from builder.typeset.text import gaps, markup
from builder.typeset.text.setting import CIRCLED, NO_PICTURES, Images, Math, TextStyle


@dataclass(frozen=True, slots=True)
class Templates:
    """Templates found by name in `folders`, the first folder first."""

    folders: tuple[Path, ...]

    def render(
        self,
        name: str | list[str],
        *,
        keep_words: bool = False,
        pictures: Images = NO_PICTURES,
        on_paper: bool = True,
        families: str = "",
        math: Math = "",
        **values: Any,
    ) -> str:
        """The template's text with `values` filled in. Raises PageError for what it gets wrong.

        Of several names the first that there is counts; `languages/` has what languages bring.
        Its filters `markdown`, `inline` and `words` give markup, `asked` and `asked_more` a
        question's first paragraph and what stands below it, `gapped` and `blank` texts with gaps;
        `plain` gives text; `circled` are the numbers of choices. With `keep_words` they join the
        syllables of Korean words, for paper; `pictures` are those that texts may show; what is not
        `on_paper` is for a screen; with `math` off no formula is drawn. Drawings are in `families`.
        """
        try:
            template = _environment(self.folders).get_or_select_template(
                name if isinstance(name, str) else [*name]
            )
            return template.render(
                keep_words=keep_words,
                pictures=pictures,
                on_paper=on_paper,
                families=families,
                math=math,
                **values,
            )
        except PageError:
            raise
        except UnicodeDecodeError:
            raise PageError(
                f"templates: {_named(name)}, or what it includes, is not UTF-8"
            ) from None
        except Exception as error:
            place = self._place(error)
            if not place and not isinstance(error, jinja2.TemplateError):
                raise
            raise PageError(_said(error), place=place) from None

    def contents(self) -> tuple[tuple[str, bytes], ...]:
        """Every file of the folders with its bytes, in order; what a digest is made from."""
        return tuple(
            (path.relative_to(folder).as_posix(), path.read_bytes())
            for folder in self.folders
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        )

    def values(self, name: str) -> dict[str, Any]:
        """What the YAML files of a name say, key by key; the first folder that says it wins.

        Keys below a key are looked up in the same way. Raises PageError for what is no mapping.
        """
        files = [folder / name for folder in self.folders if (folder / name).is_file()]
        states = tuple((file, file.stat().st_mtime_ns) for file in files)
        return _values(states)

    def text(self, name: str) -> str:
        """A template folder's file as it is, such as a style sheet."""
        return next(
            (folder / name).read_text(encoding="utf-8")
            for folder in self.folders
            if (folder / name).is_file()
        )

    def _place(self, error: Exception) -> tuple[str, int] | None:
        """The template and line where an error arose, or None where it arose elsewhere."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            return str(error.filename or error.name), error.lineno
        frames = list(traceback.extract_tb(error.__traceback__))
        if not isinstance(error, jinja2.TemplateError):
            frames = frames[-1:]
        for frame in reversed(frames):
            if any(Path(frame.filename).is_relative_to(folder) for folder in self.folders):
                return frame.filename, frame.lineno or 1
        return None


@lru_cache(maxsize=16)
def _values(files: tuple[tuple[Path, int], ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file, _ in reversed(files):
        try:
            held = yaml.safe_load(file.read_bytes())
        except yaml.YAMLError as error:
            raise PageError(f"{file}: {' '.join(str(error).split())}") from None
        if not isinstance(held, dict):
            raise PageError(f"{file}: keys with their values are expected")
        found = _over(held, found)
    return found


def _over(upper: dict[str, Any], lower: dict[str, Any]) -> dict[str, Any]:
    return lower | {
        key: _over(value, lower[key])
        if isinstance(value, dict) and isinstance(lower.get(key), dict)
        else value
        for key, value in upper.items()
    }


def _named(name: str | list[str]) -> str:
    return name if isinstance(name, str) else name[0]


def _said(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template {error.name}"
    return str(error) or type(error).__name__


@lru_cache(maxsize=4)
def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    """The environment of these folders; it compiles a template again when its file changed."""
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader([str(folder) for folder in folders]),
                jinja2.PrefixLoader({"languages": jinja2.FileSystemLoader(str(languages.FOLDER))}),
            ]
        ),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: not (name or "").endswith(".css"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(markdown=_markdown, inline=_inline, words=_words)
    environment.filters.update(gapped=_gapped, blank=_blank, asked=_asked, asked_more=_asked_more)
    environment.filters["plain"] = markup.plain
    environment.globals["circled"] = CIRCLED
    return environment


def _setting(context: Context) -> TextStyle:
    return TextStyle(
        context["on_paper"],
        context["keep_words"],
        context["pictures"],
        context["families"],
        "text" if context["math"] else "drawn",
    )


@jinja2.pass_context
def _markdown(context: Context, text: str) -> Markup:
    return markup.html(text, _setting(context))


@jinja2.pass_context
def _inline(context: Context, text: str) -> Markup:
    return markup.inline(text, _setting(context))


@jinja2.pass_context
def _gapped(context: Context, text: str) -> Markup:
    return gaps.filled(text, _setting(context))


@jinja2.pass_context
def _blank(context: Context, text: str, widths: Sequence[float]) -> Markup:
    return gaps.blank(text, widths, _setting(context))


@jinja2.pass_context
def _asked(context: Context, text: str) -> Markup:
    return markup.asked(text, _setting(context))


@jinja2.pass_context
def _asked_more(context: Context, text: str) -> Markup:
    return markup.asked_more(text, _setting(context))


@jinja2.pass_context
def _words(context: Context, text: str) -> Markup:
    return markup.words(text, _setting(context))
