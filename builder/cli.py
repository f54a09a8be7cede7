"""The `study` command. Modules named `cli…` are the only ones that print."""

from __future__ import annotations

import importlib
import sys

import click

from builder import __version__

DONE, CONTENT, ARGUMENTS, MACHINE, INTERRUPTED = 0, 1, 2, 3, 130

# Each command and where it lives; a module is loaded only when its command is asked for.
COMMANDS = {
    "build": "cli_build",
    "preview": "cli_preview",
    "check": "cli_check",
    "changes": "cli_changes",
    "cards": "cli_cards",
    "quiz": "cli_quiz",
    "print": "cli_print",
    "init": "cli_authoring",
    "new": "cli_authoring",
    "convert": "cli_authoring",
    "schema": "cli_authoring",
    "doctor": "cli_doctor",
    "completion": "cli_completion",
}


def main() -> None:
    """Run the command and exit with its status."""
    try:
        sys.exit(study(standalone_mode=False))
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; the files of the last build are untouched", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


class Commands(click.Group):
    """A group whose commands are the modules of `COMMANDS`, each with one of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"builder.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="study")
def study() -> None:
    """Turn study content into handouts, worksheets, flashcards, a poster and an Anki deck.

    \b
    study build            builds every course in content/ into output/
    study build notes.md   builds one file of study notes, as it is
    study preview          shows them in the browser, and every change as it is saved
    study check notes.md   says what is found in it, and builds nothing
    study doctor           says what this machine lacks, and how to install it

    A course is a folder, or a single .yaml, .md or .txt file.
    """
