"""A package's notes as a course: a topic a deck, a card a note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from builder.content.model import Block, Cell, Cloze, Course, Part, Prose, Question, Term, Topic
from builder.content.source import NOWHERE
from builder.content.theirs import KeptNote, NoteType, said
from builder.languages import asking
from builder.readers import gapped
from builder.readers.anki import fields
from builder.readers.anki.package import Note, Package
from builder.readers.keys import Keys
from builder.readers.reading import Fragment, join


@dataclass(frozen=True, slots=True)
class Brought:
    """A package as a course, the notes that it keeps, and in words what it could not bring."""

    course: Course
    types: tuple[NoteType, ...]
    kept: tuple[KeptNote, ...]
    pictures: tuple[str, ...]
    lost: tuple[str, ...]


def bring(package: Package, name: str) -> Brought:
    """Make a course of a package; `name` is the course's where its decks have none in common."""
    made = [
        _made(note, package.types[note.type])
        for note in package.notes
        if note.type in package.types
    ]
    decks: dict[str, list[_Made]] = {}
    for each in made:
        decks.setdefault(each.note.deck or name, []).append(each)
    root = _common([deck.split("::") for deck in decks])
    language = asking.language_of(" ".join(each.text for each in made[:400]))
    fragment = Fragment(
        title=root[-1] if root else name,
        guessed_language=language,
        parts=tuple(_parts(decks, len(root))),
        topics=tuple(_topics(decks, len(root))),
    )
    used = {each.note.type for each in made}
    return Brought(
        course=join(name, [fragment]),
        types=tuple(package.types[each] for each in sorted(used)),
        kept=tuple(each.kept for each in made if each.kept),
        pictures=tuple(dict.fromkeys(one for each in made for one in each.pictures)),
        lost=tuple(_lost(made, package)),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    note: Note
    item: Block
    kept: KeptNote | None
    pictures: tuple[str, ...]
    sounds: int
    parts: int  # fields behind the front

    @property
    def text(self) -> str:
        return " ".join(self.note.fields)[:400]


@dataclass(frozen=True, slots=True)
class Roles:
    """The places of a note type's fields: those of the front, and those behind it."""

    front: tuple[int, ...]
    back: tuple[int, ...]
    both_ways: bool = False


def roles(kind: NoteType) -> Roles:
    """Which fields ask and which tell, as the type's first card shows them."""
    if not kind.templates:
        return Roles((0,), tuple(range(1, len(kind.fields))))
    first = kind.templates[0]
    front = _named(first.front, kind) or (0,)
    back = tuple(each for each in _named(first.back, kind) if each not in front)
    other = _named(kind.templates[1].front, kind) if len(kind.templates) == 2 else ()
    return Roles(front, back, bool(other) and set(other) <= set(back))


_FIELD = re.compile(r"\{\{(?![#^/!])\s*(?:[\w-]+:)*([^{}]+?)\s*\}\}")


def _named(template: str, kind: NoteType) -> tuple[int, ...]:
    bare = re.sub(r"<!--.*?-->", "", template, flags=re.DOTALL)
    found = [name for name in _FIELD.findall(bare) if name in kind.fields]
    return tuple(dict.fromkeys(kind.fields.index(name) for name in found))


def _made(note: Note, kind: NoteType) -> _Made:
    places = roles(kind)
    told = [fields.markdown(each) for each in note.fields]
    count = len(told)
    front = "\n\n".join(told[i].text for i in places.front if i < count and told[i].text)
    backs = [i for i in places.back if i < count and told[i].text]
    back = "\n\n".join(told[i].text for i in backs)
    item = _item(note, kind, places, front, back)
    kept = None
    if not isinstance(item, Prose) and len(places.front) == 1:
        kept = KeptNote(
            card=item.id,
            guid=note.guid,
            type=kind.id,
            fields=note.fields,
            tags=note.tags,
            asked=places.front[0],
            told=tuple(backs) or places.back[:1],
            made=said(front, back),
        )
    shown = [*places.front, *places.back]
    return _Made(
        note,
        item,
        kept,
        tuple(one for i in shown if i < count for one in told[i].pictures),
        sum(each.sounds for each in told),
        len(backs),
    )


SHORT = 60  # characters; a longer front is a question or a task, not a name


def _item(note: Note, kind: NoteType, places: Roles, front: str, back: str) -> Block:
    name = f"anki-{note.id}"
    if kind.is_cloze:
        made = gapped.cloze(front, NOWHERE, back)
        if made:
            return Cloze(made.text, back, id=name, tags=note.tags)
        front = gapped.plain(front)
    if not front or not back:
        return Prose(front or back or "…")
    is_name = len(front) <= SHORT and "\n" not in front and "![" not in front
    if asking.asks(front) or not is_name:
        return Question(front, back, id=name, tags=note.tags)
    return Term(front, back, id=name, tags=note.tags, both_ways=places.both_ways or None)


def _common(paths: list[list[str]]) -> list[str]:
    """The decks that all of them lie in."""
    common: list[str] = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return common


def _split(deck: str, above: int) -> tuple[str, str]:
    """A deck's part and its topic, both without the decks that all lie in."""
    steps = [step for step in deck.split("::") if step.strip()]
    below = steps[above:]
    if not below:
        return "", steps[-1] if steps else deck
    return (below[0], " · ".join(below[1:])) if len(below) > 1 else ("", below[0])


def _parts(decks: dict[str, list[_Made]], above: int) -> Iterator[Part]:
    keys, given = Keys(), set()
    for deck in decks:
        part, _ = _split(deck, above)
        if part and part not in given:
            given.add(part)
            yield Part(keys.give(part, "part"), part)


def _topics(decks: dict[str, list[_Made]], above: int) -> Iterator[Topic]:
    keys, parts = Keys(), {part.title: part.key for part in _parts(decks, above)}
    for deck, made in decks.items():
        part, title = _split(deck, above)
        cell = Cell(1, tuple(each.item for each in made))
        yield Topic(keys.give(title), title, parts.get(part, ""), cells=(cell,))


def _lost(made: list[_Made], package: Package) -> Iterator[str]:
    """What of a package its course doesn't have, or would not bring back whole."""
    one_sided = sum(isinstance(each.item, Prose) for each in made)
    if one_sided:
        yield f"{_notes(one_sided)} no back, or no gap: text, no card"
    apart = sum(each.kept is None for each in made) - one_sided
    if apart:
        yield f"{_notes(apart)} several fields on their front: for Anki their cards are new ones"
    joined = sum(bool(each.kept) and each.parts > 1 for each in made)
    if joined:
        yield f"{_notes(joined)} several fields behind: an edited answer goes into the first"
    sounds = sum(each.sounds for each in made)
    if sounds:
        yield f"sounds stay in Anki alone ({sounds}); an edit of their side leaves them out"
    several = Counter(
        package.types[each.note.type].name
        for each in made
        if len(package.types[each.note.type].templates) > 2
        and not package.types[each.note.type].is_cloze
    )
    for name, count in sorted(several.items()):
        yield f"notes of '{name}' ({count}) make more than two cards in Anki; on paper each is one"


def _notes(count: int) -> str:
    return "1 note has" if count == 1 else f"{count} notes have"
