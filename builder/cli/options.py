"""Options that several commands share, each declared once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from builder.cli.show import say
from builder.documents.options import Answers, Cards, Flip, Options
from builder.typeset.papers import PagePaper, PosterPaper

if TYPE_CHECKING:
    from builder.storage.journal import Marks

FOLDER = click.Path(path_type=Path, file_okay=False)
Command = TypeVar("Command", bound=Callable[..., Any])


DEFAULT = Options()


def output(words: str = "Folder for what is built.") -> Callable[[Command], Command]:
    """Where files are built. A link is followed where the user named it, and told."""
    return click.option(
        *("--output", "-o"),
        type=FOLDER,
        default=DEFAULT.output,
        show_default=True,
        help=words,
        callback=followed,
    )


def followed(context: click.Context, parameter: click.Parameter, value: Path) -> Path:
    """A folder to write to; a link that stands in its place must have been named."""
    if not value.is_symlink():
        return value
    source = context.get_parameter_source(str(parameter.name))
    if source is click.core.ParameterSource.DEFAULT:
        words = f"{value} is a link to {value.resolve()}, and nobody named it"
        raise click.BadParameter(f"{words}; name a folder to use it")
    say(f"{value} is a link: files go to {value.resolve()}", err=True)
    return value


def marks() -> Marks:
    """What this user's builds are known by, should one be stopped."""
    from builder.storage.journal import Marks
    from builder.storage.places import state_folder

    return Marks(state_folder(os.environ), _mark)


def _mark() -> str:
    import secrets  # late: a build with nothing to do needs none

    return secrets.token_hex()


def _cache() -> Path | None:
    from builder.storage.places import cache_folder

    return cache_folder(os.environ)


CACHE = click.option(
    "--cache",
    type=FOLDER,
    envvar="STUDY_CACHE",
    default=_cache,
    show_default="your own cache folder",
    help="Folder for results that may be made again.",
)


def pages(command: Command) -> Command:
    """What pages look like: all that a build is asked for but which files to make."""
    for option in (TEMPLATES, _CARDS, _FLIP, _ANSWERS, _POSTER, paper("everything but the poster")):
        command = option(command)
    return command


def paper(what: str) -> Callable[[Command], Command]:
    """The paper of what is printed."""
    return _choice("paper", PagePaper, f"Paper of {what}.")


def _choice(name: str, choices: Any, words: str) -> Callable[[Command], Command]:
    """The option of that name: one of a Literal's choices, which `Options` has a default of."""
    return click.option(
        f"--{name}",
        type=click.Choice(get_args(choices)),
        default=getattr(DEFAULT, name),
        show_default=True,
        help=words,
    )


TEMPLATES = click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder whose files replace the shipped templates.",
)
_POSTER = _choice("poster", PosterPaper, "Paper of the poster.")
_ANSWERS = _choice(
    "answers", Answers, "Where a worksheet's key goes; separate makes a file of its own."
)
_FLIP = _choice("flip", Flip, "The edge that flashcards are turned on when printed on both sides.")
_CARDS = _choice(
    "cards", Cards, "Size of the flashcards: by what is on them, a format, or how many on a sheet."
)
READ = click.option(
    "--read",
    "read_as",
    type=click.Choice(("levels", "headings", "text")),
    callback=lambda _context, _option, value: value or "",
    help="What notes are read as: a level guide, a heading a question, or text alone.",
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: os.cpu_count() or 1,
    show_default="the number of cores",
    help="How many files to make at a time.",
)
