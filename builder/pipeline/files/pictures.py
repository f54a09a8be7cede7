"""The pictures that a course's texts show: found beside the content, checked, fitted."""

from __future__ import annotations

import hashlib
import io
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from builder.content.model import Course, Picture
from builder.content.source import NOWHERE, Diagnostic, Location, Source
from builder.content.texts import place, texts
from builder.pipeline.files import vectors
from builder.pipeline.target import Target
from builder.storage.cache import Cache
from builder.storage.strange import StrangeFileError, read_ordinary

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
VECTOR = "svg"
LARGEST = 20 * 2**20  # bytes of a file
MOST = 40_000_000  # pixels; a telephone's photograph has 12 million
FITTED = 2000  # pixels of the longer side: 300 to an inch across a page


class _NoPictureError(Exception):
    """What is wrong with a picture's file, and what to do."""

    def __init__(self, words: str, hint: str, severity: Literal["error", "note"] = "note") -> None:
        super().__init__(words)
        self.hint = hint
        self.severity = severity


def with_pictures(
    course: Course, target: Target, sources: tuple[Source, ...]
) -> tuple[Course, list[Diagnostic]]:
    """The course with every picture that its texts name, and what is wrong with others.

    A picture is looked for beside the file that shows it, then from the course's folder;
    nothing outside that folder is read. One that isn't there, or is an address of the web, is
    told in words where it stands, and in a note.
    """
    root = target.root
    found: dict[str, Picture] = {}
    diagnostics: list[Diagnostic] = []
    for shown in _shown(course):
        location = place(shown.named, shown.location, sources)
        try:
            if leads_out(shown.src):
                hint = "save it beside the notes, and give its path, to print it"
                raise _NoPictureError(f"a picture from the web isn't fetched: {shown.src}", hint)
            picture = _read(shown.src, _folders(target, shown.location), root)
        except _NoPictureError as error:
            diagnostics.append(Diagnostic(location, str(error), error.hint, error.severity))
            continue
        if not shown.described:
            words = "this picture has no description"
            hint = "say in the brackets what it shows: ![what it shows](file)"
            diagnostics.append(Diagnostic(location, words, hint, "note"))
        if found.setdefault(shown.src, picture).name != picture.name:
            words = f"two different pictures are called {shown.src}"
            diagnostics.append(Diagnostic(location, words, "give one of the files another name"))
    pictures = tuple(found[src] for src in sorted(found))
    return replace(course, pictures=pictures), diagnostics


def fitted(course: Course, kept: Cache | None = None) -> tuple[Course, list[Diagnostic]]:
    """The course with its pictures decoded once and none larger than it prints.

    `kept` remembers what was decoded before. A damaged picture is left out, with a note.
    """
    pictures, diagnostics = [], []
    for picture in course.pictures:
        try:
            pictures.append(_fitted(picture, kept))
        except _NoPictureError as error:
            place = Location(picture.file)
            diagnostics.append(Diagnostic(place, str(error), error.hint, "note"))
    return replace(course, pictures=tuple(pictures)), diagnostics


@dataclass(frozen=True, slots=True)
class _Shown:
    src: str
    described: bool
    location: Location

    @property
    def named(self) -> str:
        """What to look for in the source: the name's last part as it is likely written."""
        return self.src.rsplit("/", maxsplit=1)[-1]


def _shown(course: Course) -> Iterator[_Shown]:
    """Each picture of a file that a text shows, in reading order."""
    marked = [(location, text) for location, text in texts(course, NOWHERE) if "![" in text]
    if not marked:
        return
    # Takes a tenth of a second, and few courses need it.
    from builder.typeset.text import markup

    for location, text in marked:
        for src, description in markup.images(text):
            yield _Shown(src, bool(description.strip()), location)


def leads_out(src: str) -> bool:
    """Whether a picture is an address of the web."""
    return src.lower().startswith(("http://", "https://", "//"))


def _folders(target: Target, location: Location) -> tuple[Path, ...]:
    beside = Path(location.file).parent if location.file else target.root
    if target.unpacked and beside.is_relative_to(target.path):
        beside = target.unpacked / beside.relative_to(target.path)
    return (beside, target.root)


def _read(src: str, folders: tuple[Path, ...], root: Path) -> Picture:
    path = _find(src, folders, root)
    data = _bytes(path)
    if vectors.is_vector(data):
        return _vector(src, path, data)
    kind, width, height = _measured(data)
    if width * height > MOST:
        words = f"this picture is too large ({width} × {height} pixels)"
        raise _NoPictureError(words, f"scale it down to {FITTED} pixels across")
    name = f"{hashlib.sha256(data).hexdigest()[:20]}.{kind}"
    return Picture(src, name, width, height, data, str(path))


def _vector(src: str, path: Path, data: bytes) -> Picture:
    """A drawing without all that is no shape: it comes from other people."""
    try:
        clean, width, height = vectors.cleaned(data)
    except vectors.VectorError as error:
        raise _NoPictureError(f"{error}: {src[:80]}", "save it as PNG") from None
    name = f"{hashlib.sha256(clean).hexdigest()[:20]}.{VECTOR}"
    return Picture(src, name, width, height, clean, str(path))


def _find(src: str, folders: tuple[Path, ...], root: Path) -> Path:
    hint = "put the picture into the course's folder, and give its path from the file"
    if src.startswith(("/", "\\", "~")) or ":" in src or "\0" in src:
        raise _NoPictureError(f"a picture must be a file of the course: {src[:80]}", hint)
    for folder in folders:
        path = _as_stored(folder, src)
        if path is None:
            continue
        # Links are followed first, so that none leads out of the course.
        try:
            is_inside = path.resolve().is_relative_to(root.resolve())
        except (OSError, RuntimeError):  # as some versions of Python tell it
            words = f"this picture is a link that leads to itself: {src[:80]}"
            raise _NoPictureError(words, hint) from None
        if not is_inside:
            words = f"this picture lies outside the course: {src[:80]}"
            raise _NoPictureError(words, hint, "error")
        return path
    raise _NoPictureError(f"there is no picture {src[:80]}", _near(src, folders) or hint)


def _as_stored(folder: Path, src: str) -> Path | None:
    """The file as the disk spells it: macOS stores names decomposed."""
    for form in ("NFC", "NFD"):
        path = folder / unicodedata.normalize(form, src)
        if os.path.lexists(path):
            return path
    return None


def _near(src: str, folders: tuple[Path, ...]) -> str:
    for folder in folders:
        parent = (folder / src).parent
        if parent.is_dir() and parent.resolve().is_relative_to(folder.resolve()):
            names = sorted(unicodedata.normalize("NFC", each.name) for each in parent.iterdir())
            close = get_close_matches(Path(src).name, names, 1)
            if close:
                return f"did you mean {Path(src).with_name(close[0]).as_posix()}?"
    return ""


def _bytes(path: Path) -> bytes:
    """The file's bytes; a device or a pipe is never read."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            words = f"the picture's file is too large ({size / 2**20:.0f} MB)"
            raise _NoPictureError(words, f"scale it down; a picture may have {LARGEST // 2**20} MB")
        return read_ordinary(path, LARGEST)
    except StrangeFileError:
        words = "this picture is no ordinary file"
        raise _NoPictureError(words, "give a picture's file") from None
    except OSError as error:
        words = f"the picture can't be read: {error.strerror}"
        raise _NoPictureError(words, "check the file and its permissions") from None


def _measured(data: bytes) -> tuple[str, int, int]:
    """The kind's suffix, width and height, from the head of the file alone."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as picture:
            return FORMATS[str(picture.format)], *picture.size
    except Image.DecompressionBombError:
        hint = f"scale it down to {FITTED} pixels across"
        raise _NoPictureError("this picture is too large: far too many pixels", hint) from None
    except (UnidentifiedImageError, OSError, ValueError):
        hint = "save it as PNG or JPEG"
        raise _NoPictureError("this is no PNG, JPEG, GIF, WebP or SVG picture", hint) from None


def _fitted(picture: Picture, kept: Cache | None) -> Picture:
    if picture.name.endswith(f".{VECTOR}"):
        return picture
    key = f"{hashlib.sha256(picture.data).hexdigest()}{FITTED}shown"
    data = kept.get(key) if kept else None
    if data is None:
        data = _scaled(picture)
        if kept:
            kept.put(key, data)
    if data == picture.data:
        return picture
    _, width, height = _measured(data)
    return replace(picture, width=width, height=height, data=data)


_ORIENTATION = 0x0112  # EXIF's number of how the camera was held
_SHOWN = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK")  # what every reader of a PDF and Anki show


def _shown_everywhere(picture: Image) -> Image:
    """The picture in a mode that can be shown; of sixteen bits a point the upper eight."""
    if picture.mode in _SHOWN:
        return picture
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("RGB")


def _scaled(picture: Picture) -> bytes:
    from PIL import Image, ImageFile, ImageOps

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(io.BytesIO(picture.data), formats=tuple(FORMATS)) as opened:
            opened.load()
            turned = opened.getexif().get(_ORIENTATION, 1) != 1
            if max(opened.size) <= FITTED and opened.mode in _SHOWN and not turned:
                return picture.data
            kind = str(opened.format)
            # Turned here, so that its width is that of what is seen, on paper and in Anki.
            small = _shown_everywhere(ImageOps.exif_transpose(opened))
            small.thumbnail((FITTED, FITTED))
            made = io.BytesIO()
            small.save(made, kind, quality=88)
            return made.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _NoPictureError("this picture is damaged", "save it again") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient  # WeasyPrint sets it to take half a picture
