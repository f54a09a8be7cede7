"""The deck's notes: one for each card of a course."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from builder.content.both_ways import is_asked_backwards
from builder.content.model import Card, Cloze, Course, Question, Story, Term, Topic, cards, tags_of
from builder.documents.job import Tombstone
from builder.kinds.every import BY_NAME
from builder.kinds.facet import facets
from builder.outputs.deck import choices, clozes, text
from builder.typeset.text.setting import Formulas, Image, Images, TextStyle


@dataclass(frozen=True, slots=True)
class Note:
    """What Anki sees of a card: its note type, its fields by name (HTML), and its tags.

    `gaps` are a cloze's numbers, each of which is a card; `guid` is that of a kept note.
    """

    code: str
    type: str
    level: int
    fields: dict[str, str]
    tags: tuple[str, ...]
    gaps: tuple[int, ...] = ()
    guid: str = ""


def notes(course: Course) -> list[Note]:
    """One note for each card of the course, in reading order."""
    places = Places(course)
    return [note(card, course, places) for card in cards(course)]


def media(course: Course) -> Images:
    """The course's pictures by their paths, as notes name them: by their content."""
    return {
        each.src: Image(f"study-{each.name}", each.width, each.height) for each in course.pictures
    }


def type_of(grave: Tombstone) -> str:
    """The note type of a card that left the course."""
    return BY_NAME[grave.kind].note_type


def sort_field(front: str, code: str) -> str:
    """What Anki's browser sorts a card by: its front in plain words, and its code."""
    return f"{text.words(front)} · {escape(code)}".removeprefix(" · ")


@dataclass
class Places:
    """A course's topics, stories and level names, by what a card knows of them."""

    course: Course
    topics: dict[str, Topic] = field(init=False)
    stories: dict[str, Story] = field(init=False)
    levels: dict[int, str] = field(init=False)
    style: TextStyle = field(init=False)
    told: dict[tuple[bool, str], str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.topics = {topic.key: topic for topic in self.course.topics}
        self.stories = {story.key: story for story in self.course.stories}
        self.levels = {level.number: level.name for level in self.course.levels}
        self.style = _style(self.course)

    def topic(self, card: Card) -> Topic | None:
        """The topic that the card stands in, if it stands in one."""
        return None if card.kind in ("story", "follow-up") else self.topics.get(card.topic)

    def context(self, card: Card) -> str:
        """Where the card stands, for the reader: its topic or story, and its level."""
        topic, story = self.topic(card), self.stories.get(card.topic)
        if card.kind == "follow-up" and story:
            return self._line(story.title)
        names = (topic.title if topic else "", self.levels.get(card.level, ""))
        return " · ".join(self._line(name) for name in names if name)

    def _line(self, title: str) -> str:
        if title not in self.lines:
            self.lines[title] = text.line(title, self.style)
        return self.lines[title]

    def reference(self, card: Card) -> str:
        """What stands in for an answer that the card does not have."""
        place = (card.kind == "follow-up", card.topic)
        if place not in self.told:
            topic, story = self.topic(card), self.stories.get(card.topic)
            if card.kind == "follow-up":
                told = _story_text(story) if story else ""
            else:
                told = topic.concept if topic else ""
            self.told[place] = text.block(told, self.style)
        return self.told[place]


def _story_text(story: Story) -> str:
    told = (story.text, story.situation, story.task, story.action, story.result)
    return "\n\n".join(part for part in told if part)


def note(card: Card, course: Course, places: Places) -> Note:
    """The note of a card of a course."""
    held = _declared(card, places.style)
    fields = {
        "Sort": sort_field(card.front, card.code),
        **_asked(card, places.style),
        "Context": places.context(card),
        "Code": card.code,
        **held,
    }
    if not isinstance(card.item, Cloze) and not _answers(card, held):
        fields["Reference"] = places.reference(card)
    if isinstance(card.item, Term) and is_asked_backwards(card.item, places.topic(card), course):
        fields["Reverse"] = "1"
    kind, tags = BY_NAME[card.kind].note_type, _tags(card, course, places)
    if card.level in course.deck.speech.of(kind).levels:
        fields["Extra4"] = "1"
    filled = {name: value for name, value in fields.items() if value}
    item = card.item
    gaps = tuple(number for number, _ in item.numbered) if isinstance(item, Cloze) else ()
    return Note(card.code, kind, card.level, filled, tags, gaps)


def _asked(card: Card, style: TextStyle) -> dict[str, str]:
    """What the front asks: a sentence with gaps, or the card's front."""
    if isinstance(card.item, Cloze):
        return {"Text": clozes.field(card.item, style)}
    shown = text.line if card.kind == "term" else text.front
    return {"Front": shown(card.front, style)}


def _declared(card: Card, style: TextStyle) -> dict[str, str]:
    """The fields that the card's kind declares, by their names in the deck."""
    held: dict[str, str] = {}
    for facet in facets(type(card.item)):
        value = getattr(card.item, facet.name)
        match facet.form:
            case "list" if facet.deck:
                held[facet.deck] = _list(facet.element, value, style)
            case "text" if facet.deck:
                held[facet.deck] = text.block(value, style)
    if isinstance(card.item, Term | Question) and card.item.is_typed:
        held |= _typed(card.item)
    if isinstance(card.item, Question) and card.item.choices:
        held["Extra2"] = choices.offered(card.item, style)
        held["Back"] = choices.right(card.item, style) + held["Back"]
    return held


def _typed(item: Term | Question) -> dict[str, str]:
    """What is to be typed, in plain words: a term's meaning or, the other way round, its name."""
    if isinstance(item, Question):
        return {"Extra3": text.words(item.answer)}
    return {"Extra2": text.words(item.name), "Extra3": text.words(item.meaning)}


def _answers(card: Card, held: dict[str, str]) -> bool:
    """Whether anything of the card answers it."""
    return any(
        held.get(each.deck)
        for each in facets(type(card.item))
        if each.role == "answer" and each.is_enough
    )


def _list(element: str, items: tuple[str, ...], style: TextStyle) -> str:
    if not items:
        return ""
    inside = "".join(f"<li>{text.front(item, style)}</li>" for item in items)
    return f"<{element}>{inside}</{element}>"


def _style(course: Course) -> TextStyle:
    formulas: Formulas = "text" if course.math else "mathjax"
    sounds = {each.src: f"study-{each.name}" for each in course.sounds}
    return TextStyle(pictures=media(course), formulas=formulas, sounds=sounds)


def _tags(card: Card, course: Course, places: Places) -> tuple[str, ...]:
    root = text.tag(course.name)
    topic = places.topic(card)
    steps: list[tuple[str, str]] = [("kind", card.kind)]
    if card.level:
        steps.append(("level", str(card.level)))
    if topic and topic.part:
        steps.append(("part", topic.part))
    if card.topic:
        steps.append(("topic" if topic else "story", card.topic))
    derived = {f"{root}::{name}::{text.tag(value)}" for name, value in steps}
    own = {f"{root}::tag::{text.tags(each)}" for each in tags_of(card.item, topic)}
    return tuple(sorted(derived | own))
