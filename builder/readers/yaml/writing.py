"""A course as YAML files: what `yaml` reads, written."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import yaml

from builder.content.model import Block, Cell, Course, Prose, Story, Topic
from builder.content.speech import Speech
from builder.kinds.every import AT_LEVELS
from builder.kinds.facet import written
from builder.readers.yaml.courses import topic_key


def files(course: Course) -> dict[str, str]:
    """The texts of a course folder's files, by their paths in it.

    Reading them gives the same course, places aside.
    """
    made = {"course.yaml": _text(_course(course))}
    for number, topic in enumerate(course.topics, 1):
        made[_path("topics", number, topic.key, len(course.topics))] = _text(_topic(topic, number))
    for number, story in enumerate(course.stories, 1):
        made[_path("stories", number, story.key, len(course.stories))] = _text(_story(story))
    return made


def scalar(text: str) -> str:
    """A text as a YAML value on one line, quoted where it must be."""
    return _text([text])[2:].rstrip("\n") if "\n" not in text else repr(text)


def _path(folder: str, number: int, key: str, count: int) -> str:
    return f"{folder}/{number:0{max(2, len(str(count)))}}-{key}.yaml"


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines below a `|`."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


_ODD_BREAKS = frozenset("\r\x85\u2028\u2029")


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if set(text) & _ODD_BREAKS:
        style = '"'  # escaped there: YAML would end the line at them
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)


def _text(value: Any) -> str:
    written: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6
    )
    return written


def _filled(**values: Any) -> dict[str, Any]:
    """The keys that say something, in their order."""
    return {key: value for key, value in values.items() if value not in ("", [], {}, None)}


def _course(course: Course) -> dict[str, Any]:
    deck = _filled(
        name=course.deck.name,
        subdecks=course.deck.subdecks or None,
        both_ways=course.deck.both_ways or None,
        speech=_speech(course.deck.speech),
    )
    return _filled(
        name=course.name,
        id=course.id,
        title=course.title,
        language=course.language,
        description=course.description,
        date=course.date,
        keep_words=None if course.keep_words else False,
        math=False if course.math else None,
        posters=[list(keys) for keys in course.posters],
        word_box=course.word_box or None,
        handouts="standalone" if course.handouts_stand_alone else "",
        report=course.report,
        deck=deck,
        levels={each.number: _filled(name=each.name, about=each.about) for each in course.levels},
        parts=[{"key": each.key, "title": each.title} for each in course.parts if each.title],
        scenarios=[written(each) for each in course.scenarios],
        interview=[written(each) for each in course.interview],
        text=course.text,
    )


def _speech(speech: Speech) -> str | dict[str, Any]:
    """A language alone where both sides have it and all cards are read."""
    if speech.front == speech.back and not (speech.kinds or speech.levels):
        return speech.front
    kinds, levels = [*speech.kinds], [*speech.levels]
    return _filled(front=speech.front, back=speech.back, kinds=kinds, levels=levels)


def _topic(topic: Topic, number: int) -> dict[str, Any]:
    same = topic_key(_path("topics", number, topic.key, 99)) == topic.key
    return _filled(
        key="" if same else topic.key,
        title=topic.title,
        part=topic.part,
        concept=topic.concept,
        cheat=list(topic.cheat),
        levels={cell.level: _cell(cell) for cell in topic.cells},
        scenarios=[written(each) for each in topic.scenarios],
        interview=[written(each) for each in topic.interview],
        sources=list(topic.sources),
        text=topic.text,
        dated=[
            {"claim": each.claim, "source": each.source, "read": each.read} for each in topic.dated
        ],
        tags=list(topic.tags),
        both_ways=topic.both_ways,
    )


def _cell(cell: Cell) -> dict[str, Any]:
    prose = [block for block in cell.blocks if isinstance(block, Prose)]
    by_kind = {
        kind.listed: [block for block in cell.blocks if isinstance(block, item)]
        for item, kind in AT_LEVELS.items()
    }
    in_order = (*prose, *(block for blocks in by_kind.values() for block in blocks))
    if len(prose) <= 1 and cell.blocks == in_order:
        listed = {key: [written(each) for each in blocks] for key, blocks in by_kind.items()}
        return _filled(text=prose[0].text if prose else "", **listed)
    return {"blocks": [_block(each) for each in cell.blocks]}


def _block(block: Block) -> dict[str, Any]:
    return {"text": block.text} if isinstance(block, Prose) else written(block)


def _story(story: Story) -> dict[str, Any]:
    questions = [written(each) for each in story.questions]
    values = _filled(key=story.key, **written(story), questions=questions)
    return {key: values[key] for key in _STORY_KEYS if key in values}


# In the order of the story's fields, as people read one.
_STORY_KEYS = tuple(each.name for each in fields(Story))
