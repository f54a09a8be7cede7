"""The course as the pages tell it: chapters, numbers, anchors and reading times."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

from builder.content.model import (
    Block,
    Cloze,
    Course,
    Level,
    Picture,
    Prose,
    Question,
    Term,
    Topic,
    is_open,
    kind_of,
)
from builder.content.source import NOWHERE
from builder.content.speech import SILENT
from builder.content.texts import texts
from builder.storage.digest import digest
from builder.typeset.text import markup, setting

AnyThing = TypeVar("AnyThing")


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks of one kind that follow each other: "terms", "questions", "clozes" or "prose"."""

    kind: str
    items: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A topic at a level, with its number in the course ("7") and its anchor in a document."""

    topic: Topic
    number: str
    anchor: str
    runs: tuple[Run, ...]

    @property
    def title(self) -> str:
        return self.topic.title

    @property
    def concept(self) -> str:
        return self.topic.concept

    @property
    def text(self) -> str:
        return self.topic.text

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(i for run in self.runs for i in run.items if isinstance(i, Question))

    @property
    def answered(self) -> tuple[Question, ...]:
        """The questions that are cards: not those that their author leaves open."""
        return tuple(each for each in self.questions if not is_open(each))

    @property
    def clozes(self) -> tuple[Cloze, ...]:
        return tuple(i for run in self.runs for i in run.items if isinstance(i, Cloze))

    @property
    def asked(self) -> tuple[Question | Cloze, ...]:
        """What is asked here, in its order: questions, and sentences to complete."""
        return tuple(i for run in self.runs for i in run.items if isinstance(i, Question | Cloze))

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(i for run in self.runs for i in run.items if isinstance(i, Term))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part and its topics; the title is empty in a course without parts."""

    title: str
    topics: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is at a level; `minutes` is the time to read it, rounded up to 5."""

    topics: int
    terms: int
    questions: int
    minutes: int


def chapters(course: Course, level: Level | None) -> tuple[Chapter, ...]:
    """The course's parts with what they hold at a level; without one, their topics alone.

    A topic that has nothing at the level is left out, and its number with it.
    """
    numbers = {topic.key: str(index) for index, topic in enumerate(course.topics, 1)}
    found = []
    for part in course.parts:
        sections = tuple(
            Section(
                _said_at(topic) if level else topic,
                numbers[topic.key],
                f"t-{numbers[topic.key]}",
                _runs(topic, level),
            )
            for topic in course.topics_of(part)
            if level is None or topic.at(level.number)
        )
        if sections:
            found.append(Chapter(part.title, sections))
    return tuple(found)


def counts(chapters: tuple[Chapter, ...]) -> Counts:
    """What the chapters hold, at 350 characters a minute (a slow, studying pace)."""
    sections = [section for chapter in chapters for section in chapter.topics]
    return Counts(
        topics=len(sections),
        terms=sum(len(section.terms) for section in sections),
        questions=sum(len(section.asked) for section in sections),
        minutes=max(5, -(-characters(chapters) // 350 // 5) * 5),
    )


def characters(chapters: tuple[Chapter, ...]) -> int:
    """How much text the chapters hold."""
    sections = [section for chapter in chapters for section in chapter.topics]
    return sum(
        len(text) for each in sections for _, text in texts((each.concept, each.runs), NOWHERE)
    )


def edition(*content: Any) -> str:
    """A short version of what a document holds: six hexadecimal digits that change with it."""
    return digest(*content)[:6]


def printed(chapters: tuple[Chapter, ...]) -> list[Any]:
    """What chapters print: not what their topics hold at other levels."""
    return [
        (chapter.title, [(s.number, s.title, s.concept, s.text, s.runs) for s in chapter.topics])
        for chapter in chapters
    ]


def runs_of(chapter: Chapter, most: int) -> tuple[tuple[Section, ...], ...]:
    """The chapter's topics in runs of about as many characters, none much over `most`.

    An edit of a text moves no topic to another run, unless the chapter outgrows its runs.
    """
    size = characters((chapter,))
    runs = min(len(chapter.topics), max(1, round(size / most)))
    each = -(-len(chapter.topics) // runs)
    return tuple(chapter.topics[at : at + each] for at in range(0, len(chapter.topics), each))


def in_runs(
    things: Sequence[AnyThing], most: int, size: Callable[[AnyThing], int]
) -> tuple[tuple[AnyThing, ...], ...]:
    """The things in as few runs as sizes of about `most` make, all about as large.

    A last run of a few things would end on a page that is nearly empty.
    """
    whole = sum(map(size, things))
    share = whole / max(1, -(-whole // most))
    runs: dict[int, list[AnyThing]] = {}
    before = 0
    for thing in things:
        runs.setdefault(int((before + size(thing) / 2) / share) if share else 0, []).append(thing)
        before += size(thing)
    return tuple(tuple(run) for run in runs.values())


def poster_name(keys: tuple[str, ...]) -> str:
    """The name, without its suffix, of the poster of some parts, by their keys."""
    return "-".join(("poster", *keys))


def cover(course: Course) -> Course:
    """The course without its content: what a document's frame says of it."""
    bare = replace(course, topics=(), scenarios=(), interview=(), stories=(), text="")
    # What Anki alone plays, reads aloud or links to changes no page.
    deck = replace(course.deck, speech=SILENT)
    return replace(bare, pictures=(), sounds=(), report="", deck=deck)


def shown(course: Course, *content: Any) -> tuple[Picture, ...]:
    """The course's pictures that a text of `content` shows."""
    if not course.pictures:
        return ()
    showing = {text for _, text in texts(content, NOWHERE) if "![" in text}
    named = {src for text in showing for src, _ in markup.images(text)}
    return tuple(picture for picture in course.pictures if picture.src in named)


def on_paper(pictures: tuple[Picture, ...]) -> setting.Images:
    """The pictures as a page takes them: inside the document itself."""
    made = setting.Image
    return {each.src: made(_inside(each), each.width, each.height) for each in pictures}


def _inside(picture: Picture) -> str:
    suffix = picture.name.rpartition(".")[2]
    kind = {"jpg": "jpeg", "svg": "svg+xml"}.get(suffix, suffix)
    return f"data:image/{kind};base64,{b64encode(picture.data).decode()}"


def _said_at(topic: Topic) -> Topic:
    """The topic without what its sections don't print: an edit there changes none of them."""
    bare = replace(topic, tags=(), both_ways=None)
    return replace(bare, cells=(), cheat=(), scenarios=(), interview=(), sources=())


def _runs(topic: Topic, level: Level | None) -> tuple[Run, ...]:
    cell = topic.at(level.number) if level else None
    return tuple(
        Run(kind, tuple(items)) for kind, items in groupby(cell.blocks if cell else (), _kind)
    )


def _kind(block: Block) -> str:
    return "prose" if isinstance(block, Prose) else kind_of(block).listed
