"""The preview: who may read it, what it serves, and how its page follows the content."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from selenium.webdriver.common.keys import Keys
from starlette.responses import PlainTextResponse
from starlette.types import Message

from builder import outputs
from builder.content.model import DeckSettings
from builder.documents.options import Options
from builder.outputs.deck import output as deck
from builder.outputs.deck.sides import Sides, filled
from builder.pipeline.workers import Workers
from builder.preview import words
from builder.preview.board import Board
from builder.preview.drawing import WIDTHS, PageDrawing
from builder.preview.gate import Gate
from builder.preview.rebuild import Rebuild
from builder.preview.serving import free_port, serving
from builder.preview.site import site
from builder.preview.state import CardView, CourseView
from builder.storage.cache import Cache
from builder.typeset.templates.environment import Templates
from tests.conftest import ROOT
from tests.support.browser import Browser, chromium
from tests.support.courses import many, small
from tests.support.decks import COURSE, anki
from tests.support.decks import build as built
from tests.support.processes import alive, until

TEMPLATES = Templates((ROOT / "templates",))
SECRET = "nobody should read this"
# What a card's own template may bring, and the preview's frame must not run or fetch.
HOSTILE = """
<script>document.title = "ran"</script>
<img class="fetched" src="/icon.svg" onerror="document.title = 'ran'">
"""
# A picture two pixels wide.
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP8z8DAwMAAAAYIAQHLR3Z1AAAAAElFTkSuQmCC"
)
FRONT = '<p>앞 <img src="study-1.png"></p>'


@dataclass(frozen=True)
class Preview:
    """A running `study preview`."""

    process: subprocess.Popen[bytes]
    port: int
    course: Path
    output: Path
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def topic(self) -> Path:
        return self.course / "topics/10-topic0.yaml"

    def edit(self, old: str, new: str) -> None:
        text = self.topic.read_text(encoding="utf-8")
        assert old in text
        self.topic.write_text(text.replace(old, new, 1), encoding="utf-8")

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """An answer's status, headers and body; headers' names are written with `_`."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            line.putheader(name.replace("_", "-"), value)
        line.endheaders()
        with line.getresponse() as answer:
            found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        line.close()
        return found

    def state(self) -> dict:  # type: ignore[type-arg]
        return json.loads(self.ask("/state.json")[2])  # type: ignore[no-any-return]


def started(folder: Path, port: int, *options: object) -> Preview:
    """Start a preview of `folder/course`, and wait until it says where."""
    course, output, log = folder / "course", folder / "out", folder / f"log-{time.monotonic()}"
    command = [sys.executable, "-m", "builder", "preview", course, "-o", output, "--no-open"]
    command += ["--cache", output / ".cache"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*map(str, command), "--port", str(port), *map(str, options)],
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    assert until(lambda: b"http://" in log.read_bytes()), log.read_text(encoding="utf-8")
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text(encoding="utf-8"))
    assert found
    return Preview(process, int(found[1]), course, output, log)


def interrupted(preview: Preview) -> int:
    """End a preview as Ctrl-C does; its exit status."""
    os.killpg(preview.process.pid, signal.SIGINT)
    return preview.process.wait(20)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of a small course whose terms bring a script, once it is built."""
    folder = tmp_path_factory.mktemp("preview")
    many(folder / "course", 3)
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    own = folder / "templates" / "deck" / "term-front.html"
    own.parent.mkdir(parents=True)
    shipped = (ROOT / "templates/deck/term-front.html").read_text(encoding="utf-8")
    own.write_text(shipped + HOSTILE, encoding="utf-8")
    with free_port(20_000 + os.getpid() % 20_000) as free:
        port = free.getsockname()[1]
    running = started(folder, port, "--templates", folder / "templates")
    try:
        ready = lambda: running.state()["status"] == "ready"  # noqa: E731
        assert until(ready), running.log.read_text(encoding="utf-8")
        yield running
    finally:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait(20)


# Who may ask


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:{port}"},
        {"host": "127.0.0.1"},
        {"host": "127.0.0.1:1"},
        {"host": "localhost.evil.example:{port}"},
        {"host": ""},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"origin": "https://127.0.0.1:{port}"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/", "/state.json", "/events", "/files/small/handout-1.pdf"])
def test_others_are_refused(preview: Preview, path: str, headers: dict[str, str]) -> None:
    """A request by another name, or from another site's page, gets nothing at any address."""
    asked = {name: value.format(port=preview.port) for name, value in headers.items()}
    status, answered, body = preview.ask(path, **asked)
    assert status == 403
    assert b"small" not in body
    assert "access-control-allow-origin" not in answered


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["localhost:8321"], 200),
        (["localhost:8321", "evil.example"], 403),
        (["evil.example", "localhost:8321"], 403),
        ([], 403),
    ],
    ids=str,
)
def test_two_names_are_none(names: list[str], status: int) -> None:
    """A request must name one host; with two, or none, it gets nothing."""
    told: list[int] = []

    async def send(message: Message) -> None:
        told.append(message.get("status", 0))

    async def receive() -> Message:
        return {"type": "http.request"}

    headers = [(b"host", name.encode()) for name in names]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    asyncio.run(Gate(PlainTextResponse("open"), 8321)(scope, receive, send))
    assert told[0] == status


def test_its_own_page_may_ask(preview: Preview) -> None:
    """Both of the machine's own names work, with what a browser sends along."""
    for name in ("127.0.0.1", "localhost", "LOCALHOST"):
        host = f"{name}:{preview.port}"
        asked = {"host": host, "origin": f"http://{host}", "sec_fetch_site": "same-origin"}
        assert preview.ask("/state.json", **asked)[0] == 200
    assert preview.ask("/", sec_fetch_site="none")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_there_is_only_reading(preview: Preview, method: str) -> None:
    """Nothing but GET is answered."""
    status, headers, _ = preview.ask("/state.json", method)
    assert (status, headers["allow"]) == (405, "GET")


def test_every_answer_is_guarded(preview: Preview) -> None:
    """Pages, files, pictures, cards and errors all say what may be loaded and by whom."""
    (course,) = preview.state()["courses"]
    file, card = course["files"][0], course["cards"][0]
    paths = {
        "/": "text/html; charset=utf-8",
        "/preview.js": "text/javascript; charset=utf-8",
        "/preview.css": "text/css; charset=utf-8",
        "/state.json": "application/json",
        f"/files/small/{file['name']}": "application/pdf",
        "/files/small/deck.apkg": "application/octet-stream",
        f"/pages/{file['digest']}/1/small.png": "image/png",
        f"/cards/small/{card['key']}/front": "text/html; charset=utf-8",
        "/nothing": "text/plain; charset=utf-8",
    }
    for path, kind in paths.items():
        status, headers, _ = preview.ask(path)
        assert status == (404 if path == "/nothing" else 200), path
        assert headers["content-type"] == kind
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors" in headers["content-security-policy"]
        assert not [name for name in headers if name.startswith("access-control")]


def test_a_card_may_run_and_fetch_nothing(preview: Preview) -> None:
    """A card's answer shuts it in a sandbox of its own, whatever frames it."""
    key = preview.state()["courses"][0]["cards"][0]["key"]
    policy = preview.ask(f"/cards/small/{key}/back?night=1")[1]["content-security-policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert "allow-scripts" not in rules["sandbox"]
    assert "script-src" not in rules
    assert (rules["default-src"], rules["img-src"]) == ("'none'", "data:")


# What is served


@pytest.mark.parametrize(
    "path",
    [
        "/files/small/../../course/course.yaml",
        "/files/small/..%2f..%2fsecret.txt",
        "/files/small/%2e%2e/%2e%2e/secret.txt",
        "/files/small/..\\..\\secret.txt",
        "/files/small/.files.json",
        "/files/small/.lock",
        "/files/../small/handout-1.pdf",
        "/files/small/link.pdf",
        "/files/small/handout-1.pdf%00.txt",
        "/files/small//handout-1.pdf",
        "/files/small/",
        "/files/other/handout-1.pdf",
        "/preview.js/../page.html",
        "/pages/../1/small.png",
        "/pages/{digest}/0/small.png",
        "/pages/{digest}/999999999999/small.png",
        "/pages/{digest}/1/huge.png",
        "/cards/small/0000/front",
        "/cards/small/{key}/../front",
        "//127.0.0.1/etc/passwd",
    ],
)
def test_nothing_else_is_served(preview: Preview, path: str) -> None:
    """Whatever isn't on the list of what was built isn't there, however it is written."""
    link = preview.output / "small" / "link.pdf"
    link.unlink(missing_ok=True)
    link.symlink_to(preview.course.parent / "secret.txt")
    (course,) = preview.state()["courses"]
    asked = path.format(digest=course["files"][0]["digest"], key=course["cards"][0]["key"])
    status, _, body = preview.ask(asked)
    assert status == 404
    assert body == b"Not Found"


def test_files_are_the_build_s_own(preview: Preview) -> None:
    """Each file of the build is served as it was built, even where a link has taken its place."""
    (course,) = preview.state()["courses"]
    assert {each["kind"] for each in course["files"]} == set(outputs.names()) - {"table"}
    folder = preview.output / "small"
    for each in course["files"]:
        data = (folder / each["name"]).read_bytes()
        assert preview.ask(f"/files/small/{each['name']}")[2] == data
    one = folder / "handout-2.pdf"
    data = one.read_bytes()
    one.unlink()
    one.symlink_to(preview.course.parent / "secret.txt")
    assert preview.ask("/files/small/handout-2.pdf")[2] == data
    one.unlink()
    one.write_bytes(data)


def test_pages_are_pictures(preview: Preview) -> None:
    """A page is a PNG of the width asked for, the same the second time, kept on disk."""
    file = preview.state()["courses"][0]["files"][0]
    for size, width in WIDTHS.items():
        path = f"/pages/{file['digest']}/{len(file['pages'])}/{size}.png"
        first, second = preview.ask(path), preview.ask(path)
        assert first[2] == second[2]
        assert first[2][:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(first[2][16:20], "big") == width
        assert "immutable" in first[1]["cache-control"]
    assert list((preview.output / ".cache" / "pages").glob("??/*"))


# Cards


def test_sides_are_what_anki_shows(tmp_path: Path) -> None:
    """Fronts and backs are those of Anki's own engine, for every card of every kind."""
    course = replace(COURSE, deck=DeckSettings(both_ways=True))
    made = built(course)
    (tmp_path / "deck.apkg").write_bytes(made.package)
    _, shown = anki(
        tmp_path / "a.anki2", ("import_package", str(tmp_path / "deck.apkg")), ("render",)
    )
    sides = {
        f"{course.name}:{each.code}/{each.number - 1}": each
        for each in deck.sides(made.course, TEMPLATES)
    }
    assert sides.keys() == shown.keys()
    assert {each.kind for each in sides.values()} == {"term", "question", "scenario", "story"}
    for key, each in sides.items():
        assert each.front == shown[key]["question"]
        assert each.back == shown[key]["answer"]
        assert each.css == shown[key]["css"]


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("{{#A}}a{{/A}}{{^A}}none{{/A}}", "a"),
        ("{{#B}}b{{/B}}{{^B}}none{{/B}}", "none"),
        ("{{#A}}{{#B}}both{{/B}}{{^B}}A alone{{/B}}{{/A}}", "A alone"),
        ("{{#B}}{{#A}}both{{/A}}{{A}}{{/B}}.", "."),
        ("{{A}} {{C}}{{Missing}}!", "1 <br>!"),
        ("{{#C}}full{{/C}}", ""),
        ("plain {text}", "plain {text}"),
    ],
)
def test_templates_are_filled_as_by_anki(template: str, made: str) -> None:
    """Fields, sections and sections of empty fields, one in another."""
    assert filled(template, {"A": "1", "B": " ", "C": "<br>"}) == made


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,ko;q=0.5", "en"),
        ("fi,ko;q=0.4,en;q=0.3", "ko"),
        ("fr-CA,ko;q=0.4", "fr"),
        ("zh-CN", "zh-Hans"),
        ("fi", "en"),
        ("", "en"),
        ("ko;q=x", "ko"),
    ],
)
def test_the_page_speaks_the_browser_s_language(accepted: str, language: str) -> None:
    """The first language that the browser would have and the page speaks, else English."""
    assert words.language(accepted, TEMPLATES) == language


def test_both_languages_say_the_same_things() -> None:
    """No word is missing in one of the page's languages, and no number in one of its texts."""
    korean, english = (words.labels(name, TEMPLATES) for name in ("ko", "en"))
    assert korean.keys() == english.keys()
    assert korean["kinds"].keys() == english["kinds"].keys()
    assert set(outputs.names()) <= korean["kinds"].keys()
    for name, text in korean.items():
        assert str(text).count("{}") == str(english[name]).count("{}"), name
    script = (ROOT / "templates/preview/preview.js").read_text(encoding="utf-8")
    used = set(re.findall(r"words\.(\w+)", script))
    assert len(used) > 20
    assert used <= korean.keys()


# In a browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, whose reader reads Korean."""
    with chromium(tmp_path_factory.mktemp("profile"), "ko") as opened:
        yield opened


FRAME = "const inside = document.getElementById('frame').contentDocument; "


def card_text(browser: Browser) -> str:
    return str(browser.run(FRAME + "return inside?.body?.innerText || ''"))


def key_of(preview: Preview, text: str) -> str:
    """The key of the first card that says a text."""
    cards = preview.state()["courses"][0]["cards"]
    return next(each["key"] for each in cards if text in each["words"])


def test_files_with_their_pages(preview: Preview, browser: Browser) -> None:
    """The page lists every file, draws what is in sight alone, and opens a page large."""
    browser.open(preview.address)
    browser.until(lambda: browser.run("return document.querySelector('.pages img')?.naturalWidth"))
    files = preview.state()["courses"][0]["files"]
    assert len(files) == browser.run("return document.querySelectorAll('.sheet').length")
    assert browser.text("#title") == "작은 과정"
    assert "학습 노트" in browser.text("#contents")
    drawn = "return [...document.images].filter((each) => each.naturalWidth).length"
    assert 0 < int(str(browser.run(drawn))) < sum(len(each["pages"]) for each in files)
    browser.click(".pages button")
    browser.press(Keys.ARROW_RIGHT)
    browser.until(lambda: "2 / 2" in browser.text("#viewed"))
    large = "return document.getElementById('viewed-picture').naturalWidth"
    browser.until(lambda: browser.run(large) == WIDTHS["large"])
    browser.press(Keys.ESCAPE)
    browser.until(lambda: not browser.is_shown("#viewer"))
    assert browser.complaints() == []


def test_cards_are_flipped_by_keys(preview: Preview, browser: Browser) -> None:
    """Space and Enter flip, arrows go; night and phone width are as Anki would show them."""
    browser.open(f"{preview.address}#/small/cards")
    browser.until(lambda: "설명해 보세요" in card_text(browser))
    assert "읽기 전용 틀" not in card_text(browser)
    browser.press(" ")
    browser.until(lambda: "읽기 전용 틀" in card_text(browser))
    browser.press(Keys.ENTER)
    browser.until(lambda: "읽기 전용 틀" not in card_text(browser))
    browser.press(Keys.ARROW_RIGHT)
    browser.until(lambda: "컨테이너란 무엇인가" in card_text(browser))
    browser.press(Keys.ARROW_LEFT)
    browser.until(lambda: "이미지" in card_text(browser))
    browser.press("n")
    browser.until(lambda: browser.run(FRAME + "return inside.body?.matches('.card.nightMode')"))
    colour = FRAME + "return getComputedStyle(inside.body).backgroundColor"
    assert browser.run(colour) == "rgb(23, 25, 29)"
    browser.press("p")
    browser.until(lambda: browser.run("return frame.clientWidth") == 390)
    browser.press("n", "p")
    day = FRAME + "return inside.body && !inside.body.matches('.nightMode')"
    browser.until(lambda: browser.run(day))


def test_keys_work_from_inside_a_card(preview: Preview, browser: Browser) -> None:
    """After a click into the card, keys still flip it."""
    browser.open(f"{preview.address}#/small/cards")
    browser.until(lambda: "설명해 보세요" in card_text(browser))
    browser.click("#frame")
    browser.press(" ")
    browser.until(lambda: "읽기 전용 틀" in card_text(browser))


def test_a_card_runs_and_fetches_nothing(preview: Preview, browser: Browser) -> None:
    """A script in a card isn't run, and a picture that it doesn't bring isn't fetched."""
    key = key_of(preview, "읽기 전용 틀")
    browser.open(f"{preview.address}#/small/cards/{key}")
    browser.until(lambda: "설명해 보세요" in card_text(browser))
    assert browser.run(FRAME + "return inside.querySelectorAll('script').length") == 1
    browser.until(lambda: browser.run(FRAME + "return inside.querySelector('.fetched').complete"))
    assert browser.run(FRAME + "return inside.querySelector('.fetched').naturalWidth") == 0
    assert browser.run(FRAME + "return inside.title") != "ran"
    assert "allow-scripts" not in str(browser.run("return frame.sandbox.value"))
    assert any("violates the following Content Security" in each for each in browser.complaints())


def test_search(preview: Preview, browser: Browser) -> None:
    """Cards are found by words of any of their sides, and by their code in either case."""
    browser.open(f"{preview.address}#/small/cards")
    browser.until(lambda: "22" in browser.text("#found"))
    browser.press("/")
    browser.press("커널을 왜")
    browser.until(lambda: "4" in browser.text("#found"))
    assert "왜 가벼운가" in browser.text("#list [aria-current]")
    key = key_of(preview, "컨테이너 1은")
    browser.press(Keys.ESCAPE, "/", key.lower())
    browser.until(lambda: browser.text("#list .code") == key and browser.text("#code") == key)
    browser.press(Keys.ENTER, " ")
    browser.until(lambda: "격리된 프로세스" in card_text(browser))
    browser.press("/", Keys.ESCAPE)
    browser.until(lambda: "22" in browser.text("#found"))
    browser.press("/", "없는 말이다")
    browser.until(lambda: "맞는 카드가 없습니다" in browser.text("#found"))
    assert not browser.is_shown("#desk")


def test_the_list_follows_the_card(preview: Preview, browser: Browser) -> None:
    """The card's line is in the list's sight, and on a narrow page the card stays in place."""
    last = preview.state()["courses"][0]["cards"][-1]["key"]
    browser.open(f"{preview.address}#/small/cards/{last}")
    browser.until(lambda: browser.text("#code") == last)
    inside = """
        const list = document.getElementById("list").getBoundingClientRect();
        const line = document.querySelector("#list [aria-current]").getBoundingClientRect();
        return line.top >= list.top - 1 && line.bottom <= list.bottom + 1;
    """
    assert browser.run(inside)
    browser.resize(500, 700)
    browser.open(f"{preview.address}#/small/cards")
    browser.until(lambda: "설명해 보세요" in card_text(browser))
    for number in range(2, 15):
        browser.press(Keys.ARROW_RIGHT)
        browser.until(lambda at=f"{number} / 22": browser.text("#place") == at)
    assert browser.run("return window.scrollY") == 0
    assert browser.run(inside)
    browser.resize(1280, 800)


def test_an_edit_arrives_at_the_card(preview: Preview, browser: Browser) -> None:
    """The card that one looks at changes where it is, though others came before it."""
    key = key_of(preview, "컨테이너 0은")
    browser.open(f"{preview.address}#/small/cards/{key}")
    browser.until(lambda: "컨테이너 0은" in card_text(browser))
    browser.press(" ")
    browser.until(lambda: "격리된 프로세스" in card_text(browser))
    place = browser.text("#place")
    old = "      - {ask: 컨테이너 0은 무엇인가?, answer: 격리된"
    before = "      - {ask: 새 질문인가?, answer: 그렇다.}\n"
    preview.edit(old, before + old.replace("격리된", "갇힌"))
    browser.until(lambda: "갇힌 프로세스" in card_text(browser))
    assert browser.text("#code") == key
    assert browser.text("#place") != place
    browser.until(lambda: "바뀜" in browser.text("#list [aria-current]"))
    assert "카드 2장" in browser.text("#status")


def test_an_edit_arrives_without_moving_the_page(preview: Preview, browser: Browser) -> None:
    """Files that changed are drawn again, the others aren't touched, nothing moves."""
    browser.open(f"{preview.address}#/small/files/flashcards-1.pdf")
    browser.until(lambda: browser.run("return window.scrollY") != 0)
    sheet = "const sheet = (name) => document.getElementById('sheet-' + name); "
    browser.run(sheet + "for (const each of document.images) each.wasThere = true")
    top = sheet + "return sheet('flashcards-1.pdf').getBoundingClientRect().top"
    source = sheet + "return sheet('{}').querySelector('img').getAttribute('src')"
    before = browser.run(top), browser.run(source.format("flashcards-1.pdf"))
    other = browser.run(source.format("flashcards-2.pdf"))
    preview.edit("읽기 전용 틀", "읽기만 하는 틀")
    browser.until(lambda: browser.run(source.format("flashcards-1.pdf")) != before[1])
    assert browser.run(top) == before[0]
    assert browser.run(source.format("flashcards-2.pdf")) == other
    assert browser.run("return [...document.images].every((each) => each.wasThere || each.id)")
    badge = sheet + "return sheet('{}').querySelector('.badge').hidden"
    assert browser.run(badge.format("flashcards-1.pdf")) is False
    assert browser.run(badge.format("flashcards-2.pdf")) is True


def test_a_broken_save_is_shown_and_goes(preview: Preview, browser: Browser) -> None:
    """A broken save lies over the page with its places; the files stay; mending takes it away."""
    key = key_of(preview, "컨테이너 1은")
    browser.open(f"{preview.address}#/small/cards/{key}")
    browser.until(lambda: "컨테이너 1은" in card_text(browser))
    handout = preview.ask("/files/small/handout-1.pdf")[2]
    preview.edit("    questions:", "    qestions:")
    browser.until(lambda: browser.is_shown("#faults"))
    assert f"{preview.topic}:8:5" in browser.text("#faults")
    assert "did you mean 'questions'?" in browser.text("#faults")
    assert browser.text("#faults mark") == "q"
    assert preview.ask("/files/small/handout-1.pdf")[2] == handout
    assert "컨테이너 1은" in card_text(browser)
    browser.press(Keys.ESCAPE)
    browser.until(lambda: not browser.is_shown("#faults"))
    assert "문제 1개" in browser.text("#show-faults")
    before = preview.state()["version"]
    preview.edit("concept:", "concept: ")
    browser.until(lambda: browser.run("return now.version") > before)  # type: ignore[operator]
    assert not browser.is_shown("#faults")  # the same problem stays hidden
    preview.edit("title:", "titel:")
    browser.until(lambda: browser.is_shown("#faults"))  # another problem shows itself again
    assert "unknown key 'titel'" in browser.text("#faults")
    preview.edit("titel:", "title:")
    preview.edit("    qestions:", "    questions:")
    browser.until(lambda: not browser.is_shown("#cover") and not browser.is_shown("#show-faults"))
    assert browser.text("#code") == key


@pytest.fixture
def board() -> Iterator[tuple[Board, str]]:
    """A board with one course of one card, and the address of a page that shows it."""
    sides = Sides(
        "K7Q2", "term", 1, 1, "그림", "그림", FRONT, "<p>뒤</p>", ".card { color: #123456 }"
    )
    card = CardView("K7Q2", "1", sides)
    shown = CourseView("c", "c", "과정", "ko", {}, (), (card,), {"study-1.png": PIXEL})
    board = Board()
    board.change(status="building", courses=(shown,), done=1, of=3)
    with free_port(20_000 + os.getpid() % 20_000) as listening, TemporaryDirectory() as kept:
        port = listening.getsockname()[1]
        app = site(board, PageDrawing(Cache(Path(kept))), TEMPLATES, port)
        with serving(app, listening, board.close):
            yield board, f"http://127.0.0.1:{port}/"


def test_a_page_opened_during_a_build(board: tuple[Board, str], browser: Browser) -> None:
    """It shows the last good build at once, and how far the next one is."""
    browser.open(f"{board[1]}#/c/cards")
    browser.until(lambda: "앞" in card_text(browser))
    browser.until(lambda: "1/3" in browser.text("#status"))
    board[0].change(done=2)
    browser.until(lambda: "2/3" in browser.text("#status"))
    board[0].change(status="ready")
    browser.until(lambda: "만듦" in browser.text("#status"))


def test_a_card_brings_its_pictures(board: tuple[Board, str], browser: Browser) -> None:
    """A card's picture is inside its own document; its look is its note type's."""
    browser.open(f"{board[1]}#/c/cards")
    browser.until(lambda: "앞" in card_text(browser))
    assert browser.run(FRAME + "return inside.querySelector('img').naturalWidth") == 2
    assert browser.run(FRAME + "return getComputedStyle(inside.body).color") == "rgb(18, 52, 86)"


def test_a_server_that_ends_is_told(board: tuple[Board, str], browser: Browser) -> None:
    """The page says when nobody is there any more, and keeps what it shows."""
    browser.open(f"{board[1]}#/c/cards")
    browser.until(lambda: "앞" in card_text(browser))
    board[0].close()
    browser.until(lambda: "연결" in browser.text("#status"))
    assert "앞" in card_text(browser)


def test_a_broken_template_is_a_problem(tmp_path: Path) -> None:
    """A template that can't be read is told with its place, not with a traceback."""
    course = small(tmp_path / "course")
    own = tmp_path / "templates" / "deck" / "term-back.html"
    own.parent.mkdir(parents=True)
    own.write_text("fine\n{% if %}\n", encoding="utf-8")
    shown, workers = Board(), Workers(1)
    folders = (tmp_path / "templates", ROOT / "templates")
    options = Options(output=tmp_path / "out", templates=folders[0])
    again = Rebuild((course,), options, Templates(folders), workers, shown, lambda: 1.0)
    (diagnostic,) = again()
    assert str(diagnostic.location) == f"{own}:2:1"
    assert (shown.state.status, shown.state.courses) == ("broken", ())


def test_what_is_not_there_is_not_watched(tmp_path: Path) -> None:
    """A path that doesn't exist ends the command with 1 and a sentence."""
    command = [sys.executable, "-m", "builder", "preview", "nothing"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert b"there is no such file or folder" in done.stderr
    assert b"Traceback" not in done.stderr


# Its end


@pytest.mark.parametrize("moment", ["with a page open", "while it builds"])
def test_ctrl_c_ends_it_at_once(preview: Preview, moment: str) -> None:
    """Ctrl-C ends it with 130 and leaves no process, also with a page that listens.

    It is started beside another preview, on the next free port.
    """
    folder = preview.course.parent
    if moment == "while it builds":
        shutil.rmtree(preview.output / ".cache")
    other = started(folder, preview.port, "--templates", folder / "templates")
    try:
        assert other.port > preview.port
        if moment == "with a page open":
            assert until(lambda: other.state()["status"] == "ready")
            line = http.client.HTTPConnection("127.0.0.1", other.port, timeout=30)
            line.request("GET", "/events")
            answer = line.getresponse()
            assert b"retry" in answer.readline()
        began = time.monotonic()
        assert interrupted(other) == 130
        assert time.monotonic() - began < 10
        assert until(lambda: not alive(other.process.pid), 10)
        assert "Traceback" not in other.log.read_text(encoding="utf-8")
    finally:
        if other.process.poll() is None:
            os.killpg(other.process.pid, signal.SIGKILL)
