"""What stands below a head: terms, questions, prose and scenarios, line by line."""
