"""Mutated documents over every reader and the markup: `make fuzz`."""
