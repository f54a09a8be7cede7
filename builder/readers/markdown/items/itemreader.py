"""The lines of one level or section, one by one, to the items that they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from builder.content.model import Block, Prose
from builder.languages import vocabulary
from builder.readers.markdown.document import Document
from builder.readers.markdown.headings.heads import is_bold
from builder.readers.markdown.items import markers
from builder.readers.markdown.items.blocks import Open, made, split_term
from builder.readers.markdown.lines import Line, Marker, is_numbered, item_text


class ItemReader:
    """Takes a body's lines in their order; `blocks` is what they made so far."""

    def __init__(
        self,
        document: Document,
        body: Sequence[Line],
        depth: int,
        terms: bool,
        heads: frozenset[int],
    ) -> None:
        self.document = document
        self.body = body
        self.depth = depth
        self.terms = terms
        self.blocks: list[Block] = []
        self.open: Open | None = None
        self.has_heads = False
        self.asked = False
        self.heads = heads

    def take(self, index: int) -> None:
        """Take one line into the open item, or close that and open another."""
        line = self.body[index]
        if line.kind in ("blank", "code"):
            self._continue(index, line)
            return
        marker = self._marker(line)
        if marker and not self._is_sorting_head(index, marker):
            self._begin("ask", line, marker)
            self.asked = True
            return
        if line.kind in ("text", "item", "heading"):
            if self._answers(index, line) or self._parts(index, line) or self._lists(line):
                return
        elif line.kind == "rule" and not self._holds_indented(line):
            self.close()
            self.document.place(line, "marker")
            return
        self._continue(index, line)

    def close(self) -> None:
        """Finish the open item."""
        opened, self.open = self.open, None
        block = made(self.document, opened, self.depth) if opened else None
        last = self.blocks[-1] if self.blocks else None
        if isinstance(block, Prose) and isinstance(last, Prose) and _are_points(last, block):
            self.blocks[-1] = Prose(f"{last.text}\n{block.text}", last.location)
        elif block:
            self.blocks.append(block)

    def _begin(
        self,
        kind: Literal["ask", "answer", "term", "prose"],
        line: Line,
        marker: Marker | None = None,
    ) -> None:
        self.close()
        self.open = Open(kind, line, [line], marker)

    def _marker(self, line: Line) -> Marker | None:
        if line.number in self.heads:
            text = item_text(line.text) if line.kind == "item" else line.text
            return Marker(vocabulary.unnumbered(markers.unwrapped(text)), True, False)
        return line.asks

    def _is_sorting_head(self, index: int, marker: Marker) -> bool:
        """A head such as "### Question 1" is a question only where text follows, no other mark."""
        if marker.text:
            return False
        following = self._following(index)
        return bool(following and following.asks)

    def _following(self, index: int) -> Line | None:
        for line in self.body[index + 1 : index + 20]:
            if line.text:
                return line
        return None

    def _answers(self, index: int, line: Line) -> bool:
        marker = line.answers
        opened = self.open
        if not marker:
            return False
        if opened and opened.kind == "ask":
            if self._is_choice(index, line):
                return False
            self.open = Open("answer", opened.first, [line], marker, ask=opened)
            return True
        if opened and opened.kind == "answer" and opened.ask and not opened.marker:
            # What stood between the question and this mark is the question's own.
            opened.ask.lines += opened.lines
            self.open = Open("answer", opened.first, [line], marker, ask=opened.ask)
            return True
        if opened and opened.kind == "answer":
            same = opened.marker is not None and opened.marker.bold == marker.bold
            if not (marker.bold or same) or (line.kind == "item" and not marker.bold):
                return False
        elif not marker.bold:
            return False
        if _NAMED.match(line.text):
            return False
        hint = "write its question above it: **Q: …**"
        self.document.note(line, "an answer without a question", hint)
        self._begin("prose", line)
        return True

    def _is_choice(self, index: int, line: Line) -> bool:
        """An "A)" that a "B)" follows is one of several choices."""
        found = _CHOICE.match(line.text)
        following = self._following(index)
        return bool(found and following and following.text.startswith(f"B{found[1]}"))

    def _parts(self, index: int, line: Line) -> bool:
        """Keep a heading or a bold sub-head as prose of its own."""
        if line.kind != "heading" and not (line.kind == "text" and is_bold(line.text)):
            return False
        if line.kind != "heading" and self._holds_indented(line):
            return False
        in_question = self.open is not None and self.open.kind in ("ask", "answer")
        if in_question and line.kind != "heading" and not self._sorts(index, line):
            return False
        self.has_heads = self.has_heads or not self.asked
        self._begin("prose", line)
        self.close()
        return True

    def _sorts(self, index: int, line: Line) -> bool:
        """A bold line after an answer begins something new, rather than going on with it."""
        following = self._following(index)
        if vocabulary.role_of(line.text) in ("terms", "questions", "interview", "concept"):
            return True
        if following and following.asks:
            return True
        return self.has_heads and not self.body[index - 1].text

    def _lists(self, line: Line) -> bool:
        """Begin a term at a list item, unless it belongs to the open answer."""
        if line.kind != "item":
            return False
        opened = self.open
        if opened and opened.kind in ("ask", "answer"):
            if opened.first.kind != "item" or line.indent > opened.first.indent:
                return False
        elif opened and opened.kind == "term" and line.indent > opened.first.indent + 1:
            return False
        if not self.terms:
            if opened and opened.kind in ("ask", "answer"):
                self._begin("prose", line)
                return True
            return False
        if is_numbered(line.text) and not split_term(item_text(line.text))[1]:
            if not (opened and opened.kind == "prose"):
                self._begin("prose", line)
                return True
            return False
        self._begin("term", line)
        return True

    def _holds_indented(self, line: Line) -> bool:
        opened = self.open
        return bool(opened and opened.first.kind == "item" and line.indent > opened.first.indent)

    def _continue(self, index: int, line: Line) -> None:
        opened = self.open
        if not opened:
            if line.text or line.kind == "code":
                self._begin("prose", line)
            return
        if not line.text and line.kind == "blank":
            opened.lines.append(line)
            return
        after_blank = index > 0 and self.body[index - 1].kind == "blank"
        ends = opened.kind == "term" and not self._goes_on(opened, line, after_blank)
        if ends or (opened.kind == "answer" and self._is_outside(index, line)):
            self._begin("prose", line)
        elif opened.kind == "ask" and self._ask_is_whole(opened, line, after_blank):
            self.open = Open("answer", opened.first, [line], None, ask=opened)
        else:
            opened.lines.append(line)

    def _goes_on(self, opened: Open, line: Line, after_blank: bool) -> bool:
        if line.kind == "code":
            return True
        if line.kind == "fence":
            return line.indent > 0 or opened.lines[-1].kind in ("code", "fence")
        if line.kind == "comment":
            return True
        return line.indent > opened.first.indent or (line.kind == "text" and not after_blank)

    def _is_outside(self, index: int, line: Line) -> bool:
        """Plain text after a quoted answer is no part of the quote."""
        previous = self.body[index - 1]
        return (
            line.depth < self.depth
            and line.kind in ("text", "item", "drawing")
            and previous.kind == "blank"
            and previous.depth < self.depth
        )

    def _ask_is_whole(self, opened: Open, line: Line, after_blank: bool) -> bool:
        """The text after an ask is its answer, though no mark says so."""
        marker = opened.marker
        if after_blank or line.kind in ("code", "fence", "item", "drawing"):
            return bool(marker and marker.text) or any(each.text for each in opened.lines[1:])
        if not marker or not marker.text:
            return False
        last = opened.lines[-1].text.rstrip("*_ ")
        closed = marker.unclosed and "**" in marker.text
        return closed or last[-1:] in "?？" or opened.first.kind == "heading"


_CHOICE = re.compile(r"A([.):])\s")


def _are_points(last: Prose, following: Prose) -> bool:
    """Points that follow each other are one list."""
    return last.text.startswith("- ") and following.text.startswith("- ")


_NAMED = re.compile(r"[*_\s]{0,4}A\d")  # "A01: Broken Access Control" is a name, no answer
