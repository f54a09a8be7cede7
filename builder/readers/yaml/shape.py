"""What every mapping of a YAML course is made from."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from builder.content.source import NOWHERE, Location


class Shape(BaseModel):
    """A mapping that knows where it stands and takes no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    location: SkipJsonSchema[Location] = Field(default=NOWHERE, alias="\0location", exclude=True)
