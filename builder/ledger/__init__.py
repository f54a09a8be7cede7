"""Codes that survive edits: how a card is known again, whatever was edited.

A card's identity is decided here. Leans on `content` and `languages`.
"""
