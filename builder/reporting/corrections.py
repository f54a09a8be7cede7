"""What learners' files say of a course, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.feedback.feedback import Feedback
from builder.feedback.proposals import Proposal
from builder.reporting.summary import short

FLAGS = ("", "red", "orange", "green", "blue", "pink", "turquoise", "purple")
_SHOWN = 4  # names of members on one line


def read(told: Feedback, *, lapses: bool) -> list[str]:
    """What was read of the learners' files, and what was not."""
    learning = "how often each card was failed and reviewed" if lapses else "nothing of reviews"
    what = "texts, tags and flags, own notes where a card is tagged 'feedback'"
    lines = [f"read of this course's cards: {what}; {learning}"]
    for deck in told.decks:
        line = f"  {deck.name}  {len(deck.notes)} of its {deck.count} notes are this course's"
        if not deck.has_times:
            line += "; a text tells no times, so an older text of the course looks like an edit"
        lines.append(line)
    return lines


def lines(told: Feedback) -> list[str]:
    """Edits, remarks and leeches, each with the place of its card."""
    put = [each for each in told.proposals if each.changes]
    left = [each for each in told.proposals if not each.changes]
    made = _headed("edit", len(put), (line for each in put for line in of_edit(each)))
    by_hand = (line for each in left for line in of_edit(each))
    made += _headed("doubtful edit", len(left), by_hand)
    made += _headed("remark", len(told.remarks), _remarks(told))
    made += _headed("hard card", len(told.leeches), _leeches(told))
    return made


def of_edit(proposal: Proposal) -> list[str]:
    """An edit: its card and place, who has it, and what it says where it can't be put in."""
    one = proposal.difference
    key = one.made_of or one.name
    lines = [f"  {one.code}  {key:<9} {proposal.place}  {_members(one.members)}"]
    if proposal.why_not:
        lines += [f"        {proposal.why_not}; theirs: {short(one.said)}"]
    return lines


def _headed(name: str, count: int, lines: Iterable[str]) -> list[str]:
    return [f"{count} {name}{'' if count == 1 else 's'}:", *lines] if count else []


def _members(names: tuple[str, ...]) -> str:
    if len(names) <= _SHOWN:
        return ", ".join(names)
    return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"


def _remarks(told: Feedback) -> Iterator[str]:
    for each in told.remarks:
        card = told.by_code[each.code]
        flag = f"{FLAGS[each.flag]} flag" if 0 < each.flag < len(FLAGS) else "feedback"
        words = f": {' '.join(each.words.split())}" if each.words else ""
        yield f"  {each.code}  {flag:<9} {card.location}  {each.member}{words}"


def _leeches(told: Feedback) -> Iterator[str]:
    for each in told.leeches:
        card = told.by_code[each.code]
        share = f"{each.failed} of {each.members} members failed {each.code}: reword it?"
        yield f"  {share}  {card.location}  {short(card.front)}"
