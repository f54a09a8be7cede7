"""Loads what setting pages needs. Importing it is all there is to it: children inherit it."""

import gc

from builder.typeset import flow, libraries, markup, page, pdf, sheets

with libraries.found_by_name_alone():
    import weasyprint

__all__ = ["flow", "markup", "page", "pdf", "sheets", "weasyprint"]

# What is loaded now is never garbage: keep it out of every collection in the children.
gc.freeze()
