"""The link on a card by which learners report it."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from builder.content.source import ContentError, Source
from builder.documents import outline
from builder.outputs.deck import types
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from builder.readers.yaml import courses
from tests.conftest import ROOT
from tests.support.courses import small
from tests.support.decks import COURSE, TEMPLATES, anki, build

LINK = "https://example.org/report?card={code}&course=devops"


def test_a_link_that_comes_later_touches_no_note(tmp_path: Path) -> None:
    """A course that begins to be reported to changes its note types; no note, and no full sync."""
    first = build(COURSE, now=1_790_000_000)
    second = build(replace(COURSE, report=LINK), first.ledger, 1_790_001_000)
    changed = [each for each in second.ledger.entries if each.changed == 1_790_001_000]
    assert {each.kind for each in changed} == {"note type"}
    _, before, _, schema, log, after, now, shown = anki(
        tmp_path / "c.anki2",
        ("import_package", first.write(tmp_path / "1.apkg")),
        ("notes",),
        ("start_sync",),
        ("schema",),
        ("import_package", second.write(tmp_path / "2.apkg")),
        ("notes",),
        ("schema",),
        ("render",),
    )
    assert (log["new"], log["updated"], log["conflicting"]) == (0, 0, 0)
    assert before == after
    assert schema == now
    assert len(shown) > 30
    for name, sides in shown.items():
        code = name.partition(":")[2].partition("/")[0]
        links = map(html.unescape, re.findall(r'<a href="(http[^"]*)"', sides["answer"]))
        assert f"https://example.org/report?card={code}&course=devops" in links
        assert "example.org" not in sides["question"]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("team@example.org", "mailto:team@example.org?subject={{Code}}"),
        ("mailto:team@example.org", "mailto:team@example.org?subject={{Code}}"),
        ("mailto:a@example.org?subject=x-{code}", "mailto:a@example.org?subject=x-{{Code}}"),
        ("http://example.org/{code}", "http://example.org/{{Code}}"),
        ("https://example.org/form", "https://example.org/form"),
    ],
)
def test_a_link_or_a_mail_address_becomes_the_card_s(report: str, expected: str) -> None:
    """The code is filled in by Anki; a mail address has it as its subject."""
    held = courses.read(Source("course.yaml", f"title: x\nreport: '{report}'\n"))
    assert held.diagnostics == ()
    assert held.fragment.report == report
    made = build(replace(COURSE, report=report)).package
    again = build(COURSE).package
    assert made != again

    for model in types.models(replace(COURSE, report=report), TEMPLATES).values():
        for template in model.templates:
            assert f'<a href="{expected}">틀린 곳 알리기</a>' in template["afmt"]


@pytest.mark.parametrize(
    "report",
    [
        *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "x"),
        *("https://", "https://example.org/{Code}", "https://example.org/{{code}}"),
        *("https://example.org/{front}", "https://example.org/{code", "https://a b/{code}"),
        *('https://example.org/"onclick=x', "https://example.org/<b>", "mailto:", "mailto:x"),
        *("https://example.org/[sound:x.mp3]", "a@example.org?subject={{Front}}", "a@b"),
    ],
)
def test_what_is_no_link_to_report_by_is_told(report: str) -> None:
    """Only http, https and mail, with the code alone to fill in; the problem has its place."""
    held = courses.read(Source("course.yaml", f"title: x\nreport: {json.dumps(report)}\n"))
    (problem,) = held.diagnostics
    assert str(problem.location) == "course.yaml:2:9"
    assert "{code}" in problem.hint
    schema = json.loads((ROOT / "schema" / "course.json").read_text(encoding="utf-8"))
    assert not re.search(schema["properties"]["report"]["pattern"], report)


def test_a_report_link_changes_no_page(tmp_path: Path) -> None:
    """What frames every page says nothing of it, so none gets another edition."""
    course = small(tmp_path / "small")
    plain = load(find_targets([course])[0]).course
    with (course / "course.yaml").open("a", encoding="utf-8") as file:
        file.write(f"report: {LINK}\n")
    linked = load(find_targets([course])[0]).course
    assert linked.report == LINK
    assert outline.cover(linked) == outline.cover(plain)


def test_a_wrong_link_builds_nothing(tmp_path: Path) -> None:
    """A course with a link that isn't one is refused."""
    course = small(tmp_path / "small")
    with (course / "course.yaml").open("a", encoding="utf-8") as file:
        file.write("report: javascript:alert(1)\n")
    with pytest.raises(ContentError):
        load(find_targets([course])[0])
