"""One module or package for each output; each describes itself, and none knows another.

An output is a module or package here with an `OUTPUT`, and is known by its name: there is no
other list of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.documents.output import Output


def names() -> tuple[str, ...]:
    """The outputs' names in the order of the alphabet. Loads none of them, which takes long."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def every() -> tuple[Output, ...]:
    """The outputs in their order, loaded."""
    outputs = (importlib.import_module(f"{__name__}.{name}").OUTPUT for name in names())
    return tuple(sorted(outputs, key=lambda output: (output.order, output.name)))
