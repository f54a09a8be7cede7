"""The keys that a YAML course may have: one class a mapping, also the published schema.

Keys are all strings when they come here, and so are their values: YAML's own guesses
(`on` is true, `1.10` is a number) never reach an author's text.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from builder.content import model
from builder.content.speech import Speech
from builder.kinds.kind import NoteType
from builder.readers.yaml.cardshapes import (
    CardShape,
    CellShape,
    QuestionShape,
    ScenarioShape,
    StoryShape,
)
from builder.readers.yaml.scalars import (
    LANGUAGE,
    Date,
    Day,
    Filled,
    Key,
    KeyOrNone,
    Language,
    LanguageOrNone,
    Number,
    Report,
    Text,
    YesOrNo,
)
from builder.readers.yaml.shape import Shape

__all__ = ["CardShape", "CourseShape", "StoryShape", "TopicShape"]


def _without_location(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key != "\0location"}
    return value


class DatedShape(Shape):
    """A claim that will age, as it stands in the topic; its source, and the day that was read."""

    claim: Filled
    source: Filled
    read: Day


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
    dated: tuple[DatedShape, ...] = Field(
        default=(), description="claims that age, with their sources: `study check --dated`"
    )
    tags: tuple[Filled, ...] = Field(default=(), description="tags of all its cards in Anki")
    both_ways: YesOrNo = Field(default=None, description="ask its terms from their meaning too")

    def topic(self, key: str) -> model.Topic:
        return model.Topic(
            key=self.key or key,
            title=self.title,
            part=self.part,
            concept=self.concept,
            cells=tuple(cell.cell(number) for number, cell in sorted(self.levels.items())),
            cheat=self.cheat,
            scenarios=tuple(each.card() for each in self.scenarios),
            interview=tuple(each.card() for each in self.interview),
            sources=self.sources,
            text=self.text,
            dated=tuple(
                model.Dated(each.claim, each.source, each.read, each.location)
                for each in self.dated
            ),
            tags=self.tags,
            both_ways=self.both_ways,
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


class SpeechShape(Shape):
    """What Anki reads aloud, and in which language each side."""

    front: LanguageOrNone = Field(default="", description="the language of fronts")
    back: LanguageOrNone = Field(default="", description="the language of backs")
    kinds: tuple[NoteType, ...] = Field(default=(), description="of these cards alone")
    levels: tuple[Number, ...] = Field(default=(), description="of these levels alone")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        made = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [{"type": "string", "pattern": f"^{LANGUAGE}$"}, made]}


def _both_sides(value: Any) -> Any:
    """A language alone is that of both sides."""
    return {"front": value, "back": value} if isinstance(value, str) else value


AnySpeech = Annotated[SpeechShape, BeforeValidator(_both_sides)]


class DeckShape(Shape):
    """The Anki deck; do not change the others than `speech` after the first release."""

    name: Text = ""
    subdecks: bool = Field(default=False, description="one subdeck a level")
    both_ways: bool = Field(default=False, description="ask terms from their meaning too")
    speech: AnySpeech = Field(default=SpeechShape(), description="read aloud: `ko-KR`, or by side")

    def settings(self) -> model.DeckSettings:
        said = self.speech
        speech = Speech(said.front, said.back, said.kinds, said.levels)
        return model.DeckSettings(self.name, self.subdecks, self.both_ways, speech)


class CourseShape(Shape):
    """A course: `course.yaml` beside `topics/`, or everything in one file."""

    name: KeyOrNone = Field(default="", description="the folder of its outputs")
    id: KeyOrNone = Field(default="", description="what decks know it by; never change it")
    title: Text = ""
    language: Language = "ko"
    description: Text = ""
    date: Date = ""
    keep_words: bool = Field(default=True, description="never break a line inside a Korean word")
    math: bool = Field(default=True, description="draw formulas; off where $ is a dollar alone")
    posters: tuple[tuple[Key, ...], ...] = Field(
        default=(), description="the parts that share a poster, where one can't hold all"
    )
    word_box: bool = Field(default=False, description="print the words of gaps in a box")
    handouts: Literal["", "standalone"] = Field(
        default="", description="standalone prints concepts in the handouts of all their levels"
    )
    report: Report = Field(
        default="", description="https://… with {code}, or a mail address: on the cards in Anki"
    )
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
