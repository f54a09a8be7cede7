"""Mermaid's flowcharts: the part of its notation that says what a flow says.

Boxes of any shape are boxes, lines of any weight are lines; colours and classes are passed
over. What would say more than a flow can (a subgraph, another kind of diagram) is refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape

from builder.typeset.flowchart.text import (
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_EDGES,
    MOST_NODES,
    Edge,
    Flow,
    FlowError,
    check_characters,
)


def is_flowchart(text: str) -> bool:
    """Whether a text begins as Mermaid's flowcharts do."""
    return bool(_HEAD.match(_bare(text)))


def read(text: str) -> Flow:
    """The flow of a Mermaid flowchart. Raises FlowError at its first mistake."""
    if len(text) > LONGEST_TEXT:
        raise FlowError(1, "the diagram is too long", f"keep it within {LONGEST_TEXT:,} characters")
    lines = unicodedata.normalize("NFC", _bare(text)).replace("\t", " ").split("\n")
    head = next((at for at, line in enumerate(lines) if line.strip()), 0)
    found = _HEAD.match(lines[head].lstrip())
    if not found:
        kind = " ".join(lines[head].split())[:30]
        raise FlowError(head + 1, f"“{kind}” is no flowchart", "flowcharts alone are drawn")
    lines[head] = lines[head].lstrip()[found.end() :]
    reading = _Reading(is_downward=(found[1] or "TB").upper() in ("TB", "TD", "BT"))
    for number, line in enumerate(lines, 1):
        check_characters(number, line)
        for statement in _statements(line):
            _read(number, statement, reading)
    return reading.flow()


def _bare(text: str) -> str:
    """The text without front matter and comments, line by line as it was."""
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[first].strip() == "---":
        end = next((at for at in range(first + 1, len(lines)) if lines[at].strip() == "---"), first)
        lines[first : end + 1] = [""] * (end + 1 - first)
    return "\n".join("" if line.lstrip().startswith("%%") else line for line in lines)


_HEAD = re.compile(
    r"\s*(?:flowchart(?:-elk)?|graph)\b(?:[ ]+(TB|TD|BT|LR|RL)\b)?[ ;]*", re.IGNORECASE
)
_LOOKS = re.compile(r"(?:classDef|class|style|linkStyle|click|accTitle|accDescr)\b")
_GROUPS = re.compile(r"(?:subgraph|end|direction)\b")


def _statements(line: str) -> list[str]:
    """What a line says, parted at semicolons that stand in no words."""
    pieces = re.findall(r'(?:"[^"]*"|#\w+;|[^;"]|")++', line)
    return [piece.strip() for piece in pieces if piece.strip()]


@dataclass(slots=True)
class _Reading:
    is_downward: bool
    names: dict[str, str] = field(default_factory=dict)  # by the nodes' ids, in order
    edges: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    plain: set[tuple[str, str]] = field(default_factory=set)  # lines without an arrow
    said: list[list[str]] = field(default_factory=list)

    def flow(self) -> Flow:
        if not self.names:
            raise FlowError(1, "the flowchart is empty", "write a line such as `A --> B`")
        numbers = {key: number for number, key in enumerate(self.names)}
        edges = tuple(
            Edge(
                numbers[ends[0]],
                numbers[ends[1]],
                " / ".join(filter(None, labels)),
                has_arrow=ends not in self.plain,
            )
            for ends, labels in self.edges.items()
        )
        lines = tuple("".join(self.names.get(each, each) for each in said) for said in self.said)
        return Flow(tuple(self.names.values()), edges, self.is_downward, lines)


def _read(number: int, statement: str, reading: _Reading) -> None:
    if _LOOKS.match(statement):
        return
    if _GROUPS.match(statement):
        raise FlowError(number, "groups of boxes aren't drawn", "leave out subgraph and end")
    at = 0
    before: list[str] = []
    link: _Link | None = None
    while True:
        group, at = _group(number, statement, at, reading)
        if link:
            _connect(number, before, group, link, reading)
        elif at >= len(statement):
            reading.said += [[key] for key in group]
        if at >= len(statement):
            break
        link, at = _link(number, statement, at)
        before = group


def _group(number: int, text: str, at: int, reading: _Reading) -> tuple[list[str], int]:
    """Nodes joined by `&`, and where they end."""
    keys: list[str] = []
    while True:
        key, at = _node(number, text, at, reading)
        keys += [key] if key not in keys else []
        more = _AND.match(text, at)
        if not more:
            return keys, _SPACE.match(text, at).end()  # type: ignore[union-attr]
        at = more.end()


_SPACE = re.compile(r" *")
_AND = re.compile(r" *& *")
# An id may hold dashes, but not those that a link begins with.
_ID = re.compile(r"[^\W](?:\w|[.:](?=\w)|-(?=\w)(?!-))*")
_CLASS = re.compile(r":::[\w-]+")
_SHAPES = (
    *(("(((", ")))"), ("((", "))"), ("([", "])"), ("[(", ")]"), ("[[", "]]"), ("{{", "}}")),
    *(("[/", "/]"), ("[/", "\\]"), ("[\\", "\\]"), ("[\\", "/]")),
    *(("(", ")"), ("[", "]"), ("{", "}"), (">", "]")),
)


def _node(number: int, text: str, at: int, reading: _Reading) -> tuple[str, int]:
    """A node's id, and where it ends; what it is called is noted."""
    found = _ID.match(text, at)
    if not found:
        where = text[at : at + 20].strip() or "the line's end"
        raise FlowError(number, f"a box is missing before “{where}”", "write a name: `A --> B`")
    key, at = found[0], found.end()
    words, at = _words(number, text, at)
    if text.startswith("@{", at):
        raise FlowError(number, "shapes in @{ } aren't read", "write the box as A[words]")
    styled = _CLASS.match(text, at)
    if words or key not in reading.names:
        reading.names[key] = words or key
    if len(reading.names) > MOST_NODES:
        raise FlowError(number, f"more than {MOST_NODES} boxes", "split it into several drawings")
    if len(reading.names[key]) > LONGEST_NAME:
        length = len(reading.names[key])
        raise FlowError(number, f"a name of {length} characters", f"keep it within {LONGEST_NAME}")
    return key, styled.end() if styled else at


def _words(number: int, text: str, at: int) -> tuple[str, int]:
    """What stands in a node's brackets, whatever shape they say, and where they end."""
    opened = [pair for pair in _SHAPES if text.startswith(pair[0], at)]
    if not opened or (opened[0][0] == ">" and text[at - 1 : at] in "-= "):
        return "", at
    start = at + len(opened[0][0])
    quoted = re.compile(r' *"([^"]*)" *').match(text, start)
    ends = [
        (end, closing)
        for opening, closing in opened
        if len(opening) == len(opened[0][0])
        and (end := text.find(closing, quoted.end() if quoted else start)) >= 0
    ]
    if not ends:
        raise FlowError(number, f"“{opened[0][0]}” is never closed", "close the box's brackets")
    end, closing = min(ends)
    return _plain(quoted[1] if quoted else text[start:end]), end + len(closing)


def _plain(words: str) -> str:
    """Words without line breaks, entities and marks of Markdown."""
    words = re.sub(r"<br ?/?>|\\n", " ", words, flags=re.IGNORECASE)
    words = re.sub(r"#(\w+);", lambda each: _entity(each[1]), words)
    words = words.strip().removeprefix("`").removesuffix("`")
    return " ".join(re.sub(r"\*\*|__", "", unescape(words)).split())


def _entity(name: str) -> str:
    return unescape(f"&#{name};" if name.isdecimal() else f"&{name};")


@dataclass(frozen=True, slots=True)
class _Link:
    label: str
    has_arrow: bool
    is_both_ways: bool
    is_shown: bool = True


_LINK = re.compile(
    r"(?P<back><)?(?:(?P<shaft>-{2,}|={2,})(?P<head>>)|-\.+-(?P<dotted>>)?|-{3,}|={3,}|(?P<hidden>~{3,}))"
    r"(?![xo](?:[ |]|$))(?: *\|(?P<label>\"[^\"]*\"|[^|]*)\|)? *"
)
_WORDED = re.compile(
    r"(?P<back><)?(?:--(?!-) *(?P<a>[^-|>].*?) *--+(?P<x>>|-)"
    r"|==(?!=) *(?P<b>[^=|>].*?) *==+(?P<y>>|=)|-\. *(?P<c>[^-.|>].*?) *\.+-(?P<z>>)?) *"
)


def _link(number: int, text: str, at: int) -> tuple[_Link, int]:
    """A link, with its words, and where it ends."""
    found = _LINK.match(text, at)
    if found:
        has_arrow = bool(found["head"] or found["dotted"])
        label = _plain((found["label"] or "").strip().strip('"'))
        link = _Link(label, has_arrow, bool(found["back"]), not found["hidden"])
    elif found := _WORDED.match(text, at):
        label = _plain((found["a"] or found["b"] or found["c"]).strip().strip('"'))
        has_arrow = ">" in (found["x"], found["y"], found["z"])
        link = _Link(label, has_arrow, bool(found["back"]))
    else:
        where = text[at : at + 20].strip()
        raise FlowError(number, f"“{where}” is no line between boxes", "write it as `A --> B`")
    if len(link.label) > LONGEST_LABEL:
        raise FlowError(
            number, f"a label of {len(link.label)} characters", f"keep it within {LONGEST_LABEL}"
        )
    return link, found.end()


def _connect(
    number: int, before: list[str], after: list[str], link: _Link, reading: _Reading
) -> None:
    if not link.is_shown:
        return
    for source in before:
        for target in after:
            ways = [(source, target), *([(target, source)] if link.is_both_ways else [])]
            for ends in ways:
                labels = reading.edges.setdefault(ends, [])
                if link.label not in labels:
                    labels.append(link.label)
                if len(" / ".join(labels)) > 2 * LONGEST_LABEL:
                    raise FlowError(
                        number, "too many labels between two boxes", "join them into one"
                    )
                if not link.has_arrow:
                    reading.plain.add(ends)
            arrow = "→" if link.has_arrow else "—"
            shown = f" {arrow} ({link.label}) " if link.label else f" {arrow} "
            reading.said.append([source, shown, target])
    if len(reading.edges) > MOST_EDGES:
        raise FlowError(number, f"more than {MOST_EDGES} arrows", "split it into several drawings")
