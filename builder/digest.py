"""A hash of values by their content, the same in every process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any


def digest(*values: Any) -> str:
    """64 hexadecimal digits that change with any part of the values.

    Takes text, bytes, numbers, None, paths, tuples, lists, sets, mappings, frozen dataclasses,
    functions (by their name) and partials. A dataclass's fields that are not compared, such
    as places in a file, are left out. Raises TypeError for anything else.
    """
    made = hashlib.sha256()
    for piece in _pieces(values):
        made.update(piece)
    return made.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    match value:
        case None | bool() | int() | float():
            yield b"v%s;" % repr(value).encode()
        case str():
            data = value.encode("utf-8", "surrogatepass")
            yield b"s%d;" % len(data)
            yield data
        case bytes():
            yield b"b%d;" % len(value)
            yield value
        case Path():
            yield from _pieces(value.as_posix())
        case _:
            yield from _nested(value)


def _nested(value: Any) -> Iterator[bytes]:
    match value:
        case tuple() | list():
            yield b"t%d;" % len(value)
            for each in value:
                yield from _pieces(each)
        case set() | frozenset():
            yield b"f"
            yield from _pieces(sorted(digest(each) for each in value))
        case Mapping():
            yield b"m"
            yield from _pieces(sorted((digest(key), digest(each)) for key, each in value.items()))
        case partial():
            yield from _pieces((value.func, value.args, value.keywords))
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield from _pieces(type(value).__qualname__)
            for each in fields(value):
                if each.compare:
                    yield from _pieces(getattr(value, each.name))
        case _ if callable(value) and hasattr(value, "__qualname__"):
            yield from _pieces(f"{value.__module__}.{value.__qualname__}")
        case _:
            raise TypeError(f"no digest of a {type(value).__name__}")
