"""What the heads of a Markdown document say: its title, parts, topics, levels and sections."""
