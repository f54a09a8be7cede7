"""Learners' edits as changes of the course's source, each tried before it is proposed.

A change is proposed only where it was tried: the card's note, made of the changed text, says what
the learner's says, and the changed file, read again, differs in that one text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from builder.content.model import Card, Cloze, Course, cards, with_items
from builder.content.shared import LearnersNote
from builder.content.source import Location, Source
from builder.feedback.differences import Difference
from builder.feedback.merging import even, merged
from builder.feedback.rereading import Rereading
from builder.feedback.spans import Span
from builder.kinds.facet import Facet, facets
from builder.pipeline.matched import learned
from builder.readers.anki import fields


@dataclass(frozen=True, slots=True)
class Proposal:
    """A learner's edit and its card, with the changes of a source that carry it in.

    There are none where `why_not` says why it can't be put in safely.
    """

    difference: Difference
    card: Card
    source: Source | None = None
    changes: tuple[Span, ...] = ()
    why_not: str = ""

    @property
    def place(self) -> Location:
        """Where the first change is put in, or where the card stands."""
        if self.source is None or not self.changes:
            return self.card.location
        before = self.source.text[: self.changes[0].start]
        return self.source.location(before.count("\n") + 1, len(before) - before.rfind("\n"))


def proposals(
    course: Course, found: Iterable[Difference], sources: Mapping[str, Rereading]
) -> tuple[Proposal, ...]:
    """A proposal for each difference, in their order; `sources` are the files by their names."""
    by_code = {card.code: card for card in cards(course)}
    merging = [(each, by_code[each.code], *_value(each, by_code[each.code])) for each in found]
    waiting = [(each, value) for each, _, value, why in merging if not why]
    kept = _that_say_so(course, waiting)
    made = []
    for each, card, value, why in merging:
        if why or each not in kept:
            made.append(Proposal(each, card, why_not=why or "the card would say something else"))
        else:
            made.append(_placed(each, card, value, sources))
    return tuple(made)


def _value(difference: Difference, card: Card) -> tuple[Any, str]:
    """What the card's field would hold, or why that can't be said."""
    if difference.is_behind:
        return None, "the course changed this card since; it may be an older text"
    if not difference.made_of:
        return None, f"'{difference.name}' is made of several texts"
    held = getattr(card.item, difference.made_of)
    if isinstance(held, tuple):
        ours, theirs = _items(difference.ours, held), _listed(difference.theirs)
        if len(theirs) != len(held):
            return None, "the list has more or fewer entries"
        made = tuple(
            old if even(mine) == even(new) else merged(old, mine, new)
            for old, mine, new in zip(held, ours, theirs, strict=True)
        )
        return (None, _NO_PLACE) if None in made else (made, "")
    made_text = merged(held, difference.ours, difference.said)
    if not made_text:
        return None, _NO_PLACE if made_text is None else "the learner's is empty"
    if isinstance(card.item, Cloze) and difference.made_of == "text":
        after = replace(card.item, text=made_text, numbers=())
        if len(after.gaps) != len(card.item.gaps):
            return None, "it has more or fewer gaps"
    return made_text, ""


_NO_PLACE = "the edit has no certain place in the text as it is written"
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_LIST = re.compile(r"\s*<(ol|ul)>(?:\s*<li>(?:(?!</?li>).)*</li>\s*)+</\1>\s*", re.DOTALL)


def _items(ours: str, held: tuple[str, ...]) -> list[str]:
    """The entries of the course's own note, read back; as they are written where they can't be."""
    found = _MARK.split(ours)[1:]
    return [each.strip() for each in found] if len(found) == len(held) else list(held)


_MARK = re.compile(r"^(?:\d+\.|-) ", re.MULTILINE)


def _listed(html: str) -> list[str]:
    """The entries of a learner's list; none where it is no plain one."""
    return (
        [fields.markdown(each).text for each in _ITEM.findall(html)]
        if _LIST.fullmatch(html)
        else []
    )


def _that_say_so(course: Course, waiting: list[tuple[Difference, Any]]) -> set[Difference]:
    """The edits after which the card's note says what the learner's does."""
    kept: set[Difference] = set()
    left = waiting
    while left:
        # One edit of a card at a time: those of several learners may be of the same text.
        now: dict[str, tuple[Difference, Any]] = {}
        later = []
        for each, value in left:
            if each.code in now:
                later.append((each, value))
            else:
                now[each.code] = (each, value)
        notes = learned(_with(course, now))
        kept |= {each for each, _ in now.values() if _says(notes[each.code], each)}
        left = later
    return kept


def _with(course: Course, edits: Mapping[str, tuple[Difference, Any]]) -> Course:
    def item(card: Card) -> Any:
        if card.code not in edits:
            return card.item
        difference, value = edits[card.code]
        return replace(card.item, **{difference.made_of: value})

    return with_items(course, item)


def _says(note: LearnersNote, difference: Difference) -> bool:
    return even(fields.markdown(note.fields[difference.name]).text) == even(difference.said)


def _placed(
    difference: Difference, card: Card, value: Any, sources: Mapping[str, Rereading]
) -> Proposal:
    """The proposal with its place in the source, found by trying."""
    file = sources.get(card.location.file)
    if file is None:
        return Proposal(difference, card, why_not="its file can't be written as it is")
    facet = next(each for each in facets(type(card.item)) if each.name == difference.made_of)
    held = getattr(card.item, difference.made_of)
    changes = []
    for at, old, new in _texts(facet, held, value):
        span = file.change(card.item, facet, at, old, new)
        if span is None:
            return Proposal(difference, card, why_not="the file can't be changed there safely")
        changes.append(span)
    return Proposal(difference, card, file.source, tuple(changes))


def _texts(facet: Facet, held: Any, value: Any) -> list[tuple[int | None, str, str]]:
    """Each text that changes: its place in a list, what it was and what it becomes."""
    if facet.form != "list":
        return [(None, held, value)]
    pairs = enumerate(zip(held, value, strict=True))
    return [(at, old, new) for at, (old, new) in pairs if old != new]
