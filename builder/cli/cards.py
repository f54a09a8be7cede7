"""`study cards`: the codes of a course, and setting right what was recognised wrongly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.main import CONTENT, DONE
from builder.cli.show import PATHS, each, show_diagnostics

if TYPE_CHECKING:
    from builder.ledger.matching import Ledger
    from builder.pipeline.target import Target


class Cards(click.Group):
    """The group, which lists the cards of a course that stands in a command's place."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and Path(args[0]).exists():
            return listing.name, listing, args
        return super().resolve_command(ctx, args)


RETIRED = click.option("--retired", is_flag=True, help="List the cards that left the course too.")
PATH = click.argument("path", required=False, type=click.Path(path_type=Path))


@click.group(cls=Cards, invoke_without_command=True, subcommand_metavar="[PATH]... | COMMAND")
@click.option("--course", type=click.Path(path_type=Path), hidden=True)  # what PATH was at first
@RETIRED
@click.pass_context
def cards(context: click.Context, course: Path | None, retired: bool) -> int:
    """List the cards' codes, or set right what was recognised wrongly.

    \b
    study cards my-course                    lists code, kind, place and front
    study cards pin OLD NEW my-course        the new card is the old one, reworded
    study cards part CODE my-course          what the card says now is a new card

    Without a course, that of `study build` is taken.
    """
    context.obj = (course,) if course else ()
    if context.invoked_subcommand:
        return DONE
    return each(context.obj, lambda target: _list(target, retired))


@click.command("cards")
@PATHS
@RETIRED
@click.pass_context
def listing(context: click.Context, paths: tuple[Path, ...], retired: bool) -> int:
    """List the cards' codes."""
    assert context.parent is not None
    with_retired = retired or context.parent.params["retired"]
    return each(paths, lambda target: _list(target, with_retired))


@cards.command()
@click.argument("old")
@click.argument("new")
@PATH
@click.pass_obj
def pin(paths: tuple[Path, ...], old: str, new: str, path: Path | None) -> int:
    """Say that card NEW is card OLD, reworded: it takes the old code and its history."""
    from builder.ledger import matching

    mended = (path,) if path else paths
    return _change(mended, lambda known: matching.pin(known, old.upper(), new.upper()))


@cards.command()
@click.argument("code")
@PATH
@click.pass_obj
def part(paths: tuple[Path, ...], code: str, path: Path | None) -> int:
    """Say that what card CODE says now is a new card; the old one is retired."""
    from builder.ledger import matching

    mended = (path,) if path else paths
    return _change(mended, lambda known: matching.part(known, code.upper()))


def _list(target: Target, retired: bool) -> None:
    from builder.pipeline.loaded import read_ledger
    from builder.reporting import summary

    known = read_ledger(target)
    if not known.cards:
        click.echo(f"{target.path}: no card has a code yet; run `study build` first")
    for entry in known.cards:
        if entry.retired and not retired:
            continue
        place = f"{entry.topic}/{entry.level}" if entry.level else entry.topic
        gone = "  (retired)" if entry.retired else ""
        click.echo(f"{entry.code}  {entry.kind:<10} {place:<28} {summary.short(entry.front)}{gone}")


def _change(paths: tuple[Path, ...], mend: Callable[[Ledger], Ledger]) -> int:
    """Rewrite the ledger; the next build and import carry the change on."""
    from builder.content.source import ContentError
    from builder.ledger import matching
    from builder.pipeline.loaded import read_ledger
    from builder.pipeline.target import find_targets
    from builder.storage.publishing import replace_file

    try:
        targets = find_targets(paths)
        if len(targets) != 1:
            names = ", ".join(str(target.path) for target in targets)
            raise click.UsageError(f"name one course after the codes; there are {names}")
        known = read_ledger(targets[0])
        replace_file(targets[0].ledger, matching.write(mend(known)).encode())
    except ContentError as error:
        show_diagnostics(error.diagnostics)
        return CONTENT
    except KeyError as error:
        click.echo(f"no card has the code {error.args[0]}; `study cards` lists them", err=True)
        return CONTENT
    click.echo(f"{targets[0].ledger} is changed; `study build` carries it into the outputs")
    return DONE
