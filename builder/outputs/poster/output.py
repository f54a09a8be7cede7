"""The poster: the course's cheat sheet on one page, its type size found here, and its tiles.

Parts are fields of whole columns, topics are cards in them. Cards are measured at some widths
in ems; from these the number of columns and the size of type are found at which they fill the
page, and pictures go where a column has room for them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from builder.content.model import Course, Topic
from builder.documents import outline
from builder.documents.job import Job
from builder.documents.outline import Section
from builder.documents.output import Artefact, Output
from builder.documents.sectioned import Frame
from builder.outputs.poster import fit, legible
from builder.outputs.poster.fit import Layout, Parts, PosterPage
from builder.typeset import packing, pdf
from builder.typeset.flowchart import drawing
from builder.typeset.imposition import sheets
from builder.typeset.papers import PAPERS
from builder.typeset.templates import page
from builder.typeset.templates.look import look
from builder.typeset.text import markup

BATCH = 18  # blocks measured at a time, and again when one of them is edited
AIR = 1.6  # ems that a line may be set apart further to fill a column
MILLIMETRE = 25.4 / 96  # of a CSS pixel


@dataclass(frozen=True, slots=True)
class CheatLine:
    """One line to look up; `level` stands before it where it comes from a level's terms."""

    DIGEST_NAME: ClassVar[str] = "Line"

    text: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class PosterBlock:
    """A part's head, or a topic's card with the picture that it may show."""

    DIGEST_NAME: ClassVar[str] = "Block"

    head: str = ""
    number: str = ""
    title: str = ""
    picture: str = ""
    lines: tuple[CheatLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockSpot:
    """A block's place on the page, and the air between its lines, in millimetres."""

    block: PosterBlock
    left: float
    top: float
    width: float
    height: float
    air: float = 0.0


class PosterTooFullError(pdf.PageError):
    """More than one page holds at the smallest size."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What goes on a poster, and what it is set with; `part` names its parts, if not all."""

    frame: Frame
    blocks: tuple[PosterBlock, ...]
    edition: str
    part: str = ""

    @property
    def scale(self) -> float:
        """How much wider than A3 the paper is; margins and title grow with it."""
        return self.frame.paper.width / 420

    @property
    def edge(self) -> float:
        """Millimetres of the page kept free on every side."""
        return 9.0 * self.scale

    @property
    def banner(self) -> float:
        """The height of the title line in millimetres."""
        return 15.0 * self.scale

    @property
    def room(self) -> PosterPage:
        """The room for the cards."""
        width, height = self.frame.paper.width, self.frame.paper.height
        return PosterPage(
            width - 2 * self.edge, height - 2 * self.edge - self.banner, 3.0 * self.scale
        )

    @property
    def parts(self) -> Parts:
        """The fields, by their blocks' indexes."""
        found: list[tuple[int | None, tuple[int, ...]]] = []
        for index, block in enumerate(self.blocks):
            if block.head or not found:
                found.append((index, ()) if block.head else (None, (index,)))
            else:
                found[-1] = (found[-1][0], (*found[-1][1], index))
        return found


def artefacts(job: Job) -> list[Artefact]:
    """`poster.pdf`, one landscape page, and `poster-a4.pdf`, the same in A4 tiles.

    A course that names `posters` has these for each of them, by the keys of its parts:
    `poster-docker-kubernetes.pdf`, `poster-docker-kubernetes-a4.pdf`.
    """
    if not job.course.posters:
        return _artefacts(job, "poster", "", _blocks(job.course))
    artefacts = []
    for keys in job.course.posters:
        parts = tuple(part for part in job.course.parts if part.key in keys)
        blocks = _blocks(replace(job.course, parts=parts))
        if len(parts) == 1:  # its name stands in the title, so no field needs a head
            blocks = tuple(block for block in blocks if not block.head)
        titles = " · ".join(part.title for part in parts)
        artefacts += _artefacts(job, outline.poster_name(keys), titles, blocks)
    return artefacts


def _artefacts(job: Job, name: str, part: str, blocks: tuple[PosterBlock, ...]) -> list[Artefact]:
    if not blocks:
        return []
    course, labels = job.course, page.labels(job.templates, job.course.language)
    title = " · ".join(each for each in (course.title, part, labels["poster"]) if each)
    shown = replace(course, pictures=outline.shown(course, blocks))
    paper = PAPERS[job.options.poster].turned()
    frame = Frame.of(replace(job, course=shown), title, title, paper)
    edition = outline.edition(outline.cover(course), blocks, shown.pictures)
    poster = Poster(frame, blocks, edition, part)
    tiles = labels["tiles"]
    words = sheets.Labels(
        tiles["title"],
        tuple(tiles["steps"]),
        tiles["cut"],
        tiles["glue"],
        course.language,
        look(job.templates, course.language).text.css,
    )
    weight = 5 * sum(len(line.text) for block in poster.blocks for line in block.lines)
    return [
        Artefact(f"{name}.pdf", partial(_render, poster), weight=weight),
        Artefact(f"{name}-a4.pdf", partial(sheets.tiles, labels=words), source=f"{name}.pdf"),
    ]


def _blocks(course: Course) -> tuple[PosterBlock, ...]:
    blocks: list[PosterBlock] = []
    # Terms that nobody chose for the poster give way where there are too many for a page.
    told = sum(len(line.text) for t in course.topics if not t.cheat for line in _terms(t))
    share = min(1.0, MOST / told) if told else 1.0
    for chapter in outline.chapters(course, None):
        cards = [
            card
            for section in chapter.topics
            if not section.topic.is_empty
            for card in _cards(section, share)
        ]
        if chapter.title and cards:
            blocks.append(PosterBlock(head=chapter.title))
        blocks += cards
    return tuple(blocks)


MOST = 12_000  # characters of terms; more would be too small to read
COLUMN = 1500  # characters of terms in one card, which stands in one column


def _cards(section: Section, share: float) -> list[PosterBlock]:
    """A topic's card; one of many terms goes on in further ones."""
    topic = section.topic
    if topic.cheat:
        lines = tuple(CheatLine(line) for line in topic.cheat)
        return [PosterBlock("", section.number, topic.title, _picture(topic), lines)]
    terms = _terms(topic)
    room = max(COLUMN / 3, share * sum(len(line.text) for line in terms))
    runs: list[list[CheatLine]] = [[]]
    for line in terms:
        room -= len(line.text)
        if room < 0 and any(runs):
            break
        if sum(len(each.text) for each in runs[-1]) + len(line.text) > COLUMN and runs[-1]:
            runs.append([])
        runs[-1].append(line)
    return [
        PosterBlock("", section.number, topic.title, "" if index else _picture(topic), tuple(run))
        for index, run in enumerate(runs)
    ]


def _picture(topic: Topic) -> str:
    """The first flow of the topic's concept."""
    return next((content for _, content in markup.flows(topic.concept)), "")


def _terms(topic: Topic) -> tuple[CheatLine, ...]:
    """A topic that says nothing for the poster shows its terms, level by level."""
    return tuple(
        CheatLine(_short(f"**{term.name}** {term.meaning}".strip()), str(cell.level))
        for cell in topic.cells
        for term in cell.terms
    )


def _short(text: str) -> str:
    """A term for the poster: its first paragraph where it is long."""
    return (
        text
        if len(text) <= LINE
        else text.split("\n\n", maxsplit=1)[0].split("\n- ", maxsplit=1)[0][:LINE]
    )


LINE = 400  # characters of a term


def _render(poster: Poster) -> bytes:
    layout, heights = _layout(poster)
    spots = _spots(poster, layout, heights)
    values = {"spots": spots, "edition": poster.edition, "part": poster.part}
    # A poster too full to be read is made all the same: the build says what to do about it.
    whole = _set(poster, "poster/poster.html", layout.size, poster.blocks, **values)
    return pdf.render(whole.html(), smallest=0)


def _set(
    poster: Poster, name: str, size: float, blocks: Sequence[PosterBlock], **values: Any
) -> page.Page:
    values |= {"size": size, "edge": poster.edge, "banner": poster.banner, "scale": poster.scale}
    return poster.frame.piece(name, blocks, **values).page


def _layout(poster: Poster) -> tuple[Layout, list[float]]:
    """The layout, and the height of each block in millimetres."""
    measured = [
        (replace(block, picture=""), width * 10 * fit.POINT)
        for block in poster.blocks
        for width in fit.WIDTHS
    ]
    ems = fit.ems(_heights(poster, 10.0, measured), len(poster.blocks))
    layout = fit.best(poster.parts, ems, poster.room)
    fitted = layout and fit.fitted(
        layout, poster.parts, poster.room, partial(_exactly, poster, poster.blocks)
    )
    if not fitted:
        raise PosterTooFullError(
            f"the poster does not fit on one page at {fit.SMALLEST:g} pt; give topics "
            "fewer or shorter 'cheat' lines, or take a larger paper with --poster"
        )
    return fitted


def _exactly(
    poster: Poster, blocks: tuple[PosterBlock, ...], size: float, width: float
) -> list[float]:
    """The blocks' heights in millimetres without pictures."""
    return _heights(poster, size, [(replace(each, picture=""), width) for each in blocks])


def _heights(poster: Poster, size: float, asked: list[tuple[PosterBlock, float]]) -> list[float]:
    """The height of each block in millimetres, set at a width and a type size."""
    found: list[float] = []
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        measure = _set(
            poster, "poster/measure.html", size, [block for block, _ in batch], asked=batch
        )
        measured = json.loads(poster.frame.kept.of(pdf.heights, measure))
        found += [measured[f"b-{index}"] * MILLIMETRE for index in range(len(batch))]
    return found


def _spots(poster: Poster, layout: Layout, heights: list[float]) -> tuple[BlockSpot, ...]:
    room = poster.room
    width = room.column(layout.columns)
    pictured = _pictured(poster, layout, heights, width)
    spots: list[BlockSpot] = []
    left = poster.edge
    for (head, _), columns in zip(poster.parts, layout.fields, strict=True):
        top = poster.edge + poster.banner
        if head is not None:
            wide = len(columns) * (width + room.gap) - room.gap
            spots.append(_spot(poster.blocks[head], left, top, wide, heights[head]))
            top += heights[head] + room.gap
        for column in columns:
            tall = [pictured.get(at, each) for at, each in enumerate(heights)]
            free = poster.edge + poster.banner + room.height - top
            lines = [len(block.lines) for block in poster.blocks]
            most = AIR * layout.size * fit.POINT
            for each in packing.placed(column, tall, lines, most, free, room.gap):
                block = poster.blocks[each.index]
                if each.index in pictured:
                    block = _drawn(poster, block, width, layout.size)
                else:
                    block = replace(block, picture="")
                spot = _spot(block, left, top + each.top, width, each.height)
                spots.append(replace(spot, air=round(each.air, 3)))
            left += width + room.gap
    return tuple(spots)


def _spot(block: PosterBlock, left: float, top: float, width: float, height: float) -> BlockSpot:
    return BlockSpot(block, round(left, 3), round(top, 3), round(width, 3), round(height, 3))


def _drawn(poster: Poster, block: PosterBlock, width: float, size: float) -> PosterBlock:
    """The card with its flow as a drawing, if that can be read in a column of a width."""
    inside = width - 1.4 * size * fit.POINT
    if not block.picture or not drawing.fits(block.picture, width=inside, size=size):
        return replace(block, picture="")
    families = look(poster.frame.templates, poster.frame.course.language).text.css
    drawn = drawing.svg(block.picture, width=inside, size=size, families=families)
    return replace(block, picture=drawn)


def _pictured(
    poster: Poster, layout: Layout, heights: list[float], width: float
) -> dict[int, float]:
    """The cards whose column has room for their picture, and how tall they are with it."""
    blocks = poster.blocks
    drawn = [_drawn(poster, block, width, layout.size) for block in blocks]
    shown = [at for at, each in enumerate(drawn) if each.picture]
    tall_at = _heights(poster, layout.size, [(drawn[at], width) for at in shown])
    found = dict(zip(shown, tall_at, strict=True))
    chosen: dict[int, float] = {}
    for (head, _), columns in zip(poster.parts, layout.fields, strict=True):
        taken = 0 if head is None else heights[head] + poster.room.gap
        for column in columns:
            used = taken + packing.height(column, heights, poster.room.gap)
            for index in column:
                tall = found.get(index, 0)
                if tall and used + tall - heights[index] <= poster.room.height:
                    used += tall - heights[index]
                    chosen[index] = tall
    return chosen


OUTPUT = Output(
    "poster", order=50, is_by_level=False, foot=0, artefacts=artefacts, check=legible.check
)
