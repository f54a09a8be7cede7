"""Names of courses and of files: which every system takes, and which a course gives itself."""

from __future__ import annotations

import re

# Windows opens a device under these, whatever its folder and ending.
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{each}{n}" for each in ("com", "lpt") for n in range(10)),
}


def is_device(name: str) -> bool:
    """Whether Windows knows a device of that name."""
    return name.partition(".")[0].rstrip().lower() in _DEVICES


def safe_name(name: str) -> str:
    """A name that any disk takes: letters, digits, '-', '_' and '.', at most 60."""
    safe = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60].rstrip("-.")
    if is_device(safe):  # whatever its ending
        stem, dot, ending = safe.partition(".")
        return f"{stem}-course{dot}{ending}"
    return safe or "course"


def own_name(settings: str) -> str:
    """The name that a course's settings give it, looked for without reading them; "" for none."""
    return next((found[1] for line in settings.splitlines() if (found := _NAME.match(line))), "")


_NAME = re.compile(r"""name:[ \t]*["']?([\w.-]+)["']?[ \t]*(?:#|$)""")


def front_matter(text: str) -> str:
    """The settings at the head of a text in Markdown."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        return ""
    return "\n".join(lines[1 : lines.index("---", 1)] if "---" in lines[1:] else lines[1:])
