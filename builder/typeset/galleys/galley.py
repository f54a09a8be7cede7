"""A block of text that was set at its measure, as it is kept until pages are made up."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MARK = re.compile(rb"/MCID (\d+)")


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of a galley for screen readers, by its PDF name (`P`, `TD`).

    `kids` are tags, numbers of marked contents (from 0), and links as -1 less their place.
    `alt` and `box` (left, top, right, bottom) are a figure's; `spans` (columns, rows), `name` and
    the names of its `heads` a table cell's.
    """

    kind: str
    kids: tuple[Tag | int, ...] = ()
    alt: str | None = None
    box: tuple[float, ...] = ()
    spans: tuple[int, int] = (1, 1)
    name: str = ""
    heads: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link's target, an anchor or an address outside, and its box: left, top, right, bottom."""

    target: str
    is_outside: bool
    box: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GlyphUse:
    """The glyphs that are shown of a font: numbers, each with its text and width in 1/1000 em.

    `name` is the font's among a page's resources, `description` what Pango finds it by.
    """

    name: str
    description: str
    glyphs: Mapping[int, tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a PDF that a drawing needs, such as a picture: its head, and its stream.

    References in the head are to the galley's own parts, from 1; 0 is the fonts, and what is
    not a stream has None.
    """

    head: str
    stream: bytes | None = None


@dataclass(frozen=True, slots=True)
class Galley:
    """A set block, in CSS pixels from its own top left.

    `tall` is the height of what had to fit its room. The drawing is empty where that didn't fit:
    a PDF content stream, the tags of its marked contents, fonts, and what it needs beside them:
    by kind of resource, names and values, which may refer to `parts`.
    """

    width: float
    height: float
    tall: float
    content: bytes = field(default=b"", repr=False)
    tags: tuple[Tag, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = ()
    anchors: tuple[tuple[str, float, float], ...] = ()
    fonts: tuple[GlyphUse, ...] = field(default=(), repr=False)
    resources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parts: tuple[Part, ...] = field(default=(), repr=False)

    @property
    def is_drawn(self) -> bool:
        """Whether the block fitted its room."""
        return bool(self.content)

    @property
    def marks(self) -> int:
        """How many numbers the drawing's marked contents take."""
        return max((int(each) + 1 for each in MARK.findall(self.content)), default=0)


def written(galley: Galley) -> bytes:
    """A galley as it is kept: see `read`."""
    return json.dumps(
        [
            (galley.width, galley.height, galley.tall),
            galley.content.decode("latin-1"),
            [_listed(tag) for tag in galley.tags],
            [(link.target, link.is_outside, link.box) for link in galley.links],
            galley.anchors,
            [(each.name, each.description, each.glyphs) for each in galley.fonts],
            galley.resources,
            [
                (part.head, part.stream if part.stream is None else part.stream.decode("latin-1"))
                for part in galley.parts
            ],
        ],
        separators=(",", ":"),
    ).encode()


def read(data: bytes) -> Galley | None:
    """A galley that was kept, or None where the bytes are none."""
    try:
        (width, height, tall), content, tags, links, anchors, fonts, resources, parts = json.loads(
            data
        )
        return Galley(
            width,
            height,
            tall,
            content.encode("latin-1"),
            tuple(map(_tag, tags)),
            tuple(Link(target, is_outside, tuple(box)) for target, is_outside, box in links),
            tuple((name, left, top) for name, left, top in anchors),
            tuple(
                GlyphUse(name, said, {int(n): (text, wide) for n, (text, wide) in glyphs.items()})
                for name, said, glyphs in fonts
            ),
            resources,
            tuple(
                Part(head, stream if stream is None else stream.encode("latin-1"))
                for head, stream in parts
            ),
        )
    except (ValueError, TypeError, AttributeError):
        return None


def _listed(tag: Tag) -> list[Any]:
    kids = [_listed(kid) if isinstance(kid, Tag) else kid for kid in tag.kids]
    if tag.alt is None and not tag.box and tag.heads is None and not tag.name:
        return [tag.kind, kids]
    return [tag.kind, kids, tag.alt, tag.box, tag.spans, tag.name, tag.heads]


def _tag(listed: list[Any]) -> Tag:
    kind, kids, *more = listed
    made = tuple([kid if isinstance(kid, int) else _tag(kid) for kid in kids])
    if not more:
        return Tag(kind, made)
    alt, box, spans, name, heads = more
    return Tag(
        kind, made, alt, tuple(box), tuple(spans), name, heads if heads is None else tuple(heads)
    )
