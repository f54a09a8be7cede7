"""What a reader returns: a piece of a course, the problems, and an account of the lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from builder.content.model import (
    Course,
    DeckSettings,
    Level,
    Math,
    Part,
    Question,
    Scenario,
    Story,
    Topic,
)
from builder.content.source import Diagnostic
from builder.content.theirs import KeptNote, NoteType


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one source file adds to its course; None or empty where it says nothing."""

    name: str = ""
    id: str = ""
    title: str = ""
    language: str = ""
    guessed_language: str = ""
    description: str = ""
    date: str = ""
    keep_words: bool | None = None
    posters: tuple[tuple[str, ...], ...] = ()
    word_box: bool = False
    math: Math = ""
    kept_notes: tuple[KeptNote, ...] = ()
    kept_types: tuple[NoteType, ...] = ()
    handouts_stand_alone: bool = False
    report: str = ""
    deck: DeckSettings | None = None
    levels: tuple[Level, ...] = ()
    parts: tuple[Part, ...] = ()
    topics: tuple[Topic, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    interview: tuple[Question, ...] = ()
    stories: tuple[Story, ...] = ()
    text: str = ""


UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read. `account[i]` says what became of line i + 1.

    An entry is a word such as "title", "term" or "answer"; "" for a blank line and
    `UNPLACED` for a line that no problem and no part of the model accounts for.
    """

    fragment: Fragment
    diagnostics: tuple[Diagnostic, ...] = ()
    account: tuple[str, ...] = ()
    shapes: tuple[tuple[str, int], ...] = ()


def join(name: str, fragments: list[Fragment]) -> Course:
    """One course from its files' fragments, in their order.

    The first fragment that names a title, a language or a level decides it; topics are
    put in the order of the parts, and a part that is only mentioned is added at the end.
    """
    levels: dict[int, Level] = {}
    parts: dict[str, Part] = {}
    topics: list[Topic] = []
    for fragment in fragments:
        for level in fragment.levels:
            levels.setdefault(level.number, level)
        for part in fragment.parts:
            parts.setdefault(part.key, part)
        topics.extend(_apart(fragment.topics, {topic.key for topic in topics}))
    is_open = not levels  # a course that declares its levels has no others
    for topic in topics:
        parts.setdefault(topic.part, Part(topic.part, ""))
        for cell in topic.cells if is_open else ():
            levels.setdefault(cell.level, Level(cell.level, str(cell.level)))
    place = {key: index for index, key in enumerate(parts)}
    course = Course(
        name=_first(f.name for f in fragments) or name,
        id=_first(f.id for f in fragments),
        title=_first(f.title for f in fragments) or name,
        language=_first(f.language for f in fragments) or guessed_language(fragments) or "ko",
        description=_first(f.description for f in fragments),
        date=_first(f.date for f in fragments),
        levels=tuple(levels[number] for number in sorted(levels)),
        parts=tuple(parts[topic_part] for topic_part in parts if _used(topic_part, topics)),
        topics=tuple(sorted(topics, key=lambda topic: place[topic.part])),
        scenarios=tuple(each for f in fragments for each in f.scenarios),
        interview=tuple(each for f in fragments for each in f.interview),
        stories=tuple(each for f in fragments for each in f.stories),
        text="\n\n".join(f.text for f in fragments if f.text),
    )
    keep_words = next((f.keep_words for f in fragments if f.keep_words is not None), True)
    deck = next((f.deck for f in fragments if f.deck is not None), DeckSettings())
    posters = next((f.posters for f in fragments if f.posters), ())
    math: Math = next((f.math for f in fragments if f.math), "")
    return replace(
        course,
        keep_words=keep_words,
        deck=deck,
        posters=posters,
        word_box=any(f.word_box for f in fragments),
        math=math,
        handouts_stand_alone=any(f.handouts_stand_alone for f in fragments),
        report=_first(f.report for f in fragments),
        kept_notes=tuple(each for f in fragments for each in f.kept_notes),
        kept_types=tuple(each for f in fragments for each in f.kept_types),
    )


def _apart(new: Iterable[Topic], taken: set[str]) -> Iterator[Topic]:
    """Topics of another file of notes, their keys told apart from those that are there.

    A topic in YAML names its key itself, so that one that is taken is a mistake.
    """
    for topic in new:
        key, number = topic.key, 2
        while key in taken and not topic.location.file.endswith((".yaml", ".yml")):
            key, number = f"{topic.key}-{number}", number + 1
        taken.add(key)
        yield topic if key == topic.key else replace(topic, key=key)


def guessed_language(fragments: Iterable[Fragment]) -> str:
    """The language that most of the files seem to be written in, "" where none tells."""
    guessed = Counter(each.guessed_language for each in fragments if each.guessed_language)
    return min(guessed, key=lambda language: (-guessed[language], language), default="")


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _used(part: str, topics: list[Topic]) -> bool:
    return any(topic.part == part for topic in topics)
