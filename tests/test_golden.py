"""Golden pages: the text and the look of every output on a course that has everything once.

`pytest tests/test_golden.py --update-goldens` renews them; look at what changed before it is
committed. A failure leaves the expected page, the actual one and their difference side by side.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops, ImageStat

from builder.cli.main import study
from builder.typeset import fonts
from tests.support import paper
from tests.support.decks import anki

GOLDEN = Path(__file__).parent / "golden"
SCALE = 0.6  # of 72 pixels an inch
NEAR = 0.6  # mean difference of grey, of 255, that two drawings of one page may have
FAR = 0.0005  # of the pixels may differ much: a letter's edge, but not a line of text

PAGES = (
    *("handout-1", "handout-2", "worksheet-1", "worksheet-2", "flashcards-1", "flashcards-2"),
    *("interview", "poster", "poster-a4", "quiz-1-7-A", "quiz-1-7-B"),
    *("quiz-1-7-A-answers", "quiz-1-7-B-answers", "quiz-1-7-grading"),
)


QUIZ = ("--variants", "A,B", "--answer-sheet", "--time", "20", "--points", "pick=6")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden course, built with the codes it would get for the first time."""
    if not fonts.find(("NanumGothic",)):
        pytest.skip("the pages were drawn in NanumGothic, which is not installed")
    folder = tmp_path_factory.mktemp("golden")
    shutil.copytree(GOLDEN / "course", folder / "course")
    course = (str(folder / "course"), "-o", str(folder / "out"))
    for run in (
        ["build", *course],
        ["quiz", *course, "--level", "1", "--questions", "9", "--seed", "7", *QUIZ],
    ):
        done = CliRunner(env={"SOURCE_DATE_EPOCH": "1795219200"}).invoke(
            study, run, standalone_mode=False
        )
        assert done.return_value == 0, done.output
    return folder / "out" / "golden"


@pytest.fixture
def renewing(request: pytest.FixtureRequest) -> bool:
    """Whether the goldens are to be renewed."""
    return bool(request.config.getoption("--update-goldens"))


def test_every_output_has_its_goldens(built: Path) -> None:
    """No output is left out, and no golden page is of a file that isn't made."""
    assert sorted(path.stem for path in built.glob("*.pdf")) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_the_text_of_each_page(name: str, built: Path, renewing: bool) -> None:
    """Each page says what it said, in the order it said it."""
    shown = "\n\f\n".join(
        "\n".join(line.rstrip() for line in text.replace("\r", "").split("\n"))
        for text in paper.pages(built / f"{name}.pdf")
    )
    expected = GOLDEN / f"{name}.txt"
    if renewing:
        expected.write_text(shown + "\n", encoding="utf-8")
    assert shown + "\n" == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_look_of_each_page(name: str, built: Path, renewing: bool, tmp_path: Path) -> None:
    """Each page looks as it looked."""
    drawn = list(_drawn(built / f"{name}.pdf"))
    kept = sorted(GOLDEN.glob(f"{name}-p*.png"), key=lambda path: int(path.stem.split("-p")[-1]))
    if renewing:
        for path in kept:
            path.unlink()
        for number, picture in enumerate(drawn, 1):
            picture.quantize(64).save(GOLDEN / f"{name}-p{number}.png", optimize=True)
        kept = sorted(
            GOLDEN.glob(f"{name}-p*.png"), key=lambda path: int(path.stem.split("-p")[-1])
        )
    assert len(drawn) == len(kept)
    for picture, path in zip(drawn, kept, strict=True):
        said = _unlike(picture, Image.open(path).convert("L"), tmp_path / path.name)
        assert not said, said


def test_the_page_to_share(built: Path, renewing: bool) -> None:
    """The page to share is the same, but for the sizes of the files beside it."""
    shown = re.sub(r"\b[\d.]+ (KB|MB)", r"… \1", (built / "index.html").read_text(encoding="utf-8"))
    expected = GOLDEN / "index.html"
    if renewing:
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")


def test_the_guard_sees_a_moved_line(tmp_path: Path) -> None:
    """A page on which one line moved is not taken for the golden one."""
    golden = Image.open(GOLDEN / "handout-1-p2.png").convert("L")
    top = next(row for row in range(60, golden.height) if _darkest(golden, row) < 90)
    moved = golden.copy()
    moved.paste(golden.crop((0, top, golden.width, top + 12)), (0, top + 3))
    assert "differs" in _unlike(moved, golden, tmp_path / "moved.png")


def test_the_cards(built: Path, renewing: bool, tmp_path: Path) -> None:
    """Anki shows each card as it did: fields, tags and both sides."""
    deck = built / "deck.apkg"
    _, cards = anki(tmp_path / "collection.anki2", ("import_package", str(deck)), ("render",))
    shown = json.dumps(cards, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    expected = GOLDEN / "deck.json"
    if renewing:
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")


def _darkest(picture: Image.Image, row: int) -> int:
    return int(picture.crop((0, row, picture.width, row + 1)).getextrema()[0])


def _drawn(pdf: Path) -> Iterator[Image.Image]:
    for page in pypdfium2.PdfDocument(pdf):
        yield page.render(scale=SCALE, grayscale=True).to_pil()


def _unlike(actual: Image.Image, expected: Image.Image, place: Path) -> str:
    """What tells the pictures apart, empty where they are alike; then both are left at a place."""
    if actual.size != expected.size:
        return f"{place.name} is {actual.size} and was {expected.size}"
    apart = ImageChops.difference(actual, expected)
    mean = ImageStat.Stat(apart).mean[0]
    far = sum(apart.histogram()[96:]) / (apart.width * apart.height)
    if mean <= NEAR and far <= FAR:
        return ""
    beside = Image.new("L", (3 * actual.width + 20, actual.height), 128)
    for number, picture in enumerate((expected, actual, ImageChops.invert(apart))):
        beside.paste(picture, (number * (actual.width + 10), 0))
    beside.save(place)
    return f"{place.name} differs by {mean:.2f} ({far:.2%} of it much): see {place}"
