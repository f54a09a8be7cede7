"""YAML courses: text to a fragment, every mistake with its place.

`yamltree` turns the text into plain data that knows its places; `shapes` says which keys
there are and what they may hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from builder.content import model
from builder.content.source import Diagnostic, Location, Source
from builder.kinds.story import STORY_KINDS
from builder.readers.reading import Fragment, Reading
from builder.readers.yaml import shapes
from builder.readers.yaml import tree as yamltree
from builder.readers.yaml.shape import Shape


def read(source: Source) -> Reading:
    """Read a course, a topic (in a folder `topics`) or a story (in a folder `stories`)."""
    tree = yamltree.grow(source)
    diagnostics = list(tree.diagnostics)
    fragment = Fragment()
    if not diagnostics:
        fragment = _fragment(source, tree, diagnostics)
    return Reading(fragment, tuple(diagnostics), tuple(tree.account))


def topic_key(name: str) -> str:
    """A file's short name: its stem without a leading number ("03-network" is "network")."""
    stem = re.sub(r"[^\w.-]+", "-", PurePath(name).stem).strip("-.")
    return re.sub(r"^\d+[-_.]+(?=\w)", "", stem) or "topic"


_SHAPES: dict[str, type[Shape]] = {
    "topics": shapes.TopicShape,
    "stories": shapes.StoryShape,
}


def _fragment(source: Source, tree: yamltree.Tree, diagnostics: list[Diagnostic]) -> Fragment:
    shape = _SHAPES.get(PurePath(source.name).parent.name, shapes.CourseShape)
    try:
        made = shape.model_validate(tree.data)
    except ValidationError as error:
        diagnostics.extend(_diagnostic(each, shape, tree.places) for each in _told(error, shape))
        return Fragment()
    key = topic_key(source.name)
    if isinstance(made, shapes.TopicShape):
        return Fragment(topics=(made.topic(key),))
    if isinstance(made, shapes.CardShape):
        return Fragment(stories=(_story(made, key),))
    assert isinstance(made, shapes.CourseShape)
    return _course(made)


def _course(made: shapes.CourseShape) -> Fragment:
    return Fragment(
        name=made.name,
        id=made.id,
        title=made.title,
        language=made.language,
        description=made.description,
        date=made.date,
        keep_words=made.keep_words,
        math="" if made.math else "off",
        posters=made.posters,
        word_box=made.word_box,
        handouts_stand_alone=made.handouts == "standalone",
        report=made.report,
        deck=made.deck.settings(),
        levels=tuple(
            model.Level(number, level.name, level.about, level.location)
            for number, level in sorted(made.levels.items())
        ),
        parts=tuple(model.Part(part.key, part.title, part.location) for part in made.parts),
        topics=tuple(topic.topic(f"topic-{number}") for number, topic in enumerate(made.topics, 1)),
        scenarios=tuple(each.card() for each in made.scenarios),
        interview=tuple(each.card() for each in made.interview),
        stories=tuple(
            _story(each, f"story-{number}") for number, each in enumerate(made.stories, 1)
        ),
        text=made.text,
    )


def _story(made: Any, key: str) -> model.Story:
    questions = tuple(each.card() for each in made.questions)
    story: model.Story = made.card(key=made.key or key, questions=questions)
    return story


def _told(error: ValidationError, shape: type[Shape]) -> Iterator[ErrorDetails]:
    """The errors but for a missing key that stands there misspelt: that is told once."""
    errors = error.errors()
    misspelt = {
        (*each["loc"][:-1], meant)
        for each in errors
        if each["type"] == "extra_forbidden"
        for meant in _meant(str(each["loc"][-1]), _known_keys(shape, _path(each)))
    }
    return (each for each in errors if each["type"] != "missing" or each["loc"] not in misspelt)


def _diagnostic(
    error: ErrorDetails,
    shape: type[Shape],
    places: dict[yamltree.Path, Location],
) -> Diagnostic:
    path = _path(error)
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    message, hint = _words(error, key, _known_keys(shape, path))
    unknown = error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
    location = places.get((*path, yamltree.KEY)) if unknown else None
    return Diagnostic(location or _nearest(path, places), message, hint)


def _path(error: ErrorDetails) -> yamltree.Path:
    return tuple(step for step in error["loc"] if step != "[key]")


def _meant(key: str, known: list[str]) -> list[str]:
    """The key that a misspelt one most likely stands for, or none."""
    return get_close_matches(key, known, 1)


def _nearest(path: yamltree.Path, places: dict[yamltree.Path, Location]) -> Location:
    while path not in places and path:
        path = path[:-1]
    return places[path]


def _known_keys(shape: type[Shape], path: yamltree.Path) -> list[str]:
    """The keys that the mapping around a path's last step may have."""
    current: Any = shape
    for step in path[:-1]:
        if isinstance(step, str) and current is not None and step in current.model_fields:
            current = next(_shapes_in(current.model_fields[step].annotation), None)
    fields = current.model_fields if current is not None else {}
    return [name for name in fields if name != "location"]


def _shapes_in(annotation: Any) -> Iterator[type[Shape]]:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _shapes_in(argument)


def _words(error: ErrorDetails, key: str, known: list[str]) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "extra_forbidden":
            close = _meant(key, known)
            hint = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(known)}"
            return f"unknown key '{key}'", hint
        case "missing":
            return f"'{key}' is missing", f"add '{key}: …'"
        case "string_too_short" | "too_short":
            return f"'{key}' is empty", "write it, or remove the whole entry"
        case "string_type":
            return f"'{key}' must be text", "put the text on this line, in quotes, or below a |"
        case "tuple_type":
            return f"'{key}' must be a list", "begin each entry with '- '"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"'{key}' must hold keys and values", "write 'key: value' lines below it"
        case "int_parsing" | "int_type" | "greater_than_equal" | "less_than_equal":
            return f"'{error['input']}' is not a level", "a level is a whole number from 1 to 99"
        case "bool_parsing" | "bool_type":
            return f"'{key}' must be true or false", "write 'true' or 'false'"
        case "literal_error":
            return _literal(error, key)
        case "string_pattern_mismatch":
            return f"'{error['input']}' can't be a {key}", _PATTERNS.get(key, _PATTERNS["key"])
        case "value_error":
            return str(context.get("error", error["msg"])), "split it, or remove the key"
        case _:
            return f"'{key}': {error['msg']}", ""


_PATTERNS = {
    "language": "write a language tag such as ko or en-GB",
    "date": "write a date such as 2026-11-21",
    "read": "write the day it was read, such as 2026-11-21",
    "report": "write https://… or a mail address; {code} in it becomes the card's code",
    "key": "use letters, digits, '-', '_' and '.', at most 60, no spaces",
}


def _literal(error: ErrorDetails, key: str) -> tuple[str, str]:
    if key == "kind":
        close = get_close_matches(str(error["input"]), STORY_KINDS, 1)
        hint = f"did you mean '{close[0]}'?" if close else f"one of {', '.join(STORY_KINDS)}"
        return f"unknown kind '{error['input']}'", hint
    return f"'{error['input']}' can't be a {key}", _PATTERNS["key"]
