"""Documents set in pieces and bound into one, as if they had been set in one piece."""
