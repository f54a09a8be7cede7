"""Everything that is a language's own: a folder each, read when it is first asked for.

A folder holds the labels of pages, cards and preview, the words that readers know headings and
answers by, what follows a story, the course to start from, and the fonts that suit. Knows no
other room.
"""
