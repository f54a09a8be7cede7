"""Compiles Typst sources to PDF, all in one process: `compile_with_typst.py NAME.typ …`."""

import sys

import typst

# One compiler searches the fonts once and keeps what it has loaded for the next document.
compiler = typst.Compiler()
for source in sys.argv[1:]:
    compiler.compile(source, output=source.replace(".typ", ".typst.pdf"))
