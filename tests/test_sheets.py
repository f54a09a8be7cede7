"""Booklets, two pages a sheet, and tiles, held against what a reader's hands do with them."""

import io
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageStat

from builder.typeset.imposition.sheets import Labels, SheetError, booklet, tiles, two_up

MM = 72 / 25.4
SYLLABLES = random.Random(1).sample([chr(code) for code in range(0xAC00, 0xD7A4)], 3000)
A4 = (210 * MM, 297 * MM)
KOREAN = Labels(
    "포스터 이어 붙이기",
    ("실제 크기(100 %)로 인쇄합니다.", "왼쪽과 위쪽을 자르고 <b>점선</b>에 맞추어 붙입니다."),
    "자르는 선",
    "풀칠",
)
ENGLISH = Labels(
    "Joining the poster",
    ("Print at 100 %.", "Cut the left and upper edges; glue along the dashes."),
    "Cut",
    "Glue",
    "en",
)


def numbered(count: int, size: tuple[float, float] = A4, **keys: pikepdf.Object) -> bytes:
    """A PDF whose pages say 1, 2, … in their middle, inside a frame at their edges."""
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    width, height = size
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = pdf.make_stream(
            b"BT /F 40 Tf %.2f %.2f Td (%d) Tj ET 1 1 %.2f %.2f re S"
            % (width / 2 - 20, height / 2, number, width - 2, height - 2)
        )
        for key, value in keys.items():
            page.obj[f"/{key}"] = value
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, static_id=True, **options)
    return out.getvalue()


def pages_of(pdf: bytes) -> Iterator[pypdfium2.PdfPage]:
    yield from pypdfium2.PdfDocument(pdf)


def words(page: pypdfium2.PdfPage, *box: float) -> str:
    """The text of a page within left, bottom, right and top."""
    text = page.get_textpage()
    return " ".join(text.get_text_bounded(*box).split() if box else text.get_text_range().split())


def halves(pdf: bytes) -> list[tuple[str, str]]:
    """What the left and the right half of each sheet's side say."""
    found = []
    for page in pages_of(pdf):
        width, height = page.get_size()
        found.append(
            (words(page, 0, 0, width / 2, height), words(page, width / 2, 0, width, height))
        )
    return found


def picture(page: pypdfium2.PdfPage, dpi: int = 72) -> Image.Image:
    return page.render(scale=dpi / 72, may_draw_forms=False).to_pil().convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures' pixels, of 255."""
    assert one.size == other.size
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60))
def test_folded_booklet_reads_in_order(count: int) -> None:
    """Sheets printed on both sides, stacked, folded and leafed through read 1, 2, 3 and so on."""
    sides = halves(booklet(numbered(count)))
    assert len(sides) == 2 * -(-count // 4)
    # Flipped on the short edge, a front's right half has the back's left half behind it.
    stack = list(zip(sides[::2], sides[1::2], strict=True))
    opening = [half for front, back in stack for half in (front[1], back[0])]
    closing = [half for front, back in stack[::-1] for half in (back[1], front[0])]
    read = opening + closing
    assert read[:count] == [str(number) for number in range(1, count + 1)]
    assert not any(read[count:])


def frames(page: pypdfium2.PdfPage, dpi: int = 144) -> list[int]:
    """The columns, in pixels, in which an upright line of a frame stands."""
    image = picture(page, dpi)
    row = image.crop((0, image.height // 4, image.width, image.height // 4 + 1))
    dark = [x for x, value in enumerate(row.tobytes()) if value < 160]
    return [x for before, x in pairwise([-9, *dark]) if x - before > 2]


def test_booklet_creep() -> None:
    """An inner sheet's pages stand nearer to the fold than an outer's, and none crosses it."""
    made = list(pages_of(booklet(numbered(80))))
    middle = made[0].get_size()[0] / 2 * 2
    outer, inner = frames(made[0]), frames(made[-1])
    assert len(outer) == len(inner) == 4
    gaps = [lines[2] - lines[1] for lines in (outer, inner)]
    assert gaps[0] > gaps[1] + 8 > 0
    for lines in (outer, inner):
        assert lines[1] < middle < lines[2]


def test_booklet_is_a4_landscape() -> None:
    """Pages of A4 go on A4 turned on its side, at about 71 %."""
    page = next(pages_of(booklet(numbered(4))))
    assert page.get_size() == pytest.approx((A4[1], A4[0]), abs=0.01)


def test_booklet_asks_for_the_short_edge() -> None:
    """The print dialog starts with the flip on the short edge."""
    with pikepdf.open(io.BytesIO(booklet(numbered(4)))) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == Name.DuplexFlipShortEdge


def test_booklet_too_thick() -> None:
    """More pages than can be folded are refused with a number."""
    with pytest.raises(SheetError, match="161 pages; a folded booklet holds 160"):
        booklet(numbered(161))


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 21))
def test_two_up_order(count: int) -> None:
    """Two upright pages a sheet, side by side in reading order, the last half blank if odd."""
    read = [half for side in halves(two_up(numbered(count))) for half in side]
    assert read[:count] == [str(n) for n in range(1, count + 1)]
    assert read[count:] == [""] * (count % 2)


def test_two_up_wide_pages_stand_one_above_the_other() -> None:
    """Wide pages go on upright paper, the first one above."""
    page = next(pages_of(two_up(numbered(2, (A4[1], A4[0])))))
    width, height = page.get_size()
    assert height > width
    assert words(page, 0, height / 2, width, height) == "1"
    assert words(page, 0, 0, width, height / 2) == "2"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_page_is_arranged_as_it_is_seen(turn: int) -> None:
    """A turned page, its boxes below zero and bleed around its trim box, looks the same."""
    boxes = {
        "MediaBox": Array([-30, -20, 400, 600]),
        "TrimBox": Array([-10, -5, 380, 560]),
        "Rotate": turn,
    }
    with pikepdf.open(io.BytesIO(numbered(1, (370, 560), **boxes))) as pdf:
        pdf.pages[0].contents_add(b"0 0 150 200 re f 300 300 150 400 re f")
        given_pdf = saved(pdf)
    seen = next(pages_of(given_pdf))
    seen.set_cropbox(-10, -5, 380, 560)
    expected = picture(seen, 200)
    sheet = next(pages_of(two_up(given_pdf)))
    image = picture(sheet, 200)
    half = image.crop(
        (0, 0, image.width // 2, image.height)
        if expected.height > expected.width
        else (0, 0, image.width, image.height // 2)
    )
    scale = min(half.width / expected.width, half.height / expected.height)
    fitted = expected.resize((round(expected.width * scale), round(expected.height * scale)))
    x, y = (half.width - fitted.width) // 2, (half.height - fitted.height) // 2
    found = half.crop((x, y, x + fitted.width, y + fitted.height))
    assert ImageStat.Stat(found).mean[0] < 254.5
    assert difference(found.resize((90, 120)), fitted.resize((90, 120))) < 4


def test_larger_user_unit() -> None:
    """A page measured in larger units is tiled at its real size."""
    small = tiles(numbered(1, (400, 300)), labels=ENGLISH)
    large = tiles(numbered(1, (400, 300), UserUnit=2), labels=ENGLISH)
    assert len(pypdfium2.PdfDocument(small)) == 2
    assert len(pypdfium2.PdfDocument(large)) == 3


@pytest.fixture(scope="module")
def poster() -> bytes:
    """An A3 poster in landscape with many different syllables, as WeasyPrint makes it."""
    from weasyprint import HTML

    syllables = SYLLABLES
    cards = "".join(
        f"<div><h3>{n}. 명령</h3><p>{''.join(syllables[n * 80 : n * 80 + 80])}</p>"
        "<code>kubectl get pods -n shop</code></div>"
        for n in range(36)
    )
    style = (
        "@page { size: 420mm 297mm; margin: 8mm } body { font-family: NanumGothic; margin: 0;"
        "font-size: 10pt; columns: 6 } div { border: 2pt solid; background: #ddd; margin: 2mm }"
    )
    made = HTML(string=f"<style>{style}</style><title>요약 포스터</title>{cards}").write_pdf()
    assert len(pypdfium2.PdfDocument(made)) == 1
    assert isinstance(made, bytes)
    return made


@pytest.fixture(scope="module")
def handout() -> bytes:
    """A dozen different pages of Korean text, as WeasyPrint makes them."""
    from weasyprint import HTML

    chance = random.Random(2)
    texts = ["".join(chance.choices(SYLLABLES, k=900)) for _ in range(12)]
    style = "@page { size: A4 } p { font: 11pt NanumGothic; break-after: page }"
    made = HTML(string=f"<style>{style}</style>{''.join(f'<p>{t}' for t in texts)}").write_pdf()
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize(
    ("paper", "overlap", "rows", "columns"),
    [("a4", 10, 2, 2), ("a4", 0, 2, 2), ("letter", 15, 2, 2), ("b5", 48, 3, 2)],
)
def test_joined_tiles_are_the_poster(
    poster: bytes, paper: str, overlap: float, rows: int, columns: int
) -> None:
    """Tiles cut at their marks and glued over each other's strips give the poster's picture."""
    made = tiles(poster, paper=paper, overlap=overlap, labels=KOREAN)
    joined = glued(made, overlap, rows, columns)
    expected = picture(next(pages_of(poster)), TENTHS)
    assert min(_moved(joined, expected, tenths) for tenths in (-1, 0, 1)) < 4
    # The check sees half a millimetre.
    assert _moved(joined, expected, 5) > 20


def test_no_mark_is_seen_once_joined() -> None:
    """The next tile covers the glue marks: a white poster comes out white."""
    white = pikepdf.Pdf.new()
    white.add_blank_page(page_size=(420 * MM, 297 * MM))
    made = tiles(saved(white), overlap=10, labels=KOREAN)
    first = picture(list(pages_of(made))[1])
    assert first.getextrema()[0] < 200
    # Cut marks stand half a millimetre outside; a tenth is the picture's own rounding.
    assert glued(made, 10, 2, 2).crop((1, 1, 4199, 2969)).getextrema()[0] > 250


def glued(pdf: bytes, overlap: float, rows: int, columns: int) -> Image.Image:
    """The tiles of an A3 poster put together, ten pixels a millimetre."""
    sheets = list(pages_of(pdf))[1:]
    assert len(sheets) == rows * columns
    width = (4200 + (columns - 1) * overlap * 10) / columns
    height = (2970 + (rows - 1) * overlap * 10) / rows
    joined = Image.new("L", (4200, 2971), 128)
    for place, page in enumerate(sheets):
        row, column = divmod(place, columns)
        printed = picture(page, TENTHS)
        left, top = (printed.width - width) / 2, (printed.height - height) / 2
        cut = [round(side) for side in (left, top, left + width, top + height)]
        spot = (round(column * (width - overlap * 10)), round(row * (height - overlap * 10)))
        joined.paste(printed.crop((cut[0], cut[1], cut[2], cut[3])), spot)
    return joined


def _moved(joined: Image.Image, expected: Image.Image, tenths: int) -> float:
    small = (expected.width // 6, expected.height // 6)
    moved = ImageChops.offset(joined, tenths, tenths)
    return difference(moved.resize(small), expected.resize(small))


# Dots an inch that make a pixel a tenth of a millimetre.
TENTHS = 254


def test_tiles_leave_the_edges_of_the_paper_white(poster: bytes) -> None:
    """No printer has to print the last 5 mm, and the page itself keeps 8 mm away."""
    for number, page in enumerate(pages_of(tiles(poster, paper="b5", labels=KOREAN))):
        image = picture(page, 144).point(lambda value: 255 if value < 200 else 0)
        left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
        edges = (left, top, image.width - right, image.height - bottom)
        assert min(edges) >= 5 * 144 / 25.4 - 1, number


def test_marks_of_a_tile_that_fills_its_paper() -> None:
    """Where the page takes all that can be printed, the marks still keep 5 mm away."""
    made = tiles(numbered(1, (194 * MM, 281 * MM)), labels=ENGLISH)
    (page,) = list(pages_of(made))[1:]
    image = picture(page, TENTHS).point(lambda value: 255 if value < 200 else 0)
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    assert 49 <= min(left, top, image.width - right, image.height - bottom) < 80


def test_tiles_say_their_names(poster: bytes) -> None:
    """Each tile has its name beside it, and its strips name the tile that covers them."""
    said = [words(page) for page in pages_of(tiles(poster, labels=KOREAN))][1:]
    names = ["A1", "A2", "B1", "B2"]
    assert [name for text, name in zip(said, names, strict=True) if name in text] == names
    assert "풀칠 → A2" in said[0]
    assert "풀칠 → B1" in said[0]
    assert "→" not in said[3]


@pytest.mark.parametrize("labels", [KOREAN, ENGLISH], ids=["ko", "en"])
def test_map_says_how_to_join(poster: bytes, labels: Labels) -> None:
    """The first page has the caller's words, as they are, and every tile's name."""
    said = words(next(pages_of(tiles(poster, labels=labels))))
    for expected in (labels.title, *labels.steps, labels.cut, labels.glue, "A4 · 2 × 2"):
        assert "".join(expected.split()) in "".join(said.split())
    for name in ("A1", "A2", "B1", "B2"):
        assert name in said


def test_words_longer_than_the_map(poster: bytes) -> None:
    """Steps that don't fit on the map's sheet are refused, not cut off."""
    long = Labels("제목", ("단계 " * 200,) * 20, "자르기", "풀칠")
    with pytest.raises(SheetError, match="too long"):
        tiles(poster, labels=long)


def test_each_page_has_its_own_map(poster: bytes) -> None:
    """Two large pages are two maps, each before its own tiles."""
    both = pikepdf.Pdf.open(io.BytesIO(poster))
    both.pages.append(both.pages[0])
    said = [words(page) for page in pages_of(tiles(saved(both), labels=KOREAN))]
    assert len(said) == 10
    assert [number for number, text in enumerate(said) if KOREAN.title in text] == [0, 5]


def test_tiles_are_printed_at_their_own_size(poster: bytes) -> None:
    """The print dialog starts without scaling, and the title is kept."""
    with pikepdf.open(io.BytesIO(tiles(poster, labels=KOREAN))) as pdf:
        assert pdf.Root.ViewerPreferences.PrintScaling == Name("/None")
        assert str(pdf.docinfo.Title) == "요약 포스터"


def test_file_grows_little(poster: bytes, handout: bytes) -> None:
    """Fonts are not copied: tiles, booklet and two-up grow the file by a tenth at most."""
    assert len(tiles(poster, labels=KOREAN)) < 1.1 * len(poster)
    assert len(booklet(handout)) < 1.1 * len(handout)
    assert len(two_up(handout)) < 1.1 * len(handout)


def test_same_pdf_same_bytes(poster: bytes) -> None:
    """The same input gives the same bytes in every process."""
    script = (
        "import sys, hashlib; from builder.typeset.imposition.sheets import *;"
        "data = sys.stdin.buffer.read();"
        "labels = Labels('제목', ('하나', '둘'), '자르기', '풀칠');"
        "made = tiles(data, labels=labels) + booklet(data) + two_up(data);"
        "print(hashlib.sha256(made).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=poster,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Seoul"))
    }
    assert len(found) == 1


@pytest.mark.parametrize("password", ["secret", ""], ids=["to open", "to change"])
def test_encrypted_pdf(password: str) -> None:
    """A PDF with a password is refused in a sentence that says what to do."""
    with pikepdf.open(io.BytesIO(numbered(2))) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user=password))
    with pytest.raises(SheetError, match="password"):
        booklet(locked.getvalue())


@pytest.mark.parametrize("data", [b"", b"hello", numbered(3)[:-300], numbered(3)[200:]])
def test_broken_pdf(data: bytes) -> None:
    """What is not a PDF, or only a part of one, is refused."""
    for arrange in (booklet, two_up):
        with pytest.raises(SheetError, match="broken"):
            arrange(data)


def test_empty_pdf() -> None:
    """A PDF without pages is refused."""
    with pytest.raises(SheetError, match="no pages"):
        two_up(saved(pikepdf.Pdf.new()))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=4))
def test_damaged_pdf_is_arranged_or_refused(changes: list[tuple[int, int]]) -> None:
    """Whatever bytes are wrong, the answer is a PDF or a SheetError."""
    data = bytearray(numbered(2))
    for place, value in changes:
        data[place % len(data)] = value
    with suppress(SheetError):
        assert booklet(bytes(data)).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["MediaBox", "TrimBox"])
@pytest.mark.parametrize(
    "value",
    [Array([0, 0, Name.A, 5]), Array([0, 0]), Array([0, 0, 0, 0]), Array([0, 0, 10**9, 10**9])],
    ids=["name", "short", "empty", "huge"],
)
def test_page_without_a_size(name: str, value: pikepdf.Object) -> None:
    """A page whose box is no box, or holds nothing, is refused."""
    with pikepdf.open(io.BytesIO(numbered(1))) as pdf:
        pdf.pages[0].obj[f"/{name}"] = value
        damaged = saved(pdf)
    with pytest.raises(SheetError):
        booklet(damaged)


@pytest.mark.parametrize("overlap", [-1, 51, float("nan")])
def test_overlap_out_of_range(overlap: float) -> None:
    """An overlap that can't be glued is refused."""
    with pytest.raises(SheetError, match="0 to 50 mm"):
        tiles(numbered(1), overlap=overlap, labels=ENGLISH)


def test_unknown_paper() -> None:
    """A paper of no known name is refused with the names there are."""
    with pytest.raises(SheetError, match=r"foolscap.*a4"):
        booklet(numbered(1), paper="foolscap")


def test_page_too_large_for_the_paper() -> None:
    """A page that would take hundreds of sheets is refused with their number."""
    with pytest.raises(SheetError, match=r"would take \d+ sheets"):
        tiles(numbered(1, (14000, 14000)), labels=ENGLISH)
