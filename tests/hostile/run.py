"""Makes a hostile course's deck and handout in this process, and tells what was done outside it.

python -m tests.hostile.run FOLDER NAME…  prints a line of JSON a case
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SEEN: list[str] = []
INSIDE: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note each file opened outside the course, each connection and each process."""
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        writes = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        own = path.startswith(tuple(INSIDE)) or path == "/dev/null"
        if not own and (writes or not path.startswith(SYSTEM)):
            SEEN.append(f"open {path}")
    elif event in ("socket.connect", "socket.getaddrinfo", "os.system"):
        SEEN.append(f"{event} {arguments[:2]}")


ROOT = Path(__file__).parents[2]
SYSTEM = (
    *(str(ROOT), sys.prefix, sys.base_prefix, os.path.realpath(sys.executable)),
    *(
        "/usr/share",
        "/usr/lib",
        "/usr/local",
        "/lib",
        "/etc/fonts",
        "/etc/mime.types",
        "/proc/self",
    ),
    *(
        "/etc/apache",
        "/etc/httpd",
        "/dev/null",
        "/dev/urandom",
        "/var/cache/fontconfig",
        "/etc/ld.so",
    ),
)


def main() -> None:
    """Run the cases that are named."""
    from tests.hostile.cases import CASES, put

    folder = Path(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    INSIDE.append(str(folder))
    if sys.argv[2:] == ["the guard itself"]:
        return guard(folder)

    for name in sys.argv[2:]:
        course, _ = CASES[name]
        place = folder / "".join(c if c.isalnum() else "-" for c in name)
        place.mkdir()
        for canary in ("canary.png", "canary.md"):
            (place / canary).write_bytes(b"canary")
        path = place / "notes.md" if isinstance(course, str) else place / "course"
        if isinstance(course, str):
            path.write_text(course, encoding="utf-8")
        elif callable(course):
            path.mkdir()
            course(path)
        else:
            put(path, course)
        say({"name": name, **attempt(path)})


def say(what: dict[str, object]) -> None:
    """One line of JSON, at once: a case that ends the process must not take it along."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


LIMIT = 3 * 2**29  # bytes of addresses: the libraries alone map a third of it


def guard(folder: Path) -> None:
    """Do what a course must not, for the guard to see."""
    sys.addaudithook(watch)
    Path("/etc/hostname").read_bytes()
    (folder.parent / "written").write_text("x", encoding="utf-8")
    say({"name": "guard", "outside": SEEN})


HOOKED: list[bool] = []


def attempt(path: Path) -> dict[str, object]:
    """Load a course and make its deck and its first handout; say what came of it."""
    from builder.content.source import ContentError
    from builder.typeset.errors import PageError

    if not HOOKED:
        sys.addaudithook(watch)
        HOOKED.append(True)
    SEEN.clear()
    INSIDE[:] = [str(path.parent), tempfile.gettempdir()]
    began = time.process_time()
    told: dict[str, object] = {}
    try:
        told["text"], told["notes"] = made(path)
    except ContentError as error:
        told["problems"] = [f"{p.location}: {p.message}" for p in error.diagnostics[:20]]
    except PageError as error:
        told["problems"] = [str(error)]
    told["seconds"] = time.process_time() - began
    told["outside"] = list(SEEN)
    return told


def made(path: Path) -> tuple[str, list[str]]:
    """The text of the first level's handout, once all of it is built, and what was told of it."""
    import pypdfium2

    from builder.documents.options import Options
    from builder.pipeline.checked import check
    from builder.pipeline.loaded import load
    from builder.pipeline.matched import match
    from builder.pipeline.planned import plan
    from builder.pipeline.target import find_targets

    text = ""
    notes: list[str] = []
    for target in find_targets([path]):
        options = Options(output=path.parent / "out", only=("deck", "handout"))
        loaded = load(target)
        checked = check(match(loaded, loaded.folder(options)), options)
        planned = plan(checked, options, now=0)
        notes += (f"{p.location}: {p.message}" for p in (*loaded.notes, *checked.notes)[:20])
        for artefact in planned.artefacts:
            if artefact.path in ("deck.apkg", "handout-1.pdf"):
                data = artefact.make()
            if artefact.path == "handout-1.pdf":
                pages = pypdfium2.PdfDocument(data)
                text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    return text.replace("\u2060", ""), notes


if __name__ == "__main__":
    main()
