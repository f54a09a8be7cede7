"""Readings as text to compare, and their words to count."""

from __future__ import annotations

import dataclasses
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.content.model import Block, Cloze, Prose, Question, Scenario, Story, Term, Topic
from builder.content.source import Location, Source, decode
from builder.readers.reading import Fragment, Reading

DOCUMENTS = Path(__file__).parents[1] / "documents"
INPUTS = Path(__file__).parents[2].parent / "shared" / "inputs"

WORD = re.compile(r"\w+")
# Fields that hold no text of the author's, or hold it a second time.
_NOT_TEXT = frozenset(("key", "part", "kind", "id", "code", "language", "location", "prompts"))


def source(path: Path) -> Source:
    """A file as the command would read it, under its bare name."""
    return decode(path.name, path.read_bytes())


def texts(value: Any) -> Iterator[str]:
    """Every text that a fragment holds, found through its dataclasses' fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Location):
        for field in dataclasses.fields(value):
            asked = isinstance(value, Story) and field.name == "questions"
            if field.name not in _NOT_TEXT and not asked:
                yield from texts(getattr(value, field.name))


def words(fragment: Fragment) -> Counter[str]:
    """How often each word stands in a fragment."""
    return Counter(word for text in texts(fragment) for word in WORD.findall(text))


def missing(reading: Reading, read: Source) -> Counter[str]:
    """The source's words that are neither in the fragment nor in a problem or on its line."""
    kept = words(reading.fragment)
    for diagnostic in reading.diagnostics:
        kept.update(WORD.findall(diagnostic.message))
    lines = read.lines
    for number in {diagnostic.location.line for diagnostic in reading.diagnostics}:
        kept.update(WORD.findall(lines[number - 1]))
    return Counter(WORD.findall(read.text)) - kept


def outline(reading: Reading) -> str:
    """A reading as indented lines: what there is, where, and what was reported."""
    fragment = reading.fragment
    lines = [f"title: {fragment.title}"]
    lines += [
        f"{name}: {getattr(fragment, name)}"
        for name in ("name", "language", "description", "date")
        if getattr(fragment, name)
    ]
    lines += [f"level {each.number} {each.name}: {each.about}" for each in fragment.levels]
    lines += [f"part {each.key}: {each.title}" for each in fragment.parts]
    for topic in fragment.topics:
        lines += _topic(topic)
    lines += _scenarios(fragment.scenarios, "")
    lines += _questions(fragment.interview, "")
    for story in fragment.stories:
        lines += _story(story)
    lines += _text("text", fragment.text, "")
    lines += [
        f"{each.severity} {each.location.line}:{each.location.column} {each.message} ({each.hint})"
        for each in reading.diagnostics
    ]
    return "\n".join(lines) + "\n"


def _topic(topic: Topic) -> list[str]:
    part = f" in {topic.part}" if topic.part else ""
    lines = [f"topic {topic.key}{part} @{_at(topic.location)}: {topic.title}"]
    lines += _text("concept", topic.concept, "  ")
    for cell in topic.cells:
        lines.append(f"  at {cell.level} @{_at(cell.location)}")
        for block in cell.blocks:
            lines += _block(block)
    lines += _scenarios(topic.scenarios, "  ")
    lines += _questions(topic.interview, "  ")
    lines += [f"  cheat {each}" for each in topic.cheat]
    lines += [f"  source {each}" for each in topic.sources]
    return lines + _text("text", topic.text, "  ")


def _block(block: Block) -> list[str]:
    match block:
        case Term():
            return _text(
                f"term @{_at(block.location)} {block.name} =", block.meaning, "    ", always=True
            )
        case Question():
            return _question(block, "question", "    ")
        case Cloze():
            return _text(f"cloze @{_at(block.location)}", block.text, "    ")
        case Prose():
            return _text(f"prose @{_at(block.location)}", block.text, "    ")


def _question(question: Question, kind: str, indent: str) -> list[str]:
    asked = question.ask.replace("\n", "\n" + indent + "  ? ")
    head = f"{kind} @{_at(question.location)} {asked} ="
    lines = _text(head, question.answer, indent, always=True)
    for each in question.choices:
        sign = "+" if each.is_right else "-"
        lines += [f"{indent}  {sign} {line}" for line in each.text.split("\n")]
        lines += [f"{indent}    because {each.why}"] if each.why else []
    return lines


def _questions(questions: tuple[Question, ...], indent: str) -> list[str]:
    return [line for each in questions for line in _question(each, "interview", indent)]


def _scenarios(scenarios: tuple[Scenario, ...], indent: str) -> list[str]:
    lines = []
    for each in scenarios:
        lines.append(f"{indent}scenario @{_at(each.location)} {each.title}")
        lines += _text("situation", each.situation, indent + "  ")
        for step in each.steps:
            lines += _text("step", step, indent + "  ")
        lines += _text("answer", each.answer, indent + "  ")
    return lines


def _story(story: Story) -> list[str]:
    lines = [f"story {story.key} @{_at(story.location)} [{story.kind}] {story.title}"]
    for name in ("text", "situation", "task", "action", "result"):
        lines += _text(name, getattr(story, name), "  ")
    return lines


def _text(head: str, text: str, indent: str, *, always: bool = False) -> list[str]:
    if "\n" not in text:
        return [f"{indent}{head} {text}".rstrip()] if text or always else []
    return [f"{indent}{head}", *(f"{indent}  | {line}".rstrip() for line in text.split("\n"))]


def _at(location: Location) -> str:
    return f"{location.line}:{location.column}"


def expect(path: Path, found: str) -> None:
    """Compare with the file beside a document; UPDATE_EXPECTED=1 writes it anew."""
    beside = path.with_suffix(".expected")
    if os.environ.get("UPDATE_EXPECTED"):
        beside.write_text(found, encoding="utf-8")
    assert found == beside.read_text(encoding="utf-8")
