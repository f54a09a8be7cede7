"""Blocks of text set once, kept, and placed on pages: galleys and make-up.

`weasyprint.py` alone knows how WeasyPrint lays out and draws inside; the others know galleys.
"""
