"""Pictures from the course's folder, on paper and in Anki."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image

from builder.cli.main import study
from builder.content.source import ContentError
from builder.outputs.deck import output as deck
from builder.pipeline.files import pictures, vectors
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from tests.support import paper
from tests.support.courses import small
from tests.support.decks import anki

TOPIC = """\
title: 그림
part: base
concept: |
  컨테이너의 층.

  ![층이 셋인 그림](../pictures/layers.png "층마다 하나의 명령")
cheat: ["`docker history` ![작은 그림](pictures/icon.png)"]
levels:
  1:
    terms:
      - {term: 층, meaning: "![층](layers.png) 쌓인 것"}
    questions:
      - {ask: "![무엇](pictures/layers.png) 무엇인가?", answer: "사진: ![사진](pictures/photo.jpg)"}
scenarios:
  - {title: 느리다, situation: "![그래프](pictures/layers.png)", steps: [본다]}
"""


def png(width: int = 120, height: int = 60, colour: str = "#336699") -> bytes:
    """A picture's file."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "PNG")
    return made.getvalue()


SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>"
AGAIN = "<use href='#a'/>"
HOSTILE = f"""{SVG}<script>alert(1)</script>
<style>@import url(https://example.org/a.css); rect {{ fill: red }}</style>
<image href="file:///etc/passwd"/><a href="https://example.org/"><text>gone</text></a>
<foreignObject><p>gone</p></foreignObject>
<defs><rect id="r" width="4" height="4" onclick="alert(2)" style="fill:url(https://example.org/p)"/></defs>
<use href="#r" x="3"/><use href="https://example.org/other.svg#r"/>
<circle cx="9" cy="9" r="5" fill="#336699"/><text x="2" y="9">층</text></svg>"""


def test_a_drawing_keeps_its_shapes_alone() -> None:
    """Of a drawing in SVG shapes and words stay; scripts, addresses and other files don't."""
    clean, width, height = vectors.cleaned(HOSTILE.encode())
    text = clean.decode()
    assert (width, height) == (40, 20)
    for kept in ("circle", "#336699", "층", 'href="#r"'):
        assert kept in text
    for gone in ("script", "alert", "example.org", "passwd", "image", "foreignObject", "gone"):
        assert gone not in text


@pytest.mark.parametrize(
    "text",
    [
        f"<!DOCTYPE svg [<!ENTITY a 'b'>]>{SVG}<text>&a;</text></svg>",
        f"{SVG}{'<g>' * 500}{'</g>' * 500}</svg>",
        f"{SVG}{'<g/>' * 30_000}</svg>",
        f"{SVG}<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>",
        f"{SVG}<g id='a'>{'<rect/>' * 9000}</g>{AGAIN * 9}</svg>",
        f"{SVG}<g>",
        "<svg><rect/></svg>",
    ],
)
def test_a_drawing_that_would_take_long_is_refused(text: str) -> None:
    """Names for texts, deep and endless nesting, parts drawn again and again are no picture."""
    with pytest.raises(vectors.VectorError):
        vectors.cleaned(text.encode())


def test_a_drawing_reaches_paper(tmp_path: Path) -> None:
    """A drawing in SVG from the course's folder is printed as one, and goes into the deck."""
    course = shown(tmp_path / "course", TOPIC.replace("layers.png", "layers.svg"))
    (course / "pictures" / "layers.svg").write_text(HOSTILE, encoding="utf-8")
    done = CliRunner().invoke(study, ["build", str(course), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "층" in paper.text(tmp_path / "out" / "small" / "handout-1.pdf")
    with zipfile.ZipFile(tmp_path / "out" / "small" / "deck.apkg") as package:
        named = json.loads(package.read("media")).values()
    assert [name for name in named if name.endswith(".svg")]


def claiming(side: int) -> bytes:
    """A small file that says it is a picture of that many pixels a side."""
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return png()[:12] + head + zlib.crc32(head).to_bytes(4, "big") + png()[33:]


def shown(folder: Path, topic: str = TOPIC) -> Path:
    """A course that shows pictures from beside a file and from its folder."""
    small(folder)
    (folder / "topics" / "02-pictures.yaml").write_text(topic, encoding="utf-8")
    for name in ("pictures/layers.png", "topics/layers.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(png())
    (folder / "pictures" / "icon.png").write_bytes(png(16, 16, "#aa0000"))
    photo = io.BytesIO()
    Image.effect_noise((3000, 2400), 60).convert("RGB").save(photo, "JPEG")
    (folder / "pictures" / "photo.jpg").write_bytes(photo.getvalue())
    return folder


def diagnostics(folder: Path) -> list[tuple[str, str, str]]:
    """What a load says is wrong, as place, words and hint."""
    (target,) = find_targets([folder])
    try:
        _, found = pictures.fitted(load(target, strict=True).course)
    except ContentError as error:
        found = list(error.diagnostics)
    return [
        (str(each.location).removeprefix(str(folder)), each.message, each.hint) for each in found
    ]


def test_pictures_reach_paper_and_anki(tmp_path: Path) -> None:
    """Every output shows its pictures, described, within its page; the deck has their files."""
    course = shown(tmp_path / "course")
    run = ["build", str(course), "-o", str(tmp_path / "out")]
    made = CliRunner().invoke(study, run, standalone_mode=False)
    assert made.return_value == 0, made.output
    out = tmp_path / "out" / "small"
    wanted = {"handout-1": 4, "flashcards-1": 3, "interview": 1, "poster": 1, "worksheet-1": 3}
    for name, count in wanted.items():
        with pikepdf.open(out / f"{name}.pdf") as file:
            drawn = [image for page in file.pages for image in page.get_images()]
            assert len(drawn) >= min(count, 2) or name in ("interview", "poster"), name
            assert drawn, f"{name} shows no picture"
    assert "층마다하나의명령" in paper.text(out / "handout-1.pdf")
    with zipfile.ZipFile(out / "deck.apkg") as package:
        names = json.loads(package.read("media"))
        assert len(names) == 2, "one file for each picture that notes show"
        assert all(Image.open(io.BytesIO(package.read(key))).size for key in names)
    assert max(Image.open(io.BytesIO(_media(out, "jpg"))).size) == pictures.FITTED


def _media(out: Path, suffix: str) -> bytes:
    with zipfile.ZipFile(out / "deck.apkg") as package:
        names = json.loads(package.read("media"))
        (key,) = [key for key, name in names.items() if name.endswith(suffix)]
        return package.read(key)


def test_anki_takes_the_pictures(tmp_path: Path) -> None:
    """Anki imports the files and finds none missing."""
    course = shown(tmp_path / "course")
    CliRunner().invoke(study, ["build", str(course), "-o", str(tmp_path / "out"), "--only", "deck"])
    made = tmp_path / "out" / "small" / "deck.apkg"
    log, media = anki(tmp_path / "collection.anki2", ("import_package", str(made)), ("media",))
    assert log["new"] > 5
    assert media == {"missing": [], "unused": []}


def test_a_changed_picture_is_a_changed_card(tmp_path: Path) -> None:
    """Another picture under the same name changes the cards that show it, and no other."""
    course = shown(tmp_path / "course")
    (target,) = find_targets([course])
    from builder.ledger import matching as ledger
    from builder.typeset.templates.environment import Templates
    from tests.conftest import ROOT

    def seen() -> dict[str, str]:
        matching = ledger.match(load(target).course, ledger.Ledger())
        return deck.fingerprints(matching.course, Templates((ROOT / "templates",)))

    before = seen()
    (course / "pictures" / "photo.jpg").write_bytes(png(80, 80))
    after = seen()
    assert len([code for code in before if before[code] != after[code]]) == 1


def test_an_edited_picture_is_built_again(tmp_path: Path) -> None:
    """A build after nothing but a picture changed makes the files that show it again."""
    course = shown(tmp_path / "course")
    run = ["build", str(course), "-o", str(tmp_path / "out"), "--only", "handout"]
    CliRunner().invoke(study, run)
    before = (tmp_path / "out" / "small" / "handout-1.pdf").read_bytes()
    (course / "pictures" / "layers.png").write_bytes(png(colour="#ffcc00"))
    CliRunner().invoke(study, run)
    assert (tmp_path / "out" / "small" / "handout-1.pdf").read_bytes() != before


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("![x](pictures/layer.png)", "there is no picture", "did you mean pictures/layers.png?"),
        ("![x](nowhere/a.png)", "there is no picture", "put the picture into"),
        ("![](pictures/layers.png)", "no description", "say in the brackets"),
        ("![x](../../secret.png)", "outside the course", ""),
        ("![x](pictures/out.png)", "outside the course", ""),
        ("![x](/etc/hostname)", "must be a file of the course", ""),
        ("![x](data:image/png;base64,AAAA)", "must be a file of the course", ""),
        ("![x](pictures/text.png)", "no PNG, JPEG, GIF, WebP or SVG", "save it as PNG"),
        ("![x](pictures/vector.svg)", "has too many parts", "save it as PNG"),
        ("![x](pictures/huge.png)", "too large: far too many pixels", "scale it down"),
        ("![x](pictures/wide.png)", "too large (7000 × 7000 pixels)", "scale it down"),
        ("![x](pictures/pipe.png)", "no ordinary file", ""),
        ("![x](pictures)", "no ordinary file", ""),
        ("![x](pictures/cut.png)", "damaged", "save it again"),
    ],
)
def test_pictures_that_cannot_be_shown(text: str, message: str, hint: str, tmp_path: Path) -> None:
    """A picture that is missing, outside, of no known kind, too large or damaged has its place."""
    course = shown(tmp_path / "course", TOPIC.replace("컨테이너의 층.", text))
    (tmp_path / "secret.png").write_bytes(png())
    inside = course / "pictures"
    (inside / "out.png").symlink_to(tmp_path / "secret.png")
    (inside / "text.png").write_text("not a picture")
    (inside / "vector.svg").write_text(f"{SVG}{'<g>' * 100}{'</g>' * 100}</svg>")
    (inside / "huge.png").write_bytes(claiming(30000))
    (inside / "wide.png").write_bytes(claiming(7000))
    (inside / "cut.png").write_bytes(png(400, 400)[:100])
    os.mkfifo(inside / "pipe.png")
    ((place, said, advice),) = diagnostics(course)
    assert message in said
    assert hint in advice
    if message != "damaged":
        assert place.startswith("/topics/02-pictures.yaml:4:")
    else:
        assert place.startswith("/pictures/cut.png")


def test_two_pictures_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Two files that texts call by the same path can't both be shown."""
    course = shown(tmp_path / "course")
    notes = "# 노트\n\n## 주제\n\n### Level 1\n\n본문 ![다른 그림](layers.png)\n"
    (course / "more").mkdir()
    (course / "more" / "notes.md").write_text(notes, encoding="utf-8")
    (course / "more" / "layers.png").write_bytes(png(colour="#000000"))
    ((_, said, advice),) = diagnostics(course)
    assert said == "two different pictures are called layers.png"
    assert "another name" in advice


def test_pictures_come_along_when_converted(tmp_path: Path) -> None:
    """A converted course shows the same pictures."""
    course = shown(tmp_path / "course")
    new = tmp_path / "new"
    made = CliRunner().invoke(study, ["convert", str(course), str(new)], standalone_mode=False)
    assert made.exception is None, made.output
    (old_target,), (new_target,) = find_targets([course]), find_targets([new])
    old, copy = load(old_target).course, load(new_target).course
    assert [(p.src, p.name) for p in old.pictures] == [(p.src, p.name) for p in copy.pictures]


def test_a_picture_of_the_web_is_told_in_words(tmp_path: Path) -> None:
    """No page and no card reaches the network: such a picture is its description and address."""
    course = shown(
        tmp_path / "course",
        TOPIC.replace("컨테이너의 층.", "![로고](https://example.org/logo.png)"),
    )
    (target,) = find_targets([course])
    assert len(load(target).course.pictures) == 5
