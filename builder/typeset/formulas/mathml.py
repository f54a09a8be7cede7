"""A formula's LaTeX to a tree of MathML that can be drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from xml.etree.ElementTree import Element

from builder.typeset.formulas.bounds import DOLLAR, ENVIRONMENTS, WORDS, FormulaError, check

MOST = 1_500  # elements of a tree; a formula that fills a page has a few hundred


def tree(source: str, *, is_display: bool, lacks: Callable[[str], bool]) -> Element:
    """The tree of a formula. Raises FormulaError.

    Text in letters that the font of formulas `lacks` becomes an element `pagetext`.
    """
    check(source)
    text = _drawable(source)
    from latex2mathml.converter import convert_to_element

    try:
        # As an element: as text its words would be read as markup.
        made = convert_to_element(text, display="block" if is_display else "inline")
    except RecursionError:
        raise FormulaError("it is nested too deep", "make it simpler") from None
    except Exception as error:
        # A converter that meets what it doesn't know raises whatever it happens to meet.
        raise FormulaError(*_told(error)) from None
    if sum(1 for _ in made.iter()) > MOST:
        raise FormulaError("it has too many signs", "split it")
    if any(len(each) != _HOLDS.get(each.tag, len(each)) for each in made.iter()):
        raise FormulaError(*_WORDS["NoAvailableTokensError"])
    if not any((each.text or "").strip() for each in made.iter()):
        raise FormulaError("there is nothing to be seen in it", "write a formula, or take it out")
    made.attrib.pop("xmlns")  # what draws knows the elements by their bare names
    _lettered(made, lacks)
    for each in made.iter():
        _mended(each)
    return made


_HOLDS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "mover", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}


def _told(error: Exception) -> tuple[str, str]:
    return _WORDS.get(
        type(error).__name__, ("something in it has no place there", "write it another way")
    )


_WORDS = {
    "DoubleSubscriptsError": ("it has two indices in one place", "put braces around the first"),
    "DoubleSuperscriptsError": ("it has two exponents in one place", "put braces around the first"),
    "DenominatorNotFoundError": ("a fraction has nothing below", "write what stands there"),
    "NumeratorNotFoundError": ("a fraction has nothing above", "write what stands there"),
    "MissingSuperScriptOrSubscriptError": (
        "nothing follows a ^ or _",
        "write what is raised or lowered",
    ),
    "NoAvailableTokensError": ("a command lacks what it acts on", "write it in braces behind it"),
    "StopIteration": ("a command lacks what it acts on", "write it in braces behind it"),
}


def _drawable(source: str) -> str:
    """The source as the converter reads it rightly: it knows less of LaTeX than authors do."""
    text = re.sub(r"(?<!\\)%", r"\\%", source)  # a line's comment would swallow the rest
    text = re.sub(r"\\\\\s*\[[^\[\]]*\]", r"\\\\", text)  # a row's further space
    text = _ENVIRONMENT.sub(_environment, text)
    text = _LETTERS.sub(r"\\text{\1}", text)
    text = WORDS.sub(_words, text)
    # Before a brace it takes `\mathrm` for a command without an argument.
    return re.sub(r"\\mathrm\{", r"\\mathrm {", text)


_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+\*?)\s*\}(?:(?<=alignedat\})\{\d\})?")
# Roman letters and names of operators that aren't Latin are words.
_LETTERS = re.compile(
    r"\\(?:mathrm|mathbf|mathit|mathsf|operatorname\*?)\s*\{([^{}\\]*[^\x00-\x7f][^{}\\]*)\}"
)


def _environment(found: re.Match[str]) -> str:
    name = ENVIRONMENTS[found[2]]
    return f"\\{found[1]}{{{name}}}" if name else ""


def _words(found: re.Match[str]) -> str:
    r"""`\text{if $x$}` as words and formulas in turn, each word without its escapes."""
    command, words = found[0].partition("{")[0].strip(), found[1]
    pieces = DOLLAR.split(words)
    if len(pieces) % 2 == 0:
        raise FormulaError("a $ in its words is never closed", r"write \$ for a dollar")
    # The converter ends words at the first brace; a brace of a word is drawn by one like it.
    signs = {"{": "❴", "}": "❵"}
    made = [re.sub(r"\\(.)", lambda each: signs.get(each[1], each[1]), each) for each in pieces]
    return "".join(
        f" {pieces[at]} " if at % 2 else f"{command}{{{word}}}" if word else ""
        for at, word in enumerate(made)
    )


def _lettered(element: Element, lacks: Callable[[str], bool]) -> None:
    """Texts become characters, and runs of letters that the font lacks become `pagetext`."""
    for each in element.iter():
        if each.text:
            each.text = unescape(each.text).replace("❴", "{").replace("❵", "}")
    for parent in list(element.iter()):
        run: Element | None = None
        for child in list(parent):
            is_foreign = child.tag in _TOKENS and any(map(lacks, child.text or ""))
            if is_foreign and run is not None and parent.tag in _ROWS and child.tag == "mi":
                run.text = (run.text or "") + (child.text or "")
                parent.remove(child)
                continue
            run = child if is_foreign else None
            if is_foreign:
                child.tag = "pagetext"


_TOKENS = ("mi", "mo", "mn", "mtext")
_ROWS = ("math", "mrow", "mtd", "mstyle", "mpadded", "mphantom")


def _mended(element: Element) -> None:
    """What the converter says otherwise than the library that draws takes it."""
    for name, value in element.attrib.items():
        length = _EM.fullmatch(value) if element.tag != "mtable" else None
        if length:  # an em is four thirds of one there
            element.set(name, f"{length[1]}{float(length[2]) * 0.75:.3f}em")
    match element.tag:
        case "mover":
            accent = element[-1]
            if accent.text == "^":
                accent.text = "\u02c6" if element.get("accent") else "\u0302"
            elif accent.text == "~" and not accent.get("stretchy"):
                accent.text = "\u0303"
        case "mo" if len(element.text or "") > 1 and (element.text or "").isalpha():
            element.set("rspace", "thinmathspace")  # det A
        case "mi" | "mo" if element.text in _UPRIGHT and not element.get("fence"):
            element.set("stretchy", "false")
        case "mrow" | "math" | "mstyle" | "mtd" | "mpadded":
            _fence_binomials(element)
            _fill_lines(element)
        case "mtable":
            spacing = element.get("columnspacing", "")
            element.set("columnspacing", spacing.replace("0em 2em", "0em 0.3em"))
            if not spacing:
                del element.attrib["columnspacing"]


_EM = re.compile(r"([+-]?)(\d*\.?\d+)em")
# Signs that grow with their row in MathML, and don't in LaTeX unless \left stands before them.
_UPRIGHT = frozenset("↑↓⟨⟩∑∏∐∫∬∭∮⋂⋃⋀⋁⨁⨂⨀⨄⨆")


def _fence_binomials(row: Element) -> None:
    """A binomial's parentheses are as tall as what they hold, wherever it stands."""
    for at, each in enumerate(row):
        if each.tag == "mfrac" and each.get("linethickness") == "0":
            for beside in row[max(0, at - 1) : at + 2]:
                if beside.get("minsize"):
                    del beside.attrib["minsize"], beside.attrib["maxsize"]
                    beside.attrib |= {"stretchy": "true", "fence": "true"}


def _fill_lines(row: Element) -> None:
    """A line without anything, such as one behind a last `\\\\`, holds a space of no size.

    The library gave it ten thousand units below zero.
    """
    was_end = True
    for each in [*row, None]:
        is_end = each is None or each.get("linebreak") == "newline"
        if is_end and was_end and len(row) > 0:
            row.insert(len(row) if each is None else list(row).index(each), Element("mspace"))
        was_end = is_end
