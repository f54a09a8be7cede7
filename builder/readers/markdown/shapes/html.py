"""HTML in notes, read as what it means: folds, breaks, emphasis, links, pictures, code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from builder.readers.markdown.document import Document


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that bounds something: a fold, its summary, or code that is kept as it is."""

    kind: Literal["fold", "unfold", "summary", "unsummary", "code"]
    text: str = ""


_TOKEN = re.compile(
    r"(?<!`)(?P<ticks>`{1,9}+)[^`]*+(?P=ticks)(?!`)"
    r"|<!--(?:(?!-->).){0,600}-->"
    r"|<(?P<shut>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<more>(?:\s[^<>]{0,2000})?)/?>"
)
_MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em"), "*"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "`"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}
_SILENT = frozenset(
    [
        "p",
        "div",
        "span",
        "center",
        "font",
        "section",
        "article",
        "form",
        "input",
        "label",
        "button",
        "small",
        "big",
        "sub",
        "sup",
        "u",
        "mark",
        "ins",
        "picture",
        "source",
        "figure",
        "figcaption",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "header",
        "footer",
        "nav",
        "main",
        "aside",
        "iframe",
        "video",
        "audio",
        "svg",
        "path",
        "g",
        "textarea",
        "select",
        "option",
        "abbr",
        "q",
        "cite",
        "blockquote",
        "noscript",
        "body",
        "html",
        "head",
        "meta",
        "link",
        "title",
        "a",
        "img",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "wbr",
    ]
)
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_BLOCKED = re.compile(r"\s*(?:[-*+|#>]|\d{1,4}[.)])\s")


class Reader:
    """Reads lines in their order; `raw` says that it stands in code that HTML holds."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.raw = ""
        self.number = 0
        # Code that is never closed would take in all that follows: then its tag is left out.
        self.closes = {
            name: max(
                (each.number for each in document.lines if f"</{name}" in each.raw), default=0
            )
            for name in ("pre", "script", "style")
        }

    def inside(self, text: str) -> list[str | Tag]:
        """A line within <pre>, a script or a style, up to what ends it."""
        at = text.casefold().find(f"</{self.raw}")
        code = self.raw == "pre"
        if at < 0:
            return [_decoded(text)] if code else []
        before = _CODE_TAG.sub("", text[:at])
        self.raw = ""
        shown: list[str | Tag] = [_decoded(before)] if code and before.strip() else []
        return [*shown, Tag("code", "```")] if code else []

    def read(self, text: str, number: int = 0) -> list[str | Tag]:
        """A line in parts: clean Markdown, and the tags that bound something."""
        self.number = number
        parts: list[str | Tag] = []
        written = ""
        end = 0
        balanced = _balanced(text)
        for found in _TOKEN.finditer(text):
            if found.start() < end:
                continue
            written += text[end : found.start()]
            end = found.end()
            name = (found["tag"] or "").casefold()
            if not name:
                written += found[0] if found["ticks"] else ""
            elif name in ("details", "summary"):
                parts += [written, Tag(_bound(name, bool(found["shut"])))]
                written = ""
            elif name in self.closes and not found["shut"] and self.closes[name] >= self.number:
                parts.append(written)
                written = ""
                end = self._open(name, text, found.end(), parts)
            elif name == "br" and not _BLOCKED.match(text):
                parts.append(written + "  " if written.strip() else written)
                written = ""
            else:
                written += self._said(name, found, text, balanced)
        parts.append(written + text[end:])
        return [_spaced(part) if isinstance(part, str) else part for part in parts]

    def _open(self, name: str, text: str, start: int, parts: list[str | Tag]) -> int:
        """Enter code or a script; where it ends on its line, the place after it."""
        code = name == "pre"
        shut = text.casefold().find(f"</{name}", start)
        inside = _CODE_TAG.sub("", text[start : shut if shut >= 0 else len(text)])
        if code:
            parts.append(Tag("code", "```"))
            parts += [Tag("code", _decoded(inside))] if inside.strip() else []
        if shut < 0:
            self.raw = name
            return len(text)
        parts += [Tag("code", "```")] if code else []
        return (text.find(">", shut) + 1) or len(text)

    def _said(self, name: str, found: re.Match[str], text: str, balanced: dict[str, bool]) -> str:
        shut = bool(found["shut"])
        if name in _MARKS:
            return _MARKS[name] if balanced.get(name) else ""
        if name == "img":
            return _picture(found["more"])
        if name == "a":
            return _link(found, shut, balanced)
        if name in _HEADS:
            return "" if shut else "#" * int(name[1]) + " "
        if name == "br":
            return " "
        if name == "li":
            return "" if shut else "- "
        if name in ("td", "th"):
            return " " if shut else "| "
        if name == "sup":
            return "" if shut else "^"
        if name in _SILENT and _is_markup(name, found, text, balanced):
            return ""
        return found[0]


_CODE_TAG = re.compile(r"(?i)</?code[^<>]{0,200}>")


def _bound(name: str, shut: bool) -> Literal["fold", "unfold", "summary", "unsummary"]:
    if name == "details":
        return "unfold" if shut else "fold"
    return "unsummary" if shut else "summary"


def _balanced(text: str) -> dict[str, bool]:
    """For each tag of a line, whether it is opened as often as it is closed."""
    counts: dict[str, int] = {}
    for found in _TOKEN.finditer(text):
        if found["tag"]:
            name = found["tag"].casefold()
            counts[name] = counts.get(name, 0) + (-1 if found["shut"] else 1)
    return {name: not count for name, count in counts.items()}


def _is_markup(name: str, found: re.Match[str], text: str, balanced: dict[str, bool]) -> bool:
    """A tag that lays out, rather than one that the text speaks of: "what does <div> do?"."""
    if found["more"].strip(" /") or balanced.get(name):
        return True
    before, after = text[: found.start()], text[found.end() :]
    return not _TOKEN.sub("", before).strip() or not _TOKEN.sub("", after).strip()


def _attributes(more: str) -> dict[str, str]:
    return {
        found[1].casefold(): found[2] or found[3] or found[4] or ""
        for found in _ATTRIBUTE.finditer(more)
    }


def _picture(more: str) -> str:
    values = _attributes(more)
    source = values.get("src", "").strip().replace(" ", "%20")
    words = values.get("alt", "").replace("[", "(").replace("]", ")")
    return f"![{words}]({source})" if source else words


def _link(found: re.Match[str], shut: bool, balanced: dict[str, bool]) -> str:
    """A link to the web keeps its address; an anchor or a link within the page is its words."""
    if not balanced.get("a"):
        return ""
    text = found.string
    if not shut:
        return "[" if _address(found["more"]) else ""
    opened = None
    for each in _TOKEN.finditer(text, 0, found.start()):
        if (each["tag"] or "").casefold() == "a" and not each["shut"]:
            opened = each
    target = _address(opened["more"]) if opened else ""
    return f"]({target})" if target else ""


def _address(more: str) -> str:
    target = _attributes(more).get("href", "").strip()
    return target.replace(" ", "%20") if target.lower().startswith(("http", "mailto:")) else ""


def _decoded(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _spaced(text: str) -> str:
    return text.replace("&nbsp;", " ").replace("&ensp;", " ").replace("&emsp;", " ")
