"""Shapes of notes without a level guide: headings that ask, folds, choices, terms, plug-in cards.

A document is cut into rows, rows into blocks, blocks into sections by its headings; each shape
takes the stretches that it knows, and what no shape takes is text that stands where it stood.
"""
