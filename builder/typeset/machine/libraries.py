"""The shared libraries that WeasyPrint loads: whether they load here, and their versions."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PureWindowsPath


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library: its file on Windows, Linux and macOS, then its name for a linker."""

    name: str
    files: tuple[str, ...]
    version: Callable[[ctypes.CDLL], str] = lambda _library: ""


def loaded(library: Library) -> str | None:
    """The library's version, "" where it tells none, or None where it can't be loaded."""
    for file in _candidates(library):
        with suppress(OSError):
            opened = ctypes.CDLL(file)
            try:
                return library.version(opened)
            except AttributeError:
                return ""
    return None


def lacking() -> tuple[Library, ...]:
    """The libraries that WeasyPrint can't be imported without and that can't be loaded."""
    return tuple(each for each in (*PANGO_PARTS, FONTCONFIG) if loaded(each) is None)


@contextmanager
def found_by_name_alone() -> Iterator[None]:
    """Load libraries by the names that they have on disk, asking no compiler where they are.

    WeasyPrint tries several names for each library. For every one that isn't there, Python asks
    gcc and ld, found by PATH: dozens of processes, a third of the time that the import takes.
    """
    path = os.environ.get("PATH")
    os.environ["PATH"] = ""
    try:
        yield
    finally:
        if path is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = path


def _candidates(library: Library) -> Iterator[str]:
    yield from library.files
    if os.name == "nt":
        folders = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS_FOLDERS).split(";")
        for folder in folders:
            yield from (str(PureWindowsPath(folder, file)) for file in library.files)
    found = ctypes.util.find_library(library.files[-1])
    if found:
        yield found


# WeasyPrint's own default, `weasyprint/text/ffi.py`.
_WINDOWS_FOLDERS = (
    r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
)


def _pango_version(library: ctypes.CDLL) -> str:
    return _text(library.pango_version_string)


def _harfbuzz_version(library: ctypes.CDLL) -> str:
    return _text(library.hb_version_string)


def _fontconfig_version(library: ctypes.CDLL) -> str:
    number = int(library.FcGetVersion())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _text(function: Callable[[], bytes]) -> str:
    function.restype = ctypes.c_char_p  # type: ignore[attr-defined]
    return function().decode("ascii", "replace")


GOBJECT = Library(
    "GObject",
    ("libgobject-2.0-0.dll", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "gobject-2.0"),
)
PANGO = Library(
    "Pango",
    ("libpango-1.0-0.dll", "libpango-1.0.so.0", "libpango-1.0.dylib", "pango-1.0"),
    _pango_version,
)
PANGO_FT2 = Library(
    "PangoFT2",
    ("libpangoft2-1.0-0.dll", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "pangoft2-1.0"),
)
HARFBUZZ = Library(
    "HarfBuzz",
    ("libharfbuzz-0.dll", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "harfbuzz"),
    _harfbuzz_version,
)
PANGO_PARTS = (GOBJECT, PANGO, HARFBUZZ, PANGO_FT2)
HARFBUZZ_SUBSET = Library(
    "HarfBuzz subsetter",
    (
        "libharfbuzz-subset-0.dll",
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "harfbuzz-subset",
    ),
    _harfbuzz_version,
)
FONTCONFIG = Library(
    "fontconfig",
    ("libfontconfig-1.dll", "libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig"),
    _fontconfig_version,
)
