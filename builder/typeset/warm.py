"""Loads what setting pages needs. Importing it is all there is to it: children inherit it."""

import gc

from builder.typeset import pdf
from builder.typeset.flowchart import drawing
from builder.typeset.imposition import sheets
from builder.typeset.machine import libraries
from builder.typeset.templates import page
from builder.typeset.text import markup

# On a machine that lacks a library this process must outlive the lack: the command tells it.
with libraries.found_by_name_alone():
    if not libraries.lacking():
        import weasyprint  # noqa: F401

__all__ = ["drawing", "markup", "page", "pdf", "sheets"]

# What is loaded now is never garbage: keep it out of every collection in the children.
gc.freeze()
