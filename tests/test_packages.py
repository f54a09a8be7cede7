"""Packages of Anki, old and new, made into courses that update the very notes in them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from builder.cli.main import study
from builder.readers.anki import fields, package
from tests.support import decks


def png() -> bytes:
    """A picture's file."""
    made = io.BytesIO()
    Image.new("RGB", (12, 6), "#336699").save(made, "PNG")
    return made.getvalue()


NOTES = [
    ["Basic", "Bio::Cells", ["What is a <b>cell</b>?", "The unit of life.<br>Small."], ["a::b"]],
    ["Basic (and reversed card)", "Bio::Cells", ["mitochondrion", "makes ATP"], []],
    ["Cloze", "Bio::Heart", ["The {{c1::heart}} pumps.", 'see <img src="heart.png">'], []],
    ["Basic", "Bio::Heart", ["Picture", '<img src="heart.png"> [sound:beat.mp3]'], []],
    ["Basic", "Bio::Heart", ["only front", ""], []],
]


def theirs(folder: Path, *, legacy: bool) -> tuple[Path, Path]:
    """A learner's collection with these notes reviewed, and the package exported from it."""
    folder.mkdir()
    (folder / "heart.png").write_bytes(png())
    collection, package_path = folder / "c.anki2", folder / "theirs.apkg"
    decks.anki(
        collection,
        *(["add_note", *note] for note in NOTES),
        ["add_media", str(folder / "heart.png")],
        ["export_whole", str(package_path), legacy],
        ["review"],
    )
    return collection, package_path


def run(*arguments: object) -> str:
    done = CliRunner().invoke(study, [str(each) for each in arguments], standalone_mode=False)
    assert done.return_value == 0, done.output
    return done.output


@pytest.mark.parametrize("legacy", [True, False], ids=["old", "new"])
def test_a_package_becomes_a_course_that_updates_its_notes(tmp_path: Path, legacy: bool) -> None:
    """An unedited note is left alone, an edited field alone changes, reviews and tags stay."""
    collection, path = theirs(tmp_path / "theirs", legacy=legacy)
    course, out = tmp_path / "bio", tmp_path / "out"
    said = run("convert", path, course)
    assert "4 cards keep their notes" in said
    assert "1 note has no back" in said
    assert "sounds stay in Anki alone (1)" in said
    assert (course / "media" / "heart.png").read_bytes() == png()
    run("build", course, "-o", out, "--only", "deck")
    first: dict[str, Any]
    before, first, after = decks.anki(
        collection, ["notes"], ["import_package", str(out / "bio" / "deck.apkg")], ["notes"]
    )
    assert first["duplicate"] == 4
    assert not first["new"] + first["updated"] + first["conflicting"]
    assert after == before
    for topic in (course / "topics").iterdir():
        text = topic.read_text(encoding="utf-8")
        topic.write_text(text.replace("The unit of life", "The least unit of life"), "utf-8")
    run("build", course, "-o", out, "--only", "deck")
    second, edited, reviewed = decks.anki(
        collection, ["import_package", str(out / "bio" / "deck.apkg")], ["notes"], ["reviews"]
    )
    assert (second["updated"], second["new"], second["conflicting"]) == (1, 0, 0)
    changed = [guid for guid in before if edited[guid]["fields"] != before[guid]["fields"]]
    (guid,) = changed
    assert edited[guid]["fields"]["Front"] == "What is a <b>cell</b>?"
    assert "The least unit of life" in edited[guid]["fields"]["Back"]
    assert edited[guid]["tags"] == ["a::b"]
    assert set(edited) == set(before)
    assert reviewed == 6  # five notes, one of which makes two cards


def test_what_is_no_package_is_told(tmp_path: Path) -> None:
    """A file that is damaged, locked or something else says so, and nothing is written."""
    path = tmp_path / "bad.apkg"
    for data in (b"no zip", _zip({}), _zip({"collection.anki2": b"no database"})):
        path.write_bytes(data)
        asked = ["convert", str(path), str(tmp_path / "course")]
        done = CliRunner().invoke(study, asked, standalone_mode=False)
        assert done.return_value == 1
        assert "problem" in done.output
        assert not (tmp_path / "course").exists()


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_a_package_unpacks_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds more than there is room for is refused before it is all unpacked."""
    monkeypatch.setattr(package, "LARGEST", 1000)
    with pytest.raises(package.PackageError, match="holds more than"):
        package.read(_zip({"collection.anki2": bytes(5000)}))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("What is <b>x</b>?", "What is **x**?"),
        ("a<br>b<br><br>c", "a\\\nb\n\nc"),
        ("<div>one</div><div>two</div>", "one\\\ntwo"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n   - c\n\nd"),
        ("<pre><code>x = 1\n  y * 2</code></pre>z", "```\nx = 1\n  y * 2\n```\n\nz"),
        ("a_b <code>a_b</code> 1 * 2", "a\\_b `a_b` 1 \\* 2"),
        ("\\(x^2_1\\) and [$]y[/$]", "$x^2_1$ and $y$"),
        ("{{c1::org_an::hint}} b", "{{c1::org\\_an::hint}} b"),
        ('<img src="a%20b.png">[sound:x.mp3]', "![a b.png](media/a%20b.png)"),
        ('<a href="https://example.org/a">w</a>', "[w](https://example.org/a)"),
        ("<table><tr><td>A<td>B</tr><tr><td>1<td>2|3</tr></table>",
         "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |"),
        ("1. no list", "1\\. no list"),
        ("<script>alert(1)</script>&lt;b&gt;", "\\<b>"),
        ("<b>x<br>y</b>", "**x**\\\n**y**"),
    ],
)  # fmt: skip
def test_a_field_is_read_as_what_it_means(html: str, expected: str) -> None:
    """HTML becomes Markdown, signs that Markdown would take for its own are text."""
    assert fields.markdown(html).text == expected
