"""Formulas in LaTeX's notation, drawn to stand on the line of the text around them."""
