"""YAML text to plain data whose scalars are strings, with the place of every value.

Built from the parser's events with a stack of our own: composing recurses in C, where deep
nesting ends the process, and expands aliases, where a small file becomes a huge one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from builder.content.source import Diagnostic, Location, Source
from builder.readers.reading import UNPLACED

Path = tuple[str | int, ...]

MAX_DEPTH = 24
MARK = "\0location"  # the key under which a mapping's place is left in it
KEY = "\0key"  # the last step of the path under which a key's own place is kept
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALAR_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}


@dataclass(slots=True)
class Tree:
    """Plain data, the place of each path in it, what was wrong, and each line's account."""

    data: Any = None
    places: dict[Path, Location] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    account: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    into: dict[str, Any] | list[Any]
    path: Path
    name: str
    key: str | None = None
    key_mark: Location | None = None


def grow(source: Source) -> Tree:
    """Read one YAML document. Raises nothing: what is wrong stands in `diagnostics`."""
    tree = Tree(account=[UNPLACED] * len(source.lines))
    tree.diagnostics += _odd_breaks(source)
    if tree.diagnostics:
        _finish_account(source, tree)
        return tree
    stack: list[_Frame] = []
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            if not _take(source, tree, stack, event):
                break
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        location = _within(source, at.line, at.column) if at else source.location(1)
        words = f"this is not YAML: {error.problem or error.context}"
        tree.diagnostics.append(Diagnostic(location, words, _hint(error)))
    except yaml.YAMLError as error:
        tree.diagnostics.append(_unreadable(source, error))
    if tree.data is None and not tree.diagnostics:
        tree.diagnostics.append(
            Diagnostic(source.location(1), "the file is empty", "write at least 'title: …'")
        )
    _finish_account(source, tree)
    return tree


def _within(source: Source, line: int, column: int) -> Location:
    """The place of a line and column from 0; the end of the text where they are past it."""
    lines = source.lines
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    return source.location(line + 1, min(column, len(lines[line])) + 1)


def _odd_breaks(source: Source) -> list[Diagnostic]:
    """Characters that YAML takes for the end of a line where an editor shows none."""
    if not _ODD_BREAK.search(source.text):
        return []
    return [
        Diagnostic(
            source.location(number, found.start() + 1),
            f"a hidden line break stands here (U+{ord(found[0]):04X})",
            "delete it, and break the line with Enter",
        )
        for number, line in enumerate(source.lines, 1)
        for found in _ODD_BREAK.finditer(line)
    ]


_ODD_BREAK = re.compile("[\r\x85\u2028\u2029]")


def _take(source: Source, tree: Tree, stack: list[_Frame], event: Any) -> bool:
    """Take one event in; False where reading on makes no sense."""
    location = source.location(event.start_mark.line + 1, event.start_mark.column + 1)
    if event.start_mark.line >= len(tree.account):
        location = _within(source, event.start_mark.line, 0)
    match event:
        case yaml.DocumentStartEvent() if tree.data is not None:
            tree.diagnostics.append(
                Diagnostic(
                    location, "a second document starts here", "one document a file: remove '---'"
                )
            )
            return False
        case yaml.AliasEvent():
            words = f"an alias (*{event.anchor}) stands here"
            tree.diagnostics.append(Diagnostic(location, words, "write the value out each time"))
            _put(tree, stack, location, "")
        case yaml.ScalarEvent():
            _check_tag(tree, event, location)
            _check_controls(tree, event, location)
            _scalar(tree, stack, event, location)
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            _check_tag(tree, event, location)
            if len(stack) >= MAX_DEPTH:
                tree.diagnostics.append(
                    Diagnostic(
                        location, "lists and keys are nested too deeply here", "indent it less"
                    )
                )
                return False
            into: Any = {MARK: location} if isinstance(event, yaml.MappingStartEvent) else []
            path, name = _put(tree, stack, location, into)
            stack.append(_Frame(into, path, name))
        case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
            _account(tree, location.line - 1, location.line - 1, stack.pop().name)
        case _:
            pass
    return True


def _check_controls(tree: Tree, event: Any, location: Location) -> None:
    """Refuse what a quoted text can write with an escape, and no terminal should be shown."""
    found = _CONTROL.search(event.value)
    if found:
        words = f"a control character is written here (U+{ord(found[0]):04X})"
        tree.diagnostics.append(Diagnostic(location, words, "delete its escape"))
        event.value = _CONTROL.sub("\ufffd", event.value)


_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")


def _scalar(tree: Tree, stack: list[_Frame], event: Any, location: Location) -> None:
    top = stack[-1] if stack else None
    if top and isinstance(top.into, dict) and top.key_mark is None:
        top.key, top.key_mark = event.value, location
        _account(tree, event.start_mark.line, event.end_mark.line, event.value)
        return
    is_null = event.style is None and event.value in ("~", "null")
    _, name = _put(tree, stack, location, "" if is_null else event.value)
    end = event.end_mark
    last = end.line if end.column else max(event.start_mark.line, end.line - 1)
    _account(tree, event.start_mark.line, last, name)


def _put(tree: Tree, stack: list[_Frame], location: Location, value: Any) -> tuple[Path, str]:
    """Put a value where the parser stands; returns its path and its key's name."""
    if not stack:
        tree.data = value
        tree.places[()] = location
        return (), "entry"
    top = stack[-1]
    if isinstance(top.into, list):
        path: Path = (*top.path, len(top.into))
        top.into.append(value)
        tree.places[path] = location
        return path, top.name
    if top.key_mark is None:
        tree.diagnostics.append(Diagnostic(location, "a key must be a word", "write 'key: value'"))
        top.key, top.key_mark = "?", location
        return (*top.path, "?"), "key"
    key, key_mark = top.key or "", top.key_mark
    top.key = top.key_mark = None
    path = (*top.path, key)
    if not key.isprintable() or not key:
        tree.diagnostics.append(Diagnostic(key_mark, "a key must be a word", "write 'key: value'"))
    elif key in top.into:
        words = f"the key '{key}' stands twice here"
        tree.diagnostics.append(Diagnostic(key_mark, words, "keep one of them"))
    else:
        top.into[key] = value
        tree.places[path] = location
        tree.places[(*path, KEY)] = key_mark
    return path, key


def _check_tag(tree: Tree, event: Any, location: Location) -> None:
    if event.tag and event.tag not in _SCALAR_TAGS and event.tag != "!":
        words = f"the tag {event.tag} is not allowed here"
        tree.diagnostics.append(Diagnostic(location, words, "remove it, or put the text in quotes"))


def _account(tree: Tree, first: int, last: int, name: str) -> None:
    for index in range(first, min(last + 1, len(tree.account))):
        if tree.account[index] == UNPLACED or index > first:
            tree.account[index] = name or "entry"


def _finish_account(source: Source, tree: Tree) -> None:
    for index, line in enumerate(source.lines):
        if not line.strip():
            tree.account[index] = ""
        elif tree.account[index] == UNPLACED:
            if line.lstrip(" \t\ufeff").startswith(("#", "%")):
                tree.account[index] = "comment"
            elif _BARE.fullmatch(line):
                tree.account[index] = "marker"
            elif tree.diagnostics:
                tree.account[index] = "problem"


# What a line without any value holds: an entry's dash, brackets, a value's anchor or tag.
_BARE = re.compile(r"[-?\[\]{},:\s\ufeff]*([&!]\S*(\s+|\Z))*|---|\.\.\.")


def _unreadable(source: Source, error: yaml.YAMLError) -> Diagnostic:
    position = getattr(error, "position", None)
    if isinstance(position, int):
        before = source.text[:position]
        location = source.location(before.count("\n") + 1, position - before.rfind("\n"))
        return Diagnostic(
            location, "a character that YAML can't hold", "remove the control character"
        )
    return Diagnostic(source.location(1), f"this is not YAML: {error}", "put the text in quotes")


_HINTS = (
    ("mapping values", 'put text that holds ": " in quotes, or below a |'),
    ("tab", "indent with spaces, not tabs"),
    ("cannot start any token", "put text that begins with this character in quotes"),
    ("quoted scalar", "close the quotation mark"),
    ("block mapping", "begin the keys of one mapping in the same column"),
    ("block collection", "begin the entries of one list in the same column"),
)


def _hint(error: yaml.MarkedYAMLError) -> str:
    words = re.sub(r"\s+", " ", f"{error.problem or ''} {error.context or ''}")
    return next((hint for sign, hint in _HINTS if sign in words), "put the text in quotes")
