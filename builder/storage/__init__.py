"""Results kept, files published whole, digests: what is written to disk. Knows no other room."""
