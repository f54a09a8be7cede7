"""How texts are set: where, with Korean words kept whole or not, and with which pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
"""The numbers of a question's choices, on paper, on screens and in Anki: no question has more."""


@dataclass(frozen=True, slots=True)
class Image:
    """What a text's picture becomes: an address the page can take, and its size in pixels."""

    address: str
    width: int
    height: int


Images = Mapping[str, Image]
"""Pictures by the path that texts write for them; any other is told in words."""

NO_PICTURES: Images = {}


Math = Literal["", "off"]
"""Whether formulas are drawn, or texts have none."""


Formulas = Literal["drawn", "mathjax", "text"]
"""What becomes of a formula: a drawing, its source for MathJax, or the text it is written in."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How texts are set: on paper, with Korean words kept whole there, with these pictures.

    Formulas are drawn, or left as source for MathJax, or as the text they are written in. `sounds`
    are files' names by the path that texts write for them; where there are None they are named.
    """

    on_paper: bool = False
    keep_words: bool = False
    pictures: Images = field(default_factory=dict)
    families: str = ""  # of drawings, as CSS names fonts; else those that English is set in
    formulas: Formulas = "drawn"
    sounds: Mapping[str, str] | None = None


SCREEN = TextStyle()
