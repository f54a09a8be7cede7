"""The keys that a YAML course may have: one class a mapping, also the published schema.

Keys are all strings when they come here, and so are their values: YAML's own guesses
(`on` is true, `1.10` is a number) never reach an author's text.
"""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from builder.content import model
from builder.content.source import NOWHERE, Location
from builder.readers.yaml.scalars import (
    Date,
    Filled,
    Key,
    KeyOrNone,
    Language,
    Number,
    StoryKind,
    Text,
)


def _without_location(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key != "\0location"}
    return value


Shaped = TypeVar("Shaped", bound="Shape")
ByLevel = Annotated[dict[Number, Shaped], BeforeValidator(_without_location)]


class Shape(BaseModel):
    """A mapping that knows where it stands and takes no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    location: SkipJsonSchema[Location] = Field(default=NOWHERE, alias="\0location", exclude=True)


class TermShape(Shape):
    """A name and its meaning, or a line of text between terms."""

    term: Filled
    meaning: Text = ""
    id: KeyOrNone = ""

    def block(self) -> model.Block:
        return model.Term(self.term, self.meaning, id=self.id, location=self.location)


class QuestionShape(Shape):
    """An ask and its answer; `strong` and `weak` say what good and poor answers hold."""

    ask: Filled
    answer: Filled
    strong: Text = ""
    weak: Text = ""
    id: KeyOrNone = ""

    def block(self) -> model.Question:
        return model.Question(
            self.ask, self.answer, self.strong, self.weak, id=self.id, location=self.location
        )


class FollowUpShape(QuestionShape):
    """A question that follows a story; its answer may be left to the reader."""

    answer: Text = ""


class BlockShape(Shape):
    """A term, a question or a text: what a level holds, in an order of its own."""

    term: Text = ""
    meaning: Text = ""
    ask: Text = ""
    answer: Text = ""
    strong: Text = ""
    weak: Text = ""
    text: Text = ""
    id: KeyOrNone = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [name for name in ("term", "ask", "text") if getattr(self, name)]
        if len(kinds) != 1:
            raise ValueError("a block has exactly one of 'term', 'ask' and 'text'")
        stray = {
            "term": (self.answer, self.strong, self.weak),
            "ask": (self.meaning,),
            "text": (self.meaning, self.answer, self.strong, self.weak, self.id),
        }[kinds[0]]
        if any(stray):
            raise ValueError(f"a block with '{kinds[0]}' has a key that belongs to another kind")
        if kinds == ["ask"] and not self.answer:
            raise ValueError("the question has no 'answer'")
        return self

    def block(self) -> model.Block:
        if self.term:
            return model.Term(self.term, self.meaning, id=self.id, location=self.location)
        if self.text:
            return model.Prose(self.text, location=self.location)
        return model.Question(
            self.ask, self.answer, self.strong, self.weak, id=self.id, location=self.location
        )


class CellShape(Shape):
    """One level of a topic: text, terms and questions, or `blocks` in an order of its own."""

    text: Text = ""
    terms: tuple[TermShape, ...] = ()
    questions: tuple[QuestionShape, ...] = ()
    blocks: tuple[BlockShape, ...] = ()

    def cell(self, level: int) -> model.Cell:
        prose: tuple[model.Block, ...] = (
            (model.Prose(self.text, location=self.location),) if self.text else ()
        )
        return model.Cell(
            level,
            (
                *prose,
                *(term.block() for term in self.terms),
                *(question.block() for question in self.questions),
                *(block.block() for block in self.blocks),
            ),
            location=self.location,
        )


class ScenarioShape(Shape):
    """A situation, the steps that answer it, and what else the answer holds."""

    title: Filled
    situation: Text = ""
    steps: tuple[Filled, ...] = ()
    answer: Text = ""
    id: KeyOrNone = ""

    def scenario(self) -> model.Scenario:
        return model.Scenario(
            self.title, self.situation, self.steps, self.answer, id=self.id, location=self.location
        )


class TopicShape(Shape):
    """One subject: what a file in `topics/` holds."""

    key: KeyOrNone = Field(default="", description="short name; the file's if left out")
    title: Filled
    part: KeyOrNone = ""
    concept: Text = ""
    cheat: tuple[Filled, ...] = Field(default=(), description="lines for the poster")
    levels: Annotated[dict[Number, CellShape], BeforeValidator(_without_location)] = Field(
        default_factory=dict
    )
    scenarios: tuple[ScenarioShape, ...] = ()
    interview: tuple[QuestionShape, ...] = ()
    sources: tuple[Filled, ...] = ()
    text: Text = ""

    def topic(self, key: str) -> model.Topic:
        return model.Topic(
            key=self.key or key,
            title=self.title,
            part=self.part,
            concept=self.concept,
            cells=tuple(cell.cell(number) for number, cell in sorted(self.levels.items())),
            cheat=self.cheat,
            scenarios=tuple(each.scenario() for each in self.scenarios),
            interview=tuple(each.block() for each in self.interview),
            sources=self.sources,
            text=self.text,
            location=self.location,
        )


class StoryShape(Shape):
    """One section of a cover letter: what a file in `stories/` holds."""

    key: KeyOrNone = ""
    title: Filled
    kind: StoryKind = ""
    text: Text = ""
    situation: Text = ""
    task: Text = ""
    action: Text = ""
    result: Text = ""
    questions: tuple[FollowUpShape, ...] = ()
    prompts: tuple[Filled, ...] = ()
    id: KeyOrNone = ""

    def story(self, key: str) -> model.Story:
        return model.Story(
            key=self.key or key,
            title=self.title,
            kind=self.kind,
            text=self.text,
            situation=self.situation,
            task=self.task,
            action=self.action,
            result=self.result,
            questions=tuple(each.block() for each in self.questions),
            prompts=self.prompts,
            id=self.id,
            location=self.location,
        )


class LevelShape(Shape):
    """A reader's stage: its name, and who it is for."""

    name: Filled
    about: Text = ""


class PartShape(Shape):
    """A chapter's key, which its topics name, and its title."""

    key: Key
    title: Filled


class DeckShape(Shape):
    """The Anki deck; do not change these after the first release."""

    name: Text = ""
    subdecks: bool = Field(default=False, description="one subdeck a level")
    both_ways: bool = Field(default=False, description="ask terms from their meaning too")


class CourseShape(Shape):
    """A course: `course.yaml` beside `topics/`, or everything in one file."""

    name: KeyOrNone = Field(default="", description="the folder of its outputs")
    title: Text = ""
    language: Language = "ko"
    description: Text = ""
    date: Date = ""
    keep_words: bool = Field(default=True, description="never break a line inside a Korean word")
    deck: DeckShape = DeckShape()
    levels: Annotated[dict[Number, LevelShape], BeforeValidator(_without_location)] = Field(
        default_factory=dict
    )
    parts: tuple[PartShape, ...] = ()
    topics: tuple[TopicShape, ...] = ()
    scenarios: tuple[ScenarioShape, ...] = ()
    interview: tuple[QuestionShape, ...] = ()
    stories: tuple[StoryShape, ...] = ()
    text: Text = ""
