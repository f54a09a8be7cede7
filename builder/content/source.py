"""Text with positions: where something stands, and what is wrong with it."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file; line and column count from 1, as an editor shows them."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Location("", 0, 0)
LARGEST = 32 * 2**20  # bytes of one file; a year of study notes is a tenth of one


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong at a place, and what to write instead; a note does not fail a build."""

    location: Location
    message: str
    hint: str = ""
    severity: Literal["error", "note"] = "error"


class ContentError(Exception):
    """The author's mistakes, all of them, in the order of their places."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda p: (p.location, p.message)))
        super().__init__(f"{len(self.diagnostics)} problems in the content")


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, normalised: LF line ends, NFC, no byte-order mark.

    `name` is the path as the author knows it. Line numbers equal those of an editor.
    """

    name: str
    text: str
    notes: tuple[Diagnostic, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines without their ends; index 0 is line 1."""
        return self.text.split("\n")

    def location(self, line: int, column: int = 1) -> Location:
        return Location(self.name, line, column)


_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's mark does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(name: str, data: bytes, *, mends: bool = False) -> Source:
    """Read a file's bytes: UTF-8, UTF-16 with or without a byte-order mark, or CP949.

    Raises ContentError with the place of the first byte that fits none of them, or of each
    line's first control character; with `mends`, a text leaves out the few that it has and
    the source notes it.
    """
    text = _text(name, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if mends and (found := _CONTROL.findall(text)) and len(found) * 50 < len(text):
        return Source(
            name, unicodedata.normalize("NFC", _mended(text)), _mending(name, text, found)
        )
    _refuse_controls(name, text)
    return Source(name, unicodedata.normalize("NFC", text))


_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_MOST_CONTROLS = 50


def _mended(text: str) -> str:
    """A text without control characters, its hidden line breaks spaces."""
    return _CONTROL.sub(lambda found: " " if found[0] in "\u2028\u2029" else "", text)


def _mending(name: str, text: str, found: list[str]) -> tuple[Diagnostic, ...]:
    at = text.index(found[0])
    place = Location(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    words, hint = _about_control(found[0])
    count = f" and {len(found) - 1} more in this file" if len(found) > 1 else ""
    return (Diagnostic(place, f"{words}{count}: left out", hint, "note"),)


def told_once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each kind of note once, at its first place, with how many there are; problems each."""
    kinds: dict[str, list[Diagnostic]] = {}
    for each in sorted(diagnostics, key=lambda d: (d.location, d.message)):
        own = str(each.location) if each.severity == "error" else ""
        kinds.setdefault(own + kind_of(each), []).append(each)
    found = []
    for same in kinds.values():
        first = same[0]
        more = f" ({len(same) - 1} more like this)" if len(same) > 1 else ""
        found.append(replace(first, message=first.message + more))
    return sorted(found, key=lambda each: each.location)


def kind_of(diagnostic: Diagnostic) -> str:
    """What sort of thing a diagnostic says, without the names and numbers in it."""
    return _NAMES.sub("…", diagnostic.message)


_NAMES = re.compile(r"'[^'\n]*'|: .*$|\d[\d,.]*")


def _refuse_controls(name: str, text: str) -> None:
    if not _CONTROL.search(text):
        return
    diagnostics: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _CONTROL.search(line)
        if found and len(diagnostics) < _MOST_CONTROLS:
            location = Location(name, number, found.start() + 1)
            diagnostics.append(Diagnostic(location, *_about_control(found[0])))
    raise ContentError(diagnostics)


def _about_control(character: str) -> tuple[str, str]:
    if character in "\u2028\u2029":
        words, hint = "a hidden line break", "delete it, and break the line with Enter"
    else:
        words, hint = "a control character", "delete it, or save the file as UTF-8"
    return f"{words} stands here (U+{ord(character):04X})", hint


def _text(name: str, data: bytes) -> str:
    for bom, encoding in _MARKED:
        if data.startswith(bom):
            return _strict(name, data[len(bom) :], encoding)
    if b"\0" in data and (wide := _unmarked(data)):
        return wide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Hangul that did decode says that the file is UTF-8 with a broken byte.
        if any(
            "\uac00" <= character <= "\ud7a3" for character in data[: error.start].decode("utf-8")
        ):
            return _strict(name, data, "utf-8")
    try:
        return data.decode("cp949")
    except UnicodeDecodeError:
        return _strict(name, data, "utf-8")


def _unmarked(data: bytes) -> str:
    """The text of UTF-16 without its mark, known by the zeros that ASCII leaves in it."""
    low, high = data[1::2].count(0), data[::2].count(0)
    # A stray zero in UTF-8 is the author's; in UTF-16 that is valid UTF-8 half are zeros.
    least = len(data) / (4 if _is_utf8(data) else 50)
    if len(data) % 2 or max(low, high) <= least:
        return ""
    try:
        text = data.decode("utf-16-le" if low > high else "utf-16-be")
    except UnicodeDecodeError:
        return ""
    return "" if _CONTROL.search(text.replace("\r", "")) else text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        raise ContentError(
            [
                Diagnostic(
                    Location(name, line, column),
                    f"this is not {encoding.upper()} text (byte 0x{data[error.start]:02x})",
                    "save the file as UTF-8",
                )
            ]
        ) from None
