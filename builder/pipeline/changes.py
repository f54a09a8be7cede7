"""What a build would change: cards, files, and the pages to print again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder import outputs
from builder.content.model import cards
from builder.documents.options import Options
from builder.documents.output import output_file
from builder.ledger.matching import Change
from builder.pipeline.build import Prepared, prepare
from builder.pipeline.loaded import load
from builder.pipeline.rendered import render
from builder.pipeline.target import Target
from builder.pipeline.workers import Workers
from builder.typeset import pages


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """Edits that were not built yet.

    `answered` holds the fronts, by code, of cards that only say something else than before;
    `pages` for each file that would change the pages to print again, from 1, none where the
    file is new or isn't paged; `gone` the files that would no longer be made.
    """

    cards: tuple[Change, ...]
    answered: Mapping[str, str]
    pages: Mapping[str, tuple[int, ...]]
    gone: tuple[str, ...]


def unbuilt(target: Target, options: Options, now: int, workers: Workers) -> Unbuilt:
    """Compare the content with the last build. Writes nothing but the cache.

    Raises ContentError and PageError as a build does.
    """
    ready = prepare(target, load(target), options, now)
    # What tells of the other files is never printed.
    plain = [each for each in ready.artefacts if not each.finish]
    files = dict(render(plain, ready.surroundings, ready.cache, workers))
    there = {path.name for path in ready.folder.glob("*.*") if not path.name.startswith(".")}
    return Unbuilt(
        cards=ready.matching.changes,
        answered=_answered(ready),
        pages={
            path: reprint
            for path, data in sorted(files.items())
            if (reprint := _reprint(ready.folder / path, data)) is not None
        },
        gone=tuple(sorted(there - {each.path for each in ready.artefacts}))
        if options.is_complete
        else (),
    )


def _answered(ready: Prepared) -> dict[str, str]:
    named = {change.code for change in ready.matching.changes}
    before, after = ready.matching.ledger.by_code, ready.after.by_code
    return {
        card.code: card.front
        for card in cards(ready.matching.course)
        if card.code not in named and before[card.code].seen != after[card.code].seen
    }


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
