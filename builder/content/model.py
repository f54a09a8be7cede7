"""What a course is: frozen values, free of files and of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from builder.content.source import NOWHERE, Location
from builder.content.speech import SILENT, Speech
from builder.content.texts import NO_TEXT
from builder.content.theirs import KeptNote, NoteType
from builder.kinds.cloze import Cloze
from builder.kinds.every import AT_LEVELS, Item, LevelItem
from builder.kinds.facet import coded as coded_item
from builder.kinds.facet import front_of
from builder.kinds.kind import Kind
from builder.kinds.question import OpenQuestion, Question
from builder.kinds.scenario import Scenario
from builder.kinds.story import Story
from builder.kinds.term import Term
from builder.storage.digest import LATER

# The kinds of card are part of the model: who reads a course needs no second place to look.
__all__ = [
    "AnyItem",
    "Block",
    "Card",
    "Cell",
    "Cloze",
    "Course",
    "Dated",
    "DeckSettings",
    "Item",
    "Level",
    "OpenQuestion",
    "Part",
    "Picture",
    "Prose",
    "Question",
    "Scenario",
    "Story",
    "Term",
    "Topic",
    "cards",
    "coded",
    "is_open",
    "kind_of",
    "tags_of",
    "with_items",
]

AnyItem = TypeVar("AnyItem", bound=Item)


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that is neither a term nor a question, kept where it stands."""

    text: str
    location: Location = field(default=NOWHERE, compare=False)


Block = LevelItem | Prose


@dataclass(frozen=True, slots=True)
class Cell:
    """What one topic holds at one level, in reading order."""

    level: int
    blocks: tuple[Block, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Term))

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Question))

    @property
    def clozes(self) -> tuple[Cloze, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Cloze))


@dataclass(frozen=True, slots=True)
class Dated:
    """A claim that will age, as it stands in its topic, its source, and the day that was read.

    `read` is an ISO 8601 date.
    """

    claim: str
    source: str
    read: str
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject. `key` is its short name (a file's stem), `part` its part's key.

    Its cards have its `tags` too; where it says nothing of `both_ways` the course decides.
    """

    key: str
    title: str
    part: str = ""
    concept: str = ""
    cells: tuple[Cell, ...] = ()
    cheat: tuple[str, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    interview: tuple[Question, ...] = ()
    sources: tuple[str, ...] = ()
    text: str = ""
    location: Location = field(default=NOWHERE, compare=False)
    dated: tuple[Dated, ...] = field(default=(), metadata={LATER: True})
    tags: tuple[str, ...] = field(default=(), metadata={LATER: True})
    both_ways: bool | None = field(default=None, metadata={LATER: True})

    @property
    def is_asked(self) -> bool:
        """Whether it has a place where its cards, or text between them, are printed."""
        return bool(self.cells or self.scenarios or self.interview)

    @property
    def is_empty(self) -> bool:
        """Whether it is a title and no more."""
        return not (self.is_asked or self.concept or self.cheat or self.text)

    def at(self, level: int) -> Cell | None:
        """The topic's cell at a level, or None where it has nothing there."""
        return next((cell for cell in self.cells if cell.level == level), None)


@dataclass(frozen=True, slots=True)
class Level:
    """A reader's stage; `about` says who it is for, in Markdown."""

    number: int
    name: str
    about: str = ""
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def is_named(self) -> bool:
        """Whether its name says more than its number: "1" and "Level 1" don't."""
        said = self.name.casefold().removesuffix(str(self.number)).strip(" .-_#")
        return said not in ("", "level", "lvl", "lv")

    @property
    def beside(self) -> str:
        """Its name as it stands behind its number; empty where it says no more."""
        return f" {self.name}" if self.is_named else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: a run of topics that belong together."""

    key: str
    title: str
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that texts show as `src`, the path written there.

    `name` is made from its content and ends in its kind's suffix; width and height are in
    pixels; `data` is the file's bytes.
    """

    src: str
    name: str
    width: int
    height: int
    data: bytes = field(repr=False)
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that texts play as `src`, the path written there; `name` is made from its content."""

    src: str
    name: str
    data: bytes = field(repr=False)
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class DeckSettings:
    """How the Anki deck is made: fixed at a course's first release, but for its `speech`."""

    name: str = ""
    subdecks: bool = False
    both_ways: bool = False
    speech: Speech = field(default=SILENT, metadata={LATER: True})


Math = Literal["", "off"]
"""Whether dollars in texts may enclose formulas; where it is off they are dollars alone."""


@dataclass(frozen=True, slots=True)
class Course:
    """One body of study content.

    `name` is the folder its outputs go to; `language` a BCP 47 tag; `date` the day the
    content speaks for (ISO 8601, or empty). `id` is what learners' collections know it by, empty
    where that is the name. Topics stand in the order of `parts`. `posters` are
    the parts, by their keys, that share a poster; none where one poster shows the whole course.
    Whether the words of gaps stand in a box beside their sentences on paper `word_box` says.
    `kept_notes` are the notes of another deck that cards were made of, `kept_types` their types.
    Handouts that stand alone teach every topic, others those that no lower level has.
    `report` is the link by which learners report a card, with `{code}` for its code, or "".
    """

    name: str
    title: str
    language: str = "ko"
    description: str = ""
    date: str = ""
    keep_words: bool = True
    deck: DeckSettings = DeckSettings()
    levels: tuple[Level, ...] = ()
    parts: tuple[Part, ...] = ()
    topics: tuple[Topic, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    interview: tuple[Question, ...] = ()
    stories: tuple[Story, ...] = ()
    text: str = ""
    pictures: tuple[Picture, ...] = ()
    posters: tuple[tuple[str, ...], ...] = field(default=(), metadata={LATER: True})
    word_box: bool = field(default=False, metadata={LATER: True})
    math: Math = field(default="", metadata={LATER: True})
    sounds: tuple[Sound, ...] = field(default=(), metadata={LATER: True})
    kept_notes: tuple[KeptNote, ...] = field(default=(), metadata={LATER: True, NO_TEXT: True})
    kept_types: tuple[NoteType, ...] = field(default=(), metadata={LATER: True, NO_TEXT: True})
    handouts_stand_alone: bool = field(default=False, metadata={LATER: True})
    report: str = field(default="", metadata={LATER: True, NO_TEXT: True})
    # Pages say nothing of it, so it is no part of their editions.
    id: str = field(default="", compare=False)

    @property
    def identity(self) -> str:
        """What its notes and decks are named after: its id, or its name where it has none.

        A course that was shared before ids goes on under its name.
        """
        return self.id or self.name

    @property
    def media(self) -> tuple[Picture | Sound, ...]:
        """Its pictures and its sounds."""
        return (*self.pictures, *self.sounds)

    def topics_of(self, part: Part) -> tuple[Topic, ...]:
        """The part's topics in reading order."""
        return tuple(topic for topic in self.topics if topic.part == part.key)


@dataclass(frozen=True, slots=True)
class Card:
    """Anything that can be asked, and where it stands.

    `topic` is the key of its topic or story, empty for the course's own scenarios and
    interview questions; `level` is 0 where there is none.
    """

    kind: str
    topic: str
    level: int
    item: Item

    @property
    def front(self) -> str:
        """The Markdown that asks."""
        return front_of(self.item)

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def location(self) -> Location:
        return self.item.location


def tags_of(item: Item, topic: Topic | None) -> tuple[str, ...]:
    """The tags that authors gave a card, its topic's first."""
    own: tuple[str, ...] = getattr(item, "tags", ())
    return tuple(dict.fromkeys((*(topic.tags if topic else ()), *own)))


def cards(course: Course) -> tuple[Card, ...]:
    """Every card of the course, in reading order: level by level, topic by topic."""
    order = {topic.key: index for index, topic in enumerate(course.topics)}
    last = max((level.number for level in course.levels), default=0) + 1
    found = [*_in_topics(course), *_in_course(course)]
    return tuple(sorted(found, key=lambda c: (c.level or last, order.get(c.topic, len(order)))))


def kind_of(item: LevelItem) -> Kind:
    """The kind of what stands at a level; a question left open is a question."""
    return AT_LEVELS[Question if isinstance(item, Question) else type(item)]


def is_open(block: Block) -> bool:
    """A question that its author leaves open: there is room to write, and no card."""
    return isinstance(block, OpenQuestion)


def _in_topics(course: Course) -> Iterator[Card]:
    for topic in course.topics:
        for cell in topic.cells:
            for block in cell.blocks:
                if not isinstance(block, Prose) and not is_open(block):
                    yield Card(kind_of(block).name, topic.key, cell.level, block)
        for scenario in topic.scenarios:
            yield Card("scenario", topic.key, 0, scenario)
        for asked in topic.interview:
            yield Card("interview", topic.key, 0, asked)


def _in_course(course: Course) -> Iterator[Card]:
    for scenario in course.scenarios:
        yield Card("scenario", "", 0, scenario)
    for asked in course.interview:
        yield Card("interview", "", 0, asked)
    for story in course.stories:
        for asked in story.questions:
            yield Card("follow-up", story.key, 0, asked)
        yield Card("story", story.key, 0, story)


def coded(course: Course, code_of: Callable[[Card], str]) -> Course:
    """The same course with each card's code set to `code_of(card)`."""
    return with_items(course, lambda card: coded_item(card.item, lambda _: code_of(card)))


def with_items(course: Course, item_of: Callable[[Card], Item]) -> Course:
    """The same course with each card's item as `item_of` gives it, of the same class."""

    def give(kind: str, topic: str, level: int, item: AnyItem) -> AnyItem:
        return item_of(Card(kind, topic, level, item))  # type: ignore[return-value]

    def block(topic: str, level: int, item: Block) -> Block:
        if isinstance(item, Prose) or is_open(item):
            return item
        return give(kind_of(item).name, topic, level, item)

    def cell(topic: str, old: Cell) -> Cell:
        return replace(old, blocks=tuple(block(topic, old.level, item) for item in old.blocks))

    def topic(old: Topic) -> Topic:
        return replace(
            old,
            cells=tuple(cell(old.key, each) for each in old.cells),
            scenarios=tuple(give("scenario", old.key, 0, each) for each in old.scenarios),
            interview=tuple(give("interview", old.key, 0, each) for each in old.interview),
        )

    def story(old: Story) -> Story:
        asked = tuple(give("follow-up", old.key, 0, each) for each in old.questions)
        return replace(give("story", old.key, 0, old), questions=asked)

    return replace(
        course,
        topics=tuple(topic(each) for each in course.topics),
        scenarios=tuple(give("scenario", "", 0, each) for each in course.scenarios),
        interview=tuple(give("interview", "", 0, each) for each in course.interview),
        stories=tuple(story(each) for each in course.stories),
    )
