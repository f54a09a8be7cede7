"""One TrueType font from several subsets of it that kept their glyphs' numbers."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence

_KEPT = (b"OS/2", b"gasp", b"head", b"hhea", b"maxp", b"post")


class UnknownFontError(Exception):
    """A font of a form that can't be united."""


def united(fonts: Sequence[bytes]) -> tuple[bytes, dict[int, int]]:
    """The font with every glyph of the subsets, and the glyphs' widths in thousandths of an em.

    Tables are those that a PDF needs of an embedded TrueType font; raises UnknownFontError
    for fonts of another kind. Source of the tables' form: OpenType, glyf, loca and hmtx.
    """
    glyphs: dict[int, tuple[bytes, bytes]] = {}
    opened = [_tables(font) for font in dict.fromkeys(fonts)]
    for tables in opened:
        for number, outline, metric in _glyphs(tables):
            glyphs.setdefault(number, (outline, metric))
    largest = max(opened, key=_count)
    count = _count(largest)
    glyf, loca, hmtx = bytearray(), [0], bytearray()
    for number in range(count):
        outline, metric = glyphs.get(number, (b"", bytes(4)))
        glyf += outline + bytes(-len(outline) % 4)
        loca.append(len(glyf))
        hmtx += metric
    tables = {name: largest[name] for name in _KEPT if name in largest}
    tables |= {b"glyf": bytes(glyf), b"hmtx": bytes(hmtx)}
    tables[b"loca"] = struct.pack(f">{len(loca)}I", *loca)
    tables[b"head"] = largest[b"head"][:50] + b"\0\1" + largest[b"head"][52:]
    tables[b"hhea"] = largest[b"hhea"][:34] + struct.pack(">H", count)
    em = struct.unpack(">H", largest[b"head"][18:20])[0]
    widths = {n: round(struct.unpack(">H", m[:2])[0] * 1000 / em) for n, (_, m) in glyphs.items()}
    return _font(tables), widths


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
