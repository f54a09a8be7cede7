"""The line that installs what is lacking, for each system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

System = Literal["debian", "fedora", "arch", "alpine", "macos", "windows", "other"]
Needed = Literal[
    "pango", "subsetter", "fontconfig", "text font", "cjk font", "latin font", "code font"
]


def system(os_release: Mapping[str, str], platform: str) -> System:
    """The family of systems, from what `/etc/os-release` says and from `sys.platform`."""
    if platform == "darwin":
        return "macos"
    if platform in {"win32", "cygwin"}:
        return "windows"
    for name in [os_release.get("ID", ""), *os_release.get("ID_LIKE", "").split()]:
        if name.lower() in _FAMILIES:
            return _FAMILIES[name.lower()]
    return "other"


def install(where: System, *things: Needed) -> str:
    """What to type, in one line, or to do, in a sentence, to get the things on that system."""
    names = sorted({name for thing in things for name in _NAMES[where][thing].split()})
    match where:
        case "macos":
            return _brew(names)
        case "windows" | "other":
            return " ".join(dict.fromkeys(_NAMES[where][thing] for thing in things))
        case _:
            return " ".join([_COMMANDS[where], *names])


def steps(things: Iterable[Needed]) -> str:
    """What to do on Windows to get the things, a step a line."""
    each = dict.fromkeys(_NAMES["windows"][thing] for thing in things)
    return "\n  ".join(f"{number}. {step}" for number, step in enumerate(each, 1))


def _brew(names: list[str]) -> str:
    fonts = [name for name in names if name.startswith("font-")]
    formulas = [name for name in names if name not in fonts]
    lines = [
        *([" ".join(["brew install", *formulas])] if formulas else []),
        *([" ".join(["brew install --cask", *fonts])] if fonts else []),
    ]
    return " && ".join(lines)


_FAMILIES: dict[str, System] = {
    "debian": "debian",
    "ubuntu": "debian",
    "fedora": "fedora",
    "rhel": "fedora",
    "centos": "fedora",
    "arch": "arch",
    "alpine": "alpine",
}

_COMMANDS: dict[System, str] = {
    "debian": "sudo apt-get install -y",
    "fedora": "sudo dnf install -y",
    "arch": "sudo pacman -S --needed",
    "alpine": "sudo apk add",
}

# As WeasyPrint documents it: its own library looks into C:\msys64\ucrt64\bin. PATH is for fc-list.
_WINDOWS_LIBRARIES = (
    "Install MSYS2 from https://www.msys2.org, in the folder that it offers;"
    " open “MSYS2 UCRT64” in the Start menu, and run in it:"
    " pacman -S mingw-w64-ucrt-x86_64-pango mingw-w64-ucrt-x86_64-fontconfig;"
    r" add C:\msys64\ucrt64\bin to PATH, and open a new terminal."
    r" (Is MSYS2 elsewhere, set WEASYPRINT_DLL_DIRECTORIES to its ucrt64\bin too.)"
)

_NAMES: dict[System, dict[Needed, str]] = {
    "debian": {
        "pango": "libpango-1.0-0 libpangoft2-1.0-0",
        "subsetter": "libharfbuzz-subset0",
        "fontconfig": "fontconfig",
        "text font": "fonts-nanum",
        "cjk font": "fonts-noto-cjk",
        "latin font": "fonts-liberation",
        "code font": "fonts-naver-d2coding",
    },
    "fedora": {
        "pango": "pango",
        "subsetter": "harfbuzz",
        "fontconfig": "fontconfig",
        "text font": "naver-nanum-gothic-fonts",
        "cjk font": "google-noto-sans-cjk-fonts",
        "latin font": "liberation-sans-fonts",
        "code font": "naver-nanum-gothic-coding-fonts",
    },
    # Nanum and D2Coding are in the user repository only; the Noto package has both faces.
    "arch": {
        "pango": "pango",
        "subsetter": "harfbuzz",
        "fontconfig": "fontconfig",
        "text font": "noto-fonts-cjk",
        "cjk font": "noto-fonts-cjk",
        "latin font": "ttf-liberation",
        "code font": "noto-fonts-cjk",
    },
    # The subsetter moved between packages; a name of the library itself holds for all.
    "alpine": {
        "pango": "pango",
        "subsetter": "so:libharfbuzz-subset.so.0",
        "fontconfig": "fontconfig",
        "text font": "font-noto-cjk",
        "cjk font": "font-noto-cjk",
        "latin font": "font-liberation",
        "code font": "font-noto-cjk",
    },
    "macos": {
        "pango": "pango",
        "subsetter": "harfbuzz",
        "fontconfig": "fontconfig",
        "text font": "font-nanum-gothic",
        "cjk font": "font-noto-sans-cjk",
        "latin font": "font-liberation",
        "code font": "font-d2coding",
    },
    "windows": {
        "pango": _WINDOWS_LIBRARIES,
        "subsetter": _WINDOWS_LIBRARIES,
        "fontconfig": _WINDOWS_LIBRARIES,
        "text font": "Install NanumGothic from https://hangeul.naver.com/font"
        " (open the file, then Install for all users).",
        "cjk font": "Install Noto Sans CJK from https://github.com/notofonts/noto-cjk"
        " (open the file, then Install for all users).",
        "latin font": "Install Liberation Sans; Arial, which Windows has, will do.",
        "code font": "Install D2Coding from https://github.com/naver/d2codingfont"
        " (open the file, then Install for all users).",
    },
    "other": {
        "pango": "Install Pango 1.44 or later with your system's package manager.",
        "subsetter": "Install libharfbuzz-subset with your system's package manager.",
        "fontconfig": "Install fontconfig with your system's package manager.",
        "text font": "Install NanumGothic or Noto Sans CJK KR.",
        "cjk font": "Install Noto Sans CJK.",
        "latin font": "Install Liberation Sans or Arial.",
        "code font": "Install D2Coding or NanumGothicCoding.",
    },
}
