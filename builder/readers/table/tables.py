"""Tables as files: a row a card, its columns known by their heads or by their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from builder.content.model import Block, Cell, Prose, Question, Term, Topic
from builder.content.source import Diagnostic, Location, Source
from builder.languages import asking
from builder.readers.keys import Keys
from builder.readers.reading import Fragment, Reading
from builder.readers.table import sheets
from builder.readers.table.sheets import Sheet


def read(source: Source) -> Reading:
    """Read a table: terms or questions, one topic a deck."""
    sheet = sheets.read(source)
    columns = _columns(sheet)
    account = ["" if not line.strip() else "row" for line in source.lines]
    account[: sheet.first] = ["marker"] * sheet.first
    if columns.headed:
        account[sheet.rows[0][0] - 1] = "marker"
    title = PurePath(source.name).stem
    decks: dict[str, list[_Row]] = {}
    for number, cells in sheet.rows[columns.headed :]:
        row = _row(number, cells, columns)
        decks.setdefault(row.deck or title, []).append(row)
    keys = Keys()
    topics = tuple(
        _topic(keys, name.replace("::", " · "), rows, source, columns)
        for name, rows in decks.items()
    )
    said = " ".join(" ".join(cells) for _, cells in sheet.rows[:400])
    fragment = Fragment(topics=topics, guessed_language=asking.language_of(said))
    found = sum(not isinstance(block, Prose) for t in topics for c in t.cells for block in c.blocks)
    notes = tuple(_notes(source, sheet, columns, topics))
    return Reading(fragment, notes, tuple(account), (("rows of a table", found),))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns ask, tell, name the deck, or are kept from the cards."""

    front: int
    backs: tuple[int, ...]
    deck: int = -1
    aside: tuple[int, ...] = ()
    headed: bool = False
    asks: bool = False
    html: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    front: str
    backs: tuple[str, ...]
    deck: str


def _columns(sheet: Sheet) -> _Columns:
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    said = sheet.said
    aside = {int(said[key]) - 1 for key in _ASIDE if said.get(key, "").isdecimal()}
    deck = int(said["deck column"]) - 1 if said.get("deck column", "").isdecimal() else -1
    heads, headed = _heads(sheet)
    known = [i for i in range(width) if i not in aside and i != deck]
    named = {i: heads[i].casefold() for i in known if i < len(heads)}
    if deck < 0:
        deck = next((i for i, head in named.items() if head == "deck"), -1)
    aside |= {i for i, head in named.items() if head in asking.heads("aside") and i != deck}
    known = [i for i in known if i not in aside and i != deck]
    asks = next((i for i in known if named.get(i, "") in _QUESTIONS), None)
    names = next((i for i in known if named.get(i, "") in asking.heads("names")), None)
    front = asks if asks is not None else names if names is not None else (known or [0])[0]
    told = [i for i in known if i != front and named.get(i, "") in asking.heads("meanings")]
    backs = (*told, *(i for i in known if i != front and i not in told))
    html = said.get("html", "").casefold() == "true"
    shown = tuple(heads) if headed else ()
    return _Columns(front, backs, deck, tuple(sorted(aside)), headed, asks is not None, html, shown)


_ASIDE = ("tags column", "guid column", "notetype column")


def _heads(sheet: Sheet) -> tuple[list[str], bool]:
    """The columns' names, and whether they are the first row's cells."""
    said = sheet.said.get("columns", "")
    if said:
        sign = "\t" if "\t" in said else ","
        return [head.strip() for head in said.split(sign)], False
    if not sheet.rows or sheet.said:
        return [], False
    first = [cell.strip().strip("\ufeff") for cell in sheet.rows[0][1]]
    bare = [cell.casefold() for cell in first]
    known = asking.heads("names", "meanings", "question", "answer", "aside", "more")
    is_head = len(bare) > 1 and sum(cell in known for cell in bare) * 2 >= len(bare)
    return (first, True) if is_head else ([], False)


_QUESTIONS = asking.heads("question") | {"questions", "q", "ask"}


def _row(number: int, cells: tuple[str, ...], columns: _Columns) -> _Row:
    def cell(at: int) -> str:
        return _text(cells[at], html=columns.html) if 0 <= at < len(cells) else ""

    return _Row(number, cell(columns.front), tuple(map(cell, columns.backs)), cell(columns.deck))


_BREAKS = re.compile(r"(?i)\s*(?:<br\s*/?>|</(?:div|p|li|tr)>)\s*")
_BOLD = re.compile(r"(?i)</?(?:b|strong)>")
_IMAGE = re.compile(r"""(?i)<img\b[^<>]*?\bsrc\s*=\s*["']?([^"'\s<>]+)[^<>]*>""")
_SOUND = re.compile(r"\[sound:[^\[\]]*\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SIGNS = re.compile(r"([\\`*_\[\]~|])")
_LEAD = re.compile(r"^(\s*)([#>+-]|\d{1,9}[.)])(?=\s)", re.MULTILINE)
_ENTITIES = (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"))


def _text(cell: str, *, html: bool) -> str:
    """A cell as Markdown: its own signs are text, its HTML is what it means."""
    has_tags = html or bool(_BREAKS.search(cell))
    text = _BREAKS.sub("\n", cell) if has_tags else cell
    pictures = _IMAGE.findall(text) if html else []
    if html:
        text = _TAG.sub("", _BOLD.sub("\0", _IMAGE.sub("", _SOUND.sub("", text))))
        for entity, sign in (*_ENTITIES, ("&amp;", "&")):
            text = text.replace(entity, sign)
    text = _SIGNS.sub(r"\\\1", text)
    text = _LEAD.sub(lambda found: f"{found[1]}{_escaped(found[2])}", text).replace("\0", "**")
    lines = [line.strip() for line in text.split("\n")]
    shown = [f"![{name}]({name})" for name in pictures]
    return "  \n".join([*(line for line in lines if line), *shown])


def _escaped(sign: str) -> str:
    return f"\\{sign}" if not sign[0].isdigit() else f"{sign[:-1]}\\{sign[-1]}"


def _topic(keys: Keys, title: str, rows: list[_Row], source: Source, columns: _Columns) -> Topic:
    place = Location(source.name, rows[0].number, 1)
    blocks = tuple(_blocks(rows, source, columns))
    return Topic(keys.give(title), title, cells=(Cell(1, blocks, place),), location=place)


def _blocks(rows: list[_Row], source: Source, columns: _Columns) -> Iterator[Block]:
    """A card a front; rows of one front tell its meanings together."""
    together: dict[str, list[_Row]] = {}
    for row in rows:
        together.setdefault(row.front, []).append(row)
    for front, same in together.items():
        place = Location(source.name, same[0].number, 1)
        told: list[str] = []
        for row in same:
            back = "\n\n".join(each for each in row.backs if each)
            if back and back not in told:
                told.append(back)
        meaning = "\n".join(f"- {each}" for each in told) if len(told) > 1 else "".join(told)
        if len(told) > 1 and any("\n" in each for each in told):
            meaning = "\n\n---\n\n".join(told)
        if not front or not meaning:
            yield Prose("- " + (front or meaning), place)
        elif columns.asks or asking.asks(front):
            yield Question(front, meaning, location=place)
        else:
            yield Term(front, meaning, location=place)


def _notes(
    source: Source, sheet: Sheet, columns: _Columns, topics: tuple[Topic, ...]
) -> Iterator[Diagnostic]:
    hidden = [columns.names[i] for i in columns.aside if i < len(columns.names)]
    if hidden:
        words = f"columns that no card shows: {', '.join(hidden)}"
        yield Diagnostic(source.location(sheet.rows[0][0]), words, "", "note")
    for topic in topics:
        for block in (block for cell in topic.cells for block in cell.blocks):
            if isinstance(block, Prose):
                words = "this row has only one cell, so it is text, no card"
                yield Diagnostic(block.location, words, "write its meaning beside it", "note")
