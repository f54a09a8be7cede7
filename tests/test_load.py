"""Large courses: the work grows straight with the size, and the load measurement's parts."""

from __future__ import annotations

import time
from pathlib import Path

from bench.load import CARDS, Measured, report, write
from builder.content.model import cards
from builder.ledger import matching as ledger
from builder.ledger import stamping
from builder.outputs.deck import notes as _deck_notes
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets


def work(course: Path, topics: int) -> float:
    """The seconds of computing to read, recognise and write the notes of a course, twice built."""
    (target,) = find_targets([write(course, topics)])
    start = time.process_time()
    matching = ledger.match(load(target).course, ledger.Ledger())
    notes = _deck_notes.notes(matching.course)
    after = stamping.stamp(matching, {note.code: "00" for note in notes}, 1)
    assert ledger.match(load(target).course, after).changes == ()
    taken = time.process_time() - start
    assert len(cards(matching.course)) == topics * CARDS
    return taken


def test_work_grows_straight_with_size(tmp_path: Path) -> None:
    """Six times the topics take about six times the computing, and never its square."""
    work(tmp_path / "first", 2)  # what is loaded late counts for neither
    small, large = work(tmp_path / "small", 40), work(tmp_path / "large", 240)
    assert large < small * 6 * 2.5


def test_the_page_tells_growth(tmp_path: Path) -> None:
    """The page has a row a step and size, with how computing grew against the row above."""
    rows = [Measured(10, "check", 2.0, 1.0, 50.0), Measured(20, "check", 9.0, 3.0, 60.0)]
    said = report(rows)
    assert "| check | 10 | 200 | 2.0 | 1.0 | – | 50 |" in said
    assert "| check | 20 | 400 | 9.0 | 3.0 | 1.50 | 60 |" in said
    assert str(tmp_path) not in said
