"""Which terms are asked from their meaning too."""

from __future__ import annotations

from collections.abc import Iterator

from builder.content.model import Course, Term, Topic
from builder.content.source import Diagnostic
from builder.kinds.naming import names


def is_wanted(term: Term, topic: Topic | None, course: Course) -> bool:
    """Whether its author wants a term asked both ways: it, its topic or the course says so."""
    said = (term.both_ways, topic.both_ways if topic else None, course.deck.both_ways)
    return next(each for each in said if each is not None)


def tells_itself(term: Term) -> bool:
    """Whether the meaning names the term, so that asked backwards it would answer itself."""
    return names(term.meaning, term.name)


def is_asked_backwards(term: Term, topic: Topic | None, course: Course) -> bool:
    """Whether a term is asked from its meaning.

    One whose meaning names it is only where its author wrote so at the term itself, or where it
    was before: a card that is taken back stays in learners' collections, and is blank there.
    """
    if not term.meaning.strip() or not is_wanted(term, topic, course):
        return False
    return term.both_ways is True or term.was_asked_backwards or not tells_itself(term)


def is_held_back(term: Term, topic: Topic | None, course: Course) -> bool:
    """Whether a term that is wanted both ways isn't asked backwards, for its meaning names it."""
    is_asked = is_asked_backwards(term, topic, course)
    return bool(term.meaning.strip()) and is_wanted(term, topic, course) and not is_asked


def held_back(course: Course) -> Iterator[Diagnostic]:
    """A note for each topic with terms that are held back. The course is matched."""
    for topic in course.topics:
        terms = [term for cell in topic.cells for term in cell.terms]
        told = [term for term in terms if is_held_back(term, topic, course)]
        if told:
            names = ", ".join(" ".join(term.name.split()) for term in told)
            words = f"not asked backwards, for the meaning names the term: {names}"
            hint = "word the meaning without the name, or write 'both_ways: true' or 'false' here"
            yield Diagnostic(told[0].location, words, hint, "note")
