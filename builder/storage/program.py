"""The program itself, as part of what shapes a result."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from builder.storage.digest import digest
from builder.storage.state import file_state

_LIBRARIES = (
    *("weasyprint", "pydyf", "pikepdf", "genanki", "ziamath"),
    *("PyYAML", "pydantic", "markdown-it-py"),
)


def program() -> str:
    """A digest of this program's files, by their states, and of its libraries' versions."""
    package = Path(__file__).parent.parent
    own = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml", ".html"))
    return digest(
        tuple(version(name) for name in _LIBRARIES),
        [(path, file_state(path).lasting) for path in own],
    )
