"""The corpus: a name, what makes the course, and what must happen.

A course is a text (one study document), a mapping of paths to texts or bytes (a folder), or a
function that writes one into a folder. What must happen is a problem whose words are given after
`!`, or else words that must stand in the level's handout.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

Course = str | Mapping[str, str | bytes] | Callable[[Path], None]

ENTRY = {
    "code": "AAAA", "kind": "term", "topic": "a", "level": 1, "front": "x", "seen": "",
    "note": 1_500_000_000_000, "changed": 1, "retired": False, "id": "", "answer": "", "born": "ab",
}  # fmt: skip

COURSE = "title: 과정\nname: x\nlevels: {1: {name: 입문}}\n"


def topic(answer: str = "답", **more: str) -> dict[str, str | bytes]:
    """A YAML course whose one answer, and other fields, are hostile."""
    lines = ["title: " + more.get("title", "주제"), "concept: " + more.get("concept", "개념")]
    ask = more.get("ask", "질문")
    lines += ["levels:", "  1:", "    questions:", f"      - ask: {ask}", "        answer: |"]
    lines += [f"          {line}" for line in answer.split("\n")]
    return {"course.yaml": more.get("course", COURSE), "topics/01.yaml": "\n".join(lines) + "\n"}


def notes(answer: str) -> str:
    """A study document whose one answer is hostile."""
    return f"# 노트\n\n## 주제\n\n### Level 1\n\n**Q. 질문은?**\n\n> {answer}\n"


def linked(target: str, name: str = "topics/02.yaml") -> Callable[[Path], None]:
    """A course with a symbolic link to something outside."""

    def write(folder: Path) -> None:
        put(folder, topic())
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(target.replace("CANARY", str(folder.parent / "canary.md")))

    return write


def pictured(data: Callable[[], bytes], suffix: str = "png") -> Callable[[Path], None]:
    """A course that shows a hostile picture."""

    def write(folder: Path) -> None:
        put(folder, topic(f"![그림](a.{suffix})"))
        (folder / f"a.{suffix}").write_bytes(data())

    return write


def put(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write a course's files."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A picture that says it has a size, with little in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def huge_file(folder: Path) -> None:
    """A picture's file of a hundred megabytes, none of it on the disk."""
    put(folder, topic("![그림](a.png)"))
    with (folder / "a.png").open("wb") as file:
        file.truncate(100 * 2**20)


def pipe(folder: Path) -> None:
    """A pipe where a topic should be, which would wait for a writer for ever."""
    put(folder, topic())
    os.mkfifo(folder / "topics/02.yaml")


def many_items(folder: Path) -> None:
    """A list of 100,000 items."""
    put(folder, topic("\n".join(f"- 항목 {n}" for n in range(100_000))))


def bomb() -> str:
    """YAML whose aliases would unfold to a billion items."""
    lines = ["title: x", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(lines)


def gif_frames() -> bytes:
    """An animation of many frames."""
    from PIL import Image

    frames = [Image.new("P", (50, 50), n % 250) for n in range(300)]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    return made.getvalue()


def deep_png() -> bytes:
    """A grey picture with sixteen bits a point."""
    from PIL import Image

    made = io.BytesIO()
    Image.new("I;16", (20, 20), 0x8000).save(made, "PNG")
    return made.getvalue()


FENCE = "`" * 3
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><use href="#a"/></g></svg>'

CASES: dict[str, tuple[Course, str]] = {
    # Files outside the course.
    "picture above": (topic("![x](../canary.png)"), "! lies outside the course"),
    "picture encoded": (topic("![x](%2e%2e/canary.png)"), "! lies outside the course"),
    "picture far above": (topic(f"![x]({'../' * 20}etc/hostname)"), "! outside the course"),
    "picture absolute": (topic("![x](/etc/hostname)"), "! must be a file of the course"),
    "picture backslash": (topic("![x](..\\canary.png)"), "! "),
    "picture home": (topic("![x](~/canary.png)"), "! must be a file of the course"),
    "picture drive": (topic("![x](C:/canary.png)"), "! must be a file of the course"),
    "picture device": (topic("![x](/dev/zero)"), "! must be a file of the course"),
    "picture link": (
        lambda folder: (put(folder, topic("![x](a.png)")),
                        (folder / "a.png").symlink_to(folder.parent / "canary.png"))[0],
        "! lies outside the course",
    ),
    "picture device link": (
        lambda folder: (put(folder, topic("![x](a.png)")),
                        (folder / "a.png").symlink_to("/dev/zero"))[0],
        "! lies outside the course",
    ),
    "topic link": (linked("CANARY"), "! leads out of the course"),
    "topic link to a device": (linked("/dev/zero"), "! leads out of the course"),
    "topic link to passwords": (linked("/etc/passwd", "topics/02.md"), "! leads out of the course"),
    "topic link to itself": (linked("02.yaml"), "! there is nothing to read"),
    "folder link": (
        lambda folder: (put(folder, topic()), (folder / "more").symlink_to("/etc"))[0], "답"),
    "topic pipe": (pipe, "! this is a pipe"),
    # Addresses.
    "picture of the web": (topic("![x](https://127.0.0.1:9/a.png)"), "127.0.0.1"),
    "picture file": (topic("![x](file:///etc/hostname)"), "file:///etc/hostname"),
    "picture data": (topic("![x](data:image/png;base64,AAAA)"), "! must be a file of the course"),
    "picture svg data": (topic(f"![x](data:image/svg+xml,{SVG[:20]})"), "data:image"),
    "link script": (topic("[x](javascript:alert(1))"), "javascript:alert(1)"),
    "link data": (topic("[x](data:text/html,x)"), "data:text/html"),
    "link of a page": (topic("[x](page:#gone)"), "page:#gone"),
    "link to a file": (topic("[x](file:///etc/passwd)"), "file:///etc/passwd"),
    "autolink": (topic("<https://127.0.0.1:9/>"), "127.0.0.1:9"),
    # Raw HTML and scripts.
    **{
        f"html {number}": (topic(html), html[:12].strip())
        for number, html in enumerate([
            "<script>alert(1)</script>", "<img src=file:///etc/passwd onerror=alert(1)>",
            "<link rel=stylesheet href=https://127.0.0.1:9/a.css>",
            "<link rel=attachment href=file:///etc/passwd>",
            "<style>@import url(file:///etc/passwd);</style>",
            "<base href=file:///etc/>", "<iframe src=file:///etc/passwd></iframe>",
            "<object data=/etc/passwd></object>", "<embed src=/etc/passwd>", SVG,
            "<svg><image href='file:///etc/passwd'/></svg>",
            "<a rel=attachment href=file:///etc/passwd>x</a>",
            "<td colspan=100000000>x</td>", "<div style='font-size:10000000px'>x</div>",
            "<!-- --><![CDATA[x]]>", "<meta http-equiv=refresh content=0>",
            "<font face=x>y</font>", "<table background=https://127.0.0.1:9/>",
        ])
    },
    "html in a title": (topic(title='"<script>x</script>"'), "<script>x</script>"),
    "html in an ask": (topic(ask='"<img src=x>"'), "<img src=x>"),
    "html in the course's title": (
        topic(course=COURSE.replace("과정", '"</style><script>x"')), "</style><script>x"),
    # Templates, Anki and LaTeX.
    "template": (topic("{{ 7*7 }} {% raw %} {# x #}"), "{{ 7*7 }}"),
    "template attack": (topic("`{{ ''.__class__.__mro__ }}`"), "__class__"),
    "anki field": (topic("{{Front}} {{c1::x}} {{#Back}}"), "{{c1::x}}"),
    "anki sound": (topic("[sound:/etc/passwd] [anki:tts]"), "[sound:/etc/passwd]"),
    "latex": (topic("[latex]\\input{/etc/passwd}[/latex] \\(x\\) [$]x[/$]"), "[latex]"),
    "unit separator": (topic("a\x1fb"), "! control character"),
    # YAML.
    "yaml bomb": ({"course.yaml": COURSE, "topics/01.yaml": bomb()}, "! "),
    "yaml tag": (topic(concept="!!python/object/apply:os.system [id]"), "! "),
    "yaml merge": ({"course.yaml": COURSE, "topics/01.yaml": "<<: {title: x}\n"}, "! "),
    "yaml anchor": (topic(concept="&a x"), "x"),
    "yaml deep": ({"course.yaml": COURSE, "topics/01.yaml": "a: " + "[" * 5000}, "! "),
    "yaml deep map": (
        {"course.yaml": COURSE, "topics/01.yaml": "".join(" " * n + "a:\n" for n in range(400))},
        "! "),
    "yaml long scalar": (topic("가" * 60_000), "! this text is long"),
    "yaml huge integer": (topic(course=COURSE.replace("1:", "9" * 5000 + ":")), "! "),
    "yaml huge level": (topic(course=COURSE.replace("{1:", "{1000000:")), "! "),
    "yaml float level": (topic(course=COURSE.replace("{1:", "{.inf:")), "! "),
    "yaml two documents": ({"course.yaml": COURSE + "---\n" + COURSE}, "! "),
    "yaml directive": ({"course.yaml": "%YAML 9.9\n---\n" + COURSE}, "! "),
    "yaml many keys": (
        {"course.yaml": COURSE, "topics/01.yaml": "".join(f"k{n}: x\n" for n in range(20_000))},
        "! "),
    # Characters.
    "null": (topic("a\0b"), "! control character"),
    "escape": (notes("a\x1b[2Jb"), "! control character"),
    "surrogate": (topic("a\ud800b"), "! "),
    "escape in a language": (
        topic(course=COURSE + 'language: "\\e]0;x"\n'), "! a control character is written here"),
    "escape in a date": (
        topic(course=COURSE + 'date: "\\e[2J"\n'), "! a control character is written here"),
    "escape in a level's name": (
        topic(course=COURSE.replace("입문", '"\\e[31m"')), "! a control character is written here"),
    "escape in a tag": (
        {**topic(), "topics/02.yaml": 'title: a\ntags: ["\\e[1A"]\n'}, "! a control character is"),
    "escape in a kind": (
        {**topic(), "stories/a.yaml": 'title: a\nkind: "\\x9b2J"\ntext: x\n'}, "! a control"),
    "escape in a key": ({**topic(), "topics/02.yaml": '"\\e[1A": a\n'}, "! a control character is"),
    "bidirectional": (topic("a\u202eb\u2066c"), "a"),
    "zero width": (topic("가\u200b나\ufeff다\u2060라"), "가"),
    "joined accents": (topic("a" + "\u0301" * 2500), ""),
    "no characters": ({"course.yaml": b"\xff\xfe\x00", "topics/01.yaml": b"\x80\x81"}, "! "),
    # Markdown.
    "fence without end": (notes(FENCE + "bash\n> echo"), "! never closed"),
    "quotes in quotes": (topic(">" * 600 + " x"), "! nested"),
    "lists in lists": (topic("\n".join("  " * n + "- x" for n in range(300))), "! "),
    "brackets": (topic("[" * 2500 + "x"), "[[["),
    "emphasis": (topic("*_" * 5000 + "x"), "! 10,000 marks of emphasis"),
    "backticks": (topic("x" + "`" * 2500 + " x"), "x"),
    "links": (topic("[a](b " * 3000), "a"),
    "table of 10,000 columns": (
        topic("|" + "a|" * 10_000 + "\n|" + "-|" * 10_000 + "\n|" + "b|" * 10_000), "! "),
    "100,000 items": (many_items, "! too long"),
    "flow": (
        topic("\n".join([f"{FENCE}flow", *(f"a{n} -> b{n}" for n in range(3000)), FENCE])), "! "),
    "flow loop": (topic(f"{FENCE}flow\na -> a -> b -> a\n{FENCE}"), "a"),
    "language of a fence": (topic(f"{FENCE}\"><script>\nx\n{FENCE}"), "x"),
    "code of a language that tries every way": (
        topic(f"{FENCE}mcschema\n{'<!--' * 700}\n{FENCE}"), "<!--"),
    "code of 3,000 line ends": (topic(f"{FENCE}autohotkey\n" + "\n" * 3_000 + f"x\n{FENCE}"), "x"),
    "code of 49,000 line ends": (
        topic(f"{FENCE}autohotkey\n" + "\n" * 49_000 + f"x\n{FENCE}"), "! too long"),
    "title of 6,000 characters": (topic(title="가 " * 3_000), "! title is too long"),
    "1,000 flows": (
        topic(f"{FENCE}flow\na -> b\n{FENCE}\n\n" * 1_000), "! 1,000 drawings"),
    "1,000 emphases in one another": (
        topic("*x **y " * 400 + "z** w* " * 400), "! nested"),
    "bare terms under a long concept": (
        {"course.yaml": COURSE, "topics/01.yaml": f"title: a\nconcept: {'가 ' * 20_000}\nlevels:\n"
         "  1:\n    terms:\n" + "".join(f"      - term: n{n}\n" for n in range(5_000))},
        "! no answer of their own"),
    "many heads": ("# x\n" * 20_000, "! "),
    "many levels": (
        "# x\n## y\n" + "".join(f"### Level {n}\n- a: b\n" for n in range(100)),
        "Level 99"),
    # Pictures.
    "picture of 40 GB": (pictured(lambda: png(120_000, 120_000)), "! far too many pixels"),
    "picture that unfolds": (
        pictured(lambda: png(6000, 6000, zlib.compress(bytes(6000 * 18_001), 9))), "!? "),
    "picture file of 100 MB": (huge_file, "! too large (100 MB)"),
    "picture svg": (pictured(SVG.encode, "svg"), "! draws other parts again"),
    "picture svg named png": (pictured(SVG.encode), "! draws other parts again"),
    "picture postscript": (pictured(lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n"), "! no PNG, JPEG"),
    "picture cut": (pictured(lambda: png(64, 64, b"x")), "! damaged"),
    "picture of 16 bits": (pictured(deep_png), ""),
    "picture that links to itself": (
        lambda folder: (put(folder, topic("![x](a.png)")),
                        (folder / "a.png").symlink_to("a.png"))[0],
        "! a link that leads to itself"),
    "picture frames": (pictured(gif_frames, "gif"), ""),
    # Names, and the ledger.
    "course name": (topic(course=COURSE.replace("name: x", "name: ../x")), "! "),
    "course name absolute": (topic(course=COURSE.replace("name: x", "name: /tmp/x")), "! "),
    "course name device": (
        topic(course=COURSE.replace("name: x", "name: CON")), "! Windows can't open"),
    "course name with an ending of a device": (
        topic(course=COURSE.replace("name: x", "name: nul.txt")), "! Windows can't open"),
    "course name that ends in a dot": (
        topic(course=COURSE.replace("name: x", "name: x.")), "! Windows can't open"),
    "topic key": ({**topic(), "topics/01.yaml": "title: a\nkey: ../../x\n"}, "! "),
    "names of one case": ({**topic(), "topics/A.yaml": "title: a\n", "topics/a.yaml": "title: b\n"},
                          "답"),
    "ledger of nonsense": ({**topic(), "ledger.jsonl": "{]\n"}, "! "),
    "ledger of deep lists": ({**topic(), "ledger.jsonl": "[" * 100_000 + "\n"}, "! "),
    "ledger of huge numbers": (
        {**topic(), "ledger.jsonl": '{"code": "AAAA", "note": ' + "9" * 5000 + "}\n"}, "! "),
    "ledger of the year 9999": (
        {**topic(), "ledger.jsonl": json.dumps({**ENTRY, "changed": 253_402_300_799}) + "\n"},
        "! “changed” can not be"),
    "ledger of two cards with one note": (
        {**topic(), "ledger.jsonl": "".join(
            json.dumps({**ENTRY, "code": code}) + "\n" for code in ("AAAA", "BBBB"))},
        "! the same note"),
    "ledger of a note where another's second card is": (
        {**topic(), "ledger.jsonl": "".join(
            json.dumps({**ENTRY, "code": code, "note": note}) + "\n"
            for code, note in (("AAAA", 1_500_000_000_000), ("BBBB", 1_100_000_000_000)))},
        "! the same note"),
    "ledger of a path": ({**topic(), "ledger.jsonl": '{"code": "../../x"}\n'}, "! "),
}  # fmt: skip
