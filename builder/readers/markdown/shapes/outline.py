"""A document's headings: which of them ask, which name terms, which are topics or mere parts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from builder.languages import asking, vocabulary
from builder.readers.markdown.shapes import kept, marks
from builder.readers.markdown.shapes.blocks import Block

Use = Literal["", "title", "part", "topic", "ask", "term", "sub", "contents", "number"]


# A document says the same heads again and again.
_bare = lru_cache(maxsize=2048)(vocabulary.bare)
_role_of = lru_cache(maxsize=2048)(vocabulary.role_of)


@dataclass(slots=True, eq=False)
class Section:
    """A heading and the blocks up to the next one; `use` says what the heading is."""

    head: Block | None
    level: int = 0
    body: list[Block] = field(default_factory=list)
    use: Use = ""
    text: str = ""
    number: str = ""
    strong: bool = False
    parent: Section | None = None
    children: list[Section] = field(default_factory=list)

    @property
    def has_body(self) -> bool:
        return any(each.kind not in ("rule", "split") and not kept.is_back_link(each)
                   for each in self.body)  # fmt: skip


def sections(blocks: list[Block]) -> list[Section]:
    """The sections of a document in order, the text before the first heading as one of its own."""
    found = [Section(None)]
    stack = [found[0]]
    for block in blocks:
        if block.kind != "heading":
            found[-1].body.append(block)
            continue
        section = _headed(block)
        while len(stack) > 1 and stack[-1].level >= block.level:
            stack.pop()
        section.parent = stack[-1]
        stack[-1].children.append(section)
        stack.append(section)
        found.append(section)
    return found


LINK = re.compile(r"(?<!!)\[([^\[\]]{1,300})\]\([^()\s]{1,500}\)")
_HASH = re.compile(r"\s[0-9a-f]{32}$")


def unhashed(title: str) -> str:
    """A title without the long number that Notion puts behind it."""
    return _HASH.sub("", title)


_RATED = re.compile(r"[\s(]*[★☆⭐🌟✨🔥\ufe0f]+\)?\s*$|^[★☆⭐🌟✨🔥\ufe0f]+\s*")
_STARRED = re.compile(r"(?:\s|(?<=[?？.]))\*{1,5}\s*$")
_NUMBER = re.compile(r"^(?:#|no\.?\s?)?\d{1,4}\s*[.)]?$", re.IGNORECASE)


@lru_cache(maxsize=2048)
def asked(text: str) -> str:
    """A question's words without its number, and the stars that say how often it is asked."""
    text = kept.line(text)
    if text.count("*") % 2 or not text.endswith("**"):
        text = _STARRED.sub("", text)
    return kept.unwrapped(_RATED.sub("", vocabulary.unnumbered(_RATED.sub("", text)).strip()))


def _headed(block: Block) -> Section:
    text = kept.line(block.text)
    section = Section(block, block.level, text=asked(text))
    found = marks.mark(text)
    if _NUMBER.match(text):
        section.number, section.strong, section.text = text, True, ""
    elif found and found.kind == "ask" and (found.number or found.rest):
        section.number, section.strong = found.number, True
        section.text = asked(found.rest)
    else:
        section.strong = asking.asks(section.text) and not asking.is_vague(section.text)
    return section


def appoint(found: list[Section], forced: str = "") -> None:
    """Say what each heading is; `forced` is the shape that the author names, if any."""
    headed = [section for section in found if section.head]
    _title(headed)
    for section in headed:
        if not section.use and _bare(section.text) in asking.heads("contents"):
            section.use = "contents"
    if forced == "headings":
        _leaves_ask(headed)
    elif forced != "text":
        _asks(headed)
        _terms(headed)
    _topics(headed)


def _leaves_ask(headed: list[Section]) -> None:
    """Each heading without headings below it asks for what it heads."""
    for each in headed:
        if not each.use and not each.children and each.has_body:
            each.use = "ask"


def is_contents(block: Block) -> bool:
    """A list or a table of links to places on its page."""
    if block.kind not in ("list", "table"):
        return False
    rows = [row for row in block.rows if row.text.strip()]
    linked = sum("](#" in row.text for row in rows)
    return (
        len(rows) > 1 and bool(linked) and linked >= 0.8 * (len(rows) - 2 * (block.kind == "table"))
    )


def _title(headed: list[Section]) -> None:
    first = headed[0] if headed else None
    if not first or first.number:
        return
    tops = [each for each in headed if each.level <= first.level]
    alone = len(tops) == 1 and (len(headed) > 1 or not first.strong)
    if alone and not (first.strong and first.has_body and not first.children):
        first.use = "title"


def _asks(headed: list[Section]) -> None:
    """Headings that ask, at the depth where most do; what is deeper belongs to their answers."""
    free = [each for each in headed if not each.use and not is_aside(each)]
    for each in free:
        each.strong = each.strong and (bool(each.text) or each.has_body)
    strong = Counter(each.level for each in free if each.strong)
    if not strong:
        return
    usual = max(strong, key=lambda level: (strong[level], -level))
    total = Counter(each.level for each in free if each.has_body or each.children)
    share = strong[usual] / max(1, total[usual])
    everywhere = sum(total.values())
    if everywhere >= 12 and sum(strong.values()) < 0.15 * everywhere:
        return  # a heading that asks now and then belongs to a text that tells
    for each in free:
        within = _above(each, "ask")
        if each.number and not each.text and not each.has_body and each.children:
            each.use = "number"
        elif within:
            each.use = "sub"
        elif each.strong and each.level < usual and _asking_below(each) > 1:
            continue
        elif each.strong and (each.level <= usual or share < 0.3 or not within):
            each.use = "ask"
        elif each.level == usual and strong[usual] > 1 and each.has_body and each.text:
            likely = share >= 0.6 or (share >= 0.3 and asking.may_ask(each.text))
            if likely and not any(child.strong for child in each.children):
                each.use = "ask"


def is_aside(section: Section) -> bool:
    """A heading over sources, contents or the like: what stands there is text, no card."""
    return _role_of(section.text) in ("sources", "text", "cheat", "guide") or (
        _bare(section.text) in asking.heads("sources")
    )


def _above(section: Section, use: Use) -> Section | None:
    parent = section.parent
    while parent and parent.use != use:
        parent = parent.parent
    return parent


def _asking_below(section: Section) -> int:
    return sum(child.strong + _asking_below(child) for child in section.children)


FEW = 8  # sections that name a thing each make a glossary, unless its head says that it is one


def _terms(headed: list[Section]) -> None:
    """Headings that name what the text below them says: a glossary, or a deck of fronts."""
    leaves = [
        each
        for each in headed
        if not each.use and not _above(each, "ask") and each.has_body and not is_aside(each)
    ]
    leaves = [each for each in leaves if not _heads_more(each)]
    by_level: dict[int, list[Section]] = {}
    for each in leaves:
        by_level.setdefault(each.level, []).append(each)
    for level, same in sorted(by_level.items()):
        said = any(says_terms(each) for each in headed if each.level < level)
        split = [each for each in same if any(block.kind == "split" and block.text == "%"
                                              for block in each.body)]  # fmt: skip
        if split:
            for each in split:
                each.use = "ask"
            continue
        defining = [each for each in same if _defines(each)]
        short = sorted(_length(each) for each in same)[len(same) // 2] <= (900 if said else 450)
        enough = len(same) >= (2 if said else FEW) and len(defining) >= 0.75 * len(same)
        if enough and short:
            for each in same:
                if _defines(each) or (each.has_body and said):
                    each.use = "term"


def _heads_more(section: Section) -> bool:
    """A heading with several more below it heads a chapter, and names no term."""
    below = (each for each in section.children if each.has_body and not each.use)
    return len(section.children) > 2 and any(each.level == section.level + 1 for each in below)


def says_terms(section: Section) -> bool:
    """A heading under which terms are listed."""
    words = _bare(section.text)
    return _role_of(section.text) == "terms" or any(
        word in words for word in asking.words("glossary")
    )


def _defines(section: Section) -> bool:
    """A short name whose text begins with a sentence."""
    first = next((each for each in section.body if each.kind not in ("rule",)), None)
    named = len(section.text) <= 60 and len(section.text.split()) <= 7
    if not first or not named or section.strong or section.text[:1].isdigit():
        return False
    paragraphs = sum(each.kind == "para" for each in section.body)
    lists = sum(each.kind in ("list", "table") for each in section.body)
    return first.kind == "para" and paragraphs <= 4 and lists <= 1 and len(first.text) >= 12


def _length(section: Section) -> int:
    return sum(len(row.text) for block in section.body if block.kind != "code"
               for row in block.rows)  # fmt: skip


def _topics(headed: list[Section]) -> None:
    """Topics are the first depths below the title that don't ask; what is deeper sorts them."""
    for each in headed:
        if not each.use and _above(each, "ask"):
            each.use = "sub"
    top = min((each.level for each in headed if not each.use), default=0)
    same = Counter(_bare(each.text) for each in headed if not each.use)
    for each in headed:
        often = same[_bare(each.text)] > 2
        if not each.use and often and (each.level > top or is_aside(each)):
            each.use = "sub"  # "References", in chapter after chapter, is no topic
    free = [each for each in headed if not each.use]
    levels = sorted({each.level for each in free})
    if not levels:
        return
    counts = Counter(each.level for each in free)
    top = next((level for level in levels if counts[level] > 1), levels[0])
    below = [level for level in levels if level > top]
    parted = [each for each in free if each.level == top and not each.has_body]
    nested = [each for each in parted if any(not child.use for child in each.children)]
    if nested and len(nested) * 2 > counts[top] and below:
        for each in free:
            if each.level < below[0]:
                each.use = "part" if each in nested else "topic"
            else:
                each.use = "topic" if each.level == below[0] else "sub"
        return
    for each in free:
        each.use = "topic" if each.level <= top else "sub"
