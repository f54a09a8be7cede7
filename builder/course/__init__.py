"""Content: the model, and everything that reads it. Knows nothing of pages."""
