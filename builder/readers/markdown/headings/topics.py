"""Which headings of a document are its title, its parts and its topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.languages import vocabulary
from builder.readers.markdown.headings.heads import BOLD, Head
from builder.readers.markdown.lines import Line


def appoint(found: list[Head], lines: list[Line], levelled: bool) -> None:
    """Say which headings open the title, the parts and the topics."""
    _count(found, lines, levelled)
    if _sort_alike(found):
        _count(found, lines, levelled)
    headings = [head for head in found if head.depth < BOLD and not head.line.depth]
    direct = [head for head in headings if head.holds["direct"]]
    if direct:
        if levelled:
            _guess_roles(headings)
        _appoint_topics(headings, direct)
    _appoint_title(headings)
    for head in headings:
        if head.holds["topics"] and not head.opens and not head.role:
            head.opens = "part"


def _appoint_topics(headings: list[Head], direct: list[Head]) -> None:
    depths = Counter(head.depth for head in direct)
    usual = min(depths, key=lambda depth: (-depths[depth], depth))
    numbered = any(vocabulary.unnumbered(head.title) != head.title for head in direct)
    for head in direct:
        for above in _above(head):
            above.holds["inside"] += 1
    for head in headings:
        if head.depth == usual and head.holds["inside"] == 1 and not (head.role or head.level):
            _open_topic(head)  # its levels stand under one head in the author's own words
    for head in direct:
        if head.depth >= usual:
            _open_topic(head)
    for head in headings:
        if head.depth == usual and _reads_as_topic(head, numbered):
            _open_topic(head)


def _guess_roles(headings: list[Head]) -> None:
    """Where levels show what a topic is, "All interview questions" is none."""
    for head in headings:
        if not (head.role or head.level or head.holds["direct"]):
            head.role = vocabulary.guessed_role(head.title)
            head.guessed = bool(head.role)


def _open_topic(head: Head) -> None:
    if head.opens or any(above.opens == "topic" for above in _above(head)):
        return
    head.opens = "topic"
    for above in _above(head):
        above.holds["topics"] += 1


def _sort_alike(found: list[Head]) -> bool:
    """Find a head that stands in topic after topic and only sorts what they hold."""
    alike: dict[str, list[Head]] = {}
    for head in found:
        if head.holds["direct"] and head.parent:
            alike.setdefault(vocabulary.bare(head.title), []).append(head)
    sorting = [
        head
        for same in alike.values()
        if len({id(head.parent) for head in same}) == len(same) > 1
        for head in same
        if head.parent and head.parent.holds["children"] == 1
    ]
    for head in sorting:
        head.role, head.guessed = "knowledge", True
    return bool(sorting)


def _reads_as_topic(head: Head, numbered: bool) -> bool:
    if head.role or head.level or head.holds["topics"]:
        return False
    if any(above.role in ("interview", "scenarios", "guide") for above in _above(head)):
        return False
    if any(above.opens == "topic" for above in _above(head)):
        return False
    if head.holds["concept"] or head.holds["question"]:
        return True
    return numbered and vocabulary.unnumbered(head.title) != head.title


def _appoint_title(headings: list[Head]) -> None:
    tops = [head for head in headings if head.depth == 1]
    first = headings[0] if headings else None
    if not first or first.depth != 1 or first.opens or first.level:
        return
    if first.role and not first.holds["topics"]:
        return
    if len(tops) == 1 or not first.holds["topics"]:
        first.opens = "title"


def _above(head: Head) -> Iterator[Head]:
    parent = head.parent
    while parent:
        yield parent
        parent = parent.parent


def _count(found: list[Head], lines: list[Line], levelled: bool) -> None:
    """Count, for each heading, the levels, questions and concepts right under it."""
    by_line = {head.line.number: head for head in found}
    current: Head | None = None
    for head in found:
        head.holds.clear()
    for line in lines:
        here = by_line.get(line.number)
        if here:
            owner = _owner(here.parent)
            if owner and here.level:
                owner.holds["direct"] += 1
            if owner and here.role == "concept" and here.depth < BOLD:
                owner.holds["concept"] += 1
                owner.holds["direct"] += not levelled
            if here.depth < BOLD and not line.depth:
                current = here
        elif line.text and line.asks:
            owner = _owner(current)
            if owner:
                owner.holds["question"] += 1
                owner.holds["direct"] += not levelled
    for head in found:
        if head.holds["direct"] and head.parent:
            head.parent.holds["children"] += 1


_INNER = ("concept", "knowledge", "terms", "questions", "cheat")


def _owner(head: Head | None) -> Head | None:
    """The heading that a level or a question belongs to, past those that only sort."""
    while head and (head.level or head.role in _INNER):
        head = head.parent
    return head if head and not head.role else None
