"""What a build couldn't be sure of: pairs of an old and a new card, and what sets each right."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from builder.ledger.matching import Doubtful
from builder.reporting.summary import short


def lines(
    found: Sequence[Doubtful], course: Path, most: int, *, is_built: bool = True
) -> list[str]:
    """Each pair in two lines, the second the command that undoes what was taken for granted.

    Before a course `is_built` its new cards have no codes yet that a command could name.
    """
    if not found:
        return []
    said = [f"{len(found)} doubtful; look at {'it' if len(found) == 1 else 'these'} first:"]
    for each in found[:most]:
        said += _taken(each, course) if each.is_taken else _missed(each, course, is_built)
    if len(found) > most:
        said.append(f"  and {len(found) - most} more; `study changes` before a build lists all")
    return said


def _taken(each: Doubtful, course: Path) -> list[str]:
    fronts = f"{short(each.old.front)}  →  {short(each.new.front)}"
    return [
        f"  {each.old.code}  taken for one card: {fronts}",
        f"        if it is another:  {_command('part', each.old.code, course)}",
    ]


def _missed(each: Doubtful, course: Path, is_built: bool) -> list[str]:
    codes = f"{each.old.code} {each.new.code}"
    fronts = f"{short(each.old.front)}  |  {short(each.new.front)}"
    when = "" if is_built else "once it is built, "
    left = "retired before" if each.old.retired else "taken for retired"
    return [
        f"  {each.old.code}  {left}, and {each.new.code} for new: {fronts}",
        f"        {when}if they are one:  {_command('pin', codes, course)}",
    ]


def _command(verb: str, codes: str, course: Path) -> str:
    return f"study cards {verb} {codes} {shlex.quote(str(course))}"
