"""The keys that a YAML course may have: one class a mapping, also the published schema.

Keys are all strings when they come here, and so are their values: YAML's own guesses
(`on` is true, `1.10` is a number) never reach an author's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model, model_validator
from pydantic.json_schema import SkipJsonSchema

from builder.content import model
from builder.content.source import NOWHERE, Location
from builder.kinds import facet, follow_up, question, scenario, story
from builder.kinds.every import AT_LEVELS
from builder.kinds.facet import Facet
from builder.kinds.kind import Kind
from builder.readers.yaml.scalars import (
    Date,
    Day,
    Filled,
    Key,
    KeyOrNone,
    Language,
    Number,
    Text,
    one_of,
)


def _without_location(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key != "\0location"}
    return value


class Shape(BaseModel):
    """A mapping that knows where it stands and takes no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    location: SkipJsonSchema[Location] = Field(default=NOWHERE, alias="\0location", exclude=True)


class CardShape(Shape):
    """A mapping whose keys a kind of card declares."""

    declared_kind: ClassVar[Kind]

    def card(self, **beside: Any) -> Any:
        """The card, an item of its kind's class; `beside` are fields that it doesn't declare."""
        declared = facet.facets(self.declared_kind.item)
        values = {each.name: getattr(self, each.key) for each in declared}
        return self.declared_kind.item(**values, **beside, location=self.location)


def _shape(kind: Kind, name: str, **beside: Any) -> Any:
    """The shape of a kind's mapping, keys in the order of its fields.

    `beside` says the same of fields that are no facets, as pydantic takes them.
    """
    declared = {each.name: each for each in facet.facets(kind.item)}
    keys: dict[str, Any] = {}
    for each in fields(kind.item):
        if each.name in declared:
            one = declared[each.name]
            keys[one.key] = _value(one, is_needed=one.is_needed and one.key not in kind.optional)
        elif each.name in beside:
            keys[each.name] = beside[each.name]
    told = (kind.item.__doc__ or "").split("\n", maxsplit=1)[0]
    shape = create_model(name, __base__=CardShape, __doc__=told, **keys)
    shape.declared_kind = kind
    return shape


def _value(one: Facet, *, is_needed: bool) -> Any:
    """What a key may hold, and its value where it is left out."""
    if one.role == "id":
        return (KeyOrNone, "")
    if one.choices:
        return (one_of(one.choices), "")
    if one.is_list:
        return (tuple[Filled, ...], ())
    return (Filled, ...) if is_needed else (Text, "")


class _LooseShape(Shape):
    """A card of any kind that stands in levels, or a text: which it is, its keys say."""

    if TYPE_CHECKING:
        text: str

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        fronts = [*_FRONTS, "text"]
        asked = [key for key in fronts if getattr(self, key)]
        if len(asked) != 1:
            names = ", ".join(f"'{key}'" for key in fronts[:-1])
            raise ValueError(f"a block has exactly one of {names} and 'text'")
        own = set(_keys(asked[0]))
        if any(getattr(self, key) for key in type(self).model_fields if key not in own):
            raise ValueError(f"a block with '{asked[0]}' has a key that belongs to another kind")
        if asked[0] != "text":
            kind = _FRONTS[asked[0]]
            for each in facet.facets(kind.item):
                if each.is_needed and each.key not in kind.optional and not getattr(self, each.key):
                    raise ValueError(f"the {kind.name} has no '{each.key}'")
        return self

    def block(self) -> model.Block:
        if self.text:
            return model.Prose(self.text, location=self.location)
        kind = next(kind for key, kind in _FRONTS.items() if getattr(self, key))
        values = {each.name: getattr(self, each.key) for each in facet.facets(kind.item)}
        card: model.Block = kind.item(**values, location=self.location)
        return card


def _keys(front: str) -> Iterator[str]:
    """The keys that a block with this one may have."""
    yield from ("text", "location") if front == "text" else ("location",)
    if front in _FRONTS:
        yield from (each.key for each in facet.facets(_FRONTS[front].item))


def _front(kind: Kind) -> str:
    return next(each.key for each in facet.facets(kind.item) if each.role == "front")


def _block_shape() -> Any:
    keys: dict[str, Any] = {}
    for kind in AT_LEVELS.values():
        for each in facet.facets(kind.item):
            keys.setdefault(each.key, _value(each, is_needed=False))
    keys |= {"text": (Text, ""), "id": keys.pop("id")}
    told = "A card of a kind that stands in levels, or a text, in an order of its own."
    return create_model("BlockShape", __base__=_LooseShape, __doc__=told, **keys)


class _LevelShape(Shape):
    """One level of a topic: text and cards by kind, or `blocks` in an order of its own."""

    if TYPE_CHECKING:
        text: str
        blocks: tuple[Any, ...]

    def cell(self, level: int) -> model.Cell:
        prose: tuple[model.Block, ...] = (
            (model.Prose(self.text, location=self.location),) if self.text else ()
        )
        listed = (card for kind in AT_LEVELS.values() for card in getattr(self, kind.listed))
        return model.Cell(
            level,
            (
                *prose,
                *(card.card() for card in listed),
                *(block.block() for block in self.blocks),
            ),
            location=self.location,
        )


def _cell_shape() -> Any:
    keys: dict[str, Any] = {"text": (Text, "")}
    for kind in AT_LEVELS.values():
        keys[kind.listed] = (_tuple_of(_AT_LEVELS[kind.name]), ())
    keys["blocks"] = (_tuple_of(BlockShape), ())
    told = _LevelShape.__doc__
    return create_model("CellShape", __base__=_LevelShape, __doc__=told, **keys)


def _tuple_of(shape: Any) -> Any:
    return tuple[shape, ...]


_FRONTS = {_front(kind): kind for kind in AT_LEVELS.values()}

if TYPE_CHECKING:  # what is made of declarations, as a type checker may know it
    _AT_LEVELS: dict[str, Any]

    class QuestionShape(CardShape):
        """A question or an interview question."""

    class ScenarioShape(CardShape):
        """A scenario."""

    class StoryShape(CardShape):
        """What a file in `stories/` holds."""

    class BlockShape(_LooseShape):
        """A card or a text."""

    class CellShape(_LevelShape):
        """One level of a topic."""

else:
    _AT_LEVELS = {
        kind.name: _shape(kind, f"{kind.name.capitalize()}Shape") for kind in AT_LEVELS.values()
    }
    QuestionShape = _AT_LEVELS[question.KIND.name]
    FollowUpShape = _shape(follow_up.KIND, "FollowUpShape")
    ScenarioShape = _shape(scenario.KIND, "ScenarioShape")
    BlockShape = _block_shape()
    CellShape = _cell_shape()
    StoryShape = _shape(
        story.KIND,
        "StoryShape",
        key=(KeyOrNone, ""),
        questions=(_tuple_of(FollowUpShape), ()),
    )


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
    posters: tuple[tuple[Key, ...], ...] = Field(
        default=(), description="the parts that share a poster, where one can't hold all"
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
