"""The `study` command. This room is the only one that prints."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import click

from builder import __version__
from builder.storage.interrupts import ENDING

DONE, CONTENT, ARGUMENTS, MACHINE = 0, 1, 2, 3
STOPPED = 128  # and the signal's number, as shells have it: 130 for Ctrl-C

# Each command and where it lives; a module is loaded only when its command is asked for.
COMMANDS = {
    "build": "build",
    "preview": "preview",
    "check": "check",
    "changes": "changes",
    "cards": "cards",
    "feedback": "feedback",
    "quiz": "quiz",
    "print": "print",
    "init": "authoring",
    "new": "authoring",
    "convert": "authoring",
    "schema": "authoring",
    "templates": "templates",
    "doctor": "doctor",
    "completion": "completion",
}


def main() -> None:
    """Run the command and exit with its status."""
    heard: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        signal.default_int_handler(number, frame)

    for each in ENDING:
        if signal.getsignal(each) is not signal.SIG_IGN:  # as `nohup` has it
            signal.signal(each, interrupt)
    sys.unraisablehook = _unraisable
    _print_anything()
    try:
        status = study(standalone_mode=False)
        _ignore()  # what is done can't be stopped
    except (click.Abort, KeyboardInterrupt):
        _leave(heard)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except Exception:
        # Some libraries turn an interrupt that comes in the midst of them into their own error.
        if heard:
            _leave(heard)
        raise
    if heard and status:
        _leave(heard)
    sys.exit(status)


def _print_anything() -> None:
    """Have letters that a console or a file's encoding lacks (cp949 in Korea) printed as codes."""
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", "") == "strict":
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _ignore() -> None:
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)


def _leave(heard: list[int] | None = None) -> NoReturn:
    """End an interrupted command at once: every process it started, then this one."""
    _ignore()
    if "multiprocessing" in sys.modules:  # else there are none, and loading it takes time
        from multiprocessing import active_children, util

        for child in active_children():
            child.kill()
            child.join()
        # What Python would do at its own end, or its tracker tells of semaphores left behind.
        util._run_finalizers(0)  # type: ignore[attr-defined]
    with suppress(OSError):  # the terminal may be gone
        if sys.stderr.isatty():
            click.echo("\x1b[?25h", nl=False, err=True)  # a progress bar may have hidden the cursor
        click.echo("interrupted; every file is whole, of this build or the last", err=True)
        sys.stdout.flush()
    os._exit(STOPPED + (heard[0] if heard else signal.SIGINT))


def _unraisable(what: sys.UnraisableHookArgs) -> None:
    # Where an object is being deleted Python only prints an interrupt, and goes on.
    if issubclass(what.exc_type, KeyboardInterrupt):
        _leave()
    sys.__unraisablehook__(what)


class Commands(click.Group):
    """A group whose commands are the modules of `COMMANDS`, each with one of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"builder.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and os.path.exists(args[0]):  # noqa: PTH110  (starts quickly)
            words = f"{args[0]} is no command; to build it: study build {args[0]}"
            raise click.UsageError(words, ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="study")
@click.pass_context
def study(context: click.Context) -> int:
    """Turn study content into handouts, worksheets, flashcards, a poster and an Anki deck.

    \b
    study                  says what there is in this folder, and what to type
    study build            builds every course in content/ into output/
    study build notes.md   builds one file of study notes, as it is
    study preview          shows them in the browser, and every change as it is saved
    study check notes.md   says what is found in it, and builds nothing
    study doctor           says what this machine lacks, and how to install it

    A course is a folder, or a single .yaml, .md or .txt file.
    """
    if context.invoked_subcommand:
        return DONE
    return _start()


def _start() -> int:
    """Say what there is in this folder, what a build would make of it, and what to type."""
    from builder.cli.show import say, show_diagnostics
    from builder.content.source import ContentError
    from builder.reporting import start

    try:
        say("\n".join([*start.lines(), "", "study --help lists every command"]))
    except ContentError as error:
        show_diagnostics(error.diagnostics)
        return CONTENT
    return DONE
