"""Markdown to HTML: what is a link, and what is only text."""

from __future__ import annotations

import pytest

from builder.content.model import Course
from builder.pipeline.target import shipped_templates
from builder.typeset import pdf
from builder.typeset.papers import PAPERS
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates
from builder.typeset.text import markup
from builder.typeset.text.setting import TextStyle


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[문서](https://a.b/c)", '<p><a href="https://a.b/c">문서</a></p>'),
        ("[문서](guide.md)", "<p>문서 (guide.md)</p>"),
        ("[x](#there)", "<p>x (#there)</p>"),
        ("![그림](../a.png)", "<p>[그림: ../a.png]</p>"),
        ('[문서](https://a.b/c "설명")', '<p><a href="https://a.b/c">문서</a> (설명)</p>'),
        ('[문서](guide.md "설명")', "<p>문서 (guide.md, 설명)</p>"),
        ('![그림](../a.png "설명")', "<p>[그림: ../a.png, 설명]</p>"),
        ("[문서][1]\n\n[1]: https://a.b/c", '<p><a href="https://a.b/c">문서</a></p>'),
        ("[1]: https://a.b/c", "<p>[1]: https://a.b/c</p>"),
        ("<b>굵게</b>", "<p>&lt;b&gt;굵게&lt;/b&gt;</p>"),
    ],
)
def test_only_addresses_are_links(text: str, html: str) -> None:
    """A link to the web is one; a link or picture of the author's folder is told in words."""
    made = str(markup.html(text)).strip()
    assert made == html
    assert pdf.render(f"<html lang=ko><title>x</title>{made}").startswith(b"%PDF")


def test_a_list_goes_on_with_its_numbers() -> None:
    """A list that follows code after three steps begins with the fourth, on paper too."""
    text = "1. 하나\n2. 둘\n\n```text\nx\n```\n\n3. 셋\n"
    on_paper = markup.html(text, TextStyle(on_paper=True))
    made = pdf.render(f"<html lang=ko><title>x</title>{on_paper}")
    import pypdfium2

    shown = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert [line[0] for line in shown.splitlines() if line[:1].isdigit()] == ["1", "2", "3"]


def test_short_commands_are_not_broken_at_hyphens() -> None:
    """On paper a short command stays on a line, a long one breaks between its words only."""
    setting = TextStyle(on_paper=True)
    assert '<code class="whole">up -d</code>' in markup.inline("`up -d`", setting)
    long = "`docker run --name web --restart always registry.example.com/web`"
    assert '<span class="whole">--restart</span> always' in markup.inline(long, setting)
    assert "whole" not in markup.inline("`up -d`")


def test_words_behind_a_fence_are_kept() -> None:
    """What stands behind a fence and is no language is shown; a fence of words alone is text."""
    fence = "`" * 3
    assert ">bash\n</code>" in markup.html(f"{fence}bash")
    assert "title=x" in markup.html(f"{fence}bash title=x\nls\n{fence}")
    assert 'class="language-bash">ls' in markup.html(f"{fence}bash title=x\nls\n{fence}")
    assert "&lt;*&gt;" in markup.html(f"{fence}<*>\nls\n{fence}")
    assert "bash</" not in markup.html(f"{fence}bash\nls\n{fence}")


def test_a_row_keeps_cells_past_the_head() -> None:
    """A bar in a command makes a cell too many: its end stays in the last cell, quoted or not."""
    table = "|이름|명령|\n|-|-|\n|a|docker ps | grep b|\n|c|"
    for text in (table, "> " + table.replace("\n", "\n> ")):
        made = markup.html(text)
        assert "<td>docker ps | grep b</td>" in made
        assert made.count("<td>") == 4


PAPER = TextStyle(on_paper=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[the guide](https://www.example.org/a/?utm=1#x)", "(example.org/a)"),
        ("[mail](mailto:ann@example.org)", "(ann@example.org)"),
        ("<https://example.org/a>", ""),
        ("[example.org/a](https://example.org/a)", ""),
        (f"[long](https://example.org/{'a' * 99})", "…)"),
    ],
)
def test_paper_says_where_a_link_leads(text: str, expected: str) -> None:
    """A link's address stands behind its words on paper, short; not where they are the address."""
    made = markup.html(text, PAPER)
    assert ('class="address"' in made) == bool(expected)
    assert expected in made
    assert 'class="address"' not in markup.html(text)


def test_a_backslash_on_paper_is_one() -> None:
    """Outside of code a backslash has a font that draws one; on screens it is left alone."""
    assert markup.html("C:\\\\tmp `a\\b`", PAPER).count('class="backslash"') == 1
    assert "class" not in markup.html("C:\\\\tmp")
    assert 'class="backslash"' in markup.words("a\\b", PAPER)


def test_a_picture_that_is_not_there_is_a_box_with_its_name_and_address() -> None:
    """On paper a box says what a picture would show and where it is; on screens brackets do."""
    text = "![a tree](https://example.org/tree.png)"
    assert 'class="no-picture">a tree: https://example.org/tree.png<' in markup.html(text, PAPER)
    assert "[a tree: https://example.org/tree.png]" in markup.html(text)


def test_text_runs_from_the_right_where_its_language_does() -> None:
    """Arabic pages are set from the right, Korean ones from the left."""
    templates = Templates((shipped_templates(),))
    sheets = {}
    for language in ("ar", "he-IL", "ko"):
        course = Course("x", "x", language=language)
        sheets[language] = page.document(
            templates,
            "base/repeated.html",
            paper=PAPERS["a4"],
            language=language,
            keep_words=False,
            mode="repeated",
            course=course,
            title="x",
            head="x",
            edition="",
        )
    assert "direction: rtl" in sheets["ar"]
    assert "direction: rtl" in sheets["he-IL"]
    assert "direction: rtl" not in sheets["ko"]
