"""The poster: the cheat sheet on one page, its type size found here, and its tiles."""

from builder.outputs.poster.output import OUTPUT

__all__ = ["OUTPUT"]
