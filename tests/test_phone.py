"""Cards as a phone shows them: 390 by 700 pixels, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from builder.content.model import Cell, DeckSettings, Question, Scenario, Story, Term
from builder.outputs.deck import output
from builder.outputs.deck.sides import Sides
from tests.support.browser import Browser, chromium
from tests.support.decks import COURSE, TEMPLATES, build

WIDE, HIGH = 390, 700
LONG = "배포가 끝난 뒤에도 예전 판이 응답하고, 로그에는 같은 오류가 되풀이해서 남는다. " * 8
CODE = "무엇이 틀렸는가?\n\n```yaml\n" + "".join(f"key{n}: value\n" for n in range(40)) + "```"
STEPS = tuple(f"{n}째로 {LONG[:120]}" for n in range(1, 9))
COURSE_OF_LONG_CARDS = replace(
    COURSE,
    deck=DeckSettings(both_ways=True),
    topics=(
        replace(
            COURSE.topics[0],
            cells=(Cell(1, (Term("Pod", "함께 뜨고 지는 컨테이너의 묶음"), Question(CODE, LONG))),),
            scenarios=(Scenario("응답이 없다", LONG, STEPS, "배포 탓이다"),),
            interview=(),
        ),
    ),
    stories=(Story("s", "협업", "", LONG, LONG, LONG, LONG, "풀렸다"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("chromium"), "ko") as browser:
        browser.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": WIDE, "height": HIGH, "deviceScaleFactor": 1, "mobile": True},
        )
        yield browser


@pytest.fixture(scope="module")
def sides() -> dict[str, Sides]:
    """The long cards, by what they are."""
    made = output.sides(build(COURSE_OF_LONG_CARDS).course, TEMPLATES)
    return {("reverse" if each.number == 2 else each.kind): each for each in made}


def show(phone: Browser, page: str, css: str, folder: Path, *, night: bool = False) -> None:
    """A side as Anki's own page holds it."""
    body = f'<body class="card{" nightMode night_mode" if night else ""}"><div id="qa">{page}</div>'
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    path = folder / "card.html"
    path.write_text(f"<!doctype html>{head}<style>{css}</style>{body}", encoding="utf-8")
    phone.open(path.as_uri())


@pytest.mark.parametrize("kind", ["term", "reverse", "question", "scenario", "story"])
@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_the_answer_begins_on_the_first_screen(
    kind: str, night: bool, phone: Browser, sides: dict[str, Sides], tmp_path: Path
) -> None:
    """However long the question is, the line above the answer is seen, and nothing runs off."""
    card = sides[kind]
    show(phone, card.back, card.css, tmp_path, night=night)
    top = phone.run("return document.getElementById('answer').getBoundingClientRect().top")
    assert isinstance(top, int | float)
    assert 0 < top < HIGH - 100
    assert phone.run("return document.documentElement.scrollWidth") == WIDE


@pytest.mark.parametrize(("kind", "folds"), [("scenario", 1), ("story", 5)])
def test_steps_are_folded_and_open_without_a_script(
    kind: str, folds: int, phone: Browser, sides: dict[str, Sides], tmp_path: Path
) -> None:
    """A long answer fits one screen and a half until a part is pressed, which is large enough."""
    card = sides[kind]
    assert "<script" not in card.back
    show(phone, card.back, card.css, tmp_path)
    high = "return document.documentElement.scrollHeight"
    closed = phone.run(high)
    assert isinstance(closed, int)
    assert closed < 1.5 * HIGH
    assert phone.run("return document.querySelectorAll('details.fold').length") == folds
    presses = (
        "return Math.min(...[...document.querySelectorAll('summary')].map(e => e.clientHeight))"
    )
    least = phone.run(presses)
    assert isinstance(least, int)
    assert least >= 40
    phone.click("details.fold > summary")
    opened = phone.run(high)
    assert isinstance(opened, int)
    assert opened > closed + 100


def test_a_reverse_answer_is_no_smaller_than_its_question(
    phone: Browser, sides: dict[str, Sides], tmp_path: Path
) -> None:
    """The name that is asked for stands at least as large as the meaning that asks."""
    card = sides["reverse"]
    show(phone, card.back, card.css, tmp_path)
    size = "return parseFloat(getComputedStyle(document.querySelector(arguments[0])).fontSize)"
    asked, told = phone.run(size, ".front"), phone.run(size, ".answer .text")
    assert isinstance(asked, int | float)
    assert isinstance(told, int | float)
    assert told >= asked
