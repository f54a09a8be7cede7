"""Markdown to HTML: what is a link, and what is only text."""

from __future__ import annotations

import pytest

from builder.typeset import markup, pdf


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[문서](https://a.b/c)", '<p><a href="https://a.b/c">문서</a></p>'),
        ("[문서](guide.md)", "<p>문서 (guide.md)</p>"),
        ("[x](#there)", "<p>x (#there)</p>"),
        ("![그림](../a.png)", "<p>[그림: ../a.png]</p>"),
        ("<b>굵게</b>", "<p>&lt;b&gt;굵게&lt;/b&gt;</p>"),
    ],
)
def test_only_addresses_are_links(text: str, html: str) -> None:
    """A link to the web is one; a link or picture of the author's folder is told in words."""
    made = str(markup.html(text)).strip()
    assert made == html
    assert pdf.render(f"<html lang=ko><title>x</title>{made}").startswith(b"%PDF")
