"""Cards on sheets: rows of cards of one size, as many rows on a sheet as it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from builder.documents.options import Flip
from builder.outputs.flashcards.fit import Fitting, Side, foot_of
from builder.outputs.flashcards.sizes import CardFormat, CardSize

SLIP = 0.01  # millimetres that sums of heights may be off
OUTSIDE = 5.4  # millimetres from the paper's edge: nearer, many printers print nothing
ARM = 2.0  # of a cross, from its middle
THIN = 0.2


@dataclass(frozen=True, slots=True)
class CardSpot:
    """A side on its sheet: place and size in millimetres, type size in points, the foot's words."""

    card: Side
    left: float
    top: float
    width: float
    height: float
    size: float
    foot: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A short line that says where to cut, in millimetres."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The two faces of a sheet, and the codes of its first and last card."""

    front: tuple[CardSpot, ...]
    back: tuple[CardSpot, ...]
    cuts: tuple[Cut, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cards side by side, in places of one size; some may be smaller than their place."""

    size: CardSize
    cards: tuple[Fitting, ...]


def sheets(cards: Sequence[Fitting], form: CardFormat, flip: Flip, level: str) -> list[Sheet]:
    """The cards on as few sheets as their rows need, the smallest cards first.

    Few cards of many sizes leave most of their rows empty: then small ones are made larger.
    """
    tried = (
        _packed(_rows(_at_least(cards, number, form), form), form.height)
        for number in range(len(form.sizes))
    )
    return [_sheet(rows, form, flip, level) for rows in min(tried, key=len)]


def _at_least(cards: Sequence[Fitting], number: int, form: CardFormat) -> tuple[Fitting, ...]:
    """The cards, those of smaller sizes than the format's of that number made as large."""
    small = form.sizes[:number]
    return tuple(
        replace(card, size=form.sizes[number]) if card.size in small else card for card in cards
    )


def _rows(cards: Sequence[Fitting], form: CardFormat) -> list[Row]:
    """Rows of cards of a size. What begins a row that larger cards leave room for goes there."""
    by_size = [tuple(card for card in cards if card.size == size) for size in form.sizes]
    held = [(size, mine) for size, mine in zip(form.sizes, by_size, strict=True) if mine]
    rows: list[Row] = []
    carried: tuple[Fitting, ...] = ()
    for index, (size, own) in enumerate(held):
        mine = (*carried, *own)
        rest = len(mine) % size.columns
        carried = mine[len(mine) - rest :]
        free = -len(held[index + 1][1]) % held[index + 1][0].columns if held[index + 1 :] else 0
        if len(carried) > free:
            carried = ()
        mine = mine[: len(mine) - len(carried)]
        rows += [
            Row(size, mine[at : at + size.columns]) for at in range(0, len(mine), size.columns)
        ]
    return rows


def _packed(rows: Sequence[Row], room: float) -> list[list[Row]]:
    """The rows on sheets, the highest first, each where there is room; no card lies alone."""
    packed: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: -row.size.height):
        for sheet in packed:
            if _height(sheet) + row.size.height <= room + SLIP:
                sheet.append(row)
                break
        else:
            packed.append([row])
    packed.reverse()
    return _shared(packed, room)


def _shared(packed: list[list[Row]], room: float) -> list[list[Row]]:
    """The sheets, where one with a single card gets a row of the one with most rows."""
    fullest = max(packed, key=len)
    for sheet in packed:
        is_alone = sum(len(row.cards) for row in sheet) == 1
        if is_alone and len(fullest) > 1 and _height((*sheet, fullest[-1])) <= room + SLIP:
            sheet.append(fullest.pop())
    return packed


def _height(rows: Iterable[Row]) -> float:
    return sum(row.size.height for row in rows)


def _sheet(rows: Sequence[Row], form: CardFormat, flip: Flip, level: str) -> Sheet:
    front: list[CardSpot] = []
    back: list[CardSpot] = []
    top = form.top
    for row in rows:
        wide, high = row.size.width, row.size.height
        for column, each in enumerate(row.cards):
            left = form.left + column * wide
            # Turned on its long edge a sheet changes left and right, on its short one up and down.
            behind = (form.paper.width - left - wide, top)
            if flip == "short":
                behind = (left, form.paper.height - top - high)
            foot = foot_of(each.card, level, wide)
            front.append(CardSpot(each.card, left, top, wide, high, each.front, foot))
            back.append(CardSpot(each.card, *behind, wide, high, each.back, foot))
        top += high
    codes = front[0].card.code, front[-1].card.code
    cuts = () if form.is_perforated else tuple(_cuts(front, form))
    return Sheet(tuple(front), tuple(back), cuts, *codes)


def _cuts(spots: Sequence[CardSpot], form: CardFormat) -> Iterable[Cut]:
    """A cross at every card's corner, whose arms reach out to what can be printed at the edges."""
    corners = {
        (round(x, 3), round(y, 3))
        for spot in spots
        for x in (spot.left, spot.left + spot.width)
        for y in (spot.top, spot.top + spot.height)
    }
    for x, y in sorted(corners):
        left = OUTSIDE if x - form.left < SLIP else x - ARM
        right = form.paper.width - OUTSIDE if form.left + form.width - x < SLIP else x + ARM
        top = OUTSIDE if y - form.top < SLIP else y - ARM
        bottom = form.paper.height - OUTSIDE if form.top + form.height - y < SLIP else y + ARM
        yield Cut(left, y, right - left, THIN)
        yield Cut(x, top, THIN, bottom - top)
