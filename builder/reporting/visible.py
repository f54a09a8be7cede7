"""What is printed on a terminal: names and texts that others wrote, with their controls shown."""

from __future__ import annotations

import re

# Tabs and line ends stay. What turns the direction of writing could hide what is really said.
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """A text whose controls are shown, not obeyed."""
    return _CONTROL.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
