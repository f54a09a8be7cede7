"""What an output yields: files, and how to make their bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from builder.documents.job import Job


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file of the output folder, and how to make its bytes.

    `make` can be pickled, so that another process can call it, and digested, so that its
    result can be kept. Where `source` names another artefact, `make` is given that one's
    bytes. `weight` says how long it takes against others: characters set are a good measure.
    `finish` makes what is published from the bytes and from all other files of the folder.
    """

    path: str
    make: Callable[..., bytes]
    source: str = ""
    weight: int = 0
    finish: Callable[[bytes, Mapping[str, bytes]], bytes] | None = None


Output = Callable[[Job], list[Artefact]]
