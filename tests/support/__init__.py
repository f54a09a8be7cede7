"""What several test modules use: small courses, the command, decks, PDFs, browsers, guides."""
