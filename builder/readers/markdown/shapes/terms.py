"""Terms in lists, lines, definition lists and tables: a name and what it means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.content.model import Block as Item
from builder.content.model import Prose, Question, Term
from builder.content.source import Location
from builder.languages import asking, vocabulary
from builder.readers.markdown.document import Document
from builder.readers.markdown.items.blocks import split_term
from builder.readers.markdown.shapes import kept
from builder.readers.markdown.shapes.blocks import Block, item_text, items
from builder.readers.markdown.shapes.rows import Row

LONG = 70  # characters of a name
_BOLD = re.compile(r"^(?:\*\*|__)(?=\S)(.{1,90}?)(?:\*\*|__)")
_DASHED = re.compile(r"^(.{1,70}?)\s+(?:—|–|--?|=>?|→|:)\s+(\S.*)$")
_BOLD_LINE = re.compile(
    r"^(?:\*\*|__)([^*_]{1,80})(?:(?:\*\*|__)\s*(?:[:：]|\s[—–-]\s)|[:：](?:\*\*|__))\s*(\S.*)$"
)


def shares(lists: Sequence[Block]) -> tuple[float, float]:
    """How many of a document's items have a name and a meaning, and how many a bold name."""
    count = named = bold = 0
    for block in lists:
        for rows in items(block):
            name, more = _split(rows)
            count += 1
            is_named = bool(name) and len(name) <= LONG and bool(more)
            named += is_named
            bold += is_named and bool(_BOLD.match(item_text(rows[0].text)))
    return named / max(1, count), bold / max(1, count)


def listed(
    document: Document, block: Block, likely: tuple[float, float], *, said: bool
) -> list[Item] | None:
    """A list's terms, or None where it lists something else."""
    groups = items(block)
    split = [_split(rows) for rows in groups]
    named = [bool(name) and len(name) <= LONG and not name.startswith("![") and bool(more)
             for name, more in split]  # fmt: skip
    bold = [bool(_BOLD.match(item_text(rows[0].text))) for rows in groups]
    if not _are_terms(named, bold, likely, said=said):
        return None
    found: list[Item] = []
    for rows, (name, _), is_named in zip(groups, split, named, strict=True):
        if is_named:
            found.append(_listed(document, rows, name))
        else:
            text = kept.rows(document, rows, "text")
            found.append(Prose(text, _at(document, rows[0])))
    return found


def _are_terms(
    named: Sequence[bool], bold: Sequence[bool], likely: tuple[float, float], *, said: bool
) -> bool:
    """Most of a list's items name something, as lists of this document tend to."""
    count = len(named)
    both = sum(each and heavy for each, heavy in zip(named, bold, strict=True))
    if both >= 0.6 * count and (said or (count > 1 and likely[1] >= 0.25)):
        return True
    if said:
        return sum(named) >= 0.5 * count
    return likely[0] >= 0.5 and count > 2 and sum(named) >= 0.6 * count


def _split(rows: Sequence[Row]) -> tuple[str, str]:
    """An item's name and meaning; one that is bold may have its meaning nested."""
    text = item_text(rows[0].text)
    if (text[:1] == "[" and text[1:2] in " xX") or len(text) > 3000:
        return "", ""
    name, meaning = split_term(text)
    nested = any(row.text.strip() and "](http" not in row.text for row in rows[1:])
    if not meaning and nested and _BOLD.match(text):
        meaning = "…"
    return name.replace("**", "").replace("__", ""), meaning


def _listed(document: Document, rows: Sequence[Row], name: str) -> Item:
    _, meaning = split_term(item_text(rows[0].text))
    kept.place(document, rows[0], "term")
    more = kept.rows(document, rows[1:], "term") if len(rows) > 1 else ""
    listed_more = len(rows) > 1 and rows[1].kind == "item"
    joined = ("\n\n" if listed_more or (len(rows) > 1 and rows[1].kind == "blank") else "\n").join(
        part for part in (_linked(meaning), more) if part
    )
    at = _at(document, rows[0])
    if asking.asks(name):
        return Question(kept.line(name), joined, location=at)
    return Term(kept.line(name), joined, location=at)


def _linked(text: str) -> str:
    return kept.linkless(Row(0, text))


def lines(document: Document, block: Block, *, said: bool) -> list[Item] | None:
    """The terms of a paragraph whose every row is "name — meaning"."""
    rows = [row for row in block.rows if row.text.strip()]
    found = [_DASHED.match(row.text.strip()) for row in rows]
    if len(rows) < 2 or not all(found):
        return None
    colons = sum(" : " in row.text or ": " in row.text for row in rows)
    if colons == len(rows) and not said and len(rows) < 3:
        return None
    made: list[Item] = []
    for row, each in zip(rows, found, strict=True):
        assert each is not None
        if "](" in each[1] or len(each[1].split()) > 8:
            return None
        made.append(
            Term(kept.line(each[1].rstrip(" :")), each[2].strip(), location=_at(document, row))
        )
    for row in rows:
        kept.place(document, row, "term")
    return made


def is_bold_line(block: Block) -> bool:
    """A paragraph that begins with a bold name and says what it means."""
    found = _BOLD_LINE.match(block.text) if block.kind == "para" else None
    return bool(found and not vocabulary.role_of(found[1]) and not asking.asks(found[1]))


def bold_line(document: Document, block: Block) -> Term:
    """Its term."""
    found = _BOLD_LINE.match(block.text)
    assert found is not None
    kept.place(document, block.rows[0], "term")
    more = kept.rows(document, block.rows[1:], "term")
    meaning = "\n".join(part for part in (_linked(found[2]), more) if part)
    return Term(kept.line(found[1]), meaning, location=_at(document, block.rows[0]))


def defined(document: Document, block: Block) -> list[Item] | None:
    """The terms of a definition list: a name, and ": meaning" below it."""
    at = [index for index, row in enumerate(block.rows) if _DEFINITION.match(row.text)]
    if not at or at[0] == 0:
        return None
    found: list[Item] = []
    name, start = block.rows[: at[0]], at[0]
    rows = [Row(row.number, _DEFINITION.sub("", row.text), row.kind) for row in block.rows]
    title = kept.rows(document, name, "term")
    meaning = kept.rows(document, rows[start:], "term")
    found.append(Term(kept.line(title), meaning, location=_at(document, name[0])))
    return found


_DEFINITION = re.compile(r"^[ ]{0,3}:[ \t]+")
_DELIMITER = re.compile(r"^[\s|:-]+$")
_BAR = re.compile(r"(?<!\\)\|")


def cells(text: str) -> list[str]:
    """A table row's cells."""
    inside = text.strip().removeprefix("|").removesuffix("|")
    return [part.replace("\\|", "|").strip() for part in _BAR.split(inside)]


def table(document: Document, block: Block, *, said: bool) -> list[Item] | None:
    """A table's terms or questions, or None where it compares or lists something else."""
    rows = [row for row in block.rows if row.text.strip()]
    body = [row for row in rows if not _DELIMITER.match(row.text)]
    if len(body) < 2 or len(body) == len(rows):
        return None
    heads = [vocabulary.bare(cell) for cell in cells(body[0].text)]
    columns = _columns(heads, said=said)
    if not columns:
        return None
    kind, front, backs = columns
    found: list[Item] = []
    for row in rows:
        kept.place(
            document, row, "marker" if row is body[0] or _DELIMITER.match(row.text) else "term"
        )
    for row in body[1:]:
        values = [*cells(row.text), *[""] * len(heads)]
        name = kept.line(values[front])
        more = [at for at in range(len(values)) if at != front and at not in backs]
        told = [values[at] for at in backs if values[at].strip(" -–—")]
        # A column of numbers or marks is left out; what a row says beyond its heads is not.
        told += [values[at] for at in more if _SAYING.search(values[at])]
        meaning = "\n\n".join(map(_linked, told))
        at = _at(document, row)
        if not name or not meaning:
            if any(values):
                text = kept.rows(document, [rows[0], rows[1], row], "text")
                found.append(Prose(text, at))
        elif kind == "ask" or asking.asks(name):
            found.append(Question(name, meaning, location=at))
        else:
            found.append(Term(name, meaning, location=at))
    return found


_SAYING = re.compile(r"[^\W\d_]\w")
_QUESTIONS = asking.heads("question") | {"questions", "q", "ask"}
_ANSWERS = asking.heads("answer") | {"a", "answers"}


def _columns(heads: list[str], *, said: bool) -> tuple[str, int, list[int]] | None:
    """Which column asks or names, and which answer or tell, by the heads' words or by shape."""
    asks = next((i for i, head in enumerate(heads) if head in _QUESTIONS), None)
    answers = [i for i, head in enumerate(heads) if head in _ANSWERS]
    if asks is not None and answers:
        return "ask", asks, answers
    aside = [i for i, head in enumerate(heads) if head in asking.heads("aside")]
    names = [i for i, head in enumerate(heads) if head in asking.heads("names") and i not in aside]
    tells = [i for i, head in enumerate(heads) if i not in aside and i != (names or [0])[0]]
    told = any(heads[i] in asking.heads("meanings") for i in tells)
    if names and tells and (told or said) and len(heads) - len(aside) <= 5:
        return "term", names[0], tells
    if len(heads) - len(aside) == 2 and said:
        front = next(i for i in range(len(heads)) if i not in aside and i != tells[-1])
        return "term", front, [tells[-1]]
    return None


def _at(document: Document, row: Row) -> Location:
    return document.source.location(row.number, row.indent + 1)
