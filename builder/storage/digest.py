"""A hash of values by their content, the same in every process."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

LATER = "later"
"""In a field's metadata: it came after the first release, and says nothing while it is empty.

Then content that doesn't use it keeps its digests, and its pages their editions.
"""


def digest(*values: Any) -> str:
    """64 hexadecimal digits that change with any part of the values.

    Takes text, bytes, numbers, None, paths, tuples, lists, sets, mappings, frozen dataclasses,
    functions (by their name) and partials. A dataclass's fields that are not compared, such
    as places in a file, are left out, and those that are `LATER` while they hold their default.
    Raises TypeError for anything else.
    """
    pieces: list[bytes] = []
    for value in values:
        _add(value, pieces)
    made = hashlib.sha256(b"t%d;" % len(values))
    made.update(b"".join(pieces))
    return made.hexdigest()


def _add(value: Any, pieces: list[bytes]) -> None:
    # One list for all, and the commonest kinds first: courses have a hundred thousand texts.
    match value:
        case str():
            data = value.encode("utf-8", "surrogatepass")
            pieces.append(b"s%d;" % len(data))
            pieces.append(data)
        case None | bool() | int() | float():
            pieces.append(b"v%s;" % repr(value).encode())
        case tuple() | list():
            pieces.append(b"t%d;" % len(value))
            for each in value:
                _add(each, pieces)
        case bytes():
            pieces.append(b"b%d;" % len(value))
            pieces.append(value)
        case Path():
            _add(value.as_posix(), pieces)
        case _:
            _add_nested(value, pieces)


def _add_nested(value: Any, pieces: list[bytes]) -> None:
    match value:
        case set() | frozenset():
            pieces.append(b"f")
            _add(sorted(digest(each) for each in value), pieces)
        case Mapping():
            pieces.append(b"m")
            _add(sorted((digest(key), digest(each)) for key, each in value.items()), pieces)
        case partial():
            _add((value.func, value.args, value.keywords), pieces)
        case _ if is_dataclass(value) and not isinstance(value, type):
            # A renamed class keeps the name it had here, so that no page's edition changes.
            _add(getattr(value, "DIGEST_NAME", type(value).__qualname__), pieces)
            for name, is_later, default in _compared(type(value)):
                held = getattr(value, name)
                if not is_later:
                    _add(held, pieces)
                elif held != default:
                    _add((name, held), pieces)  # the next one of its kind may be left out
        case _ if callable(value) and hasattr(value, "__qualname__"):
            _add(f"{value.__module__}.{value.__qualname__}", pieces)
        case _:
            raise TypeError(f"no digest of a {type(value).__name__}")


@cache
def _compared(kind: type) -> tuple[tuple[str, bool, Any], ...]:
    """The name of each field that counts, whether it came later, and its default."""
    return tuple(
        (each.name, LATER in each.metadata, each.default) for each in fields(kind) if each.compare
    )
