"""The words on tiles and their map, as an overlay PDF with a page for each sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from builder.typeset import pages, pdf
from builder.typeset.fonts import suiting
from builder.typeset.imposition.forms import MM, SheetError, SheetSize
from builder.typeset.imposition.grid import Map, Tile


@dataclass(frozen=True, slots=True)
class Labels:
    """The words on the tiles and their map, plain text in the reader's language.

    `title` heads the map and `steps` say, in order, how to join the tiles; `cut` names the
    edges to cut off and `glue` the strips that the next tile covers. `language` is a BCP 47 tag.
    """

    title: str
    steps: tuple[str, ...]
    cut: str
    glue: str
    language: str = "ko"
    families: str = ""  # fonts as CSS names them; else those that suit the language


def words(maps: Iterable[Map], paper: str, labels: Labels) -> bytes:
    """A PDF of the words alone: for each map its sheet, then the sheets of its tiles.

    Raises SheetError where the words don't fit on the map's sheet.
    """
    sections: list[str] = []
    for its_map in maps:
        sections.append(_map(its_map, paper, labels))
        sections += [_tile(tile, labels) for tile in its_map.grid.tiles]
    styles = _STYLE + "".join(sorted({_page(size) for each in maps for size in _sizes(each)}))
    families = labels.families or suiting(labels.language).css
    styles = f"body {{ font-family: {families} }}\n{styles}"
    made = pdf.decoration(
        f'<html lang="{escape(labels.language)}"><style>{styles}</style>'
        f"<body>{''.join(sections)}</body></html>"
    )
    if pages.count(made) != len(sections):
        raise SheetError("The words on the map of the tiles are too long for one sheet.")
    return made


def _sizes(its_map: Map) -> tuple[SheetSize, SheetSize]:
    return its_map.sheet, its_map.grid.paper


def _kind(size: SheetSize) -> str:
    return "wide" if size.is_wide else "upright"


def _page(size: SheetSize) -> str:
    return f"@page {_kind(size)} {{ size: {size.width:.4f}pt {size.height:.4f}pt }}\n"


_STYLE = """
@page { margin: 0 }
body { margin: 0; font-size: 11pt; line-height: 1.6; color: #000 }
section { position: relative; min-height: 1mm; break-after: page }
section:last-child { break-after: auto }
section.wide { page: wide }
section.upright { page: upright }
section.map { padding: 0 15mm }
header { position: absolute; top: 15mm; left: 15mm; right: 15mm }
h1 { font-size: 17pt; line-height: 1.3; margin: 0 0 2mm }
p { margin: 0 }
.at { position: absolute; text-align: center; white-space: nowrap; overflow: hidden }
.badge { background: #fff; border: 0.75pt solid #000; border-radius: 1mm; font-weight: bold;
  box-sizing: border-box }
.tile { font-size: 8pt; text-align: left; font-weight: bold }
.turned { transform: rotate(-90deg) }
.glue span { background: #fff; font-size: 8pt; padding: 0.8mm 1.5mm }
ol { margin: 0 0 4mm; padding-left: 7mm }
.key i { display: inline-block; width: 10mm; margin-right: 2mm; vertical-align: middle }
.key b { font-weight: normal; margin-right: 8mm }
.cut { border-top: 0.75pt solid #000 }
.strip { border-top: 0.75pt dashed #000 }
"""


def _map(its_map: Map, paper: str, labels: Labels) -> str:
    grid = its_map.grid
    steps = "".join(f"<li>{escape(step)}</li>" for step in labels.steps)
    names = "".join(
        _at("badge", *its_map.middle(tile), SheetSize(11 * MM, 6 * MM), tile.name)
        for tile in grid.tiles
    )
    return (
        f'<section class="map {_kind(its_map.sheet)}">'
        f"<header><h1>{escape(labels.title)}</h1>"
        f"<p>{paper.upper()} · {grid.rows} × {grid.columns}</p></header>{names}"
        f'<div style="height: {its_map.top + its_map.height + 8 * MM:.2f}pt"></div>'
        f'<ol>{steps}</ol><p class="key"><i class="cut"></i><b>{escape(labels.cut)}</b>'
        f'<i class="strip"></i><b>{escape(labels.glue)}</b></p></section>'
    )


def _tile(tile: Tile, labels: Labels) -> str:
    margins, window, overlap = tile.margins, tile.grid.window, tile.grid.overlap
    name = SheetSize(20 * MM, 3 * MM)
    spans = _at("tile", margins.width + 14 * MM, margins.height - 1.9 * MM, name, tile.name)
    if overlap >= 4 * MM and tile.right_name:
        x, y = margins.width + window.width - overlap / 2, margins.height + window.height / 2
        spans += _glue(
            x, y, SheetSize(window.height / 2, overlap), labels, tile.right_name, turn=True
        )
    if overlap >= 4 * MM and tile.lower_name:
        x, y = margins.width + window.width / 2, margins.height + window.height - overlap / 2
        spans += _glue(x, y, SheetSize(window.width / 2, overlap), labels, tile.lower_name)
    return f'<section class="{_kind(tile.grid.paper)}">{spans}</section>'


def _glue(
    x: float, y: float, size: SheetSize, labels: Labels, neighbour: str, *, turn: bool = False
) -> str:
    words = f"<span>{escape(labels.glue)} → {neighbour}</span>"
    return _at("glue turned" if turn else "glue", x, y, size, words)


def _at(kind: str, x: float, y: float, size: SheetSize, words: str) -> str:
    """A box of one line with its middle at a point from the left and upper edges."""
    place = (
        f"left: {x - size.width / 2:.2f}pt; top: {y - size.height / 2:.2f}pt;"
        f" width: {size.width:.2f}pt; height: {size.height:.2f}pt; line-height: {size.height:.2f}pt"
    )
    return f'<div class="at {kind}" style="{place}">{words}</div>'
