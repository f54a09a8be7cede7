"""Tables as files: CSV, TSV, and what Quizlet and Anki export as text."""
