"""A course from disk: its files read, joined and checked."""

from __future__ import annotations

from dataclasses import dataclass

from builder.course import check, readers
from builder.course.model import Course
from builder.course.reading import UNPLACED, Reading, join
from builder.course.source import ContentError, Mark, Problem, Source, decode
from builder.pictures import with_pictures
from builder.project import Target

LARGEST = 32 * 2**20  # bytes of one file; a year of study notes is a tenth of one


@dataclass(frozen=True, slots=True)
class Loaded:
    """A course, the sources it was read from, and the notes that don't stop a build."""

    course: Course
    sources: tuple[Source, ...]
    readings: tuple[Reading, ...]
    notes: tuple[Problem, ...]

    @property
    def unplaced(self) -> int:
        """How many lines neither the course nor a problem holds."""
        return sum(reading.account.count(UNPLACED) for reading in self.readings)


def load(target: Target, *, strict: bool = False) -> Loaded:
    """Read a course. Raises ContentError with every problem that its author can mend.

    With `strict`, notes are problems too.
    """
    sources, problems = _sources(target)
    readings = [readers.read(source) for source in sources]
    for reading in readings:
        problems += reading.problems
    course = join(target.name, [reading.fragment for reading in readings])
    if not any(problem.severity == "error" for problem in problems):
        problems += check.problems(course, Mark(str(target.path)))
        course, unshown = with_pictures(course, target, tuple(sources))
        problems += unshown
    if any(strict or problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    notes = tuple(sorted(problems, key=lambda problem: problem.mark))
    return Loaded(course, tuple(sources), tuple(readings), notes)


def _sources(target: Target) -> tuple[list[Source], list[Problem]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    for file in target.files:
        name = target.shown(file)
        try:
            size = file.stat().st_size
            if size > LARGEST:
                words = f"the file is too large ({size / 2**20:.0f} MB)"
                problems.append(Problem(Mark(name), words, "split it; a file may have 32 MB"))
                continue
            sources.append(decode(name, file.read_bytes()))
        except OSError as error:
            words = f"the file can't be read: {error.strerror}"
            problems.append(Problem(Mark(name), words, "check its permissions"))
        except ContentError as error:
            problems += error.problems
    return sources, problems
