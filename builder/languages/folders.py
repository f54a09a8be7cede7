"""The languages that there are: a folder each, named by the language's tag."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

ENGLISH = "en"  # stands in for a language that has no folder

FOLDER = Path(__file__).parent


@cache
def codes() -> tuple[str, ...]:
    """The tags of all languages, in the order in which their words are looked up: English first."""
    there = (path.parent.name for path in FOLDER.glob("*/language.yaml"))
    return tuple(sorted(there, key=lambda code: (code != ENGLISH, code)))


def known(tag: str) -> str:
    """The language that a BCP 47 tag means, "" where none: `de` for `de-AT`, `zh-Hans` for `zh`."""
    asked = tag.lower()
    while asked:
        if asked in _by_tag():
            return _by_tag()[asked]
        asked = asked.rpartition("-")[0]
    return ""


@cache
def values(code: str, name: str) -> Mapping[str, Any]:
    """What a language's YAML file says; lists are tuples, and nothing of it can be changed."""
    held = yaml.load(text(code, name), _LOADER)
    if not isinstance(held, dict):
        raise TypeError(f"languages/{code}/{name}: keys with their values are expected")
    frozen: Mapping[str, Any] = _frozen(held)
    return frozen


def text(code: str, name: str) -> str:
    """A file of a language as it is."""
    return (FOLDER / code / name).read_text(encoding="utf-8")


# The C loader reads a language in a tenth of the time; not every build of PyYAML has it.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@cache
def _by_tag() -> dict[str, str]:
    """Languages by every tag that means them, in lower case: their own, further ones, the first
    subtag of their own where no other language claims it.
    """
    own = {code.lower(): code for code in codes()}
    further = {tag.lower(): code for code in codes() for tag in _also(code)}
    primary = {code.lower().partition("-")[0]: code for code in reversed(codes())}
    return primary | further | own


def _also(code: str) -> tuple[str, ...]:
    also: tuple[str, ...] = values(code, "language.yaml").get("also", ())
    return also


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(each) for key, each in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    return value
