"""Markdown to safe HTML, for paper and for Anki, with Korean words kept whole."""
