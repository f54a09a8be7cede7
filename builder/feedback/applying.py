"""Learners' edits put into a course's YAML files, one after another."""

from __future__ import annotations

from collections.abc import Mapping

from builder.content.source import LARGEST, ContentError, Diagnostic, Location
from builder.feedback.diffs import apart, changed
from builder.feedback.proposals import Proposal
from builder.feedback.rereading import Rereading
from builder.feedback.spans import Span
from builder.pipeline.errors import strange_files_told
from builder.storage.publishing import replace_file
from builder.storage.strange import read_ordinary


class Applying:
    """What was put into the files so far."""

    def __init__(self, files: Mapping[str, Rereading]) -> None:
        self.count = 0
        self._files = {name: file for name, file in files.items() if file.is_yaml}
        self._taken: dict[str, list[Span]] = {name: [] for name in self._files}

    def can_take(self, proposal: Proposal) -> bool:
        """Whether an edit is of a YAML file, and of no text that was edited already."""
        if proposal.source is None or proposal.source.name not in self._files:
            return False
        return apart([*self._taken[proposal.source.name], *proposal.changes])

    def take(self, proposal: Proposal) -> None:
        """Write the file with an edit. Raises ContentError where it was written meanwhile."""
        assert proposal.source is not None
        name = proposal.source.name
        path, taken = self._files[name].path.resolve(), self._taken[name]
        before = changed(proposal.source.text, taken)
        with strange_files_told():
            if read_ordinary(path, LARGEST) != before.encode("utf-8", "surrogatepass"):
                words = "this file was changed since it was read"
                raise ContentError([Diagnostic(Location(name), words, "do it again")])
            taken += proposal.changes
            after = changed(proposal.source.text, taken)
            replace_file(path, after.encode("utf-8", "surrogatepass"))
        self.count += 1
