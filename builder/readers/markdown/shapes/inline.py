"""Cards on a line of their own: "front::back", "front:::back", "front;;back"."""

from __future__ import annotations

import re

from builder.content.model import Block as Item
from builder.content.model import Prose, Question, Term
from builder.readers.markdown.document import Document
from builder.readers.markdown.shapes import kept
from builder.readers.markdown.shapes.blocks import Block, item_text
from builder.readers.markdown.shapes.rows import Row

_CARD = re.compile(
    r"^(?P<front>[^:;\n]*(?:[:;](?![:;])[^:;\n]*)*?)\s*(?P<sign>:::|::|;;)\s*(?P<back>\S.*)$"
)
_CODE = re.compile(r"^[\w.<>]+$")
_HIDDEN = re.compile(r"\{\{c\d+::|std::|https?:")


def is_card(text: str) -> bool:
    """A row with a front, a sign and a back."""
    return _matched(text) is not None


def read(document: Document, block: Block) -> list[Item] | None:
    """The cards of a paragraph's or a list's rows; other rows are text between them."""
    rows = [row for row in block.rows if row.text.strip()]
    if not any(is_card(row.text) for row in rows):
        return None
    found: list[Item] = []
    for row in rows:
        at = document.source.location(row.number, row.indent + 1)
        card = _matched(row.text)
        if not card:
            last = found[-1] if found else None
            if isinstance(last, Question) and row.indent:
                more = kept.rows(document, [row], "answer")
                found[-1] = Question(last.ask, f"{last.answer}\n{more}", location=last.location)
            else:
                found.append(Prose(kept.rows(document, [row], "text"), at))
            continue
        kept.place(document, row, "question")
        front, back = card["front"].strip(), kept.linkless(Row(0, card["back"].strip()))
        front = kept.line(front)
        if card["sign"] == ":::":
            found.append(Term(front, back, location=at))
        else:
            found.append(Question(front, back, location=at))
    return found


def _matched(text: str) -> re.Match[str] | None:
    core = item_text(text)
    if "::" not in core and ";;" not in core:
        return None
    bare = _SPANS.sub("", core)
    if ("::" not in bare and ";;" not in bare) or _HIDDEN.search(bare):
        return None
    found = _CARD.match(core)
    if not found or not found["front"].strip():
        return None
    joined = _CODE.match(found["front"].rsplit(" ", maxsplit=1)[-1]) and _CODE.match(
        found["back"].split(" ", maxsplit=1)[0]
    )
    spaced = " " in found["front"].strip() or " " in found["back"].strip()
    return None if joined and not spaced and found["front"][:1].islower() else found


_SPANS = re.compile(r"(?<!`)(`{1,9}+)[^`]*+\1(?!`)")
