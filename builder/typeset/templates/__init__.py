"""Jinja templates and style sheets to one self-contained HTML document."""
