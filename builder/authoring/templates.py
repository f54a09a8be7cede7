"""The shipped templates as a reader finds them: what there is, and copies to change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from builder.content.source import ContentError, Diagnostic, Location
from builder.languages import folders, labels
from builder.pipeline.errors import strange_files_told
from builder.pipeline.target import shipped_templates
from builder.storage.below import Below

LISTING = "README.md"


@dataclass(frozen=True, slots=True)
class Job:
    """Template files of one purpose: their names, a folder's with a `/` at its end."""

    names: str
    does: str


def jobs() -> tuple[Job, ...]:
    """What each template is for, as the table beside them says."""
    text = (shipped_templates() / LISTING).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", text, re.MULTILINE)
    return tuple(Job(names.replace("`", ""), does.replace("`", "")) for names, does in rows)


def files(name: str = "") -> tuple[str, ...]:
    """The shipped templates' names, all of them or those that `name`, a file or folder, holds.

    Raises ContentError for what there is not.
    """
    inside = name.removesuffix("/")
    held = tuple(
        each
        for each in sorted(_shipped())
        if each != LISTING and (not name or each == inside or each.startswith(f"{inside}/"))
    )
    if not held:
        hint = "`study templates` lists what there is"
        raise ContentError([Diagnostic(Location(name), "there is no such template", hint)])
    return held


def copy(name: str, folder: Path) -> list[Path]:
    """Copy a template, or a folder of them, to the same place in `folder`.

    Raises ContentError for what there is not, and if one is there already; then none is copied.
    """
    shipped = _shipped()
    copied = {each: shipped[each] for each in files(name)}
    with strange_files_told():
        taken = [folder / each for each in copied if Below(folder).state(each) is not None]
    if taken:
        hint = "change that one, or move it away; nothing that is there is overwritten"
        raise ContentError(
            Diagnostic(Location(str(path)), "this is there already", hint) for path in taken
        )
    with strange_files_told():
        for each, data in copied.items():
            Below(folder).write(each, data)
    return [folder / each for each in copied]


def _shipped() -> dict[str, bytes]:
    """Every file that one's own may replace, by name; labels are put together from languages."""
    root = shipped_templates()
    found = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }
    of: tuple[tuple[str, labels.Of], ...] = (
        *(("base", "pages"), ("deck", "deck"), ("preview", "preview")),
    )
    for folder, kind in of:
        found[f"{folder}/labels.yaml"] = labels.by_language(kind).encode()
    for code in folders.codes():
        text = folders.text(code, "description.html")
        found[f"deck/description.{code}.html"] = text.encode()
    return found
