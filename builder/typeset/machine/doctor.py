"""What this machine has and lacks to print, and the lines that install it."""

from __future__ import annotations

import platform as machine
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from builder.languages import folders
from builder.typeset import fonts
from builder.typeset.fonts import Face, FontToolError
from builder.typeset.machine import libraries
from builder.typeset.machine.libraries import Library
from builder.typeset.machine.packages import Needed, System, install, steps, system


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that printing leans on.

    `found` is a version or a file; `unknown` says that it could not be looked for. Without a
    thing that `is_required` nothing can be printed.
    """

    name: str
    thing: Needed
    state: Literal["found", "missing", "unknown"]
    found: str
    consequence: str
    install: str
    is_required: bool


def doctor(languages: Iterable[str] = ("ko",)) -> tuple[Need, ...]:
    """What this machine has and lacks to print courses in the languages (BCP 47 tags)."""
    return needs(_os_release(), sys.platform, tuple(languages))


def lacking(found: tuple[Need, ...]) -> tuple[Need, ...]:
    """What must be got before a page can be printed; empty where pages can be printed.

    Where something is missing, what can't be looked for is told with it, so that one round of
    installing is enough.
    """
    required = tuple(need for need in found if need.is_required and need.state != "found")
    return required if any(need.state == "missing" for need in required) else ()


def together(
    found: Iterable[Need], os_release: Mapping[str, str] | None = None, platform: str = ""
) -> str:
    """One line that installs all that wasn't found (on Windows: steps); empty where none is known.

    Without `os_release` and `platform`, which are as for `needs`, for this machine.
    """
    where = system(_os_release() if os_release is None else os_release, platform or sys.platform)
    things = [need.thing for need in found if need.state != "found"]
    if not things or where == "other":
        return ""
    return steps(things) if where == "windows" else install(where, *things)


def needs(
    os_release: Mapping[str, str],
    platform: str,
    languages: tuple[str, ...] = ("ko",),
    *,
    loaded: Callable[[Library], str | None] = libraries.loaded,
    tool: str = "fc-list",
) -> tuple[Need, ...]:
    """What a machine has and lacks, with the lines that install it on its system.

    `os_release` is what `/etc/os-release` says, empty where there is none; `platform` is as
    `sys.platform`.
    """
    where = system(os_release, platform)
    installed = _installed(tool)
    return (
        _pango(where, loaded),
        _subsetter(where, loaded),
        _fontconfig(where, loaded, installed),
        *_text_fonts(where, languages, installed),
        _code_font(where, languages, installed),
    )


def _installed(tool: str) -> tuple[Face, ...] | FontToolError:
    try:
        return fonts.installed(tool)
    except FontToolError as error:
        return error


def _pango(where: System, loaded: Callable[[Library], str | None]) -> Need:
    lacking = [part.name for part in libraries.PANGO_PARTS if loaded(part) is None]
    return Need(
        "Pango",
        "pango",
        "missing" if lacking else "found",
        "" if lacking else f"version {loaded(libraries.PANGO)}",
        f"no PDF can be made ({', '.join(lacking) or 'Pango'} can't be loaded)",
        install(where, "pango"),
        is_required=True,
    )


def _subsetter(where: System, loaded: Callable[[Library], str | None]) -> Need:
    version = loaded(libraries.HARFBUZZ_SUBSET)
    return Need(
        "HarfBuzz subsetter",
        "subsetter",
        "missing" if version is None else "found",
        f"version {version}" if version else "",
        "PDFs are made several times more slowly, since fonts are cut down in Python",
        install(where, "subsetter"),
        is_required=False,
    )


def _fontconfig(
    where: System,
    loaded: Callable[[Library], str | None],
    installed: tuple[Face, ...] | FontToolError,
) -> Need:
    version = loaded(libraries.FONTCONFIG)
    has_tool = not isinstance(installed, FontToolError)
    is_there = version is not None and has_tool
    return Need(
        "fontconfig",
        "fontconfig",
        "found" if is_there else "missing",
        f"version {version}" if is_there else "",
        "no PDF can be made" if version is None else "it is not known which fonts are installed",
        install(where, "fontconfig"),
        is_required=version is None,
    )


def _text_fonts(
    where: System, languages: tuple[str, ...], installed: tuple[Face, ...] | FontToolError
) -> Iterator[Need]:
    """What each language's text is set in, once for languages that share their fonts."""
    codes = dict.fromkeys(folders.known(tag) or folders.ENGLISH for tag in languages)
    suiting = {code: folders.values(code, "language.yaml") for code in codes}
    for families in dict.fromkeys(each["fonts"]["text"] for each in suiting.values()):
        first = next(each for each in suiting.values() if each["fonts"]["text"] == families)
        thing: Needed = first["fonts"].get("package", "latin font")
        # Latin letters are in any font; others print as empty boxes without one of their own.
        is_required = thing != "latin font"
        english = first["english"]
        worse = "prints as empty boxes" if is_required else "prints in whatever font there is"
        needed = Needing(f"{english} text font", thing, f"{english} text {worse}", is_required)
        yield _font(where, needed, families, installed)


def _code_font(
    where: System, languages: tuple[str, ...], installed: tuple[Face, ...] | FontToolError
) -> Need:
    codes = dict.fromkeys(folders.known(tag) or folders.ENGLISH for tag in languages)
    families = [
        family
        for code in codes
        for family in folders.values(code, "language.yaml")["fonts"]["code"]
    ]
    consequence = "code prints in an uneven face, and box drawings fall apart"
    needed = Needing("code font", "code font", consequence, False)
    return _font(where, needed, families, installed)


@dataclass(frozen=True, slots=True)
class Needing:
    """What a font is needed for, and what comes of its lack."""

    name: str
    thing: Needed
    consequence: str
    is_required: bool


def _font(
    where: System,
    needing: Needing,
    families: Iterable[str],
    installed: tuple[Face, ...] | FontToolError,
) -> Need:
    state: Literal["found", "missing", "unknown"] = "unknown"
    if isinstance(installed, FontToolError):
        found = str(installed)
    else:
        there = fonts.of(families, installed)
        state = "found" if there else "missing"
        found = f"{there[0].family} ({there[0].file})" if there else ""
    return Need(
        needing.name,
        needing.thing,
        state,
        found,
        needing.consequence,
        install(where, needing.thing),
        needing.is_required,
    )


def _os_release() -> Mapping[str, str]:
    try:
        return machine.freedesktop_os_release()
    except OSError:
        return {}
