"""What sorts of card there are: a module a kind, which declares its fields once.

From a declaration follow YAML reading with places, the published schema, writing out, the front
that a card is known by, what the ledger compares, and the fields of its Anki note. Leans on
`content.source` and `storage.digest` alone.
"""
