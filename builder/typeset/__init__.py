"""Text to pages. Knows nothing of courses."""
