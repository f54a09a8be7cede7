"""The keys that cards may have in YAML, as their kinds declare them, and those of a level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import GetJsonSchemaHandler, create_model, model_validator
from pydantic_core import CoreSchema

from builder.content import model
from builder.kinds import facet, follow_up, question, scenario, story
from builder.kinds.every import AT_LEVELS
from builder.kinds.facet import Facet
from builder.kinds.kind import Kind
from builder.readers.yaml.choices import AnyChoice, choice
from builder.readers.yaml.scalars import Filled, KeyOrNone, Text, YesOrNo, filled_unless, one_of
from builder.readers.yaml.shape import Shape


class CardShape(Shape):
    """A mapping whose keys a kind of card declares."""

    declared_kind: ClassVar[Kind]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        made = handler.resolve_ref_schema(handler(core))
        for each in facet.facets(cls.declared_kind.item):
            if each.is_needed and each.stand_in and each.key not in cls.declared_kind.optional:
                made["anyOf"] = [{"required": [each.key]}, {"required": [each.stand_in]}]
        return made

    def card(self, **beside: Any) -> Any:
        """The card, an item of its kind's class; `beside` are fields that it doesn't declare."""
        return self.declared_kind.item(
            **_values(self, self.declared_kind), **beside, location=self.location
        )


def _values(shape: Shape, kind: Kind) -> dict[str, Any]:
    """What a mapping says of a card, by the names of its kind's fields."""
    held = ((each, getattr(shape, each.key)) for each in facet.facets(kind.item))
    return {
        each.name: tuple(map(choice, value)) if each.form == "choices" else value
        for each, value in held
    }


def _shape(kind: Kind, name: str, **beside: Any) -> Any:
    """The shape of a kind's mapping, keys in the order of its fields.

    `beside` says the same of fields that are no facets, as pydantic takes them.
    """
    declared = facet.facets(kind.item)
    keys: dict[str, Any] = dict(beside)
    for each in declared:
        is_needed = each.is_needed and each.key not in kind.optional
        keys[each.key] = _value(each, is_needed=is_needed)
    told = (kind.item.__doc__ or "").split("\n", maxsplit=1)[0]
    shape = create_model(name, __base__=CardShape, __doc__=told, **keys)
    shape.declared_kind = kind
    return shape


def _value(one: Facet, *, is_needed: bool) -> Any:
    """What a key may hold, and its value where it is left out."""
    if one.role == "id":
        return (KeyOrNone, "")
    match one.form:
        case "word":
            return (one_of(one.allowed), "")
        case "list":
            return (tuple[Filled, ...], ())
        case "choices":
            return (tuple[AnyChoice, ...], ())
        case "words":
            return (tuple[Filled, ...], ())
        case "yes":
            return (bool, False)
        case "yes or no":
            return (YesOrNo, None)
    if is_needed and one.stand_in:
        return (filled_unless(one.stand_in), None)
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
                is_needed = each.is_needed and each.key not in kind.optional
                stands_in = each.stand_in and getattr(self, each.stand_in)
                if is_needed and not stands_in and not getattr(self, each.key):
                    raise ValueError(f"the {kind.name} has no '{each.key}'")
        return self

    def block(self) -> model.Block:
        if self.text:
            return model.Prose(self.text, location=self.location)
        kind = next(kind for key, kind in _FRONTS.items() if getattr(self, key))
        card: model.Block = kind.item(**_values(self, kind), location=self.location)
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
