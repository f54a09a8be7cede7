"""The look: one place for accents and fonts, which every output and the check of fonts ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builder.languages import folders
from builder.outputs.deck import types
from builder.pipeline.checked import installed_faces
from builder.pipeline.target import shipped_templates, template_folders
from builder.typeset import fonts
from builder.typeset.errors import PageError
from builder.typeset.machine import doctor
from builder.typeset.papers import PAPERS
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import Look, look
from tests.support.decks import COURSE
from tests.support.typefaces import font

SHIPPED = Templates((shipped_templates(),))
SCREEN = (
    '"Apple SD Gothic Neo", "Noto Sans KR", "Malgun Gothic", NanumGothic, system-ui, sans-serif'
)


def own(folder: Path, text: str) -> Templates:
    """Templates with a look of one's own."""
    (folder / "base").mkdir(parents=True)
    (folder / "base/look.yaml").write_text(text, encoding="utf-8")
    return Templates(template_folders(folder))


def looks(folder: Path, text: str, language: str = "ko") -> Look:
    return look(own(folder, text), language)


@pytest.mark.parametrize("language", ["ko", "en", "fi"])
def test_the_shipped_look(language: str) -> None:
    """Korean and English, and a language that isn't known, are set as they always were."""
    shared = look(SHIPPED, language)
    assert shared.text.css == (
        '"NanumGothic", "Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo",'
        ' "Malgun Gothic", sans-serif'
    )
    assert shared.code.css == '"D2Coding", "NanumGothicCoding", "NanumGothic", monospace'
    assert shared.screen == SCREEN
    assert (shared.accent(2), shared.card_accent(2), shared.dark_accent(2)) == (
        *("#1d5a9e", "#1f5fb4", "#84b6f4"),
    )
    assert shared.dark_accent(1) == "#7fcaab"


@pytest.mark.parametrize("code", folders.codes())
def test_each_language_has_fonts(code: str) -> None:
    """A language's own fonts are tried where the look names none."""
    shared = look(SHIPPED, code)
    assert shared.families
    assert shared.text.families == folders.values(code, "language.yaml")["fonts"]["text"]
    assert ("JP" in shared.text.css) == (code == "ja")


@pytest.mark.parametrize("said", ["text: [Mine]", "text: \"'Mine', sans-serif\"", "text: Mine"])
def test_a_looks_fonts_go_first(tmp_path: Path, said: str) -> None:
    """A font that the look names is tried before the language's, on paper and on screens."""
    shared = looks(tmp_path, said, "ja")
    assert shared.text.families[:2] == ("Mine", "Noto Sans CJK JP")
    assert shared.families[0] == "Mine"
    assert shared.screen.startswith('Mine, "Hiragino Sans"')


def test_a_looks_last_resort(tmp_path: Path) -> None:
    """A look with serifs stays one where none of its fonts is there."""
    assert looks(tmp_path, 'text: "Mine, serif"').text.css.endswith(", serif")


def test_a_font_that_is_no_list(tmp_path: Path) -> None:
    """A mapping in the place of fonts is told with its file."""
    with pytest.raises(PageError, match="'text' is a list of fonts"):
        looks(tmp_path, "text: {a: b}")


def test_accents_reach_every_output(tmp_path: Path) -> None:
    """An accent of one's own is on paper, on cards, on the page to share and in the preview."""
    templates = own(tmp_path, 'accents: ["#7a1f3d"]\ntext: [Mine]\n')
    shared = look(templates, "ko")
    css = types.models(COURSE, templates)["question"].css
    preview = templates.render("preview/preview.css", look=shared)
    index = templates.render("index/index.css", look=shared)
    for style in (css, preview, index):
        assert "#7a1f3d" in style
        assert shared.dark_accent(1) in style
        assert "Mine, " in style
        assert "#1d5a9e" not in style
        assert "#84b6f4" not in style
    printed = page.document(
        templates,
        "base/repeated.html",
        paper=PAPERS["a4"],
        language="ko",
        keep_words=True,
        mode="repeated",
        title="x",
        head="x",
        edition="x",
        course=COURSE,
    )
    assert "#7a1f3d" in printed
    assert '"Mine", "NanumGothic"' in printed


@pytest.mark.parametrize("accent", ["#000000", "#7a1f3d", "#123", "#ffffff"])
def test_an_accent_can_be_read_in_the_dark(tmp_path: Path, accent: str) -> None:
    """An accent that the look says nothing of gets paler until it stands out from a dark ground."""
    made = looks(tmp_path, f'accents: ["{accent}"]').dark_accent(1)
    parts = [int(made[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert (light + 0.05) / (0.0097 + 0.05) >= 6.9


def test_a_colour_by_name_is_kept(tmp_path: Path) -> None:
    """What is no hex colour is taken as it is."""
    assert looks(tmp_path, "accents: [teal]").dark_accent(1) == "teal"


def test_the_check_of_fonts_asks_the_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font counts for the check of characters where the look or the language names it."""
    gear = font(tmp_path / "Gear.ttf", "\u2699")
    kanji = replace(font(tmp_path / "Kanji.ttf", "\u6c34"), family="Noto Sans CJK JP")
    monkeypatch.setattr(fonts, "installed", lambda _tool: (gear, kanji))
    named = own(tmp_path / "look", "text: [Gear]\n")
    assert installed_faces(SHIPPED, "ko") == ()
    assert installed_faces(SHIPPED, "ja") == (kanji,)
    assert installed_faces(named, "ko") == (gear,)
    assert installed_faces(named, "ja") == (gear, kanji)


def test_doctor_names_the_font_of_a_language(tmp_path: Path) -> None:
    """What a language of the courses here is set in is told by its name, once for shared fonts."""
    tool = tmp_path / "fc-list"
    tool.write_text(
        "#!/bin/sh\nprintf 'NanumGothic\\tRegular\\t/f/N.ttf\\t0\\n'\n", encoding="utf-8"
    )
    tool.chmod(0o755)
    found = doctor.needs(
        {"ID": "debian"}, "linux", ("ja", "zh-CN", "ko", "en", "de"), tool=str(tool)
    )
    texts = {need.name: need for need in found if need.name.endswith("text font")}
    assert {name: need.state for name, need in texts.items()} == {
        "Japanese text font": "missing",
        "Chinese text font": "missing",
        "Korean text font": "found",
        "German text font": "missing",  # NanumGothic has no "Ä" and no "„"
    }
    assert texts["Japanese text font"].install == "sudo apt-get install -y fonts-noto-cjk"
    assert texts["Japanese text font"].is_required
    assert not texts["German text font"].is_required
    tool.write_text("#!/bin/sh\nprintf 'DejaVu Sans\\tBook\\t/f/D.ttf\\t0\\n'\n", encoding="utf-8")
    (german,) = (
        need
        for need in doctor.needs({"ID": "debian"}, "linux", ("de",), tool=str(tool))
        if need.name == "German text font"
    )
    assert german.state == "found"
