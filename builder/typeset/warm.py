"""Loads what setting pages needs. Importing it is all there is to it: children inherit it."""

import gc

from builder.typeset import flow, libraries, markup, page, pdf, sheets

# On a machine that lacks a library this process must outlive the lack: the command tells it.
with libraries.found_by_name_alone():
    if not libraries.lacking():
        import weasyprint  # noqa: F401

__all__ = ["flow", "markup", "page", "pdf", "sheets"]

# What is loaded now is never garbage: keep it out of every collection in the children.
gc.freeze()
