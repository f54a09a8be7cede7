"""Anki's packages, old and new: their notes read as cards, and kept as Anki knows them."""
