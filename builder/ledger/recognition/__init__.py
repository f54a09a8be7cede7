"""Which cards of the ledger and of the course are one: by their words alone, never by place.

Leans on `content` and `languages`.
"""
