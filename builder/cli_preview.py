"""`study preview`: the courses as they are now, on a page of this machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from builder.cli import DONE, MACHINE
from builder.cli_show import FOLDER, PATHS, console, show_needs, show_problems

if TYPE_CHECKING:
    from builder.preview.rebuild import Rebuild

PORT = 8321


@click.command()
@PATHS
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=PORT,
    show_default=True,
    help="Port of the page; where it is taken, the next free one.",
)
@click.option("--no-open", "stays", is_flag=True, help="Don't open a browser.")
@click.option(
    "--output",
    "-o",
    type=FOLDER,
    default=Path("output"),
    show_default=True,
    help="Folder for what is built.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: os.cpu_count() or 1,
    show_default="the number of cores",
    help="How many files to make at a time.",
)
@click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder whose files replace the shipped templates.",
)
def preview(
    paths: tuple[Path, ...],
    port: int,
    stays: bool,
    output: Path,
    jobs: int,
    templates: Path | None,
) -> int:
    """Show courses in the browser, and every change as it is saved.

    Builds into the output folder as `study build` does, and again at every save. The page
    shows each file, the cards as Anki would, and the problems of a save with their places.
    Only this machine can open it. Ctrl-C ends it.
    """
    from builder import project
    from builder.cache import Cache
    from builder.errors import MachineError
    from builder.preview import board, drawing, rebuild, serving, site
    from builder.typeset.templates import Templates
    from builder.workers import Workers

    folders = project.template_folders(templates)
    shown = board.Board()
    workers = Workers(jobs)
    again = rebuild.Rebuild(paths, output, folders, workers, shown, _now)
    pages = drawing.Drawing(Cache(output / ".cache" / "pages", drawing.LIMIT))
    try:
        listening = serving.free_port(port)
        port = listening.getsockname()[1]
        app = site.site(shown, pages, Templates(folders), port)
        with serving.serving(app, listening, shown.close):
            _say(f"http://{serving.HERE}:{port}/", opens=not stays)
            _watch(again, (templates,) if templates else ())
    except serving.NoPortError as error:
        click.echo(str(error), err=True)
        return MACHINE
    except MachineError as error:
        show_needs(error.needs, console(err=True))
        return MACHINE
    finally:
        workers.close()
    return DONE


def _watch(again: Rebuild, beside: tuple[Path, ...]) -> None:
    from builder import project, watch

    paths = again.paths or (Path(project.CONTENT),)

    def once() -> None:
        began = time.monotonic()
        problems = again()
        show_problems(problems, "; the page shows the last good build")
        if not any(each.severity == "error" for each in problems):
            click.echo(f"built in {time.monotonic() - began:.1f} s", err=True)

    with watch.interruptible() as stop:
        once()
        watch.on_change((*paths, *beside), again.output, once, stop)


def _say(address: str, *, opens: bool) -> None:
    import webbrowser

    click.echo(f"{address}  Ctrl-C ends it")
    if opens and _has_screen():
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _has_screen() -> bool:
    """Is there a screen? Without one, a text browser would take the terminal."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _now() -> float:
    return float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
