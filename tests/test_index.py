"""The page to share: it stands alone, lists its neighbours and hides every answer."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from builder import outputs
from builder.content.model import Course, Picture, cards, coded
from builder.documents.job import Stamp, Tombstone
from builder.documents.output import OutputFile, output_file
from builder.outputs import index
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets, shipped_templates
from builder.typeset.templates.environment import Templates
from tests.support.browser import chromium
from tests.support.courses import small
from tests.support.jobs import job

TEMPLATES = Templates((shipped_templates(),))


def blank(pages: int) -> bytes:
    """A PDF of empty pages."""
    with pikepdf.new() as pdf, BytesIO() as file:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(file)
        return file.getvalue()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The small course, with codes by the order of its cards."""
    (target,) = find_targets([small(tmp_path / "small")])
    numbers = iter(range(1, 100))
    return coded(load(target).course, lambda _card: f"C{next(numbers):03}")


def made(course: Course, **values: Any) -> str:
    """The page, without the list of files."""
    (page,) = index.artefacts(job(course, **values))
    return page.make().decode()


def files_of(data: dict[str, bytes]) -> tuple[OutputFile, ...]:
    """The files that lie beside the page."""
    return tuple(output_file(path, held, outputs.every()) for path, held in data.items())


def test_the_page_loads_nothing(course: Course) -> None:
    """No address but those of its own parts and of the files beside it is in the page."""
    page = made(course)
    assert set(re.findall(r'(?:src|href|action|data)="([^"#]*)', page)) <= {""}
    assert not re.search(r"url\(|@import|https?:", page)
    assert "default-src 'none'" in page


def test_every_card_is_there_with_its_answer_closed(course: Course) -> None:
    """Each card is a closed element named by its code, its answer inside."""
    page = made(course)
    for card in cards(course):
        found = re.search(
            rf'<details class="card" id="c-{card.code}"[^>]*>(.*?)</details>', page, re.S
        )
        assert found, card
        assert " open" not in found[0].split(">")[0]
        front, _, answer = found[1].partition("</summary>")
        assert card.front in unescape(re.sub("<[^>]*>", "", front))
        assert re.sub("<[^>]*>", "", answer).strip() or card.kind == "follow-up"


def test_content_stays_text(course: Course) -> None:
    """Markup, templates and scripts in content come out as they were written."""
    bad = "<script>alert(1)</script> {{ 7 * 7 }} <!--files-->"
    topic = replace(course.topics[0], title=bad, concept=bad)
    page = made(replace(course, title=bad, description=bad, topics=(topic,)))
    assert page.count("<script>") == 1
    assert page.count(index.FILES) == 1
    assert "{{ 7 * 7 }}" in page
    assert "&lt;script&gt;alert(1)" in page


def test_pictures_are_inside(course: Course) -> None:
    """A picture that a text shows is part of the file."""
    picture = Picture("a.png", "x.png", 2, 2, b"data")
    topic = replace(course.topics[0], concept="", scenarios=())
    question = topic.cells[0].questions[0]
    cell = replace(topic.cells[0], blocks=(replace(question, answer="![a](a.png)"),))
    topic = replace(topic, cells=(cell,))
    page = made(replace(course, topics=(topic,), pictures=(picture,)))
    assert '<img src="data:image/png;base64,ZGF0YQ=="' in page


def test_what_changed(course: Course) -> None:
    """The cards of the last build that changed any are named, and those that left."""
    held = cards(course)
    stamps = {card.code: Stamp(1, 1000) for card in held}
    assert "첫 판이다" in made(course, stamps=stamps)
    stamps[held[1].code] = Stamp(1, 86400 * 365)
    grave = Tombstone("GONE", "term", "떠난 용어", Stamp(2, 86400 * 365))
    page = made(course, stamps=stamps, tombstones=(grave,))
    listed = re.findall(
        r"<li>(.*?)</li>", page.partition('class="changes"')[2].partition("</ul>")[0]
    )
    assert len(listed) == 2
    assert f'href="#c-{held[1].code}"' in listed[0]
    assert "떠난 용어" in listed[1]
    assert "GONE" in listed[1]
    assert '<time datetime="1971-01-01">' in page


def test_the_files_beside_it(course: Course) -> None:
    """Every file is linked with its size, PDFs with their pages, by level."""
    (page,) = index.artefacts(job(course))
    assert page.finish
    files = {
        "handout-1.pdf": blank(3),
        "worksheet-1-key.pdf": blank(2),
        "poster-a4.pdf": blank(5),
        "deck.apkg": b"x" * 1_234_000,
    }
    listed = page.finish(page.make(), files_of(files)).decode()
    links = re.findall(r'<a href="([^"#]+)">(.*?)</a>', listed, re.S)
    said = {name: " ".join(re.sub("<[^>]*>", " ", inside).split()) for name, inside in links}
    assert list(said) == ["handout-1.pdf", "worksheet-1-key.pdf", "poster-a4.pdf", "deck.apkg"]
    assert said["handout-1.pdf"].startswith("학습 노트 3쪽")
    assert said["worksheet-1-key.pdf"].startswith("연습지 정답 2쪽")
    assert said["deck.apkg"] == "Anki 덱 1.2 MB"


def test_posters_are_told_apart_by_their_parts(course: Course) -> None:
    """Where each part has a poster, the list of files names the part."""
    part = course.parts[0]
    (page,) = index.artefacts(job(replace(course, posters=((part.key,),))))
    assert page.finish
    names = f"poster-{part.key}.pdf", f"poster-{part.key}-a4.pdf"
    listed = page.finish(page.make(), files_of({name: blank(1) for name in names})).decode()
    links = re.findall(r'<a href="([^"#]+)">(.*?)</a>', listed, re.S)
    said = {name: " ".join(re.sub("<[^>]*>", " ", inside).split()) for name, inside in links}
    assert list(said) == list(names)
    assert f"한 장 정리 {part.title} 1쪽" in said[names[0]]
    assert f"한 장 정리 {part.title} · " in said[names[1]]


def test_in_a_browser(course: Course, tmp_path: Path) -> None:
    """From a folder, in a phone's width: answers open at a tap, cards are found, links lead."""
    file = tmp_path / "index.html"
    file.write_text(made(course), encoding="utf-8")
    question = next(card for card in cards(course) if card.kind == "question")
    with chromium(tmp_path / "profile", "ko") as page:
        page.resize(400, 800)
        page.open(f"{file.as_uri()}#c-{question.code}")
        at = f"#c-{question.code}"
        page.until(lambda: page.is_shown(f"{at} .answer"))
        page.click(f"{at} summary")
        assert not page.is_shown(f"{at} .answer")
        page.driver.find_element("css selector", "input").send_keys(question.code.lower())
        page.until(lambda: page.text("output") == f"1 / {len(cards(course))}")
        assert page.run("return document.querySelectorAll('.card:not([hidden])').length") == 1
        wide = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.run(wide), "the page is wider than the window"
        assert page.complaints() == []


def test_it_is_printed_as_it_stands(course: Course, tmp_path: Path) -> None:
    """On paper an open card has question and answer, on white though the screen is dark."""
    file = tmp_path / "index.html"
    file.write_text(made(course), encoding="utf-8")
    question = next(card for card in cards(course) if card.kind == "question")
    with chromium(tmp_path / "profile", "ko") as page:
        dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
        page.open(f"{file.as_uri()}#c-{question.code}")
        at = f"#c-{question.code}"
        page.until(lambda: page.is_shown(f"{at} .answer"))
        color = "return getComputedStyle(document.body).backgroundColor"
        assert page.run(color) != "rgb(255, 255, 255)"
        front, answer = page.text(f"{at} .front"), page.text(f"{at} .answer p")
        orders = {"printBackground": True}
        printed = page.driver.execute_cdp_cmd("Page.printToPDF", orders)["data"]
    with pypdfium2.PdfDocument(base64.b64decode(printed)) as document:
        text = " ".join(each.get_textpage().get_text_range() for each in document)
        drawn = document[0].render().to_pil()
    said = "".join(text.split())
    for words in (front, answer):
        assert words
        assert "".join(words.split()) in said
    assert "누르면" not in said
    assert drawn.getpixel((drawn.width // 2, 60))[:3] == (255, 255, 255)
