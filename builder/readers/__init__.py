"""A text (never a path) to a piece of a course, with every line of it accounted for.

One room a way of writing. Leans on `content` and `languages`.
"""
