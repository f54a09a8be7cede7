"""Feedback from its learners' files to what a course's author may do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.content.model import Card, cards
from builder.content.shared import LearnersNote
from builder.content.source import Diagnostic
from builder.documents.options import Options
from builder.feedback import decks
from builder.feedback.decks import Deck
from builder.feedback.differences import Known, Leech, Remark, differences, leeches, remarks
from builder.feedback.diffs import apart, diff
from builder.feedback.proposals import Proposal, proposals
from builder.feedback.rereading import Rereading
from builder.pipeline.files.pictures import fitted
from builder.pipeline.loaded import Loaded, load
from builder.pipeline.matched import learned, match
from builder.pipeline.target import Target


@dataclass(frozen=True, slots=True)
class Feedback:
    """What learners' files say of a course.

    `files` are those of its sources that can be written, by their names; `problems` say which of
    the learners' can't be read.
    """

    decks: tuple[Deck, ...]
    problems: tuple[Diagnostic, ...]
    by_code: Mapping[str, Card]
    proposals: tuple[Proposal, ...]
    remarks: tuple[Remark, ...]
    leeches: tuple[Leech, ...]
    files: Mapping[str, Rereading]

    @property
    def diff(self) -> str:
        """All that can be put in; of edits of one text that which most learners have."""
        made = []
        for file in self.files.values():
            taken: list[Proposal] = []
            for each in self.proposals:
                if each.source is file.source and apart(
                    span for one in (*taken, each) for span in one.changes
                ):
                    taken.append(each)
            if taken:
                made.append(diff(file.source, (span for one in taken for span in one.changes)))
        return "".join(made)


def feedback(
    target: Target, options: Options, paths: Iterable[Path], *, lapses: bool = False
) -> Feedback:
    """Compare learners' files with a course; with `lapses`, read how often they failed too.

    Raises ContentError as a build does, and where there are no such files.
    """
    theirs = decks.files(paths)
    loaded = load(target)
    matched = match(loaded, loaded.folder(options))
    course, _ = fitted(matched.course)
    ours = learned(course)
    read = tuple(decks.read_all(theirs, ours, lapses=lapses))
    held = tuple(each for each in read if isinstance(each, Deck))
    entries = matched.matching.ledger.by_code
    known = Known(
        {code: entries[code].changed for code in ours if code in entries},
        frozenset(code for code, note in ours.items() if _is_edited(note, entries)),
    )
    files = _files(loaded, target)
    return Feedback(
        decks=held,
        problems=tuple(each for each in read if isinstance(each, Diagnostic)),
        by_code={card.code: card for card in cards(course)},
        proposals=proposals(course, differences(held, ours, known), files),
        remarks=remarks(held, ours),
        leeches=leeches(held) if lapses else (),
        files=files,
    )


def _is_edited(note: LearnersNote, entries: Mapping[str, object]) -> bool:
    entry = entries.get(note.code)
    return entry is not None and getattr(entry, "seen", "") not in note.seen


def _files(loaded: Loaded, target: Target) -> dict[str, Rereading]:
    """The course's files whose bytes are their text: what is written there is what is read."""
    if target.unpacked:
        return {}
    found = {}
    for path, source in zip(target.files, loaded.sources, strict=True):
        if path.read_bytes() == source.text.encode("utf-8", "surrogatepass"):
            found[source.name] = Rereading(path, source, target.read_as)
    return found
