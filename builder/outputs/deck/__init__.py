"""The Anki deck: notes, note types, sides of cards, and the package that Anki imports."""
