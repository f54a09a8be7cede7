"""Which files a build makes: those of every output that was asked for."""

from __future__ import annotations

from builder import outputs
from builder.content.model import Course
from builder.documents.job import Job, Stamp, Tombstone
from builder.documents.kept import KeptPages
from builder.documents.options import Options
from builder.documents.output import Artefact
from builder.ledger.matching import Ledger, Matching
from builder.pipeline.errors import NoSuchLevelError
from builder.typeset.templates.environment import Templates


def plan(
    matching: Matching, after: Ledger, options: Options, templates: Templates, kept: KeptPages
) -> list[Artefact]:
    """The artefacts that were asked for. Raises NoSuchLevelError."""
    _check_levels(matching.course, options)
    job = Job(
        course=matching.course,
        options=options,
        templates=templates,
        stamps={entry.code: Stamp(entry.note, entry.changed) for entry in after.entries},
        tombstones=tuple(
            Tombstone(
                entry.code,
                entry.kind,
                entry.front,
                Stamp(entry.note, entry.changed),
                tuple((gap.number, gap.words) for gap in entry.gaps),
            )
            for entry in after.tombstones
        ),
        kept=kept,
    )
    return [
        artefact
        for output in outputs.every()
        if options.wants(output.name) and (options.only or not output.is_extra)
        for artefact in output.artefacts(job)
    ]


def _check_levels(course: Course, options: Options) -> None:
    unknown = set(options.levels) - {level.number for level in course.levels}
    if unknown:
        raise no_such_level(course, min(unknown))


def no_such_level(course: Course, number: int) -> NoSuchLevelError:
    """The mistake of asking for a level that a course doesn't have, and which it has."""
    names = ", ".join(f"{level.number} ({level.name})" for level in course.levels)
    return NoSuchLevelError(
        f"{course.title} has no level {number}; its levels are {names or 'none'}"
    )
