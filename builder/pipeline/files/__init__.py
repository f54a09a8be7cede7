"""What a course's files bring beside their words: pictures, and archives of notes."""
