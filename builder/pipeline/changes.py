"""What a build would change: cards, files, and the pages to print again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from builder import outputs
from builder.content.model import cards
from builder.content.source import Diagnostic
from builder.documents.options import Options
from builder.documents.output import output_file
from builder.ledger.matching import Change, Doubtful
from builder.pipeline.checked import check
from builder.pipeline.loaded import load
from builder.pipeline.matched import match
from builder.pipeline.planned import Planned, plan
from builder.pipeline.rendered import render
from builder.pipeline.target import Target
from builder.pipeline.workers import Workers
from builder.typeset import pages


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """Edits that were not built yet.

    `answered` holds the fronts, by code, of cards that only say something else than before;
    `pages` for each file that would change the pages to print again, from 1, none where the
    file is new or isn't paged; `gone` the files that would no longer be made; `notes` say what
    learners would lose.
    """

    cards: tuple[Change, ...]
    doubts: tuple[Doubtful, ...]
    answered: Mapping[str, str]
    pages: Mapping[str, tuple[int, ...]]
    gone: tuple[str, ...]
    notes: tuple[Diagnostic, ...]


def unbuilt(target: Target, options: Options, now: int, workers: Workers) -> Unbuilt:
    """Compare the content with the last build. Writes nothing but the cache.

    Raises ContentError and PageError as a build does.
    """
    planned = plan(check(match(load(target), options.output), options), options, now)
    # What tells of the other files is never printed.
    plain = tuple(artefact for artefact in planned.artefacts if not artefact.finish)
    files = render(replace(planned, artefacts=plain), workers, lambda *_: None).files
    return Unbuilt(
        cards=planned.matched.matching.changes,
        doubts=planned.matched.matching.doubts,
        answered=_answered(planned),
        pages={
            path: reprint
            for path, data in sorted(files.items())
            if (reprint := _reprint(planned.folder / path, data)) is not None
        },
        gone=_gone(planned) if options.is_complete else (),
        notes=planned.matched.notes,
    )


def _answered(planned: Planned) -> dict[str, str]:
    matching = planned.matched.matching
    named = {change.code for change in matching.changes}
    before, after = matching.ledger.by_code, planned.ledger.by_code
    return {
        card.code: card.front
        for card in cards(planned.course)
        if card.code not in named and before[card.code].seen != after[card.code].seen
    }


def _gone(planned: Planned) -> tuple[str, ...]:
    there = {path.name for path in planned.folder.glob("*.*") if not path.name.startswith(".")}
    return tuple(sorted(there - {artefact.path for artefact in planned.artefacts}))


def _reprint(path: Path, data: bytes) -> tuple[int, ...] | None:
    """The pages to print again, or None where the file would stay as it is."""
    try:
        old = path.read_bytes()
    except OSError:
        return ()
    if old == data:
        return None
    if path.suffix != ".pdf":
        return ()
    output = output_file(path.name, data, outputs.every()).output
    return tuple(pages.changed(old, data, foot=output.foot if output else 0))
