"""The JSON Schema of a YAML course's files, for editors: what `shapes` says, published."""

from __future__ import annotations

import json
from typing import Any

from builder.readers.yaml import shapes
from builder.readers.yaml.scalars import LEVEL_KEY
from builder.readers.yaml.shape import Shape

KINDS: dict[str, type[Shape]] = {
    "course": shapes.CourseShape,
    "topic": shapes.TopicShape,
    "story": shapes.StoryShape,
}


def schema(kind: str) -> str:
    """The schema (draft 2020-12, as JSON text) of a "course", "topic" or "story" file."""
    made = KINDS[kind].model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(_told(made), ensure_ascii=False, indent=2) + "\n"


def _told(value: Any) -> Any:
    """The schema without machine-made titles, and with levels as the keys that YAML writes."""
    if isinstance(value, list):
        return [_told(each) for each in value]
    if not isinstance(value, dict):
        return value
    told = {key: _told(each) for key, each in value.items() if not _is_machine_made(key, each)}
    if "additionalProperties" in told and isinstance(told["additionalProperties"], dict):
        told["patternProperties"] = {LEVEL_KEY: told.pop("additionalProperties")}
        told["additionalProperties"] = False
        told.pop("propertyNames", None)
    return told


def _is_machine_made(key: str, value: Any) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)
