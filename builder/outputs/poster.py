"""The poster: the course's cheat sheet on one page, its type size found here, and its tiles.

Blocks keep their reading order. They are measured at a column's width, shared out over the
columns as evenly as they go, and the type grows until they fill the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from builder import outline
from builder.artefact import Artefact, Setting
from builder.course.model import Course, Picture, Topic
from builder.outline import Section
from builder.typeset import page, pdf, sheets
from builder.typeset.columns import Placed, share
from builder.typeset.page import Paper
from builder.typeset.templates import Templates

EDGE = 9.0  # millimetres of the page kept free on every side
BANNER = 15.0  # height of the title line
GUTTER = 3.0  # between columns, and at least between blocks
LARGEST, SMALLEST = 16.0, 5.0  # points
MEASURE = 23.0  # a column's best width in ems
STEPS = 7  # halvings of the size's range


@dataclass(frozen=True, slots=True)
class Line:
    """One line to look up; `level` stands before it where it comes from a level's terms."""

    text: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part's head, or a topic's card."""

    head: str = ""
    number: str = ""
    title: str = ""
    picture: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A block's place on the page, in millimetres."""

    block: Block
    left: float
    top: float
    width: float
    height: float


class PosterTooFullError(pdf.PageError):
    """More than one page holds at the smallest size."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What goes on a poster, and what it is set with; `cover` has no content."""

    cover: Course
    templates: Templates
    paper: Paper
    blocks: tuple[Block, ...]
    pictures: tuple[Picture, ...]

    def document(self, name: str, size: float, **values: Any) -> str:
        """The HTML of one of the poster's templates at a type size in points."""
        labels = page.labels(self.templates, self.cover.language)
        title = f"{self.cover.title} · {labels['poster']}"
        return page.document(
            self.templates,
            name,
            paper=self.paper,
            language=self.cover.language,
            keep_words=self.cover.keep_words,
            pictures=outline.on_paper(self.pictures),
            course=self.cover,
            edition=outline.edition(self.cover, self.blocks, self.pictures),
            size=size,
            edge=EDGE,
            banner=BANNER,
            title=title,
            head=title,
            **values,
        )


def artefacts(course: Course, setting: Setting) -> list[Artefact]:
    """`poster.pdf`, one landscape page of A3 or larger, and `poster-a4.pdf`, the same in A4 tiles."""
    paper = page.PAPERS[setting.poster].turned()
    blocks = _blocks(course)
    pictures = outline.shown(course, blocks)
    poster = Poster(outline.cover(course), setting.templates, paper, blocks, pictures)
    if not poster.blocks:
        return []
    tiles = page.labels(setting.templates, course.language)["tiles"]
    words = sheets.Labels(
        tiles["title"], tuple(tiles["steps"]), tiles["cut"], tiles["glue"], course.language
    )
    weight = STEPS * sum(len(line.text) for block in poster.blocks for line in block.lines)
    return [
        Artefact("poster.pdf", partial(_make, poster), weight=weight),
        Artefact("poster-a4.pdf", partial(sheets.tiles, labels=words), source="poster.pdf"),
    ]


def _blocks(course: Course) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for chapter in outline.chapters(course, None):
        cards = [_card(section) for section in chapter.topics]
        if chapter.title and cards:
            blocks.append(Block(head=chapter.title))
        blocks += cards
    return tuple(blocks)


def _card(section: Section) -> Block:
    topic = section.topic
    lines = tuple(Line(line) for line in topic.cheat) or _terms(topic)
    return Block(number=section.number, title=topic.title, lines=lines)


def _terms(topic: Topic) -> tuple[Line, ...]:
    """A topic that says nothing for the poster shows its terms, level by level."""
    return tuple(
        Line(f"**{term.name}** {term.meaning}".strip(), str(cell.level))
        for cell in topic.cells
        for term in cell.terms
    )


def _make(poster: Poster) -> bytes:
    size, placed = _largest(poster)
    spots = _spots(poster, placed)
    return pdf.render(poster.document("poster/poster.html", size, spots=spots))


def _largest(poster: Poster) -> tuple[float, list[list[Placed]]]:
    """The largest type at which the blocks fit, and each column's blocks."""
    low, high = SMALLEST, LARGEST
    best: tuple[float, list[list[Placed]]] | None = None
    for _ in range(STEPS):
        size = round((low + high) / 2, 2)
        placed = _at(poster, size)
        if placed:
            best, low = (size, placed), size
        else:
            high = size
    if best is None:
        raise PosterTooFullError(
            f"the poster does not fit on one page at {SMALLEST:g} pt; "
            "give topics fewer or shorter 'cheat' lines"
        )
    return best


def _at(poster: Poster, size: float) -> list[list[Placed]] | None:
    """The blocks in columns at a type size, or None where they don't fit."""
    columns = _columns(poster.paper, size, len(poster.blocks))
    width = _column_width(poster.paper, columns)
    html = poster.document("poster/measure.html", size, blocks=poster.blocks, width=width)
    boxes = pdf.boxes(html)
    heights = [boxes[f"b-{index}"].height * 25.4 / 96 for index in range(len(poster.blocks))]
    heads = [bool(block.head) for block in poster.blocks]
    return share(heights, heads, columns, poster.paper.height - 2 * EDGE - BANNER, GUTTER)


def _columns(paper: Paper, size: float, blocks: int) -> int:
    wide = (paper.width - 2 * EDGE) / (MEASURE * size * 25.4 / 72)
    return max(1, min(round(wide), blocks))


def _column_width(paper: Paper, columns: int) -> float:
    return (paper.width - 2 * EDGE - (columns - 1) * GUTTER) / columns


def _spots(poster: Poster, columns: list[list[Placed]]) -> tuple[Spot, ...]:
    width = _column_width(poster.paper, len(columns))
    return tuple(
        Spot(
            poster.blocks[placed.index],
            round(EDGE + number * (width + GUTTER), 3),
            round(EDGE + BANNER + placed.top, 3),
            round(width, 3),
            round(placed.height, 3),
        )
        for number, column in enumerate(columns)
        for placed in column
    )
