"""Protocol Buffers' wire format, as far as Anki's own messages need it read."""

from __future__ import annotations

Fields = dict[int, list[int | bytes]]
"""A message's values by their field's number."""


def read(data: bytes) -> Fields:
    """The fields of a message; what follows anything damaged is left out."""
    found: Fields = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        value: int | bytes
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 2:
            length, at = _varint(data, at)
            value, at = data[at : at + length], at + length
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
            value, at = data[at : at + length], at + length
        else:
            break
        found.setdefault(number, []).append(value)
    return found


def text(fields: Fields, number: int) -> str:
    """A field's text, empty where the message has none."""
    value = fields.get(number, [b""])[-1]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def number(fields: Fields, number: int) -> int:
    """A field's number, 0 where the message has none."""
    value = fields.get(number, [0])[-1]
    return value if isinstance(value, int) else 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, at
