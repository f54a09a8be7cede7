"""The interview booklet: scenarios, frequent questions and stories, with lines for one's own."""

from builder.outputs.interview.output import OUTPUT

__all__ = ["OUTPUT"]
