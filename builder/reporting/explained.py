"""What was found in each file, heading by heading, and what may have been misread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.content.model import Prose, Topic, is_open
from builder.pipeline.loaded import CARDED, KEPT, ReadFile

LONG = 150  # lines in one answer; few answers are longer, and many a fold that was missed is


def explained(file: ReadFile) -> Iterator[str]:
    """The file's shapes and lines, each topic with its cards, and the most doubtful stretch."""
    source, reading = file.source, file.reading
    shapes = ", ".join(f"{name} ({count})" for name, count in reading.shapes) or _form(file)
    carded = sum(fate in CARDED for fate in reading.account)
    kept = sum(fate in KEPT for fate in reading.account)
    in_cards, of_text = _lines(carded, "in cards"), _lines(kept, "of text")
    yield f"{source.name}: read as {shapes}; {in_cards}, {of_text}"
    for topic in reading.fragment.topics:
        yield f"  {topic.location.line:>5}  {topic.title[:60]}: {_told(topic)}"
    yield from _doubtful(file)


def _form(file: ReadFile) -> str:
    """What a file without shapes is."""
    if file.source.name.endswith((".yaml", ".yml")):
        return "YAML"
    return "a letter" if file.reading.fragment.stories else "text alone"


def _lines(count: int, where: str) -> str:
    return f"{count} line{'' if count == 1 else 's'} {where}"


def _told(topic: Topic) -> str:
    kinds: Counter[str] = Counter()
    for each in (each for cell in topic.cells for each in cell.blocks):
        name = type(each).__name__.lower()
        kinds["question without an answer" if is_open(each) else name] += 1
    kinds["scenario"] += len(topic.scenarios)
    kinds["interview question"] += len(topic.interview)
    lines = sum(
        each.text.count("\n") + 1
        for cell in topic.cells
        for each in cell.blocks
        if isinstance(each, Prose)
    )
    del kinds["prose"]
    said = [f"{count} {name}{'s' if count > 1 else ''}" for name, count in kinds.items() if count]
    return ", ".join([*said, *([_lines(lines, "of text")] if lines else [])]) or "nothing"


def _doubtful(file: ReadFile) -> Iterator[str]:
    """The longest run of lines that all answer one question."""
    start = best = length = begins = 0
    for number, fate in enumerate(file.reading.account, 1):
        if fate in ("question", "term", "topic", "part", "title"):
            start, length = number, 0
        elif fate in ("answer", "text"):
            length += 1
            if length > best and start:
                best, begins = length, start
    if best >= LONG:
        yield f"{file.source.name}:{begins}: doubtful: {best} lines stand under this one heading"
