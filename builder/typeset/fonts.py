"""Which fonts are there, and which characters they lack."""

from __future__ import annotations

import struct
import subprocess
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from builder.languages import folders
from builder.storage.cache import Cache
from builder.storage.digest import digest
from builder.storage.state import file_state


@dataclass(frozen=True, slots=True)
class Stack:
    """Font families in the order in which they are tried."""

    families: tuple[str, ...]
    generic: str = "sans-serif"

    @property
    def css(self) -> str:
        """The value of a `font-family` declaration."""
        return ", ".join([*(f'"{family}"' for family in self.families), self.generic])


def suiting(language: str) -> Stack:
    """The fonts that a language's text (a BCP 47 tag) is set in where no look names others."""
    code = folders.known(language) or folders.ENGLISH
    return Stack(folders.values(code, "language.yaml")["fonts"]["text"])


@dataclass(frozen=True, slots=True, order=True)
class Face:
    """One installed face; `index` is its place in a collection file."""

    family: str
    style: str
    file: Path
    index: int = 0


class FontToolError(Exception):
    """Fontconfig's command can't be asked, so that nothing is known about the fonts."""


def find(families: Iterable[str], tool: str = "fc-list") -> tuple[Face, ...]:
    """The installed faces of the families, in the order of the families, regular ones first.

    Empty where none of them is installed. Raises FontToolError where fontconfig's command is
    missing, fails or takes more than 30 seconds.
    """
    return of(families, installed(tool))


def of(families: Iterable[str], among: Iterable[Face]) -> tuple[Face, ...]:
    """Those of the faces that belong to the families, in the order of the families."""
    there = sorted(among, key=lambda face: (face.style not in _REGULAR, face))
    return tuple(face for family in families for face in there if _same(face, family))


def installed(tool: str = "fc-list") -> tuple[Face, ...]:
    """Every installed face, sorted. Raises FontToolError as `find` does."""
    return faces(_listing(tool))


def faces(listing: str) -> tuple[Face, ...]:
    """The faces of an `fc-list` listing: family, style, file and index between tabs.

    A face with names in several languages is there once for each name.
    """
    found: set[Face] = set()
    for line in listing.splitlines():
        names, style, file, index = [*line.split("\t"), "", "", "", ""][:4]
        if not file:
            continue
        # The high half of the index numbers the instances of one variable font.
        number = (int(index) if index.isdecimal() else 0) & 0xFFFF
        for name in names.replace(r"\,", "\0").split(","):
            family = name.replace("\0", ",").replace("\\", "")
            found.add(Face(family, style.split(",")[0], Path(file), number))
    return tuple(sorted(found))


@dataclass(slots=True)
class Coverage:
    """The characters of each font file, each read once in the life of this object.

    With `kept`, once in the life of the file.
    """

    kept: Cache | None = None
    _known: dict[tuple[Path, int], frozenset[int]] = field(default_factory=dict)

    def of(self, face: Face) -> frozenset[int]:
        """The code points the face has glyphs for; none where its file can't be read."""
        key = (face.file, face.index)
        if key not in self._known:
            self._known[key] = self._read(face)
        return self._known[key]

    def _read(self, face: Face) -> frozenset[int]:
        state = file_state(face.file)
        if not self.kept or state.written < 0:
            return _cmap(face)
        key = digest("characters", face.file, face.index, state.lasting)
        data = self.kept.get(key)
        if data is None:
            data = array("I", sorted(_cmap(face))).tobytes()
            self.kept.put(key, data)
        return frozenset(array("I", data))


def missing(text: str, among: Iterable[Face], coverage: Coverage | None = None) -> tuple[str, ...]:
    """The characters of the text that none of the faces has, sorted.

    Left out are those that draw nothing: controls, spaces, joiners, variation selectors.
    """
    coverage = coverage or Coverage()
    left = {ord(c) for c in set(unicodedata.normalize("NFC", text)) if _is_drawn(c)}
    for face in among:
        if not left:
            break
        left -= coverage.of(face)
    return tuple(chr(point) for point in sorted(left))


def advances(face: Face) -> dict[str, float]:
    """How far each character of a face goes, in em; nothing where its file can't be read."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(face.file, fontNumber=face.index, lazy=True) as font:
            em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
            return {chr(code): widths[name][0] / em for code, name in font.getBestCmap().items()}
    except (OSError, TTLibError, struct.error, KeyError, AssertionError, AttributeError):
        return {}


_REGULAR = {"Regular", "Book", "Roman", "Medium"}
_FORMAT = "%{family}\t%{style}\t%{file}\t%{index}\n"


def _listing(tool: str) -> str:
    try:
        done = subprocess.run(
            [tool, "--format", _FORMAT], capture_output=True, timeout=30, check=True
        )
    except FileNotFoundError:
        raise FontToolError(f"{tool} is not installed") from None
    except subprocess.TimeoutExpired:
        raise FontToolError(f"{tool} gave no answer within 30 seconds") from None
    except (OSError, subprocess.CalledProcessError) as error:
        raise FontToolError(f"{tool} failed: {error}") from None
    return done.stdout.decode("utf-8", "replace")


def _same(face: Face, family: str) -> bool:
    # Fontconfig itself ignores case and blanks in family names.
    return _plain(face.family) == _plain(family)


def _plain(family: str) -> str:
    return "".join(family.split()).lower()


def _is_drawn(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Zs", "Zl", "Zp"} and not (
        "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    )


def _cmap(face: Face) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(face.file, fontNumber=face.index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError, struct.error, KeyError, AssertionError):
        return frozenset()
