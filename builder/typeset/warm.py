"""Loads what setting pages needs. Importing it is all there is to it: children inherit it."""

import gc

import weasyprint

from builder.typeset import flow, markup, page, pdf, sheets

__all__ = ["flow", "markup", "page", "pdf", "sheets", "weasyprint"]

# What is loaded now is never garbage: keep it out of every collection in the children.
gc.freeze()
