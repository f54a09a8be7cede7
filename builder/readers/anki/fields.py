"""A note's field as Markdown: its HTML read as what it means, its own signs as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, unquote

MEDIA = "media"  # the folder of a course that a package's pictures are put into


@dataclass(slots=True)
class Told:
    """A field's Markdown, the pictures that it shows, and how many sounds it plays."""

    text: str
    pictures: list[str] = field(default_factory=list)
    sounds: int = 0


def markdown(html: str) -> Told:
    """Read a field. Scripts and styles are left out, whatever else can't be said is its words."""
    sounds = len(_SOUND.findall(html))
    reader = _Reader()
    reader.feed(_SOUND.sub("", html.replace(_BREAK, "")))
    reader.close()
    reader.end_line()
    while reader.lines and not reader.lines[0].strip():
        reader.lines.pop(0)
    text = _BLANKS.sub("\n\n", "\n".join(reader.lines)).strip("\n").rstrip()
    text = _LAST.sub("", text).replace(_BREAK, "\\")
    return Told(text, reader.pictures, sounds)


_SOUND = re.compile(r"\[(?:sound:|anki:(?:play|tts))[^\[\]]*\](?:[^\[\]]*\[/anki:tts\])?")
_BREAK = "\0"  # a line's end within a paragraph, until it is known what follows
_LAST = re.compile(r"\0(?=\n\s*(?:\n|[-*+>|] |```|\d{1,9}[.)] )|\s*$)")
_BLANKS = re.compile(r"\n{3,}")
_SIGNS = re.compile(r"([\\`*_\[\]~|<$])")
_LEADS = re.compile(r"^(\s*)([#>+=-]|\d{1,9}[.)])(?=\s|$)")
# A formula or a gap is kept as it is written, whatever signs it holds.
_KEPT = re.compile(
    r"\\\((?P<inline>.{1,2000}?)\\\)|\\\[(?P<block>.{1,2000}?)\\\]"
    r"|\[\$\](?P<old>.{1,2000}?)\[/\$\]|\[\$\$\](?P<old_block>.{1,2000}?)\[/\$\$\]"
    r"|(?P<gap>\{\{c\d{1,3}::)|(?P<end>\}\})|(?P<hint>::)",
    re.DOTALL,
)
_MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em", "cite", "dfn"), "*"),
    **dict.fromkeys(("s", "del", "strike"), "~~"),
}
_BLOCKS = frozenset(
    (
        *("p", "div", "section", "article", "header", "footer", "center", "blockquote", "figure"),
        *("ul", "ol", "li", "table", "tr", "thead", "tbody", "dl", "dt", "dd", "hr", "pre"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "details", "summary", "figcaption"),
    )
)
_SILENT = frozenset(("script", "style", "head", "title", "template"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.open: list[str] = []  # marks that wait for their end, in this line
        self.lists: list[int] = []  # the number of the last item, 0 for a list without numbers
        self.quotes = 0
        self.raw = ""
        self.silent = 0
        self.cells: list[str] | None = None
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.gaps = 0
        self.pictures: list[str] = []
        self.item = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._picture(told)
        elif tag in _MARKS and not self.raw:
            self._mark(_MARKS[tag])
        elif tag in ("code", "tt", "kbd", "samp") and not self.raw:
            self.line += "`"
            self.raw = "code"
        elif tag == "a" and not self.raw:
            self.links.append(told.get("href", ""))
            self.line += "[" if self._is_link() else ""
        elif tag in _BLOCKS:
            self._opened(tag)
        elif tag in ("td", "th"):
            self._cell()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _MARKS and not self.raw:
            self._unmark(_MARKS[tag])
        elif tag in ("code", "tt", "kbd", "samp") and self.raw == "code":
            self.line = self.line[:-1] if self.line.endswith("`") else self.line + "`"
            self.raw = ""
        elif tag == "a" and self.links:
            target = self.links[-1]
            if self._is_link():
                self.line += f"]({quote(target, safe='%/:?#=&+,;@~!$*-._')})"
            self.links.pop()
        elif tag in _BLOCKS:
            self._closed(tag)

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.raw == "pre":
            first, *more = data.split("\n")
            self.line += first
            for each in more:
                self._end()
                self.line = each
            return
        if self.raw:
            self.line += " ".join(data.split("\n")).replace("`", "'")
            return
        words = re.sub(r"[ \t\n\r\f\xa0]+", " ", data)
        self.line += self._escaped(words if self.line.strip() else words.lstrip())

    def end_line(self) -> None:
        """End the line that is being written, if it holds anything."""
        for mark in reversed(self.open):
            self.line = self._without(mark)
        kept, self.open = self.open, []
        if self.line.strip():
            self._end()
        self.line = ""
        for mark in kept:
            self._mark(mark)

    def _end(self) -> None:
        if self.raw == "pre":
            self.lines.append(f"{self._margin()}{self.line}")
        else:
            text = _LEADS.sub(lambda found: f"{found[1]}{_escape(found[2])}", self.line.strip())
            self.lines.append(f"{self._margin()}{text}".rstrip())
        self.line = ""

    def _margin(self) -> str:
        depth = max(0, len(self.lists) - (1 if self.item else 0))
        head, self.item = self.item, ""
        return "> " * self.quotes + "   " * depth + head

    def _without(self, mark: str) -> str:
        """The line with a mark ended; one that holds nothing is taken back."""
        bare = self.line.rstrip()
        if bare.endswith(mark):
            return bare[: -len(mark)]
        return bare + mark + self.line[len(bare) :]

    def _break(self) -> None:
        if self.cells is not None:
            self.line += " "
        elif self.raw == "pre":
            self._end()
        elif self.line.strip():
            marks, self.open = self.open, []
            for mark in reversed(marks):
                self.line = self._without(mark)
            self.line = f"{self.line.rstrip()}"
            self._end()
            self.lines[-1] += _BREAK  # a line that ends here, in the paragraph that goes on
            for mark in marks:
                self._mark(mark)
        elif self.lines:
            self.lines.append("")

    def _mark(self, mark: str) -> None:
        self.line += mark
        self.open.append(mark)

    def _unmark(self, mark: str) -> None:
        if mark in self.open:
            self.open.remove(mark)
            self.line = self._without(mark)

    def _picture(self, told: dict[str, str]) -> None:
        name = unquote(told.get("src", ""))
        if not name or name.startswith("data:"):
            return
        words = told.get("alt") or name.rsplit("/", maxsplit=1)[-1]
        if "://" not in name:
            self.pictures.append(name)
            name = f"{MEDIA}/{quote(name)}"
        self.line += f"![{_escape(words)}]({name})"

    def _is_link(self) -> bool:
        return bool(self.links and self.links[-1].startswith(("http://", "https://", "mailto:")))

    def _cell(self) -> None:
        if self.cells is None:
            return
        self._take_cell()
        self.cells.append("")

    def _take_cell(self) -> None:
        if self.cells:
            self.cells[-1] = self.line.strip()
        self.line = ""

    def _opened(self, tag: str) -> None:
        if tag == "table" and self.cells is None:
            self.end_line()
            self.rows, self.cells = [], []
            return
        if tag == "tr" and self.cells is not None:
            self.line, self.cells = "", []
            return
        if self.cells is not None:
            self.line += " " if self.line.strip() else ""
            return
        self.end_line()
        if tag in ("p", "ul", "ol", "pre", "blockquote", "hr", "dl") or tag[0] == "h":
            self._apart(tag)
        match tag:
            case "ul" | "ol":
                self.lists.append(0 if tag == "ul" else 1)
            case "li":
                self.item = "- "
                if self.lists and self.lists[-1]:
                    self.item = f"{self.lists[-1]}. "
                    self.lists[-1] += 1
            case "blockquote":
                self.quotes += 1
            case "pre":
                self.lines.append(f"{self._margin()}```")
                self.raw = "pre"
            case "hr":
                self.lines += ["---", ""]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "summary":
                self._mark("**")

    def _closed(self, tag: str) -> None:
        if self.cells is not None:
            if tag == "tr":
                self._take_cell()
                self.rows.append(list(self.cells))
                self.cells = []
            elif tag == "table":
                self._table()
            return
        if tag == "pre" and self.raw == "pre":
            if self.line:
                self._end()
            self.raw = ""
            self.lines.append(f"{self._margin()}```")
        if tag[0] == "h" or tag in ("dt", "summary"):
            self._unmark("**")
        self.end_line()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        if tag in ("p", "pre", "blockquote", "table") or tag[0] == "h" or not self.lists:
            self._apart(tag)

    def _apart(self, tag: str) -> None:
        """An empty line between what is set apart; blocks that only break a line have none."""
        if tag in ("div", "li", "dd", "dt", "section") or (self.lists and tag in ("ul", "ol")):
            if self.lines and self.lines[-1].strip() and not self.lists:
                self.lines[-1] = self.lines[-1].rstrip(_BREAK) + _BREAK
            return
        if self.lines and self.lines[-1].strip():
            self.lines.append("")

    def _table(self) -> None:
        """The rows as a table; the first is its head."""
        rows, self.rows, self.cells = [row for row in self.rows if any(row)], [], None
        if not rows:
            return
        wide = max(map(len, rows))
        if self.lines and self.lines[-1].strip():
            self.lines.append("")
        for number, row in enumerate(rows):
            cells = [*row, *[""] * (wide - len(row))]
            self.lines.append(f"| {' | '.join(cells)} |")
            if number == 0:
                self.lines.append("|" + " --- |" * wide)
        self.lines.append("")

    def _escaped(self, words: str) -> str:
        """Words with their signs written as text, formulas and gaps left as they are."""
        made, end = "", 0
        for found in _KEPT.finditer(words):
            made += _escape(words[end : found.start()])
            end = found.end()
            formula = found["inline"] or found["old"]
            block = found["block"] or found["old_block"]
            if formula is not None:
                made += f"${formula.strip()}$"
            elif block is not None:
                made += f"$${block.strip()}$$"
            else:
                self.gaps += (found["gap"] is not None) - (found["end"] is not None)
                made += found[0]
        return made + _escape(words[end:])


def _escape(words: str) -> str:
    if words[:-1].isdigit() and words[-1:] in (".", ")"):
        return f"{words[:-1]}\\{words[-1]}"
    if words in ("#", ">", "+", "-", "="):
        return f"\\{words}"
    return _SIGNS.sub(r"\\\1", words)
