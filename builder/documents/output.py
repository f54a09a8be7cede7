"""What an output is: how it describes itself, and the files that it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from builder.content.model import Course
from builder.content.shared import Fingerprints, LastDeck, LearnersNote, Shared
from builder.content.source import Diagnostic, Location
from builder.documents.job import Job
from builder.documents.kept import KeptPages
from builder.typeset.templates.environment import Templates


@dataclass(frozen=True, slots=True)
class Output:
    """An output: all that anything else knows of it.

    `name` is its module's, begins its files' names and is what `--only` calls it. `order` is
    its place among the others wherever they are listed. One that `is_by_level` makes files for
    each level (`handout-2.pdf`), others are of the whole course. `foot` is how many millimetres
    at its pages' lower edge carry a version, which is no reason to print a page again; 0 where
    none do.

    What learners keep beyond the files has `fingerprints`: by its code or name, hashes of what is
    seen of it, for the ledger, which also remembers the names under which it was `shared`; what an
    output folder holds of the last is `published`, which is given its files by their names; what
    they have of each card (by its code) is `learned`. An output `is_extra` that is made only where
    it is asked for by name; its files' names begin with `stem` where that isn't its own. `check`
    finds in its finished files (bytes by path) what should be told; the location is the course's.
    """

    name: str
    order: int
    is_by_level: bool
    foot: float
    artefacts: Callable[[Job], list[Artefact]]
    fingerprints: Callable[[Course, Templates, KeptPages], Mapping[str, Fingerprints]] | None = None
    shared: Callable[[Course], Shared] | None = None
    published: Callable[[Callable[[str], bytes | None]], LastDeck | None] | None = None
    learned: Callable[[Course], Mapping[str, LearnersNote]] | None = None
    check: Callable[[Course, Location, Mapping[str, bytes]], Iterable[Diagnostic]] | None = None
    is_extra: bool = False
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file of the output folder, and how to make its bytes.

    `make` can be pickled, so that another process can call it, and digested, so that its
    result can be kept. Where `source` names another artefact, `make` is given that one's
    bytes. `weight` says how long it takes against others: characters set are a good measure.
    `finish` makes what is published from the bytes and from all other files of the folder.
    What a reader opens first `comes_first`: it is begun before all others.
    """

    path: str
    make: Callable[..., bytes]
    source: str = ""
    weight: int = 0
    finish: Callable[[bytes, tuple[OutputFile, ...]], bytes] | None = None
    comes_first: bool = False


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a build made: which output's it is, and which of its files.

    `kind` is that output's name, and `output` None where there is no such output any more.
    `level` is None and `variant` empty where the name tells of none.
    """

    path: str
    data: bytes = field(repr=False)
    kind: str
    output: Output | None
    level: int | None = None
    variant: str = ""

    @property
    def order(self) -> tuple[float, str, str, str]:
        """What files are sorted by: their outputs' order, then their names."""
        place = self.output.order if self.output else float("inf")
        return place, self.kind, self.path.rpartition(".")[0], self.path


def output_file(path: str, data: bytes, outputs: Iterable[Output]) -> OutputFile:
    """A file as its name tells it: `worksheet-2-key.pdf` is of level 2, its variant `key`."""
    kind, _, rest = path.rpartition(".")[0].partition("-")
    output = next((output for output in outputs if kind == (output.stem or output.name)), None)
    kind = output.name if output else kind
    level, _, variant = rest.partition("-")
    if output and output.is_by_level and level.isdecimal():
        return OutputFile(path, data, kind, output, int(level), variant)
    return OutputFile(path, data, kind, output, variant=rest)
