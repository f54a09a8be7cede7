"""The choices of a question in YAML: a wrong one is its text, a right one says so."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from builder.kinds.choice import Choice
from builder.readers.yaml.scalars import WORDS, Text
from builder.readers.yaml.shape import Shape


class ChoiceShape(Shape):
    """A choice: `right` or `wrong` with its text, and why it is so."""

    right: Text = ""
    wrong: Text = ""
    why: Text = ""

    @model_validator(mode="after")
    def _right_or_wrong(self) -> Self:
        if bool(self.right) == bool(self.wrong):
            raise ValueError("a choice has exactly one of 'right' and 'wrong', with its text")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        made = handler.resolve_ref_schema(handler(core))
        made["minProperties"] = 1
        return {"anyOf": [{"type": WORDS, "pattern": r"\S"}, made]}


def _spelled_out(value: Any) -> Any:
    return {"wrong": value} if isinstance(value, str) else value


AnyChoice = Annotated[ChoiceShape, BeforeValidator(_spelled_out)]


def choice(shape: ChoiceShape) -> Choice:
    """The choice as the model has it."""
    return Choice(shape.right or shape.wrong, bool(shape.right), shape.why)
