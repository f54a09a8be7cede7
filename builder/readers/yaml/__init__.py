"""YAML courses: read with the place of every value, written, and published as a schema."""
