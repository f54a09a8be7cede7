"""Code in colours: known languages are coloured, and nothing holds the machine for long."""

from __future__ import annotations

import time

import pytest
from pygments.lexers import get_lexer_by_name

from builder.typeset.text import highlighting
from builder.typeset.text.highlighting import LANGUAGES, LARGEST, WIDEST, highlighted

# Each was a hundred seconds and more, or quadratic in a language of the list.
SLOW = {
    "a comment that is begun again and again": ("mcschema", "<!--" * 12_000),
    "49,000 line ends": ("autohotkey", "\n" * 49_000),
    "prompts": ("console", "x" + ":" * 9_000),
    "quotes": ("typescript", '"\\"' * 3_000),
    "spaces": ("ini", '"' + " " * 9_000),
    "heredocs": ("hcl", "<<A\n" * 2_400),
    "numbers": ("terraform", "1e" * 4_900),
    "blank lines": ("python", "\t\n" * 4_900),
    "line ends of two kinds": ("java", "\r\n\n" * 3_000),
    "tags": ("apacheconf", "<" * 9_900),
    "a markup in the bounds": ("xml", ("<a " * 150 + "\n") * 22),
}


def test_every_language_is_known_to_pygments() -> None:
    """The list names no language that would end in an error."""
    assert len(LANGUAGES) > 60
    for name in LANGUAGES:
        get_lexer_by_name(name)


def test_a_language_of_the_list_is_coloured() -> None:
    """Its words stand in spans; one that isn't of the list, or none, gives the text alone."""
    code = "def answer():\n    return '<b>'\n"
    assert '<span class="k">def</span>' in highlighted(code, "python")
    for language in ("mcschema", "", "no such language"):
        assert highlighted(code, language) == "def answer():\n    return '&lt;b&gt;'\n"


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize("what", SLOW)
def test_nothing_holds_the_machine(what: str) -> None:
    """It ends within seconds, and no character is lost."""
    language, code = SLOW[what]
    began = time.process_time()
    made = highlighted(code, language)
    assert time.process_time() - began < 3
    if language not in ("xml",):
        bare = made.replace("&lt;", "<").replace("&quot;", '"').replace("&amp;", "&")
        assert bare.replace("\r", "").strip("\n") == code.replace("\r", "").strip("\n")


@pytest.mark.parametrize("code", ["x = 1\n" * (LARGEST // 6 + 1), "x = " + "1" * WIDEST])
def test_what_is_past_a_bound_is_plain(code: str) -> None:
    """Longer code, and wider, is printed without colours."""
    assert "<span" not in highlighted(code, "python")
    assert "<span" in highlighted(code[: WIDEST - 1], "python")


def test_what_takes_longer_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the bounds let something slow through, its time is bounded too."""
    real = highlighting._html

    def slow(code: str, language: str, on_paper: bool = False) -> str:
        while language != "text":
            pass
        return real(code, language, on_paper)

    monkeypatch.setattr(highlighting, "_html", slow)
    monkeypatch.setattr(highlighting, "LONGEST", 0.1)
    assert highlighted("x = 1\n", "python") == "x = 1\n"


def test_a_long_word_is_one_text_on_paper() -> None:
    """What a column may have to break has one colour on paper, and keeps its own on screens."""
    word = 'rate(http_request_duration_seconds_bucket{job="pay",le="10.0"}[5m])'
    made = highlighted(f"sum by (le) ({word})", "promql", on_paper=True)
    assert f"({word})" in made
    assert '<span class="k">sum</span>' in made
    assert highlighted(f"sum({word})", "promql").count("<span") > 9
