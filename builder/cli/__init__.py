"""The `study` command: a file for each command. The only room that prints; leans on all others."""
