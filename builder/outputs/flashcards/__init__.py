"""Flashcards to cut out, backs mirrored for a duplex print."""

from builder.outputs.flashcards.output import OUTPUT

__all__ = ["OUTPUT"]
