"""Where a user's own things lie: results that may be made again, and marks of builds.

The folders are those that each system's programs use; a variable that isn't an absolute path
is passed over, as the XDG specification says.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "study-builder"


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Where results are kept; None for a user without a home."""
    return _place(environ, "XDG_CACHE_HOME", ".cache", "Library/Caches")


def state_folder(environ: Mapping[str, str]) -> Path | None:
    """Where is noted which build of this user's is under way; None for a user without a home."""
    return _place(environ, "XDG_STATE_HOME", ".local/state", "Library/Application Support")


def _place(environ: Mapping[str, str], variable: str, unix: str, mac: str) -> Path | None:
    given = environ.get(variable, "")
    if Path(given).is_absolute():
        return Path(given) / NAME
    if sys.platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return Path(local) / NAME if Path(local).is_absolute() else None
    # Python takes an empty HOME for the root of all folders, and Path.home raises without one.
    home = environ["HOME"] if "HOME" in environ else os.path.expanduser("~")  # noqa: PTH111
    if not Path(home).is_absolute():
        return None
    return Path(home) / (mac if sys.platform == "darwin" else unix) / NAME
