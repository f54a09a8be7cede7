"""The cards as a table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner

from builder.cli.main import study
from builder.content.model import Cell, Cloze, Course, Level, Part, Question, Scenario, Term, Topic
from builder.kinds.choice import Choice
from builder.ledger import matching as ledger
from builder.ledger.matching import Ledger
from builder.outputs import table
from tests.support.courses import small
from tests.support.jobs import job

COURSE = Course(
    "rows",
    "Rows",
    "en",
    levels=(Level(1, "First"),),
    parts=(Part("one", "One"),),
    topics=(
        Topic(
            "net",
            "The **net**",
            "one",
            cells=(
                Cell(
                    1,
                    (
                        Term("=HYPERLINK(1)", "- *one*\n- two", tags=("a b",)),
                        Question(
                            "Which?",
                            "Said.",
                            choices=(Choice("-1", is_right=True), Choice("`2`")),
                            in_order=True,
                        ),
                        Cloze("The {{plane}} decides.", "Why not."),
                    ),
                ),
            ),
            scenarios=(Scenario("Down", steps=('Look, "up"', "```\n# code\n```")),),
            tags=("cka",),
        ),
    ),
)


def rows(course: Course) -> list[dict[str, str]]:
    """The table's rows by their columns."""
    (artefact,) = table.artefacts(job(ledger.match(course, Ledger()).course))
    assert artefact.path == "cards.csv"
    text = artefact.make().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_a_card() -> None:
    """Each card is a row with code, kind, level, topic, front, back and tags, without marks."""
    term, question, cloze, scenario = rows(COURSE)
    assert list(term) == ["code", "kind", "level", "topic", "front", "back", "tags"]
    assert (term["kind"], term["level"], term["topic"]) == ("Term", "1 First", "The net")
    assert (term["back"], term["tags"]) == ("• one\n• two", "cka a-b")
    assert question["front"] == "Which?\n① -1\n② 2"
    assert question["back"] == "① -1\nSaid."
    assert (cloze["front"], cloze["back"]) == (
        "The ____ decides.",
        "The plane decides.\nWhy not.",
    )
    assert scenario["back"] == 'Look, "up"\n# code'
    assert len({term["code"], question["code"], cloze["code"], scenario["code"]}) == 4


def test_no_cell_is_a_formula() -> None:
    """A cell that a spreadsheet would run is told to be text."""
    assert rows(COURSE)[0]["front"] == "'=HYPERLINK(1)"


def test_a_table_is_made_where_it_is_asked_for(tmp_path: Path) -> None:
    """`--only table` makes `cards.csv`, in UTF-8 with its mark; a build of all makes none."""
    small(tmp_path / "course")
    run = ["build", str(tmp_path / "course"), "-o", str(tmp_path / "out")]
    for more in (["--only", "table"], ["--only", "table", "--only", "index"]):
        done = CliRunner().invoke(study, [*run, *more], standalone_mode=False)
        assert done.return_value == 0, done.output
    data = (tmp_path / "out/small/cards.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfcode,kind,level,topic,front,back,tags\r\n")
    page = (tmp_path / "out/small/index.html").read_text(encoding="utf-8")
    assert "cards.csv" in page
    done = CliRunner().invoke(study, run, standalone_mode=False)
    assert done.return_value == 0, done.output
    assert not (tmp_path / "out/small/cards.csv").exists()
