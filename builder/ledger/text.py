"""The ledger as text: one JSON object a line, sorted by code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

from builder.content.source import Diagnostic, Source
from builder.kinds.every import BY_NAME
from builder.ledger.codes import CODE
from builder.ledger.entries import NO_CARDS, Entry, KnownGap, Ledger


def read(source: Source) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Read a ledger, also one that git's union merge made of two.

    A code that stands twice is one card changed on two branches, and the later line is
    taken; or two cards that got the same code, and the older keeps it, while the other
    will get a new one at the next build. Where any problem is an error, the ledger holds
    only the sound lines and must not be written back.
    """
    diagnostics: list[Diagnostic] = []
    found: list[tuple[int, Entry]] = []
    for number, line in enumerate(source.lines, start=1):
        if not line.strip():
            continue
        try:
            found.append((number, _entry(line)))
        except _DamageError as damage:
            diagnostics.append(Diagnostic(source.location(number), str(damage), damage.hint))
    entries: dict[str, Entry] = {}
    for number, entry in sorted(found, key=lambda pair: _rank(pair[1])):
        there = entries.get(entry.code)
        if there and there.born != entry.born:
            message = f"two cards have the code {entry.code}; {_named(entry)} will get a new one"
            diagnostics.append(Diagnostic(source.location(number), message, severity="note"))
        entries[entry.code] = _one(there, entry) if there else entry
    return _ordered(entries.values()), tuple(diagnostics)


def write(ledger: Ledger) -> str:
    """The ledger's text; the same ledger gives the same text."""
    return "".join(_line(entry) + "\n" for entry in _ordered(ledger.entries).entries)


class _DamageError(Exception):
    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


_SELDOM = ("gaps", "one_way")  # on the lines of the few cards that have them
_KEYS = tuple(each.name for each in fields(Entry) if each.name not in _SELDOM)
_MARKER = re.compile(r"<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|")
_RESTORE = "restore the line from git; the code on it belongs to one card for good"


def _ordered(entries: Iterable[Entry]) -> Ledger:
    return Ledger(tuple(sorted(entries, key=lambda entry: entry.code)))


def _rank(entry: Entry) -> tuple[str, int, str]:
    return entry.code, entry.changed, _line(entry)


def _named(entry: Entry) -> str:
    return f"“{entry.front}”" if entry.front else "the other"


def _line(entry: Entry) -> str:
    values = {key: getattr(entry, key) for key in _KEYS}
    gaps = [[gap.number, gap.words, *(["gone"] if gap.is_gone else ())] for gap in entry.gaps]
    values |= {"gaps": gaps} if gaps else {}
    values |= {"one_way": True} if entry.one_way else {}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _one(older: Entry, later: Entry) -> Entry:
    if older.born != later.born:
        # Whoever imported the other branch's deck holds its text under this code, so the
        # card that stays must reach them as a change.
        return replace(older, changed=later.changed, seen="")
    if later.retired and not older.retired:
        # One branch deleted what the other kept or reworded. If the content that was merged has
        # the card it must be found; if not, the next build retires it again.
        return replace(older, changed=later.changed, seen="")
    if older.changed == later.changed and older.seen != later.seen:
        return replace(later, seen="")
    return later


def _entry(line: str) -> Entry:
    if _MARKER.match(line):
        raise _DamageError(
            "a merge conflict is not resolved here",
            "keep the lines of both sides and delete the marker; order does not matter",
        )
    try:
        data = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _DamageError("this line of the ledger is damaged", _RESTORE) from None
    seldom = (
        {key: data.pop(key) for key in _SELDOM if key in data} if isinstance(data, dict) else {}
    )
    if not isinstance(data, dict) or set(data) != set(_KEYS):
        raise _DamageError(
            f"this line of the ledger doesn't have the keys {', '.join(_KEYS)}", _RESTORE
        )
    for key, holds in _CHECKS.items():
        if not holds(data[key]):
            raise _DamageError(f"“{key}” can not be {_shown(data[key])}", _RESTORE)
    gaps, one_way = seldom.get("gaps", []), seldom.get("one_way", False)
    if not _are_gaps(gaps):
        raise _DamageError(f"“gaps” can not be {_shown(gaps)}", _RESTORE)
    if not isinstance(one_way, bool):
        raise _DamageError(f"“one_way” can not be {_shown(one_way)}", _RESTORE)
    known = tuple(KnownGap(each[0], each[1], len(each) > 2) for each in gaps)
    entry = Entry(**data, gaps=known, one_way=one_way)
    if (entry.kind in NO_CARDS) == bool(CODE.fullmatch(entry.code)):
        raise _DamageError(f"{entry.code} is not a code of its kind", _RESTORE)
    return entry


def _are_gaps(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, list)
        and each[2:] in ([], ["gone"])
        and len(each) > 1
        and _number(1, 9_999)(each[0])
        and _text(each[1])
        for each in value
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 100_000 and not _LONE.search(value)


def _number(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


_LONE = re.compile("[\ud800-\udfff]")
_KINDS = (*BY_NAME, *NO_CARDS)
_YEAR_9999 = 253_402_300_799
_CHECKS: dict[str, Callable[[Any], bool]] = {
    "code": lambda value: (
        isinstance(value, str)
        and bool(CODE.fullmatch(value) or re.fullmatch(r"[a-z][a-z-]{0,30}", value))
    ),
    "kind": lambda value: isinstance(value, str) and value in _KINDS,
    "topic": _text,
    "level": _number(0, 1_000_000),
    "front": _text,
    "seen": lambda value: isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{0,64}", value)),
    "note": _number(0, 2**53 - 1),
    "changed": _number(0, _YEAR_9999),
    "retired": lambda value: (
        value is False or (isinstance(value, str) and value in ("pending", "shown", "gone"))
    ),
    "id": _text,
    "answer": lambda value: (
        isinstance(value, str) and bool(re.fullmatch(r"[0-9A-Za-z_-]{0,600}", value))
    ),
    "born": lambda value: isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{0,64}", value)),
}
