"""`study feedback`: what learners' decks say of a course."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.main import CONTENT
from builder.cli.options import READ, output
from builder.cli.show import each, say, show_diagnostics
from builder.documents.options import Options

if TYPE_CHECKING:
    from builder.feedback.feedback import Feedback
    from builder.pipeline.target import Target


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="[PATH] THEIRS...",
)
@click.option("--apply", "applies", is_flag=True, help="Ask for each edit, and put it into YAML.")
@click.option("--lapses", is_flag=True, help="Read how often each card was failed, too.")
@READ
@output("Folder of the last build.")
def feedback(
    paths: tuple[Path, ...], applies: bool, lapses: bool, read_as: str, output: Path
) -> int:
    """Say what learners corrected, flagged and remarked in the course at PATH.

    \b
    study feedback my-course kim.apkg lee.txt     their files, as Anki exported them
    study feedback my-course theirs               a folder of them
    study feedback theirs                         of the course here, as study build takes it

    THEIRS are .apkg, .colpkg, or notes exported as text. Edits are printed as a diff, which
    `patch -p0` or `git apply -p0` puts in. Nothing is written but with --apply.
    """
    from dataclasses import replace

    courses, theirs = _apart(paths)
    seen: list[bool] = []

    def act(target: Target) -> None:
        from builder.feedback.feedback import feedback as told_by

        target = replace(target, read_as=read_as)
        told = told_by(target, Options(output=output), theirs, lapses=lapses)
        seen.append(not told.problems)
        _show(told, lapses)
        if applies:
            _apply(told)

    status = each(courses, act)
    return status if all(seen) else max(status, CONTENT)


def _apart(paths: tuple[Path, ...]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The course, if one is named, and the learners' files: the first path is the course's."""
    from builder.feedback.decks import is_theirs

    if len(paths) == 1 or is_theirs(paths[0]):
        return (), paths
    return paths[:1], paths[1:]


def _show(told: Feedback, lapses: bool) -> None:
    from builder.reporting import corrections

    show_diagnostics(told.problems)
    say("\n".join(corrections.read(told, lapses=lapses)), err=True)
    lines = corrections.lines(told)
    say("\n".join(lines) if lines else "nothing was edited, flagged or remarked")
    if told.diff:
        say(f"\n{told.diff}".rstrip("\n"))


def _apply(told: Feedback) -> None:
    """Ask for each edit of a YAML file, and write the file after each yes."""
    from builder.feedback.applying import Applying
    from builder.feedback.diffs import diff
    from builder.reporting import corrections

    applying = Applying(told.files)
    for proposal in told.proposals:
        if not applying.can_take(proposal):
            continue
        assert proposal.source is not None
        say("\n".join(corrections.of_edit(proposal)))
        say(diff(proposal.source, proposal.changes).rstrip("\n"))
        answer = _asked()
        if answer == "q":
            break
        if answer == "y":
            applying.take(proposal)
    say(f"{applying.count} put in; `study build` carries them into the outputs")


def _asked() -> str:
    answer: str = click.prompt(
        "put it in?", type=click.Choice(("y", "n", "q")), default="n", show_choices=True
    )
    return answer
