"""What a course is: the model, texts with their places, and the rules that must hold of it.

Knows nothing of files, readers or pages.
"""
