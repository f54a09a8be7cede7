"""Stretches of blocks without a heading that asks: cut where each question begins, and read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from builder.content.model import Block as Item
from builder.content.model import OpenQuestion, Prose, Question
from builder.content.source import Location
from builder.languages import asking
from builder.readers.markdown.document import Document
from builder.readers.markdown.shapes import cards, choices, clozes, inline, kept, marks, terms
from builder.readers.markdown.shapes.blocks import Block, item_text, items, parse
from builder.readers.markdown.shapes.outline import asked
from builder.readers.markdown.shapes.rows import Row, requoted

DEEPEST = 3  # quotes in one another that are looked into


class Stretches:
    """Reads stretches of a document; `shapes` counts what was found by its shape."""

    def __init__(
        self,
        document: Document,
        folds: int,
        cards_inline: bool,
        likely: tuple[float, float] = (1.0, 1.0),
        *,
        tagged: bool = False,
    ) -> None:
        self.document = document
        self.folds = folds
        self.cards_inline = cards_inline
        self.likely = likely
        self.tagged = tagged
        self.depth = 0
        self.shapes: Counter[str] = Counter()

    def read(self, body: Sequence[Block], *, said: bool = False) -> list[Item]:
        """What a stretch holds, in order; `said` where its head says that it lists terms."""
        found: list[Item] = []
        bold = sum(terms.is_bold_line(block) for block in body)
        paragraphs = sum(block.kind == "para" for block in body)
        self.bold = bold >= (2 if said else 3) and bold * 2 >= paragraphs
        for run in _cut(list(body), self._is_own_fold):
            found += self._run(run, said=said)
        return found

    def parted(self, body: list[Block]) -> tuple[list[Block], list[Block]]:
        """What answers a heading, and the rest, where questions of its own stand below it."""
        own = [i for i, each in enumerate(body) if self._is_own_fold(each) or _is_marked(each)]
        after = [i for i in own if i and body[i - 1].kind == "rule"]
        at = own[0] if len(own) > 1 else after[0] if after else len(body)
        if at and all(each.kind == "rule" for each in body[:at]):
            at = 0
        return body[:at], body[at:]

    def question(self, ask: str, block: Block, body: Sequence[Block], shape: str) -> list[Item]:
        """A question of a head and what stands below it; text alone where nothing asks."""
        has_choices = any(choices.likely(each, asked=True) for each in body)
        made = cards.question(self.document, ask, self.at(block), body)
        if not made.ask and not made.answer:  # a mark that nothing follows
            for each in (block, *body):
                kept.mark(self.document, each)
            return []
        if not made.ask:
            return [Prose(made.answer, made.location)]
        self.shapes["choices" if has_choices else shape] += 1
        return [made]

    def at(self, block: Block) -> Location:
        row = (block.rows or block.head)[0]
        return self.document.source.location(row.number, row.indent + 1)

    def prose(self, blocks: Sequence[Block], word: str = "text") -> list[Item]:
        """Blocks as text that stays where it stands."""
        text = kept.text(self.document, blocks, word)
        return [Prose(text, self.at(blocks[0]))] if text else []

    def _is_own_fold(self, block: Block) -> bool:
        if block.kind != "fold" or asking.is_folded_answer(kept.line(cards.summary(block))):
            return False
        return self.folds > 2 or asking.may_ask(asked(cards.summary(block)))

    def _run(self, run: list[Block], *, said: bool) -> list[Item]:
        first = run[0]
        if self._is_own_fold(first) and len(run) == 1:
            return self.prose(run) if _leads(first) else self._fold(first, said=said)
        split = next((i for i, each in enumerate(run) if each.kind == "split"), None)
        if split:
            return self.question("", first, run, "plug-in cards")
        if starts(first) or self._has_code_above(run) or any(_settles(each) for each in run):
            if not starts(first) and cards.is_answer(first):
                return self.prose(run)
            shape = "folds" if any(each.kind == "fold" for each in run) else "questions"
            return self.question("", first, run, shape)
        found: list[Item] = []
        loose: list[Block] = []
        for block in run:
            made = self._loose(block, said=said)
            if made is None:
                loose.append(block)
                continue
            if loose:
                found += self.prose(loose)
            loose = []
            found += made
        return [*found, *self.prose(loose)] if loose else found

    def _has_code_above(self, run: list[Block]) -> bool:
        return len(run) > 1 and run[0].kind == "code" and starts(run[1])

    def _fold(self, fold: Block, *, said: bool) -> list[Item]:
        """A fold that asks by its summary; one that only holds folds sorts them."""
        head = kept.line(cards.summary(fold))
        inner = [each for each in fold.inside if each.kind != "rule"]
        sorts = bool(inner) and all(self._is_own_fold(each) for each in inner)
        lists = bool(inner) and all(_lists_questions(each) for each in inner)
        if (sorts and (len(inner) > 1 or not asking.asks(head))) or (
            lists and not asking.asks(head)
        ):
            kept.mark(self.document, Block("para", [*fold.rows]))
            for row in fold.head:
                kept.place(self.document, row, "text")
            lead: list[Item] = [Prose(f"**{asked(head)}**", self.at(fold))]
            return [*lead, *self.read(fold.inside, said=said)]
        kept.mark(self.document, Block("para", [*fold.rows]))
        for row in fold.head:
            kept.place(self.document, row, "question")
        return self.question(asked(head), fold, fold.inside, "folds")

    def _loose(self, block: Block, *, said: bool) -> list[Item] | None:
        """What a single block holds that can be asked; None where it is text."""
        made: list[Item] | None = None
        shape = "terms"
        if kept.is_back_link(block):
            kept.mark(self.document, block)
            return []
        if block.kind == "list" and (found := self._asked_list(block)) is not None:
            return found
        if self.cards_inline and block.kind in ("para", "list"):
            made, shape = inline.read(self.document, block), "plug-in cards"
        if made is None and block.kind in ("para", "list"):
            made, shape = clozes.read(self.document, block, tagged=self.tagged), "clozes"
        if made is None and block.kind == "list":
            made, shape = terms.listed(self.document, block, self.likely, said=said), "terms"
        elif made is None and block.kind == "table":
            made, shape = terms.table(self.document, block, said=said), "tables"
        elif made is None and block.kind == "para":
            made, shape = terms.defined(self.document, block), "terms"
            if made is None and self.bold and terms.is_bold_line(block):
                made = [terms.bold_line(self.document, block)]
            made = made or terms.lines(self.document, block, said=said)
        elif made is None and block.kind == "quote" and _holds_cards(block):
            if self.depth < DEEPEST:
                self.depth += 1
                made = self.read(parse(requoted(block.rows)), said=said)
                self.depth -= 1
            return made
        for each in made or ():
            self.shapes[shape] += not isinstance(each, Prose)
        return made

    def _asked_list(self, block: Block) -> list[Item] | None:
        """A list that asks, item by item; answers may be nested in it."""
        groups = items(block)
        texts = [item_text(rows[0].text) for rows in groups]
        sure = sum(asking.asks(text) and not asking.is_vague(text) for text in texts)
        likely = sum(asking.may_ask(text) for text in texts)
        count = len(groups)
        if not sure or (count == 1 and not self._nested(groups[0])):
            return None
        if sure < 0.6 * count and likely < 0.75 * count:
            return None
        answered = sum(self._is_answered(rows) for rows in groups) * 2 >= count
        return [
            self._asked_item(rows, text, answered) for rows, text in zip(groups, texts, strict=True)
        ]

    def _is_answered(self, rows: Sequence[Row]) -> bool:
        """What is nested below a question answers it, unless it asks more, or is code alone."""
        nested = [row for row in rows[1:] if row.text.strip()]
        if not nested or all(row.kind == "code" for row in nested):
            return False
        return not asking.may_ask(item_text(nested[0].text))

    def _nested(self, rows: Sequence[Row]) -> bool:
        return any(row.text.strip() for row in rows[1:])

    def _asked_item(self, rows: list[Row], text: str, answered: bool) -> Question:
        at = self.document.source.location(rows[0].number, rows[0].indent + 1)
        is_answered = answered and self._is_answered(rows)
        word = "answer" if is_answered else "question"
        kept.place(self.document, rows[0], "question")
        more = kept.rows(self.document, rows[1:], word)
        ask = asked(text)
        self.shapes["questions" if is_answered else "questions without answers"] += 1
        if is_answered:
            return Question(ask, more, location=at)
        return OpenQuestion("\n\n".join(part for part in (ask, more) if part), location=at)


def starts(block: Block) -> bool:
    """A block that begins a question by itself."""
    if block.begins is None:  # asked again and again, by its neighbours too
        block.begins = _starts(block)
    return block.begins


def _starts(block: Block) -> bool:
    if block.kind == "heading":
        return False
    text = block.text
    if block.kind not in ("para", "list"):
        return False
    found = marks.mark(text)
    if found and found.kind == "ask":
        return bool(found.rest) or bool(found.number) or found.alone
    words = item_text(text)
    if _BOLD.match(words):
        inside = kept.line(words)
        closed = inside != words or words.count("**") == 1
        asks_it = asking.asks(inside) or asking.asks(words)
        is_numbered = bool(_NUMBERED.match(words.strip("*_"))) and len(words) > 30
        if closed and block.kind == "para" and (asks_it or is_numbered):
            return not asking.is_vague(inside)
        if block.kind == "list" and closed and asks_it and len(items(block)) == 1:
            return True
    if block.kind == "para" and _NUMBERED.match(text):
        return asking.asks(text.split("\n")[0])
    return (
        block.kind == "list" and len(items(block)) == 1 and asking.asks(words) and text[0].isdigit()
    )


_BOLD = re.compile(r"(?:\*\*|__)(?=\S)")
_NUMBERED = re.compile(r"\d{1,4}\s?[.)]\s*(?!\d)\S")


def _is_marked(block: Block) -> bool:
    found = marks.mark(block.text) if block.kind in ("para", "list") else None
    return bool(found and found.kind == "ask" and found.rest)


def _settles(block: Block) -> bool:
    return cards.is_answer(block) or choices.likely(block, asked=False)


_LINKED = re.compile(r"[-*+\s|]*\[[^\[\]]{0,200}\]\([^()\s]{0,500}\)[\s|·,]*$")


def _leads(fold: Block) -> bool:
    """A fold that only lists links."""
    rows = [row.text for block in fold.inside for row in block.rows if row.text.strip()]
    asks = asking.may_ask(asked(cards.summary(fold)))
    return (
        len(rows) > 2
        and not asks
        and sum(bool(_LINKED.match(row)) for row in rows) >= 0.8 * len(rows)
    )


def _is_sub_head(block: Block) -> bool:
    """A paragraph that is one bold line."""
    if block.kind != "para" or len(block.rows) != 1 or not block.text.startswith(("**", "__")):
        return False
    return kept.unwrapped(block.text) != block.text


def _lists_questions(block: Block) -> bool:
    if block.kind != "list":
        return False
    texts = [item_text(rows[0].text) for rows in items(block)]
    sure = sum(asking.asks(text) and not asking.is_vague(text) for text in texts)
    return len(texts) > 1 and sure >= 0.6 * len(texts)


def _holds_cards(block: Block) -> bool:
    return any(
        (found := marks.mark(row.text.lstrip("> "))) and found.kind in ("ask", "answer")
        for row in block.rows
    )


def _cut(body: list[Block], is_own_fold: Callable[[Block], bool]) -> list[list[Block]]:
    """A stretch cut where a question begins or a rule stands."""
    begins = _beginnings(body)
    shown = [index for index, block in enumerate(body) if starts(block)]
    if len(shown) > 1 and all(index and body[index - 1].kind == "code" for index in shown):
        begins |= {index - 1 for index in shown}  # code that each question asks about, above it
    runs: list[list[Block]] = []
    run: list[Block] = []
    done = False
    index = 0
    while index < len(body):
        block = body[index]
        if block.kind == "split":
            index = _split(body, index, run, runs)
            run, done = [], False
            continue
        if block.kind == "rule" or is_own_fold(block):
            runs += [run, [block]]
            run, done = [], False
        else:
            folded = block.kind == "fold" and cards.is_answer(block)
            above = index - 1 in begins and body[index - 1].kind == "code"
            asked_list = block.kind == "list" and _lists_questions(block)
            fresh = (starts(block) and not above) or index in begins or (done and not folded)
            sorts = _is_sub_head(block) and index + 1 < len(body) and starts(body[index + 1])
            fresh = fresh or sorts or asked_list or (bool(run) and _lists_questions(run[-1]))
            if fresh and run:
                runs.append(run)
                run, done = [], False
            run.append(block)
            done = done or folded
        index += 1
    return [each for each in (*runs, run) if each]


def _split(body: list[Block], index: int, run: list[Block], runs: list[list[Block]]) -> int:
    """A card whose front and back a line of its own divides; the place after it."""
    front: list[Block] = []
    while run and (not front or not front[0].blanks):
        front.insert(0, run.pop())
    if run:
        runs.append(run)
    end = index + 1
    while end < len(body) and body[end].kind not in ("split", "rule", "heading"):
        if body[end].blanks and end > index + 1:
            break
        following = body[end + 1] if end + 1 < len(body) else None
        if following and following.kind == "split" and end > index + 1:
            break
        end += 1
    if front and end > index + 1:
        runs.append([*front, *body[index:end]])
        return end
    runs.append([*front, body[index]] if front else [Block("rule", body[index].rows)])
    return index + 1


def _beginnings(body: list[Block]) -> set[int]:
    """Where the questions begin whose choices or answers are what shows them."""
    found: set[int] = set()
    for index, block in enumerate(body):
        settles = choices.likely(block, asked=False) or (
            cards.is_answer(block) and block.kind != "fold"
        )
        if not settles:
            continue
        start = index - 1
        while start >= 0 and body[start].kind in ("code", "table", "quote"):
            start -= 1
        if start < 0 or body[start].kind in ("rule", "fold", "heading", "split"):
            if start + 1 < index:
                found.add(start + 1)
            continue
        if choices.likely(body[start], asked=True) or cards.is_answer(body[start]):
            continue
        if any(begun in found for begun in range(start, index)):
            continue
        earlier = start - 1
        if starts(body[start]) or not asking.asks(body[start].text):
            while earlier >= 0 and body[earlier].kind == "code":
                earlier -= 1
            if earlier >= 0 and starts(body[earlier]):
                start = earlier
        found.add(start)
    return found
