"""Questions from the blocks that belong to each: what asks, its choices, what answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.content.model import OpenQuestion, Question
from builder.content.source import Location
from builder.languages import asking
from builder.readers.markdown.document import Document
from builder.readers.markdown.items.blocks import in_line
from builder.readers.markdown.shapes import choices, kept, marks
from builder.readers.markdown.shapes.blocks import Block, BlockKind
from builder.readers.markdown.shapes.outline import asked
from builder.readers.markdown.shapes.rows import Row

FAR = 1500  # characters between a question and a mark that says where its answer begins


def summary(fold: Block) -> str:
    """A fold's summary as one line."""
    return " ".join(row.text.strip() for row in fold.head).strip()


def is_answer(block: Block) -> bool:
    """A block that says that an answer begins with it, or is folded in it."""
    if block.kind == "fold":
        return asking.is_folded_answer(kept.line(summary(block)))
    if block.kind not in ("para", "heading", "list", "quote"):
        return False
    found = marks.mark(block.text.lstrip("> "))
    if not found or found.kind != "answer":
        return False
    return not choices.likely(block, asked=True)


def is_explanation(block: Block) -> bool:
    """A block that says that it explains."""
    found = marks.mark(block.text) if block.kind in ("para", "heading") else None
    return bool(found and found.kind == "explanation")


def question(document: Document, ask: str, location: Location, body: Sequence[Block]) -> Question:
    """The question that a text asks and a body answers; its choices stand with the ask."""
    answer_at = _answer_at(body) if ask or body else None
    before = list(body if answer_at is None else body[:answer_at])
    at = next((i for i, each in enumerate(before) if choices.likely(each, asked=True)), None)
    found = choices.read(document, before[at]) if at is not None else None
    if found is not None:
        asks, answers = before[:at], before[(at or 0) + 1 :]
    elif answer_at is not None:
        asks, answers = before, []
    else:
        asks, answers = ([], before) if ask else (before[:1], before[1:])
    if not ask and asks and asks[0].kind == "code":
        at = next((i for i, each in enumerate(asks) if each.kind in ("para", "list")), 0)
        asks = [asks[at], *asks[:at], *asks[at + 1 :]]
    if not ask and asks:
        ask, rest, answered = _first(document, asks[0])
        asks, answers = [*([rest] if rest else []), *asks[1:]], [*answered, *answers]
    if found is None and answer_at is None and asking.is_about_code(ask):
        while answers and answers[0].kind == "code":
            asks, answers = [*asks, answers[0]], answers[1:]
    lead, after = ("", []) if answer_at is None else _lead(document, body[answer_at])
    rest_blocks = [] if answer_at is None else list(body[answer_at + 1 :])
    more = kept.text(document, asks, "question")
    blocks = [*answers, *after, *rest_blocks]
    if found:
        return _chosen(document, _joined(ask, more), location, found, lead, blocks)
    text = _answer(document, lead, blocks)
    if not text or asking.is_unwritten(text):
        return OpenQuestion(_joined(ask, more), location=location)
    return Question(_joined(ask, more), text, location=location)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _answer_at(body: Sequence[Block]) -> int | None:
    """Where the answer begins, if a mark or a fold says so not too far below the question."""
    length = 0
    for index, block in enumerate(body):
        if block.kind == "split" or is_answer(block):
            if block.kind == "heading" and length > FAR / 3:
                return None
            return index
        length += sum(len(row.text) for row in block.rows if block.kind != "code")
        if length > FAR:
            return None
    return None


def _first(document: Document, block: Block) -> tuple[str, Block | None, list[Block]]:
    """What a question's first block asks, what it asks more, and what it answers already."""
    if block.kind not in ("para", "list", "quote"):
        return "", block, []
    row = block.rows[0]
    found = marks.mark(row.text.strip().lstrip("> "))
    kept.place(document, row, "question")
    words = marks.ITEM.sub("", row.text.strip(), count=1)
    ask = asked(found.rest if found and found.kind == "ask" else words)
    more = block.rows[1:]
    if not any(each.text.strip() for each in more):
        return ask, None, []
    nested = Block(_kind(more), list(more))
    closed = row.text.rstrip().endswith(("**", "__")) and row.text.strip()[:2] in ("**", "__", "- ")
    if ask and (block.kind == "list" or closed):
        return ask, None, [nested]
    if block.kind == "para":
        return f"{ask}\n{kept.rows(document, more, 'question')}".strip(), None, []
    return ask, nested, []


def _kind(rows: Sequence[Row]) -> BlockKind:
    return "list" if rows[0].kind == "item" else "para"


def _lead(document: Document, block: Block) -> tuple[str, list[Block]]:
    """The words right behind an answer's mark, and the blocks that follow in it."""
    if block.kind == "split":
        kept.mark(document, block)
        return "", []
    if block.kind == "fold":
        kept.mark(document, block)
        for row in block.head:
            kept.place(document, row, "marker")
        inside = block.inside
        first = next((i for i, each in enumerate(inside) if each.kind != "rule"), None)
        if first is None:
            return "", []
        if is_answer(inside[first]):
            lead, after = _lead(document, inside[first])
            return lead, [*after, *inside[first + 1 :]]
        return "", inside[first:]
    row = block.rows[0]
    found = marks.mark(row.text.strip().lstrip("> "))
    kept.place(document, row, "answer" if found and found.rest else "marker")
    more = block.rows[1:]
    kind: BlockKind = "quote" if block.kind == "quote" else _kind(more) if more else "para"
    rest = [Block(kind, more)] if any(each.text.strip() for each in more) else []
    return (found.rest if found else ""), rest


def _answer(document: Document, lead: str, blocks: list[Block]) -> str:
    lead = in_line(lead)
    text = kept.text(document, _unquoted(blocks), "answer")
    same = blocks and not blocks[0].blanks
    return ("\n" if same else "\n\n").join(part for part in (lead, text) if part)


def _chosen(
    document: Document,
    ask: str,
    location: Location,
    found: choices.Choices,
    lead: str,
    blocks: list[Block],
) -> Question:
    """A question with its choices; they stand with its ask where none is said to be right."""
    right, said = _right(document, found, lead, blocks)
    if not ask:  # a list that nobody asks about is text
        return Question("", _joined(found.shown(), said), location=location)
    if not found.are_sound or (said and not right):
        whole = _joined(ask, found.shown())
        texts = [found.written[index] for index in right]
        listed = "\n".join(f"- {each}" for each in texts) if len(texts) > 1 else "".join(texts)
        answer = _joined(listed, said)
        return (Question if answer else OpenQuestion)(whole, answer, location=location)
    offered = found.cards(right)
    if not right:
        return OpenQuestion(ask, choices=offered, in_order=True, location=location)
    # Letters are kept in their order, for an explanation may call a choice by its own.
    return Question(ask, said, choices=offered, in_order=found.are_lettered, location=location)


def _right(
    document: Document, found: choices.Choices, lead: str, blocks: list[Block]
) -> tuple[tuple[int, ...], str]:
    """The places of the right choices, and what is said of them."""
    right = found.marked()
    if not lead and blocks and blocks[0].kind in ("para", "quote"):
        first = " ".join(row.text.strip().lstrip("> ") for row in blocks[0].rows)
        labels, _ = choices.labels_of(first)
        if labels and found.named(labels) and not right:
            for row in blocks[0].rows:
                kept.place(document, row, "answer")
            lead, blocks = first, blocks[1:]
    labels, rest = choices.labels_of(lead) if lead else ([], "")
    named = found.named(labels)
    if named:
        rest = "" if _same(rest, [found.written[index] for index in named]) else rest
    elif lead:
        named = tuple(i for i, text in enumerate(found.written) if _same(lead, [text]))
        rest = "" if named else lead
    return named or right, _joined(rest, kept.text(document, blocks, "answer"))


_SIGNS = re.compile(r"[\W_]+")


def _same(text: str, named: list[str]) -> bool:
    bare = _SIGNS.sub("", text).casefold()
    return not bare or any(_SIGNS.sub("", each).casefold().endswith(bare) for each in named)


def _unquoted(blocks: list[Block]) -> list[Block]:
    """An answer that is one quote is what is quoted."""
    real = [each for each in blocks if each.kind != "rule"]
    if len(real) != 1 or real[0].kind != "quote":
        return blocks
    rows = [
        Row(row.number, _QUOTE.sub("", row.text), row.kind, 0, row.level) for row in real[0].rows
    ]
    return [Block("para", rows)]


_QUOTE = re.compile(r"^\s{0,3}>\s?")
