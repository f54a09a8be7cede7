"""`study print`: which pages come to stand where, what is said, and what stays untouched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name

from tests.support.courses import many

MM = 72 / 25.4


def study(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "builder", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def numbered(path: Path, count: int, size: tuple[float, float] = (210, 297)) -> Path:
    """A PDF whose pages say p1, p2, … in their middle; the size is in millimetres."""
    pdf = pikepdf.Pdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    width, height = size[0] * MM, size[1] * MM
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=(width, height))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        where = f"{width / 2 - 20:.0f} {height / 2:.0f}"
        page.obj.Contents = pdf.make_stream(f"BT /F 40 Tf {where} Td (p{number}) Tj ET".encode())
    pdf.save(path)
    return path


def halves(path: Path) -> list[tuple[str, str]]:
    """What the left and the right half of each page say; lower and upper where it is upright."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            boxes = (
                ((0, 0, width / 2, height), (width / 2, 0, width, height))
                if width > height
                else ((0, height / 2, width, height), (0, 0, width, height / 2))
            )
            said = [text.get_text_bounded(*box).strip() for box in boxes]
            found.append((said[0], said[1]))
    return found


def test_a_booklet_folds_in_order(tmp_path: Path) -> None:
    """Six pages make two sheets, whose halves come in order once folded; the rest is blank."""
    done = study("print", numbered(tmp_path / "a.pdf", 6), "--booklet")
    assert done.returncode == 0, done.stderr
    made = tmp_path / "a-booklet.pdf"
    assert halves(made) == [("", "p1"), ("p2", ""), ("p6", "p3"), ("p4", "p5")]
    assert str(made) in done.stdout
    for words in ("both sides", "short edge", "actual size"):
        assert words in done.stdout


def test_two_up_in_reading_order(tmp_path: Path) -> None:
    """Five pages come two a sheet, side by side; wide ones one above the other."""
    done = study("print", numbered(tmp_path / "a.pdf", 5), "--two-up", "--paper", "letter")
    assert done.returncode == 0, done.stderr
    assert halves(tmp_path / "a-2up.pdf") == [("p1", "p2"), ("p3", "p4"), ("p5", "")]
    assert "short edge" in done.stdout
    assert paper(tmp_path / "a-2up.pdf") == (279, 216)
    wide = study("print", numbered(tmp_path / "b.pdf", 3, (297, 210)), "--two-up")
    assert halves(tmp_path / "b-2up.pdf") == [("p1", "p2"), ("p3", "")]
    assert "long edge" in wide.stdout
    assert paper(tmp_path / "b-2up.pdf") == (210, 297)


def paper(path: Path) -> tuple[int, int]:
    """The first page's size in millimetres."""
    with pypdfium2.PdfDocument(path) as document:
        width, height = document[0].get_size()
        return round(width / MM), round(height / MM)


@pytest.mark.parametrize(("language", "word"), [("ko-KR", "풀칠"), ("en", "Glue"), ("", "Glue")])
def test_tiles_speak_the_documents_language(tmp_path: Path, language: str, word: str) -> None:
    """An A3 page comes after a map in tiles of A4, with words in the PDF's own language."""
    path = numbered(tmp_path / "a.pdf", 1, (420, 297))
    if language:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            pdf.Root.Lang = language
            pdf.save(path)
    done = study("print", path, "--tiles", "a4", "--overlap", 12)
    assert done.returncode == 0, done.stderr
    with pypdfium2.PdfDocument(tmp_path / "a-tiles.pdf") as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) >= 5
    assert "p1" in texts[0]
    assert word in "".join(texts[1:])
    assert "actual size" in done.stdout


def test_the_overlap_is_heeded(tmp_path: Path) -> None:
    """Without an overlap fewer tiles hold the page than with a large one."""
    path = numbered(tmp_path / "a.pdf", 1, (380, 540))
    counts = []
    for overlap in (0, 50):
        done = study("print", path, "--tiles", "a4", "--overlap", overlap)
        assert done.returncode == 0, done.stderr
        with pypdfium2.PdfDocument(tmp_path / "a-tiles.pdf") as document:
            counts.append(len(document))
    assert counts[0] < counts[1]


def test_a_built_handout_stays_small(tmp_path: Path) -> None:
    """The sheets of a handout are at most a tenth larger than the handout, and it is untouched."""
    done = study("build", many(tmp_path / "c", 12), "-o", tmp_path, "--only", "handout")
    assert done.returncode == 0, done.stderr
    handout = tmp_path / "small/handout-1.pdf"
    before = handout.read_bytes()
    for arrangement, end in (("--booklet", "booklet"), ("--two-up", "2up")):
        assert study("print", handout, arrangement).returncode == 0
        made = handout.with_name(f"handout-1-{end}.pdf")
        assert 0 < made.stat().st_size <= 1.1 * len(before)
    assert handout.read_bytes() == before
    left = [path.name for path in handout.parent.iterdir() if path.name.endswith(".new")]
    assert left == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name one arrangement"),
        (["--booklet", "--two-up"], "name one arrangement"),
        (["--booklet", "--tiles", "a4"], "name one arrangement"),
        (["--tiles", "a9"], "a9"),
        (["--tiles", "a4", "--overlap", "51"], "51"),
        (["--tiles", "a4", "--paper", "a4"], "leave out --paper"),
        (["--booklet", "--overlap", "5"], "belongs to --tiles"),
        (["--booklet", "--output", "a.pdf"], "is the file to arrange"),
        (["--booklet", "--output", "link.pdf"], "is the file to arrange"),
    ],
)
def test_wrong_arguments(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be meant ends with 2 and a sentence, and the input stays as it was."""
    monkeypatch.chdir(tmp_path)
    before = numbered(Path("a.pdf"), 2).read_bytes()
    Path("link.pdf").symlink_to("a.pdf")
    done = study("print", "a.pdf", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert Path("a.pdf").read_bytes() == before
    assert sorted(path.name for path in Path().iterdir()) == ["a.pdf", "link.pdf"]


def bad(path: Path, kind: str) -> Path:
    match kind:
        case "folder":
            path.mkdir()
        case "text":
            path.write_text("no PDF", encoding="utf-8")
        case "half":
            whole = numbered(path, 9).read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
        case "locked":
            with pikepdf.open(numbered(path, 2), allow_overwriting_input=True) as pdf:
                pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    return path


@pytest.mark.parametrize("arrangement", [["--booklet"], ["--two-up"], ["--tiles", "a4"]])
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing", "No such file"),
        ("folder", "is a folder, where a file"),
        ("text", "broken"),
        ("half", "broken"),
        ("locked", "password"),
    ],
)
def test_what_is_no_good_pdf(kind: str, said: str, arrangement: list[str], tmp_path: Path) -> None:
    """A missing, broken or locked PDF ends with 1 and a sentence that names it."""
    path = bad(tmp_path / "a.pdf", kind)
    done = study("print", path, *arrangement)
    assert done.returncode == 1
    assert said in done.stderr
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("a-*"))


def test_the_output_is_named(tmp_path: Path) -> None:
    """`--output` names the file, and one that can't be written ends with 3 and a sentence."""
    path = numbered(tmp_path / "a.pdf", 2)
    assert study("print", path, "--booklet", "-o", tmp_path / "b.pdf").returncode == 0
    assert halves(tmp_path / "b.pdf") == [("", "p1"), ("p2", "")]
    done = study("print", path, "--booklet", "-o", path / "b.pdf")
    assert done.returncode == 3
    assert "can't be written" in done.stderr
