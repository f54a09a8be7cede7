"""A build from its first stage to its last."""

from __future__ import annotations

from collections.abc import Callable

from builder.content.source import Diagnostic
from builder.documents.options import Options
from builder.pipeline.checked import check
from builder.pipeline.loaded import load_at_rest
from builder.pipeline.matched import check_writable, match
from builder.pipeline.planned import plan
from builder.pipeline.published import Published, publish
from builder.pipeline.rendered import Progress, render
from builder.pipeline.target import Target
from builder.pipeline.workers import Workers, warm_up
from builder.storage.publishing import alone

Warn = Callable[[tuple[Diagnostic, ...]], None]


def build(
    target: Target,
    options: Options,
    now: int,
    workers: Workers,
    progress: Progress,
    warn: Warn | None = None,
) -> Published:
    """Build one course; `now` is in seconds since 1970, the ledger notes it by what changed.

    `warn` is told before anything is made what learners would lose.
    Raises ContentError, PageError, MachineError, NoSuchLevelError, OSError; then nothing has
    changed.
    """
    warm_up()
    if not options.frozen:
        check_writable(target)
    loaded = load_at_rest(target, strict=options.strict)
    # Held before the ledger is read: a build that was stopped half-way first puts it in place.
    with alone(options.output / loaded.course.name):
        matched = match(loaded, options.output, strict=options.strict)
        if warn:
            warn(matched.notes)
        checked = check(matched, options)
        planned = plan(checked, options, now)
        rendered = render(planned, workers, progress)
        return publish(rendered)
