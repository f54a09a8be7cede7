"""One TrueType font from several subsets of it that kept their glyphs' numbers."""

from __future__ import annotations

import struct
import sys
from array import array

_KEPT = (b"OS/2", b"gasp", b"head", b"hhea", b"maxp", b"post")


class UnknownFontError(Exception):
    """A font of a form that can't be united."""


class Union:
    """A font with every glyph of the subsets that are added, one after another.

    Only what is new in a subset is held: a long document has thousands of them.
    """

    def __init__(self) -> None:
        self._glyphs: dict[int, tuple[bytes, bytes]] = {}
        self._largest: dict[bytes, bytes] = {}

    def add(self, font: bytes) -> None:
        """Take a subset in. Raises UnknownFontError for a font of another kind than TrueType."""
        tables = _tables(font)
        if not self._largest or _count(tables) > _count(self._largest):
            self._largest = tables
        for number, outline, metric in _glyphs(tables):
            self._glyphs.setdefault(number, (outline, metric))

    def font(self) -> tuple[bytes, dict[int, int]]:
        """The font's file, and the glyphs' widths in thousandths of an em.

        Tables are those that a PDF needs of an embedded TrueType font. Source of the tables'
        form: OpenType, glyf, loca and hmtx.
        """
        largest, count = self._largest, _count(self._largest)
        glyf, loca, hmtx = bytearray(), [0], bytearray()
        for number in range(count):
            outline, metric = self._glyphs.get(number, (b"", bytes(4)))
            glyf += outline + bytes(-len(outline) % 4)
            loca.append(len(glyf))
            hmtx += metric
        tables = {name: largest[name] for name in _KEPT if name in largest}
        tables |= {b"glyf": bytes(glyf), b"hmtx": bytes(hmtx)}
        tables[b"loca"] = struct.pack(f">{len(loca)}I", *loca)
        tables[b"head"] = largest[b"head"][:50] + b"\0\1" + largest[b"head"][52:]
        tables[b"hhea"] = largest[b"hhea"][:34] + struct.pack(">H", count)
        em = struct.unpack(">H", largest[b"head"][18:20])[0]
        return _font(tables), {
            number: round(struct.unpack(">H", metric[:2])[0] * 1000 / em)
            for number, (_, metric) in self._glyphs.items()
        }


def lean(font: bytes) -> bytes:
    """A font without the sources of its hints (VTT's tables), which a page has no use for.

    HarfBuzz 6 took them out of a subset and 10 leaves them in: more than all the glyphs of a page.
    """
    try:
        tables = _tables(font)
    except UnknownFontError:
        return font
    kept = {name: data for name, data in tables.items() if not name.startswith(b"TSI")}
    return _font(kept) if len(kept) < len(tables) else font


def _tables(font: bytes) -> dict[bytes, bytes]:
    if font[:4] not in (b"\0\1\0\0", b"true"):
        raise UnknownFontError("only TrueType outlines can be united")
    (count,) = struct.unpack(">H", font[4:6])
    tables = {}
    for at in range(12, 12 + 16 * count, 16):
        name, _, start, length = struct.unpack(">4sIII", font[at : at + 16])
        tables[name] = font[start : start + length]
    if not {b"glyf", b"loca", b"hmtx", b"head", b"hhea", b"maxp"} <= tables.keys():
        raise UnknownFontError("only TrueType outlines can be united")
    return tables


def _count(tables: dict[bytes, bytes]) -> int:
    return int(struct.unpack(">H", tables[b"maxp"][4:6])[0])


def _glyphs(tables: dict[bytes, bytes]) -> list[tuple[int, bytes, bytes]]:
    """Each glyph that has an outline or a width: its number, outline and horizontal metrics."""
    long = tables[b"head"][51]
    loca = array("I" if long else "H", tables[b"loca"])
    if sys.byteorder == "little":
        loca.byteswap()
    step = 1 if long else 2
    (full,) = struct.unpack(">H", tables[b"hhea"][34:36])
    glyf, hmtx = tables[b"glyf"], tables[b"hmtx"]
    found = []
    for number in range(len(loca) - 1):
        start, end = loca[number], loca[number + 1]
        metric = _metric(hmtx, full, number)
        if start != end or metric[:2] != b"\0\0":
            found.append((number, glyf[start * step : end * step], metric))
    return found


def _metric(hmtx: bytes, full: int, number: int) -> bytes:
    """A glyph's width and left bearing; the last ones share a width."""
    if number < full:
        return hmtx[4 * number : 4 * number + 4]
    at = 4 * full + 2 * (number - full)
    return hmtx[4 * full - 4 : 4 * full - 2] + hmtx[at : at + 2]


def _font(tables: dict[bytes, bytes]) -> bytes:
    names = sorted(tables)
    power = len(names).bit_length() - 1
    head = struct.pack(
        ">4sHHHH", b"\0\1\0\0", len(names), 16 << power, power, (len(names) << 4) - (16 << power)
    )
    start = len(head) + 16 * len(names)
    records, body = b"", b""
    for name in names:
        data = tables[name]
        records += struct.pack(">4sIII", name, _sum(data), start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + records + body


def _sum(data: bytes) -> int:
    words = array("I", data + bytes(-len(data) % 4))
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF
