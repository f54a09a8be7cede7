"""RULES: what must hold of a whole course. Each rule is a function, Course to Problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Literal

from builder.content.bounds import BOUNDS
from builder.content.model import Cloze, Course, Question, Term, cards
from builder.content.source import NOWHERE, Diagnostic, Location
from builder.content.texts import texts
from builder.kinds.choice import MOST
from builder.kinds.gaps import MOST as HIGHEST
from builder.kinds.gaps import SENTENCE, is_nested


def diagnostics(course: Course, whole: Location) -> list[Diagnostic]:
    """What the rules find; `whole` is the place for what is wrong with the course itself."""
    found = [
        diagnostic if diagnostic.location.file else replace(diagnostic, location=whole)
        for rule in RULES
        for diagnostic in rule(course)
    ]
    if not cards(course):
        hint = "write terms and questions; `study init` makes a course to look at"
        words = "nothing here can be asked: no term, no question"
        told = any(text.strip() for _, text in texts(course.topics, whole)) or course.text
        severity: Literal["error", "note"] = "note" if told else "error"
        found.append(Diagnostic(whole, words, hint, severity))
    return found


def unique_ids(course: Course) -> Iterator[Diagnostic]:
    """An `id` names one card."""
    places: dict[str, list[Location]] = defaultdict(list)
    for card in cards(course):
        if card.id:
            places[card.id].append(card.location)
    for name, locations in places.items():
        for location in locations[1:]:
            yield Diagnostic(
                location, f"the id '{name}' is taken at {locations[0]}", "give this card another"
            )


def unique_topics(course: Course) -> Iterator[Diagnostic]:
    """A topic's or story's key names one of them."""
    places: dict[str, Location] = {}
    named = [(topic.key, topic.location) for topic in course.topics]
    named += [(story.key, story.location) for story in course.stories]
    for key, location in named:
        if key in places:
            words = f"the key '{key}' is taken at {places[key]}"
            is_yaml = location.file.endswith((".yaml", ".yml"))
            hint = "rename the file, or give it a 'key' of its own"
            yield Diagnostic(
                location, words, hint if is_yaml else "give one of the two another title"
            )
        places.setdefault(key, location)


def known_levels(course: Course) -> Iterator[Diagnostic]:
    """A topic uses only levels that the course has."""
    known = {level.number for level in course.levels}
    names = ", ".join(f"{level.number} ({level.name})" for level in course.levels)
    for topic in course.topics:
        for cell in topic.cells:
            if cell.level not in known:
                words = f"the course has no level {cell.level}"
                yield Diagnostic(cell.location, words, f"its levels are {names}")


def spoken_levels(course: Course) -> Iterator[Diagnostic]:
    """Only levels that the course has are read aloud."""
    known = {level.number for level in course.levels}
    place = next((level.location for level in course.levels), NOWHERE)
    for number in course.deck.speech.levels:
        if number not in known:
            words = f"deck.speech names level {number}, which the course doesn't have"
            names = ", ".join(str(each) for each in sorted(known))
            yield Diagnostic(place, words, f"its levels are {names}")


def known_parts(course: Course) -> Iterator[Diagnostic]:
    """A topic names only a part that the course has."""
    known = [part.key for part in course.parts if part.title]
    if not known:
        return
    for topic in course.topics:
        if topic.part and topic.part not in known:
            close = get_close_matches(topic.part, known, 1)
            hint = f"did you mean '{close[0]}'?" if close else f"its parts are {', '.join(known)}"
            yield Diagnostic(topic.location, f"the course has no part '{topic.part}'", hint)


def posters_of_parts(course: Course) -> Iterator[Diagnostic]:
    """A poster shows parts that there are, and each part stands on one of the posters."""
    known = [part.key for part in course.parts]
    shown = [key for keys in course.posters for key in keys]
    place = next((part.location for part in course.parts), NOWHERE)
    for key in shown:
        if key not in known:
            hint = f"its parts are {', '.join(known) or 'none'}"
            yield Diagnostic(place, f"'posters' names a part '{key}' that the course hasn't", hint)
    for key in known if shown else ():
        if shown.count(key) != 1:
            words = f"the part '{key}' stands on {shown.count(key) or 'no'} posters"
            yield Diagnostic(place, words, "name each part once in 'posters'", "note")


def one_card_a_front(course: Course) -> Iterator[Diagnostic]:
    """The same text asked twice in one place is told, for one of them may be a slip."""
    places: dict[tuple[str, str, int, str], Location] = {}
    for card in cards(course):
        key = (card.kind, card.topic, card.level, " ".join(card.front.split()))
        if key in places:
            words = f"this is asked already at {places[key]}"
            yield Diagnostic(card.location, words, "remove one, or word them apart", "note")
        places.setdefault(key, card.location)


def finished_topics(course: Course) -> Iterator[Diagnostic]:
    """A topic without a term, a question or a scenario is told: somebody has yet to write it."""
    for topic in course.topics:
        if topic.is_asked:
            continue
        words = "this topic has no term, no question and no scenario, so no handout holds it"
        if topic.is_empty:
            words = "this topic has nothing but its title, so nothing of it is printed"
        yield Diagnostic(topic.location, words, "write its terms and questions at a level", "note")


def said_claims(course: Course) -> Iterator[Diagnostic]:
    """A dated claim stands in its topic: one that was edited away, or reworded, is told."""
    for topic in course.topics:
        if not topic.dated:
            continue
        said = "\n".join(_flat(text) for _, text in texts(replace(topic, dated=()), NOWHERE))
        for each in topic.dated:
            if _flat(each.claim) not in said:
                words = f"the topic doesn't say “{_flat(each.claim)}”"
                hint = "write a phrase as it stands in the topic, or remove the entry"
                yield Diagnostic(each.location, words, hint, "note")


def _flat(text: str) -> str:
    return " ".join(text.split())


def sound_choices(course: Course) -> Iterator[Diagnostic]:
    """A question's choices are several, differ, and at least one is right."""
    for card in cards(course):
        choices = card.item.choices if isinstance(card.item, Question) else ()
        texts = [" ".join(each.text.split()) for each in choices]
        twice = next((text for at, text in enumerate(texts) if text in texts[:at]), "")
        words = hint = ""
        if len(choices) == 1:
            words, hint = "this question has a single choice", "write what else may be chosen"
        elif len(choices) > MOST:
            words, hint = f"this question has {len(choices)} choices", f"keep at most {MOST}"
        elif twice:
            words, hint = f"the choice '{twice}' stands twice", "remove one, or word them apart"
        elif choices and not any(each.is_right for each in choices):
            words = "none of these choices is right"
            hint = "write the right one, or several, as '- right: …'"
        if words:
            yield Diagnostic(card.location, words, hint)


LONGEST_TYPED = 80  # characters; what is longer is told in one's own words


def short_typing(course: Course) -> Iterator[Diagnostic]:
    """What is to be typed is there, short, and not offered to be chosen."""
    for card in cards(course):
        item = card.item
        if not isinstance(item, Term | Question) or not item.is_typed:
            continue
        answer = item.meaning if isinstance(item, Term) else item.answer
        words = hint = ""
        if isinstance(item, Question) and item.choices:
            words, hint = "this question has choices, so nothing is typed", "remove 'type: true'"
        elif not answer.strip():
            words, hint = (
                "there is nothing to type here",
                "write the answer, or remove 'type: true'",
            )
        elif len(answer) > LONGEST_TYPED:
            words = f"this answer is long to type ({len(answer)} characters)"
            hint = f"shorten it to {LONGEST_TYPED}, or remove 'type: true'"
        if words:
            yield Diagnostic(card.location, words, hint, "note" if answer.strip() else "error")


def sound_gaps(course: Course) -> Iterator[Diagnostic]:
    """A cloze has a gap, no gap stands in another, and numbers are as Anki takes them."""
    for card in cards(course):
        if not isinstance(card.item, Cloze):
            continue
        gaps = card.item.gaps
        words = hint = ""
        if len(card.item.text) > SENTENCE:
            words, hint = "this sentence is too long to have gaps", "write it as several"
        elif not gaps:
            words, hint = "this sentence has no gap", "put what is to be recalled in {{ and }}"
        elif any(is_nested(gap) for gap in gaps):
            words, hint = "a gap stands in another", "close the first before the second begins"
        elif high := next((g.number for g in gaps if g.number > HIGHEST), 0):
            words, hint = f"a gap can't have the number {high}", f"numbers go from 1 to {HIGHEST}"
        if words:
            yield Diagnostic(card.location, words, hint)


MOST_LEVELS = 12  # more squares than that no level's mark can show


def few_levels(course: Course) -> Iterator[Diagnostic]:
    """A course has no more levels than its pages can tell apart."""
    for level in course.levels[MOST_LEVELS : MOST_LEVELS + 1]:
        words = f"the course has {len(course.levels)} levels"
        yield Diagnostic(
            level.location, words, f"a course may have {MOST_LEVELS}; make parts of the rest"
        )


RULES = (
    few_levels,
    unique_ids,
    unique_topics,
    known_levels,
    spoken_levels,
    known_parts,
    posters_of_parts,
    one_card_a_front,
    sound_choices,
    sound_gaps,
    short_typing,
    finished_topics,
    said_claims,
    *BOUNDS,
)
