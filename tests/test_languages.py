"""Languages: a folder each, and no code that knows one by its letters."""

from __future__ import annotations

import re

from tests.conftest import ROOT

HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")


def test_no_code_speaks_korean() -> None:
    """Words of a language stand in its folder, none in code."""
    files = sorted((ROOT / "builder").rglob("*.py"))
    assert len(files) > 100, "the guard looks at the wrong folder"
    found = [path for path in files if HANGUL.search(path.read_text(encoding="utf-8"))]
    assert found == []
    assert HANGUL.search("code with 한글 in it")
