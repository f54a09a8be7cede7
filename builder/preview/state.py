"""What the preview shows: files with their pages, cards with their sides, problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from builder.outputs.deck.output import Sides

Status = Literal["building", "ready", "broken"]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that a build made. Pages are widths and heights in points, empty but for a PDF.

    `about` tells files of one kind apart: a level's number and name, a variant.
    """

    name: str
    kind: str
    about: str
    digest: str
    data: bytes = field(repr=False)
    pages: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CardView:
    """A card under the name that it keeps over edits: its code, and `-2` for its other way."""

    key: str
    digest: str
    sides: Sides


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course as its last good build left it; media are bytes by the names cards call them."""

    path: str
    name: str
    title: str
    language: str
    levels: dict[int, str]
    files: tuple[FileView, ...]
    cards: tuple[CardView, ...]
    media: dict[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FaultView:
    """A problem as the page tells it; `line` is the source's line, `column` counts from 1."""

    place: str
    message: str
    hint: str
    severity: str
    line: str = ""
    column: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """All that the page shows, and how far a build is: `done` of `of` files are made.

    `version` counts the changes, `at` is when the last build ended (seconds since 1970).
    """

    version: int = 0
    status: Status = "building"
    done: int = 0
    of: int = 0
    at: float = 0.0
    courses: tuple[CourseView, ...] = ()
    faults: tuple[FaultView, ...] = ()

    def course(self, name: str) -> CourseView | None:
        """The course of that name, if there is one."""
        return next((each for each in self.courses if each.name == name), None)


def brief(state: State) -> dict[str, Any]:
    """What changes while a build goes on."""
    return {
        "version": state.version,
        "status": state.status,
        "done": state.done,
        "of": state.of,
    }


def told(state: State) -> dict[str, Any]:
    """The state as the page's script reads it, without the bytes of anything."""
    return {
        **brief(state),
        "at": state.at,
        "courses": [_course(each) for each in state.courses],
        "faults": [
            {
                "place": each.place,
                "message": each.message,
                "hint": each.hint,
                "severity": each.severity,
                "line": each.line,
                "column": each.column,
            }
            for each in state.faults
        ],
    }


def _course(course: CourseView) -> dict[str, Any]:
    return {
        "name": course.name,
        "title": course.title,
        "levels": course.levels,
        "files": [
            {
                "name": each.name,
                "kind": each.kind,
                "about": each.about,
                "digest": each.digest,
                "size": len(each.data),
                "pages": each.pages,
            }
            for each in course.files
        ],
        "cards": [_card(each) for each in course.cards],
    }


def _card(card: CardView) -> dict[str, Any]:
    return {
        "key": card.key,
        "digest": card.digest,
        "code": card.sides.code,
        "kind": card.sides.kind,
        "way": card.sides.number,
        "level": card.sides.level,
        "title": card.sides.title,
        "words": card.sides.words,
    }
