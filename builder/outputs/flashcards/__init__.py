"""Flashcards to cut out, backs mirrored for a duplex print."""
