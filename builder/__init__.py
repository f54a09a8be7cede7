"""Study content to printed handouts, a poster and an Anki deck."""

__version__ = "0.1.0"
