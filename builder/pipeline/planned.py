"""The fifth stage: which files a build makes, and what the ledger will say after it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from builder import outputs
from builder.content.model import Course, cards
from builder.content.source import ContentError, Diagnostic, Location
from builder.documents.job import Job, Stamp, Tombstone
from builder.documents.kept import KeptPages
from builder.documents.options import Options
from builder.documents.output import Artefact
from builder.ledger import stamping
from builder.ledger.matching import Ledger
from builder.pipeline.checked import Checked
from builder.pipeline.errors import NoSuchLevelError
from builder.pipeline.matched import Matched, shared
from builder.storage.digest import digest
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
    def folder(self) -> Path:
        """Where the files go."""
        return self.options.output / self.course.name


def plan(checked: Checked, options: Options, now: int) -> Planned:
    """Plan a build of everything that is asked for; `now` is in seconds since 1970.

    Raises NoSuchLevelError, and ContentError where the ledger would change and may not.
    """
    _check_levels(checked.course, options)
    after = _ledger(checked, options, now)
    if options.frozen:
        _check_frozen(checked.matched, after)
    surroundings = _surroundings(checked.templates, checked.faces)
    job = Job(
        course=checked.course,
        options=options,
        templates=checked.templates,
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
        kept=KeptPages(checked.cache, surroundings),
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


def _ledger(checked: Checked, options: Options, now: int) -> Ledger:
    """The ledger after the build, by what is seen of each card in what learners keep."""
    lasting = [(output, output.fingerprints) for output in outputs.every() if output.fingerprints]
    seen = {
        code: fingerprint
        for _, fingerprints in lasting
        for code, fingerprint in fingerprints(checked.course, checked.templates).items()
    }
    with_all = all(options.wants(output.name) for output, _ in lasting)
    names = shared(checked.course) if with_all else None
    return stamping.stamp(checked.matched.matching, seen, now, names)


def _check_frozen(matched: Matched, after: Ledger) -> None:
    before = matched.matching.ledger.by_code
    changed = [entry for entry in after.entries if before.get(entry.code) != entry]
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


def _surroundings(templates: Templates, faces: tuple[Face, ...]) -> str:
    """A digest of templates, fonts, libraries and this program itself."""
    package = Path(__file__).parent.parent
    own = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml", ".html"))
    libraries = tuple(version(name) for name in ("weasyprint", "pydyf", "pikepdf", "genanki"))
    return digest(
        templates.contents(),
        [(face.family, face.style, face.file, file_state(face.file).lasting) for face in faces],
        libraries,
        [(path, file_state(path).lasting) for path in own],
    )
