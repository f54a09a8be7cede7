"""Sounds of the course's folder: played in Anki, named on paper, checked before they are read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from builder.content.model import Cell, Course, DeckSettings, Level, Part, Question, Sound, Topic
from builder.content.source import ContentError
from builder.content.speech import Speech
from builder.documents import outline
from builder.outputs.deck import output
from builder.pipeline.files.sounds import LARGEST
from builder.pipeline.loaded import Loaded, load
from builder.pipeline.target import find_targets
from builder.typeset.text import markup
from builder.typeset.text.setting import TextStyle
from tests.support.decks import TEMPLATES, anki, build

MP3 = b"ID3\x04" + bytes(200)


def folder(place: Path, answer: str) -> Path:
    """A course whose one answer is this."""
    (place / "topics").mkdir(parents=True)
    (place / "course.yaml").write_text("title: 소리\n", encoding="utf-8")
    asked = f"questions:\n      - ask: 무엇인가?\n        answer: '{answer}'\n"
    text = f"title: 가\nlevels:\n  1:\n    {asked}"
    (place / "topics/01-a.yaml").write_text(text, encoding="utf-8")
    return place


def loaded(place: Path) -> Loaded:
    (target,) = find_targets([place])
    return load(target)


def course(*sounds: Sound, answer: str = "들어 본다. [sound:a.mp3] [sound:b.mp3]") -> Course:
    topic = Topic("a", "가", "p", "글.", (Cell(1, (Question("무엇인가?", answer),)),))
    parts, levels = (Part("p", "부"),), (Level(1, "입문"),)
    return Course("s", "소리", levels=levels, parts=parts, topics=(topic,), sounds=sounds)


def test_anki_plays_a_sound(tmp_path: Path) -> None:
    """A file of the course is in the deck and played; any other is the text that it is."""
    built = build(course(Sound("a.mp3", "0123.mp3", MP3)))
    steps = ("import_package", built.write(tmp_path / "a.apkg")), ("render",), ("media",)
    _, shown, media = anki(tmp_path / "a.anki2", *steps)
    (card,) = shown.values()
    assert card["sounds"] == 1
    assert "sound:b.mp3" in card["answer"]
    assert media == {"missing": [], "unused": []}


def test_a_sound_is_named_where_nothing_plays() -> None:
    """On paper and on a screen a sound is its name; words alone don't have it."""
    made = markup.html("들어 본다. [sound:소리/하나.mp3] 끝", TextStyle(on_paper=True))
    assert '<span class="sound">하나</span>' in made
    assert markup.plain("들어 본다. [sound:소리/하나.mp3] 끝") == "들어 본다. 끝"
    (card,) = output.sides(course(Sound("a.mp3", "0123.mp3", MP3)), TEMPLATES)
    assert card.back.count('<span class="sound">') == 1
    assert "0123" not in card.back
    assert markup.sounds("`[sound:a.mp3]` [sound:a.exe]") is not None
    assert list(markup.sounds("`[sound:a.mp3]` [sound:a.exe] [sound:b.OGG]")) == ["b.OGG"]


def test_a_course_finds_its_sounds(tmp_path: Path) -> None:
    """A sound lies beside the topic or in the course's folder, and is named by its content."""
    place = folder(tmp_path / "c", "[sound:a.mp3] [sound:말/b.ogg]")
    (place / "topics/a.mp3").write_bytes(MP3)
    (place / "말").mkdir()
    (place / "말/b.ogg").write_bytes(b"OggS" + bytes(9))
    made = loaded(place)
    assert [(each.src, each.name[-4:]) for each in made.course.sounds] == [
        ("a.mp3", ".mp3"),
        ("말/b.ogg", ".ogg"),
    ]
    assert made.notes == ()
    assert loaded(folder(tmp_path / "d", "소리가 없다")).course.sounds == ()


@pytest.mark.parametrize(
    ("src", "said", "is_error"),
    [
        ("없다.mp3", "there is no sound", False),
        ("text.mp3", "no sound of the kind", False),
        ("large.mp3", "too large", False),
        ("pipe.mp3", "no ordinary file", False),
        ("../out.mp3", "outside the course", True),
        ("link.mp3", "outside the course", True),
        ("/etc/a.mp3", "must be a file of the course", True),
        ("http://a.b/c.mp3", "must be a file of the course", True),
    ],
)
def test_what_cannot_be_played_is_told(src: str, said: str, is_error: bool, tmp_path: Path) -> None:
    """What isn't there, is none or too large is told at its line; what leads out is refused."""
    place = folder(tmp_path / "c", f"[sound:{src}]")
    (tmp_path / "out.mp3").write_bytes(MP3)
    (place / "text.mp3").write_bytes(b"words")
    with (place / "large.mp3").open("wb") as file:
        file.write(MP3)
        file.truncate(LARGEST + 1)
    os.mkfifo(place / "pipe.mp3")
    (place / "link.mp3").symlink_to(tmp_path / "out.mp3")
    if is_error:
        with pytest.raises(ContentError) as told:
            loaded(place)
        (found,) = told.value.diagnostics
    else:
        made = loaded(place)
        assert made.course.sounds == ()
        (found,) = made.notes
    assert said in str(found)
    assert found.location.line == 6


def test_a_sound_alone_changes_only_its_card() -> None:
    """Another recording is another fingerprint for the card that plays it, and for no other."""
    before = course(Sound("a.mp3", "0123.mp3", MP3))
    after = replace(before, sounds=(Sound("a.mp3", "4567.mp3", MP3 + b"x"),))
    first, second = (output.fingerprints(each, TEMPLATES) for each in (before, after))
    assert sum(first[name] != second[name] for name in first) == 1


def test_sounds_and_speech_change_no_edition() -> None:
    """What Anki alone plays or reads is no part of what a page says of its course."""
    silent = course(answer="글")
    heard = course(Sound("a.mp3", "0123.mp3", MP3), answer="글")
    spoken = replace(silent, deck=DeckSettings(speech=Speech("ko-KR")))
    editions = {outline.edition(outline.cover(each)) for each in (silent, heard, spoken)}
    assert len(editions) == 1
