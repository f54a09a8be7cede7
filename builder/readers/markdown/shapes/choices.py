"""Multiple choice: the choices of a question, and which of them is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from builder.kinds.choice import MOST
from builder.kinds.choice import Choice as CardChoice
from builder.languages import asking
from builder.readers.markdown.document import Document
from builder.readers.markdown.shapes import kept, marks
from builder.readers.markdown.shapes.blocks import Block, item_text, items
from builder.readers.markdown.shapes.marks import Choice
from builder.readers.markdown.shapes.rows import Row

_BOX = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])?\s*\[[ xX✓✔]?\]\s*")
_INLINE = re.compile(r"(?<!^)\s+(?=[①-⑩]\s?\S)")
_JOIN = asking.either("joining")
_LETTERS = re.compile(
    rf"^[\s*_`(\[【:：]*(?P<first>[{marks.LETTERS}①-⑩1-9])(?!\w)"
    rf"(?P<more>(?:\s*(?:,|&|、|/|{_JOIN})\s*[A-Ha-h①-⑩1-9](?!\w))*)[)\]】]?[\s*_`]*"
    r"(?P<sign>[.:：)\-–—,]*)\s*(?P<rest>.*)$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a question: each with its text as written, and why it is right or wrong."""

    each: tuple[Choice, ...]
    written: tuple[str, ...]
    why: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The choices without their letters, and without what marks the right ones."""
        return tuple(map(_text, self.each, self.written))

    @property
    def are_lettered(self) -> bool:
        """Whether the author gave them letters, by which other texts may call them."""
        return any(each.label for each in self.each)

    @property
    def are_sound(self) -> bool:
        """Whether a card may have them: several, not too many, no two alike."""
        bare = {" ".join(each.split()) for each in self.texts}
        return 1 < len(bare) == len(self.each) <= MOST and "" not in bare

    def shown(self) -> str:
        """The choices as a list."""
        return "\n".join(f"- {_nested(text)}" for text in self.written)

    def marked(self) -> tuple[int, ...]:
        """Those that are marked as right; those in bold among others where nothing else is."""
        found = tuple(i for i, each in enumerate(self.each) if each.marked)
        bold = tuple(i for i, text in enumerate(self.written) if _BOLD.match(text))
        return found or (bold if len(bold) < len(self.each) else ())

    def named(self, labels: Sequence[str]) -> tuple[int, ...]:
        """Those that have these letters or numbers."""
        places = [Choice(label, "").place for label in labels]
        by_label = {each.place: index for index, each in enumerate(self.each)}
        if -1 in by_label:
            by_label = {index: index for index in range(len(self.each))}
        return tuple(by_label[place] for place in places if place in by_label)

    def cards(self, right: Sequence[int]) -> tuple[CardChoice, ...]:
        """The choices as a card has them, those at the places in `right` right."""
        reasons = self.why or ("",) * len(self.each)
        return tuple(
            CardChoice(text, index in right, why)
            for index, (text, why) in enumerate(zip(self.texts, reasons, strict=True))
        )


_BOLD = re.compile(r"(\*\*|__)(?![^\n]*\1[^\n]*\1)[^\n]*\S\1\s*$")


def _text(choice: Choice, written: str) -> str:
    """A choice without its letter: its first line as it was read, then its other lines."""
    _, newline, more = written.partition("\n")
    first = marks.unticked(choice.text)
    if first.count("**") % 2:
        first = first.replace("**", "", 1)
    return kept.unwrapped(f"{first}{newline}{more}".strip())


def likely(block: Block, *, asked: bool) -> bool:
    """A block that holds choices: lettered in order, or ticked boxes below a question."""
    if block.kind not in ("list", "para"):
        return False
    if marks.choice(block.text) is None:
        return _in_one_line(block) is not None
    found = [marks.choice(row.text) for row in _firsts(block)]
    real = [each for each in found if each]
    if len(found) < 2 or len(real) < len(found) or len(real) > 12:
        return _in_one_line(block) is not None
    if all(each.label for each in real):
        places = [each.place for each in real]
        return places == list(range(len(places)))
    boxed = all(_BOX.match(row.text) for row in _firsts(block))
    some = any(each.marked for each in real)
    return boxed and not any(each.label for each in real) and (asked or some)


def read(document: Document, block: Block) -> Choices:
    """The choices of a block that likely holds some."""
    inline = _in_one_line(block)
    if inline:
        kept.rows(document, block.rows, "choice")
        made = [marks.choice(each) or Choice("", each) for each in inline]
        return Choices(tuple(made), tuple(inline))
    groups = items(block) if block.kind == "list" else [[row] for row in block.rows]
    each, written, why = [], [], []
    for rows in groups:
        found = marks.choice(rows[0].text)
        assert found is not None
        reason = next((i for i, row in enumerate(rows) if i and _explains(row)), len(rows))
        each.append(found)
        written.append(_unboxed(kept.rows(document, rows[:reason], "choice")))
        why.append(_unmarked(kept.rows(document, rows[reason:], "choice")))
    return Choices(tuple(each), tuple(written), tuple(why))


def _explains(row: Row) -> bool:
    found = marks.mark(row.text.strip()) if row.kind != "code" else None
    return bool(found and found.kind == "explanation" and found.rest)


def _unmarked(reason: str) -> str:
    first, newline, more = reason.partition("\n")
    found = marks.mark(first.strip())
    return f"{found.rest}{newline}{more}".strip() if found else reason


def labels_of(text: str) -> tuple[list[str], str]:
    """The letters that an answer begins with, and the rest of it."""
    found = _LETTERS.match(text)
    if not found:
        return [], text
    if found["rest"] and not found["sign"] and found["first"] in "Aa" and not found["more"]:
        return [], text  # "a word", the article
    labels = [
        found["first"],
        *re.findall(r"[a-h①-⑩1-9]", _JOINING.sub(" ", found["more"].casefold())),
    ]
    return labels, found["rest"].strip()


_JOINING = re.compile(_JOIN)


def _firsts(block: Block) -> list[Row]:
    if block.kind == "list":
        return [rows[0] for rows in items(block)]
    return [row for row in block.rows if row.text.strip()]


def _in_one_line(block: Block) -> list[str] | None:
    text = " ".join(row.text.strip() for row in block.rows)
    if not text.startswith("①"):
        return None
    parts = [part.strip() for part in _INLINE.split(text)]
    return parts if len(parts) > 1 else None


def _unboxed(text: str) -> str:
    boxed = _BOX.sub("", text)
    return item_text(boxed) if boxed == text else boxed.strip()


def _nested(text: str) -> str:
    first, *more = text.split("\n")
    return "\n".join([first, *(f"  {line}" if line else "" for line in more)])
