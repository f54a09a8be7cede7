"""Outputs: each describes itself, and everything else reads that."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import outputs
from builder.content.model import Course
from builder.documents.output import Output, output_file
from builder.documents.sectioned import SectionedDocument
from builder.ledger import matching
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from tests.conftest import ROOT
from tests.support.courses import small
from tests.support.jobs import job

EVERY = pytest.mark.parametrize("output", outputs.every(), ids=lambda output: output.name)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The small course, with codes."""
    (target,) = find_targets([small(tmp_path / "small")])
    return matching.match(load(target).course, matching.Ledger()).course


def test_an_output_is_known_by_its_module() -> None:
    """Each module of the room is an output of that name, and each has a place of its own."""
    modules = [path.stem for path in (ROOT / "builder/outputs").glob("[a-z]*")]
    assert len(modules) > 5
    assert sorted(modules) == list(outputs.names())
    assert sorted(output.name for output in outputs.every()) == list(outputs.names())
    assert len({output.order for output in outputs.every()}) == len(modules)


@EVERY
def test_files_are_named_after_their_output(output: Output, course: Course) -> None:
    """A file's name begins with its output's, and tells its level where there is one for each."""
    paths = [each.path for each in output.artefacts(job(course, answers="separate"))]
    assert paths
    for path in paths:
        file = output_file(path, b"", outputs.every())
        assert file.output is output
        assert file.level in ({1, 2} if output.is_by_level else {None})


@EVERY
def test_a_foot_is_where_an_edition_stands(output: Output, course: Course) -> None:
    """Outputs whose pages are bound with an edition say how high its foot is, and no others."""
    makers = [each.make for each in output.artefacts(job(course))]
    documents = [each for make in makers for each in make.args if _has_edition(each)]  # type: ignore[attr-defined]
    assert bool(documents) == (output.foot > 0)


def _has_edition(value: object) -> bool:
    return isinstance(value, SectionedDocument) and value.repeated is not None


@pytest.mark.parametrize(
    ("path", "kind", "level", "variant"),
    [
        ("worksheet-2-key.pdf", "worksheet", 2, "key"),
        ("handout-10.pdf", "handout", 10, ""),
        ("poster-2.pdf", "poster", None, "2"),
        ("poster-ci-cd-a4.pdf", "poster", None, "ci-cd-a4"),
        ("deck.apkg", "deck", None, ""),
        ("summary-3.pdf", "summary", None, "3"),
    ],
)
def test_a_file_is_told_by_its_name(path: str, kind: str, level: int | None, variant: str) -> None:
    """A number is a level only where the output makes files for levels: a part's key isn't."""
    file = output_file(path, b"", outputs.every())
    assert (file.kind, file.level, file.variant) == (kind, level, variant)
    assert (file.output is None) == (kind == "summary")


def test_files_stand_in_their_outputs_order() -> None:
    """Files are listed by their outputs' order, a poster before its tiles, strangers last."""
    paths = [
        "a.pdf",
        "poster-a4.pdf",
        "deck.apkg",
        "poster.pdf",
        "worksheet-1.pdf",
        "handout-2.pdf",
    ]
    files = sorted(
        (output_file(path, b"", outputs.every()) for path in paths), key=lambda f: f.order
    )
    ordered = ["handout-2.pdf", "worksheet-1.pdf", "poster.pdf", "poster-a4.pdf", "deck.apkg"]
    assert [file.path for file in files] == [*ordered, "a.pdf"]
