"""What learners' decks say of a course: their edits as changes of its source, remarks, lapses."""
