"""Builds every course for the preview: a good one is shown, a broken one keeps its last good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from builder.content.source import ContentError, Diagnostic, Location
from builder.documents.options import Options
from builder.pipeline import build
from builder.pipeline.rendered import Ready
from builder.pipeline.target import Target, find_targets
from builder.pipeline.workers import Workers
from builder.preview import views
from builder.preview.board import Board
from builder.preview.state import CourseView
from builder.typeset.errors import PageError
from builder.typeset.templates.environment import Templates


@dataclass(frozen=True, slots=True)
class Rebuild:
    """How the preview builds: what, with which options and workers, and who is told.

    `now` gives the time in seconds since 1970.
    """

    paths: tuple[Path, ...]
    options: Options
    templates: Templates
    workers: Workers
    board: Board
    now: Callable[[], float]

    def __call__(self) -> tuple[Diagnostic, ...]:
        """Build all courses once; returns every problem. Raises MachineError."""
        self.board.change(status="building", done=0, of=0)
        shown, diagnostics = self._courses()
        is_broken = any(each.severity == "error" for each in diagnostics)
        self.board.change(
            status="broken" if is_broken else "ready",
            at=self.now(),
            courses=shown,
            faults=views.faults(diagnostics),
        )
        return diagnostics

    def _courses(self) -> tuple[tuple[CourseView, ...], tuple[Diagnostic, ...]]:
        last = {each.path: each for each in self.board.state.courses}
        try:
            targets = find_targets(self.paths)
        except ContentError as error:
            return tuple(last.values()), error.diagnostics
        diagnostics: list[Diagnostic] = []
        for target in targets:
            path = str(target.path)
            try:
                now = int(self.now())
                built = build.build(target, self.options, now, self.workers, self._progress)
            except _MENDABLE as error:
                diagnostics += _diagnostics(target, error)
                continue
            last[path] = views.shown(path, built, self.templates)
            diagnostics += built.notes
        here = (str(target.path) for target in targets)
        return tuple(last[path] for path in here if path in last), tuple(diagnostics)

    def _progress(self, ready: Ready) -> None:
        self.board.change(done=ready.done, of=ready.of)


# What whoever edits content or templates can mend; anything else is a bug, and ends the preview.
_MENDABLE = (ContentError, PageError, OSError)


def _diagnostics(target: Target, error: Exception) -> list[Diagnostic]:
    location = Location(str(target.path))
    match error:
        case ContentError():
            return list(error.diagnostics)
        case PageError():
            where = Location(*error.place) if error.place else location
            return [Diagnostic(where, error.message, error.hint)]
        case OSError() if error.filename:
            location = replace(location, file=str(error.filename))
    words = getattr(error, "strerror", None) or str(error)
    return [Diagnostic(location, words, "the last build's files stay")]
