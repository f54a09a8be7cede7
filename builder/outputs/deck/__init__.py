"""The Anki deck: notes, note types, sides of cards, and the package that Anki imports."""

from builder.outputs.deck.output import OUTPUT

__all__ = ["OUTPUT"]
