"""Names of files that not every system takes."""

from __future__ import annotations

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
