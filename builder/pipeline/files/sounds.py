"""The sounds that a course's texts play: found beside the content, and checked."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from builder.content.model import Course, Sound
from builder.content.source import NOWHERE, Diagnostic, Location, Source
from builder.content.texts import place, texts
from builder.pipeline.target import Target
from builder.storage.strange import StrangeFileError, read_ordinary

LARGEST = 10 * 2**20  # bytes of a file; ten minutes of speech
_HEADS = {
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "ogg": (b"OggS",),
    "wav": (b"RIFF",),
    "flac": (b"fLaC",),
}
_ALSO_OGG = frozenset(("opus", "oga"))


class _NoSoundError(Exception):
    """What is wrong with a sound's file, and what to do."""

    def __init__(self, words: str, hint: str, severity: Literal["error", "note"] = "note") -> None:
        super().__init__(words)
        self.hint = hint
        self.severity = severity


def with_sounds(
    course: Course, target: Target, sources: tuple[Source, ...]
) -> tuple[Course, list[Diagnostic]]:
    """The course with every sound that its texts play, and what is wrong with others.

    A sound is looked for beside the file that plays it, then in the course's folder; nothing
    outside that folder is read. What can't be played stays the text that it is.
    """
    played = [each for each in texts(course, NOWHERE) if "[sound:" in each[1]]
    if not played:
        return course, []
    # Takes a tenth of a second, and few courses need it.
    from builder.typeset.text import markup

    root = target.path if target.path.is_dir() else target.path.parent
    found: dict[str, Sound] = {}
    diagnostics: list[Diagnostic] = []
    for location, text in played:
        for src in markup.sounds(text):
            try:
                sound = _read(src, _folders(root, location), root)
            except _NoSoundError as error:
                where = place(src, location, sources)
                diagnostics.append(Diagnostic(where, str(error), error.hint, error.severity))
                continue
            if found.setdefault(src, sound).name != sound.name:
                words = f"two different sounds are called {src}"
                where = place(src, location, sources)
                diagnostics.append(Diagnostic(where, words, "give one of them another name"))
    return replace(course, sounds=tuple(found[src] for src in sorted(found))), diagnostics


def _folders(root: Path, location: Location) -> tuple[Path, Path]:
    return (Path(location.file).parent if location.file else root, root)


def _read(src: str, folders: Iterable[Path], root: Path) -> Sound:
    path = _found(src, folders, root)
    data = _bytes(path)
    suffix = path.suffix.lower().lstrip(".")
    if not _is_kind(data, suffix):
        words = f"this is no sound of the kind that its name says: {src[:80]}"
        raise _NoSoundError(words, "save it as MP3, Ogg, WAV, M4A or FLAC")
    name = f"{hashlib.sha256(data).hexdigest()[:20]}.{suffix}"
    return Sound(src, name, data, str(path))


def _found(src: str, folders: Iterable[Path], root: Path) -> Path:
    hint = "put the file into the course's folder, and give its path from the text's file"
    if src.startswith(("/", "\\", "~")) or ":" in src or "\0" in src:
        raise _NoSoundError(f"a sound must be a file of the course: {src[:80]}", hint, "error")
    # macOS stores names decomposed.
    spelled = [unicodedata.normalize(form, src) for form in ("NFC", "NFD")]
    for path in (folder / name for folder in folders for name in spelled):
        if not os.path.lexists(path):
            continue
        # Links are followed first, so that none leads out of the course.
        try:
            is_inside = path.resolve().is_relative_to(root.resolve())
        except (OSError, RuntimeError):  # as some versions of Python tell it
            words = f"this sound is a link that leads to itself: {src[:80]}"
            raise _NoSoundError(words, hint) from None
        if not is_inside:
            raise _NoSoundError(f"this sound lies outside the course: {src[:80]}", hint, "error")
        return path
    raise _NoSoundError(f"there is no sound {src[:80]}", hint)


def _bytes(path: Path) -> bytes:
    """The file's bytes; a device or a pipe is never read."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            words = f"the sound's file is too large ({size / 2**20:.0f} MB)"
            raise _NoSoundError(words, f"cut it; a sound may have {LARGEST // 2**20} MB")
        return read_ordinary(path, LARGEST)
    except StrangeFileError:
        raise _NoSoundError("this sound is no ordinary file", "give a sound's file") from None
    except OSError as error:
        words = f"the sound can't be read: {error.strerror}"
        raise _NoSoundError(words, "check the file and its permissions") from None


def _is_kind(data: bytes, suffix: str) -> bool:
    """Whether a file begins as files of its kind do."""
    if suffix == "m4a":
        return data[4:8] == b"ftyp"
    return data.startswith(_HEADS["ogg" if suffix in _ALSO_OGG else suffix])
