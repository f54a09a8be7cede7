"""The fifth stage: which files a build makes, and what the ledger will say after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from builder import outputs
from builder.content.model import Course, cards
from builder.content.source import ContentError, Diagnostic, Location
from builder.documents.job import Job, Stamp, Tombstone
from builder.documents.kept import NOTHING_KEPT, KeptPages
from builder.documents.options import Options
from builder.documents.output import Artefact
from builder.ledger import matching, stamping
from builder.ledger.matching import Entry, Ledger, Matching
from builder.pipeline.checked import Checked
from builder.pipeline.errors import NoSuchLevelError
from builder.pipeline.loaded import Loaded
from builder.pipeline.matched import Matched, shared
from builder.pipeline.target import template_folders
from builder.storage.digest import digest
from builder.storage.program import program
from builder.storage.publishing import OutputFolder
from builder.storage.state import file_state
from builder.typeset.fonts import Face
from builder.typeset.templates.environment import Templates


@dataclass(frozen=True, slots=True)
class Planned:
    """All of a build but its bytes: what is to be made, where to, and the ledger after it.

    `surroundings` is a digest of what shapes every file beside its artefact.
    """

    checked: Checked
    options: Options
    artefacts: tuple[Artefact, ...]
    ledger: Ledger
    surroundings: str

    @property
    def course(self) -> Course:
        """The course as it is printed."""
        return self.checked.course

    @property
    def matched(self) -> Matched:
        return self.checked.matched

    @property
    def folder(self) -> OutputFolder:
        """Where the files go."""
        return self.matched.loaded.folder(self.options)


def plan(checked: Checked, options: Options, now: int) -> Planned:
    """Plan a build of everything that is asked for; `now` is in seconds since 1970.

    Raises NoSuchLevelError, and ContentError where the ledger would change and may not.
    """
    _check_levels(checked.course, options)
    surroundings = _surroundings(checked.templates, checked.faces)
    kept = KeptPages(checked.cache, surroundings)
    found, course = checked.matched.matching, checked.course
    after = stamped(found, course, checked.templates, now, options, kept)
    if options.frozen:
        _check_frozen(checked.matched, after)
    job = Job(
        course=checked.course,
        options=options,
        templates=checked.templates,
        stamps={entry.code: Stamp(entry.note, entry.changed) for entry in after.entries},
        tombstones=tuple(
            Tombstone(
                entry.code, entry.kind, entry.front, Stamp(entry.note, entry.changed), entry.id
            )
            for entry in after.tombstones
        ),
        kept=kept,
    )
    artefacts = (
        artefact
        for output in outputs.every()
        if options.wants(output.name) and (options.only or not output.is_extra)
        for artefact in output.artefacts(job)
    )
    return Planned(checked, options, tuple(artefacts), after, surroundings)


def no_such_level(course: Course, number: int) -> NoSuchLevelError:
    """The mistake of asking for a level that a course doesn't have, and which it has."""
    names = ", ".join(f"{level.number} ({level.name})" for level in course.levels)
    return NoSuchLevelError(
        f"{course.title} has no level {number}; its levels are {names or 'none'}"
    )


def _check_levels(course: Course, options: Options) -> None:
    unknown = set(options.levels) - {level.number for level in course.levels}
    if unknown:
        raise no_such_level(course, min(unknown))


def stamped(
    found: Matching,
    course: Course,
    templates: Templates,
    now: int,
    options: Options | None = None,
    kept: KeptPages = NOTHING_KEPT,
) -> Ledger:
    """The ledger after a build, by what is seen of each card in what learners keep."""
    lasting = [(output, output.fingerprints) for output in outputs.every() if output.fingerprints]
    seen = {
        code: fingerprint
        for _, fingerprints in lasting
        for code, fingerprint in fingerprints(course, templates, kept).items()
    }
    with_all = not options or all(options.wants(output.name) for output, _ in lasting)
    return stamping.stamp(found, seen, now, shared(course) if with_all else None)


def first_ledger(loaded: Loaded, known: Mapping[str, tuple[int, int]]) -> str:
    """The text of the ledger of a new course whose cards were made of notes that there are.

    `known` holds by a card's id its note's id and the second that it last changed: so a build
    changes nothing of a note that was not edited since.
    """
    found = matching.match(loaded.course, Ledger())
    made = stamped(found, found.course, Templates(template_folders(None)), 0)
    entries = (
        replace(entry, note=known[entry.id][0], changed=known[entry.id][1])
        if entry.id in known
        else entry
        for entry in made.entries
    )
    return matching.write(Ledger(tuple(entries)))


def _check_frozen(matched: Matched, after: Ledger) -> None:
    before = matched.matching.ledger.by_code
    changed = [entry for entry in after.entries if _differs(before.get(entry.code), entry)]
    if changed:
        locations = {card.code: card.location for card in cards(matched.course)}
        lines = {code: number for number, code in enumerate(sorted(before), 1)}
        ledger = str(matched.target.ledger)
        raise ContentError(
            Diagnostic(
                locations.get(entry.code) or Location(ledger, lines.get(entry.code, 1)),
                f"the ledger would change for {entry.code}",
                "run `study build` without --frozen, and commit the ledger",
            )
            for entry in changed
        )


def _differs(before: Entry | None, after: Entry) -> bool:
    """Whether more is new of a line than the hash by which a later version knows the same."""
    if before is None or before.changed != after.changed:
        return True
    return replace(before, seen=after.seen) != after


def _surroundings(templates: Templates, faces: tuple[Face, ...]) -> str:
    """A digest of templates, fonts, libraries and this program itself."""
    return digest(
        templates.contents(),
        [(face.family, face.style, face.file, file_state(face.file).lasting) for face in faces],
        program(),
    )
