"""Markdown as people write their notes: levels, topics, terms, questions and scenarios."""
