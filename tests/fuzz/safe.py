"""What the markup's HTML may hold: these elements with these attributes, and nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_PLAIN = ["p", "strong", "em", "s", "li", "ul", "blockquote", "hr", "br"]
_PLAIN += ["dl", "dt", "dd", "mark", "sub"]
_PLAIN += ["h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr"]
_CLASS = {"class": r"[\w+#.\- ]+"}
_CELL = {"style": "text-align:(left|right|center)"}
_NUMBER = r"-?\d+(\.\d+)?"
_COLOUR = "(none|currentColor|#[0-9a-f]{3,6})"
_PAINT = {"fill": _COLOUR, "stroke": _COLOUR, "stroke-width": _NUMBER}
_PLACE = {"x": _NUMBER, "y": _NUMBER}
_LENGTH = f"{_NUMBER}(pt)?"
_DRAWN: dict[str, dict[str, str]] = {
    "svg": {
        "xmlns": re.escape("http://www.w3.org/2000/svg"),
        **{"class": "flow", "role": "img", "style": "max-width:100%", "fill": "currentColor"},
        **{"width": _LENGTH, "height": _LENGTH, "viewbox": f"({_NUMBER} ?){{4}}"},
        "font-family": r"[\w ,'-]+",
    },
    "g": {"class": r"flow-\w+"},
    "rect": {**_PLACE, **_PAINT, "width": _LENGTH, "height": _LENGTH, "rx": "4",
             "fill-opacity": _NUMBER},
    "path": {**_PAINT, "d": r"[MLCHV\d., -]+", "stroke-linejoin": "round",
             "stroke-dasharray": r"[\d. ]+"},
    "polygon": {"points": r"[\d., -]+"},
    "text": {**_PLACE, "font-size": _NUMBER, "text-anchor": "(start|middle|end)"},
    "title": {},
}  # fmt: skip
ALLOWED: dict[str, dict[str, str]] = {
    **{name: {} for name in _PLAIN},
    "p": {"class": "(picture|leads)"},
    "ol": {"start": r"\d+", "style": r"counter-reset: list-item -?\d+"},
    **dict.fromkeys(("span", "code", "pre"), _CLASS),
    "div": {"class": "drawing"},
    **dict.fromkeys(("th", "td"), _CELL),
    "a": {"href": r"(?i:https?://|mailto:)[^\s\"<>]*"},
    "img": {"src": "data:image/png;base64,AAAA", "alt": "(?s:.*)", "width": "9", "height": "9"},
    **_DRAWN,
}
_EMPTY = {"hr", "br", "img"}


def faults(made: str) -> list[str]:
    """What in the HTML goes beyond the list, or is not closed in its order."""
    found = _Found()
    found.feed(made)
    found.close()
    return [*found.faults, *(f"<{name}> is never closed" for name in found.stack)]


class _Found(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, attrs)
        if tag not in _EMPTY:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment: {data[:40]!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"a declaration: {decl[:40]!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"an instruction: {data[:40]!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"a declaration: {data[:40]!r}")

    def _look(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = ALLOWED.get(tag)
        if known is None:
            self.faults.append(f"<{tag}>")
            return
        for name, value in attrs:
            if not re.fullmatch(known.get(name, "(?!)"), value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
