"""Problems as other programs take them: compilers' lines, annotations of a CI, SARIF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from builder import __version__
from builder.content.source import Diagnostic, Location, kind_of


def gcc(each: Diagnostic) -> str:
    """`file:line:column: error: what is wrong`, the line of a compiler that every editor reads.

    A note is a `warning` there: most editors pass over what a compiler calls a note.
    """
    place = each.location
    severity = "error" if each.severity == "error" else "warning"
    return f"{_file(place)}:{max(1, place.line)}:{max(1, place.column)}: {severity}: {_said(each)}"


def github(each: Diagnostic) -> str:
    """A workflow command of GitHub's, which shows the problem beside its line."""
    place = each.location
    properties = {"file": _file(place), "line": max(1, place.line), "col": max(1, place.column)}
    said = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items())
    command = "error" if each.severity == "error" else "notice"
    return f"::{command} {said}::{_escaped(_said(each))}"


LINES: Mapping[str, Callable[[Diagnostic], str]] = {"gcc": gcc, "github": github}
"""The formats that are a line a problem."""


def sarif(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """A log in SARIF 2.1.0; a rule's name is made of what its problems have in common."""
    diagnostics = tuple(diagnostics)
    kinds = sorted({kind_of(each) for each in diagnostics})
    driver = {
        "name": "Study Builder",
        "version": __version__,
        "rules": [{"id": _rule(kind), "shortDescription": {"text": kind}} for kind in kinds],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each) for each in diagnostics],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return {"$schema": schema, "version": "2.1.0", "runs": [run]}


def _result(each: Diagnostic) -> dict[str, Any]:
    place = each.location
    region = {"startLine": max(1, place.line), "startColumn": max(1, place.column)}
    where = {"artifactLocation": {"uri": _uri(place)}, "region": region}
    return {
        "ruleId": _rule(kind_of(each)),
        "level": each.severity,
        "message": {"text": _said(each)},
        "locations": [{"physicalLocation": where}],
    }


def _file(place: Location) -> str:
    # What has no place at all belongs to the whole folder.
    return place.file or "."


def _uri(place: Location) -> str:
    path = PurePath(_file(place))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _said(each: Diagnostic) -> str:
    """What is wrong and what to write instead, in one line."""
    return " ".join((f"{each.message} ({each.hint})" if each.hint else each.message).split())


def _escaped(text: str, others: str = "") -> str:
    """A text as GitHub's commands hold it: `%` first, for it escapes the others."""
    for sign in f"%\r\n{others}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _rule(kind: str) -> str:
    return re.sub(r"\W+", "-", kind).strip("-").lower()[:80] or "problem"
