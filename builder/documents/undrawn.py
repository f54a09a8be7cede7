"""What texts have drawn, and what of it can't be."""

from __future__ import annotations

import re

from builder.content.model import Course
from builder.content.source import NOWHERE, Diagnostic, Source
from builder.content.texts import place, texts

LONGEST = 50_000  # characters; a longer text is refused before any page is made


def undrawn(course: Course, sources: tuple[Source, ...]) -> list[Diagnostic]:
    """A note for each formula, and each of Mermaid's diagrams, that can't be drawn.

    It has its place; what stands there is shown as code.
    """
    held = [each for each in texts(course, NOWHERE) if len(each[1]) <= LONGEST]
    charts = [each for each in held if _MERMAID.search(each[1])]
    formulas = [] if course.math else [each for each in held if _may_hold_formulas(each[1])]
    if not charts and not formulas:
        return []
    # Takes some tenths of a second, and few courses need it.
    from builder.typeset.flowchart import drawing as flows
    from builder.typeset.formulas import drawing
    from builder.typeset.text import markup

    found = []
    for location, text in formulas:
        for source, is_display in markup.formulas(text):
            try:
                drawing.check(source, is_display=is_display)
            except drawing.FormulaError as error:
                where = place(_first(source), location, sources)
                words = f"this formula can't be drawn, its source is shown: {error.message}"
                found.append(Diagnostic(where, words, error.hint, "note"))
    for location, text in charts:
        for content in markup.diagrams(text):
            try:
                flows.check_mermaid(content)
            except flows.FlowError as error:
                line = content.split("\n")[max(error.line, 1) - 1]
                where = place(line.strip() or _first(content), location, sources)
                words = f"this diagram is shown as code: {error.message}"
                found.append(Diagnostic(where, words, error.hint, "note"))
    return found


def _may_hold_formulas(text: str) -> bool:
    """Whether a text may hold a formula, told without reading its Markdown."""
    return bool(_MATH_FENCE.search(text) or _FORMULA.search(_CODE.sub("", text)))


_MERMAID = re.compile(r"^[ >]*(?:`{3,}|~{3,}) *mermaid *$", re.MULTILINE)
_CODE = re.compile(r"^ *(`{3,}|~{3,})[^\n]*\n.*?^ *\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_MATH_FENCE = re.compile(r"^[ >]*(?:`{3,}|~{3,}) *math *$", re.MULTILINE)
_FORMULA = re.compile(r"\$[^\s$](?:[^$]*[^\s$])?\$(?![A-Za-z0-9_{])|\$\$|\\[(\[]")


def _first(source: str) -> str:
    """The words by which a formula is found in its file."""
    return source.strip().split("\n", maxsplit=1)[0].strip()[:60]
