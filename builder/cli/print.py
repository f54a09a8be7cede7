"""`study print`: a finished PDF arranged on sheets of paper."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from builder.cli.main import CONTENT, DONE, MACHINE
from builder.cli.show import say
from builder.typeset.papers import SheetPaper

if TYPE_CHECKING:
    from builder.typeset.imposition.sheets import Labels

OVERLAP = 10.0  # millimetres


LARGEST = 512 * 2**20  # bytes of a PDF to arrange


@dataclass(frozen=True)
class PrintOptions:
    """The options of `study print`, named as on the command line."""

    booklet: bool
    two_up: bool
    tiles: str | None
    paper: str | None
    overlap: float | None
    output: Path | None


@click.command("print")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--booklet", is_flag=True, help="Sheets to fold in the middle and staple.")
@click.option("--two-up", is_flag=True, help="Two pages a sheet.")
@click.option(
    "--tiles",
    type=click.Choice(get_args(SheetPaper)),
    help="Large pages at their own size, in tiles of this paper.",
)
@click.option(
    "--paper",
    type=click.Choice(get_args(SheetPaper)),
    help="Paper of --booklet and --two-up.  [default: a4]",
)
@click.option(
    "--overlap",
    type=click.FloatRange(0, 50),
    help=f"Millimetres that neighbouring tiles share.  [default: {OVERLAP:g}]",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; else one beside FILE, named after it.",
)
def print(file: Path, **options: object) -> int:
    """Arrange a finished PDF on sheets, for an ordinary printer.

    \b
    study print output/devops/interview.pdf --booklet
    study print output/devops/handout-1.pdf --two-up
    study print output/devops/poster.pdf --tiles a4 --overlap 12

    FILE itself stays as it is. Links and bookmarks don't come along: it is for paper.
    """
    asked = PrintOptions(**options)  # type: ignore[arg-type]  # click has checked them
    end = _end(asked)
    output = asked.output or file.with_name(f"{file.stem}-{end}.pdf")
    if _are_one(file, output):
        raise click.UsageError(f"{output} is the file to arrange; give --output another name")
    return _print(file, output, asked)


def _print(file: Path, output: Path, asked: PrintOptions) -> int:
    from builder.storage.publishing import replace_file
    from builder.storage.strange import StrangeFileError, read_ordinary
    from builder.typeset import pages
    from builder.typeset.imposition.sheets import SheetError

    try:
        data = read_ordinary(file, LARGEST)
    except StrangeFileError as error:
        say(f"{file}: {error.strerror}", err=True)
        return CONTENT
    except OSError as error:
        say(f"{file} can't be read: {error.strerror}", err=True)
        return CONTENT
    try:
        made = _arranged(data, asked)
    except SheetError as error:
        say(f"{file}: {error}", err=True)
        return CONTENT
    try:
        replace_file(output, made)
    except OSError as error:
        say(f"{output} can't be written: {error.strerror}", err=True)
        return MACHINE
    count, is_wide = pages.count(made), _is_wide(made)
    say(f"{output}  {count} page{'s' if count > 1 else ''}\n{_advice(asked, is_wide)}")
    return DONE


def _end(asked: PrintOptions) -> str:
    """What the new file's name ends in, and whether one arrangement is named with its options."""
    ends = {"booklet": asked.booklet, "2up": asked.two_up, "tiles": asked.tiles is not None}
    named = [end for end, is_named in ends.items() if is_named]
    if len(named) != 1:
        raise click.UsageError("name one arrangement: --booklet, --two-up or --tiles PAPER")
    if asked.tiles and asked.paper:
        raise click.UsageError("--tiles names its paper itself; leave out --paper")
    if asked.overlap is not None and not asked.tiles:
        raise click.UsageError("--overlap belongs to --tiles")
    return named[0]


def _are_one(file: Path, output: Path) -> bool:
    if file.exists() and output.exists():
        return file.samefile(output)
    return file.absolute() == output.absolute()


def _arranged(data: bytes, asked: PrintOptions) -> bytes:
    from builder.typeset.imposition import sheets

    if asked.tiles:
        overlap = OVERLAP if asked.overlap is None else asked.overlap
        return sheets.tiles(data, paper=asked.tiles, overlap=overlap, labels=_labels(data))
    arrange = sheets.booklet if asked.booklet else sheets.two_up
    return arrange(data, paper=asked.paper or "a4")


def _labels(data: bytes) -> Labels:
    """The words for the tiles, in the language that the PDF says it is in, else in English."""
    from builder.pipeline import target
    from builder.typeset.imposition import sheets
    from builder.typeset.imposition.forms import opened
    from builder.typeset.templates import page
    from builder.typeset.templates.environment import Templates

    with opened(data) as pdf:
        language = str(pdf.Root.get("/Lang", "")) or "en"
    words = page.labels(Templates(target.template_folders(None)), language)["tiles"]
    return sheets.Labels(
        words["title"], tuple(words["steps"]), words["cut"], words["glue"], language
    )


def _is_wide(data: bytes) -> bool:
    """Whether the sheets lie on their side."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        _, _, width, height = pdf.pages[0].mediabox
        return bool(width > height)


def _advice(asked: PrintOptions, is_wide: bool) -> str:
    """What to choose in the printer's dialogue, and what to do with the sheets."""
    if asked.tiles:
        return (
            "Print on one side at actual size (100%), without scaling to the page.\n"
            "The first page shows how to cut and join the tiles."
        )
    edge = "short" if is_wide else "long"
    if asked.booklet:
        return (
            f"Print on both sides, flipped on the {edge} edge, at actual size (100%).\n"
            "Fold the stack in the middle and staple it through the fold."
        )
    return f"Print at actual size (100%); if on both sides, flipped on the {edge} edge."
