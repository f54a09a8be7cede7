"""`study preview`: the courses as they are now, on a page of this machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from builder.cli.main import CONTENT, DONE, MACHINE
from builder.cli.options import CACHE, JOBS, TEMPLATES, marks, output
from builder.cli.show import PATHS, console, say, show_diagnostics, show_needs
from builder.documents.options import Options

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
@output()
@JOBS
@CACHE
@TEMPLATES
def preview(paths: tuple[Path, ...], port: int, stays: bool, jobs: int, **options: Any) -> int:
    """Show courses in the browser, and every change as it is saved.

    Builds into the output folder as `study build` does, and again at every save. The page
    shows each file, the cards as Anki would, and the problems of a save with their places.
    Only this machine can open it. Ctrl-C ends it.
    """
    from builder.content.source import ContentError
    from builder.pipeline.errors import MachineError
    from builder.pipeline.target import check_watchable, here
    from builder.preview.serving import NoPortError

    try:
        paths = paths or here()
        check_watchable(paths)
        _preview(paths, port, not stays, jobs, Options(**options, marks=marks()))
    except ContentError as error:
        show_diagnostics(error.diagnostics)
        return CONTENT
    except NoPortError as error:
        say(str(error), err=True)
        return MACHINE
    except MachineError as error:
        show_needs(error.needs, console(err=True))
        return MACHINE
    return DONE


def _preview(paths: tuple[Path, ...], port: int, opens: bool, jobs: int, options: Options) -> None:
    from builder.pipeline.target import template_folders
    from builder.pipeline.workers import Workers
    from builder.preview import board, drawing, rebuild, serving, site
    from builder.storage.cache import Cache
    from builder.typeset.templates.environment import Templates

    templates = Templates(template_folders(options.templates))
    shown, workers = board.Board(), Workers(jobs)
    kept = Cache(options.cache and options.cache / "pages", drawing.LIMIT)
    pages = drawing.PageDrawing(kept)
    again = rebuild.Rebuild(paths, options, templates, workers, shown, _now)
    listening = serving.free_port(port)
    own_port = listening.getsockname()[1]
    app = site.site(shown, pages, templates, own_port)
    try:
        with serving.serving(app, listening, shown.close):
            _say(f"http://{serving.HERE}:{own_port}/", opens=opens)
            _watch(again)
    finally:
        workers.close()


def _watch(again: Rebuild) -> None:
    from builder.pipeline import watch

    def once() -> None:
        began = time.monotonic()
        diagnostics = again()
        show_diagnostics(diagnostics, "; the page shows them over the last good build")
        if not any(each.severity == "error" for each in diagnostics):
            click.echo(f"built in {time.monotonic() - began:.1f} s", err=True)

    options = again.options
    beside = (options.templates,) if options.templates else ()
    watched = (*again.paths, *beside)
    with watch.interruptible() as stop:
        before = watch.state(watched, options.output)
        once()
        watch.on_change(watched, options.output, once, stop, before)


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
