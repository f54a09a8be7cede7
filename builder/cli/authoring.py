"""`study init`, `study new`, `study convert`, `study schema`: help with writing a course."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from builder.cli.main import CONTENT, DONE
from builder.cli.options import FOLDER
from builder.cli.show import show_diagnostics
from builder.languages import folders


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--language", type=click.Choice(sorted(folders.codes())), default="ko", show_default=True
)
@click.option("--title", default="", help="The course's title; else the folder's name.")
def init(folder: Path, language: str, title: str) -> int:
    """Start a small course in a new FOLDER; it builds at once."""
    from builder.authoring import courses
    from builder.content.source import ContentError
    from builder.ledger import identity

    try:
        id = identity.made(secrets.token_bytes(16))
        written = courses.start(folder, language, title or folder.resolve().name, id)
    except ContentError as error:
        show_diagnostics(error.diagnostics)
        return CONTENT
    click.echo("\n".join(str(path) for path in written))
    click.echo(f"now: study build {folder}")
    return DONE


@click.group()
def new() -> None:
    """Add to a course."""


@new.command()
@click.argument("title")
@click.option("--course", type=FOLDER, help="The course's folder.  [default: here, or content/*]")
@click.option("--part", default="", help="The key of the part that the topic belongs to.")
def topic(title: str, course: Path | None, part: str) -> int:
    """Add a topic file after the last one, with its keys ready to fill in."""
    from builder.authoring import courses
    from builder.content.source import ContentError

    try:
        click.echo(str(courses.add_topic(course or _course(), title, part)))
    except ContentError as error:
        show_diagnostics(error.diagnostics)
        return CONTENT
    return DONE


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("folder", type=FOLDER)
def convert(source: Path, folder: Path) -> int:
    """Write SOURCE, a course in any form, as a YAML course into a new FOLDER.

    The cards keep their codes.
    """
    from builder.authoring import courses
    from builder.content.source import ContentError
    from builder.pipeline import target
    from builder.pipeline.loaded import load

    try:
        targets = target.find_targets((source,))
        if len(targets) != 1:
            raise click.UsageError(f"{source} holds {len(targets)} courses; name one of them")
        loaded = load(targets[0])
        written = courses.convert(loaded.course, targets[0], folder)
    except ContentError as error:
        show_diagnostics(error.diagnostics, "; nothing was written")
        return CONTENT
    click.echo(f"{len(written)} files in {folder}")
    return DONE


@click.command()
@click.argument("kind", type=click.Choice(["course", "topic", "story"]))
def schema(kind: str) -> int:
    """Print the JSON Schema of a course's, a topic's or a story's file, for editors."""
    from builder.readers.yaml.schema import schema as schema_of

    click.echo(schema_of(kind), nl=False)
    return DONE


def _course() -> Path:
    """The course here, or the only one in content/."""
    if Path("course.yaml").is_file():
        return Path()
    there = sorted(path.parent for path in Path("content").glob("*/course.yaml"))
    if len(there) != 1:
        names = f"there are {', '.join(map(str, there))}" if there else "there is none here"
        raise click.UsageError(f"name the course with --course FOLDER; {names}")
    return there[0]
