"""The words of a language: what readers know headings and answers by, what stories are asked.

Knows no other room.
"""
