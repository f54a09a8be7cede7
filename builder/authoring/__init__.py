"""What an author is helped with: a course to start from, a new topic, copies of templates."""
