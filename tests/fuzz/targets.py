"""What is fuzzed: for each reader and the markup, the documents and what must hold of any text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from random import Random

from builder.content import rules
from builder.content.model import Course
from builder.content.source import ContentError, Diagnostic, Location, Source, decode
from builder.ledger import matching as ledger
from builder.ledger import stamping
from builder.outputs.deck import notes as _deck_notes
from builder.outputs.deck import text as _deck_text
from builder.pipeline import checked
from builder.readers import by_name
from builder.readers.reading import UNPLACED, Reading, join
from builder.typeset import pdf
from builder.typeset.errors import PageError
from builder.typeset.flowchart import drawing
from builder.typeset.text import markup
from builder.typeset.text.setting import Image, TextStyle
from builder.typeset.text.wholewords import JOINER
from tests.fuzz import safe
from tests.fuzz.mutations import planted
from tests.hostile.cases import CASES
from tests.support.courses import COURSE, STORY, TOPIC
from tests.support.readings import DOCUMENTS, INPUTS

Check = Callable[[str, Random], None]


@dataclass(frozen=True)
class Target:
    """Something that takes any text: the documents it is fuzzed with, and its check.

    The check raises where something doesn't hold: AssertionError, or what came out instead
    of a problem.
    """

    name: str
    seeds: Callable[[], tuple[str, ...]]
    check: Check


def _of_reader(name: str) -> Check:
    def check_reading(text: str, chance: Random) -> None:
        text, words = planted(text, chance)
        with suppress(ContentError):
            source = decode(name, text.encode("utf-8", "surrogatepass"))
            reading = by_name.read(source)
            _placed(reading.diagnostics, source)
            assert len(reading.account) == len(source.lines), "the account misses lines"
            assert UNPLACED not in reading.account, "a line has no place"
            assert not (lost := _lost(words, source, reading)), f"dropped: {lost}"

    return check_reading


def _placed(diagnostics: tuple[Diagnostic, ...], source: Source) -> None:
    lines = source.lines
    for diagnostic in diagnostics:
        location = diagnostic.location
        assert 1 <= location.line <= len(lines), (
            f"{location} is not in the file: {diagnostic.message}"
        )
        room = len(lines[location.line - 1]) + 1
        assert 1 <= location.column <= room, f"{location} is not in its line: {diagnostic.message}"
        assert diagnostic.message, "a problem says nothing"


def _lost(words: tuple[str, ...], source: Source, reading: Reading) -> list[str]:
    """The planted words that are neither in the model nor where a problem is, nor a comment."""
    kept = [repr(reading.fragment), *(each.message for each in reading.diagnostics)]
    kept += [source.lines[each.location.line - 1] for each in reading.diagnostics]
    is_yaml = source.name.endswith(".yaml")
    if is_yaml:
        if any(each.severity == "error" for each in reading.diagnostics):
            return []  # a broken file is read no further
        kept += [line.partition("#")[2] for line in source.lines]
    # A column's name in the guide of the levels says nothing of them.
    below = zip(reading.account, source.lines, source.lines[1:], strict=False)
    kept += [line for account, line, next_ in below if account == "guide" and _separates(next_)]
    held = " ".join(kept)
    return [word for word in words if word in source.text and word not in held]


def _separates(line: str) -> bool:
    return bool(re.fullmatch(r"[|:\- ]*-[|:\- ]*", line))


def _check_bytes(text: str, _: Random) -> None:
    data = text.encode("latin-1", "replace")
    diagnostics: tuple[Diagnostic, ...] = ()
    read = ""
    try:
        read = decode("a.md", data).text
        read.encode("utf-8")
    except ContentError as error:
        diagnostics = error.diagnostics
        assert diagnostics, "an error without a problem"
    lines = len(re.split(rb"\r\n?|\n", data))
    assert all(
        1 <= each.location.line <= lines and each.location.column >= 1 for each in diagnostics
    )
    assert not set("\0\r\x1b\x7f") & set(read), "a control character came in"


def _check_ledger(text: str, _: Random) -> None:
    with suppress(ContentError):
        source = decode("ledger.jsonl", text.encode("utf-8", "surrogatepass"))
        found, diagnostics = ledger.read(source)
        _placed(diagnostics, source)
        assert ledger.read(Source("", ledger.write(found)))[0] == found, "written, it reads else"
        blank = sum(not line.strip() for line in source.lines)
        least = len(source.lines) - blank - len(diagnostics)
        assert len({each.code for each in found.entries}) <= max(least, 0) + len(diagnostics)


def _check_flow(text: str, _: Random) -> None:
    for options in ({}, {"width": 60.0}):
        made, mistake = "", None
        try:
            made = drawing.svg(text, **options)
        except drawing.FlowError as error:
            mistake = error
        if mistake:
            assert 1 <= mistake.line <= text.count("\n") + 1, f"line {mistake.line} is not there"
            assert mistake.message
            continue
        assert not (found := safe.faults(made)), found
        said = "".join(_said(made).split())
        gone = [name for name in drawing.read(text).names if "".join(name.split()) not in said]
        assert not gone, f"not drawn: {gone}"


PICTURE = Image("data:image/png;base64,AAAA", 9, 9)
_SETTINGS = (
    TextStyle(),
    TextStyle(pictures={"a.png": PICTURE, "../x": PICTURE}),
    TextStyle(on_paper=True, keep_words=True, pictures={"a.png": PICTURE}),
)


def _check_markup(text: str, chance: Random) -> None:
    text, words = planted(_clean(text), chance)
    if list(checked.excesses(Course(name="x", title="x", text=text), ())):
        words = ()  # reported: no page is made of it
    for setting in _SETTINGS:
        for made in (markup.html(text, setting), markup.inline(text, setting)):
            assert not (found := safe.faults(made)), found
            said = _said(made).replace(JOINER, "")
            assert not (lost := [word for word in words if word not in said]), f"dropped: {lost}"
    for made in (_deck_text.block(text), _deck_text.front(text), _deck_text.line(text)):
        assert not (found := safe.faults(made)), found
        bare = re.sub("<[^>]*>", "\0", made)  # what an element parts is not run
        assert not re.search(r"[\[\]{}\x1f]|\\[(\[]", bare), "Anki would run this"
    _deck_text.words(text)
    assert not markup.words(text, _SETTINGS[2]).count("<")


def _clean(text: str) -> str:
    """The text as it comes from a source, or nothing where that refuses it."""
    bare = "".join(each for each in text if each in "\n\t" or not _is_control(each))
    with suppress(ContentError):
        return decode("", bare.encode("utf-8", "replace")).text
    return ""


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f" or character in "\ufffe\uffff"


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _said(made: str) -> str:
    """Everything a reader can see or follow: the texts and the attributes' values."""
    found = _Texts()
    found.feed(made)
    found.close()
    return "\n".join(found.found)


def _check_course(text: str, _: Random) -> None:
    """A whole course of one document: read, checked, given codes, and written as notes."""
    try:
        source = decode("notes.md", text.encode("utf-8", "surrogatepass"))
        reading = by_name.read(source)
    except ContentError:
        return
    course = join("notes", [reading.fragment])
    diagnostics = rules.diagnostics(course, Location("notes.md"))
    _placed(tuple(diagnostics), source)
    found = list(checked.excesses(course, (source,)))
    _placed(tuple(found), source)
    if found or any(each.severity == "error" for each in (*diagnostics, *reading.diagnostics)):
        return
    _placed(tuple(checked.broken_flows(course, (source,))), source)
    matching = ledger.match(course, ledger.Ledger())
    notes = _deck_notes.notes(matching.course)
    after = stamping.stamp(matching, {note.code: "00" for note in notes}, 1)
    again = ledger.match(course, ledger.read(Source("", ledger.write(after)))[0])
    assert again.changes == (), f"an unchanged course changes: {again.changes[:2]}"
    for note in notes:
        for name, made in note.fields.items():
            assert not (wrong := safe.faults(made)), (name, wrong)


def _check_page(text: str, _: Random) -> None:
    """What passes the checks before a page is made can be set as one, or says what is wrong."""
    text = _clean(text)[:3000]
    course = Course(name="x", title="x", text=text)
    if list(checked.excesses(course, ())) or list(checked.broken_flows(course, ())):
        return
    made = markup.html(text, _SETTINGS[2])
    with suppress(PageError):
        pdf.render(f"<html lang=ko><title>x</title><body>{made}")


@lru_cache(maxsize=1)
def _studies() -> tuple[str, ...]:
    shared = [path for path in sorted(INPUTS.glob("*.md")) if path.is_file()]
    paths = [*sorted((DOCUMENTS / "study").glob("*.md")), *shared]
    assert len(paths) > 20, "the documents are not where they were"
    return tuple(path.read_text(encoding="utf-8") for path in paths) + tuple(_hostile(".md"))


@lru_cache(maxsize=1)
def _letters() -> tuple[str, ...]:
    shared = [path for path in sorted(INPUTS.glob("*.txt")) if path.is_file()]
    paths = [*sorted((DOCUMENTS / "letters").glob("*.txt")), *shared]
    assert len(paths) > 5, "the documents are not where they were"
    return tuple(path.read_text(encoding="utf-8") for path in paths)


def _hostile(suffix: str) -> Iterator[str]:
    """The hostile courses' files of a kind, as far as they are short texts."""
    for course, _ in CASES.values():
        files = {"notes.md": course} if isinstance(course, str) else course
        for name, text in {} if callable(files) else files.items():
            if isinstance(text, str) and name.endswith(suffix) and len(text) < 20_000:
                yield text


def _topics() -> tuple[str, ...]:
    return (TOPIC, *dict.fromkeys(each for each in _hostile("01.yaml")))


def _courses() -> tuple[str, ...]:
    whole = COURSE + "topics:\n" + "\n".join(f"    {line}" for line in TOPIC.splitlines())
    return (
        *(COURSE, whole.replace("    title: 컨테이너", "  - title: 컨테이너")),
        *dict.fromkeys(_hostile("course.yaml")),
    )


def _encoded() -> tuple[str, ...]:
    names = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp949")
    return tuple(TOPIC.encode(name).decode("latin-1") for name in names)


def _ledgers() -> tuple[str, ...]:
    course = join("x", [by_name.read(Source("topics/x.yaml", TOPIC)).fragment])
    matching = ledger.match(course, ledger.Ledger())
    seen = {"note-type": "ab", **{"x": "cd"}}
    made = stamping.stamp(matching, seen, 9)
    return (ledger.write(made), '{"code": "AAAA"}\n<<<<<<< ours\n[[[\n')


FLOWS = (
    "A -> B -[라벨]-> C\nC -> A\nA -> A",
    "방향: 아래\n요청 -> 인그레스 -[/api]-> API -> 파드\n파드 -[다시]-> 인그레스",
    "<b>A & B</b> -[\"x\" < 'y']-> {{ 값 }} -> %{x}$|]]>\n" + "가" * 80 + " -> B",
)


def _texts_of_markup() -> tuple[str, ...]:
    drawn = "".join(f"```flow\n{each}\n```\n" for each in FLOWS)
    link = '![그림](a.png "제목") [문서](https://a.b/c "설명") <https://a.b> [x](guide.md)\n'
    table = "|이름|뜻|\n|:-|-:|\n|`a-b`|~~b~~|\n\n3. 셋\n\n```bash\nls -l # 목록\n```\n"
    return (*_studies(), drawn, link * 2, table, link + "\n" + table + drawn)


TARGETS: dict[str, Target] = {
    each.name: each
    for each in (
        Target("bytes", _encoded, _check_bytes),
        Target("topic", _topics, _of_reader("topics/x.yaml")),
        Target("course", _courses, _of_reader("course.yaml")),
        Target("story", lambda: (STORY,), _of_reader("stories/x.yaml")),
        Target("study", _studies, _of_reader("notes.md")),
        Target("letter", _letters, _of_reader("letter.txt")),
        Target("ledger", _ledgers, _check_ledger),
        Target("flow", lambda: FLOWS, _check_flow),
        Target("markup", _texts_of_markup, _check_markup),
        Target("whole", _studies, _check_course),
        Target("page", _texts_of_markup, _check_page),
    )
}
