"""The course as pages want it: chapters, numbers, sections, and what an output is given and yields.

Leans on `content` and `typeset`; knows no output.
"""
