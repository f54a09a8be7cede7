"""What the command says, as text: findings and summaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from rich.text import Text

from builder.content.model import Card, Course, Prose, Question, cards, is_open
from builder.content.source import Diagnostic, kind_of
from builder.ledger.matching import Change, Entry
from builder.pipeline.loaded import Loaded, ReadFile
from builder.pipeline.published import Published
from builder.typeset.machine.doctor import Need


def found(course: Course) -> Mapping[str, int]:
    """How many there are of each thing in a course."""
    kinds = Counter(card.kind for card in cards(course))
    blocks = [each for t in course.topics for cell in t.cells for each in cell.blocks]
    texts = [each.text for each in blocks if isinstance(each, Prose)]
    points = sum(text.count("\n- ") + 1 for text in texts if text.startswith("- "))
    return {
        "levels": len(course.levels),
        "topics": len(course.topics),
        "terms": kinds["term"],
        "questions": kinds["question"],
        "clozes": kinds["cloze"],
        "choices": sum(isinstance(each, Question) and bool(each.choices) for each in blocks),
        "open questions": sum(map(is_open, blocks)),
        "points": points,
        "scenarios": kinds["scenario"],
        "interview questions": kinds["interview"],
        "stories": len(course.stories),
        "cards": sum(kinds.values()),
    }


def findings(loaded: Loaded) -> str:
    """One line: what was found in a course, and what became of its lines."""
    counts = found(loaded.course)
    chosen = counts["choices"]
    said = ", ".join(
        _count(number, name)
        + (f" ({chosen} with choices)" if name == "questions" and chosen else "")
        for name, number in counts.items()
        if number and name != "choices"
    )
    carded, kept = _count(loaded.carded, "lines in cards"), _count(loaded.kept, "lines of text")
    unplaced = f", {_count(loaded.unplaced, 'lines unplaced')}" if loaded.unplaced else ""
    return f"{loaded.course.name}: {said or 'nothing'}; {carded}, {kept}{unplaced}"


def found_cards(course: Course) -> tuple[int, str]:
    """How many cards a course has, and that in words, with how many of each kind."""
    counts = found(course)
    kinds = ("terms", "questions", "clozes", "scenarios", "interview questions", "stories")
    said = [_count(counts[kind], kind) for kind in kinds if counts[kind]]
    cards = counts["cards"]
    if not cards:
        return 0, "no cards"
    return cards, _count(cards, "cards") + (f": {', '.join(said)}" if said else "")


def files_made() -> str:
    """What a build makes, in a few words."""
    return "handouts, worksheets, flashcards and an Anki deck"


def as_json(loaded: Loaded | None, diagnostics: Iterable[Diagnostic], name: str) -> dict[str, Any]:
    """The same as `findings` and the problems, for a program."""
    counts = found(loaded.course) if loaded else {}
    diagnostics = tuple(diagnostics)
    return {
        "course": loaded.course.name if loaded else name,
        "title": loaded.course.title if loaded else "",
        **{key.replace(" ", "_"): number for key, number in counts.items()},
        "lines": sum(len(reading.account) for reading in loaded.readings) if loaded else 0,
        "card_lines": loaded.carded if loaded else 0,
        "text_lines": loaded.kept if loaded else 0,
        "shapes": loaded.shapes if loaded else {},
        "notes": dict(sorted(Counter(map(kind_of, notes_of(diagnostics))).items())),
        "unplaced": loaded.unplaced if loaded else 0,
        "problems": [
            {
                "file": each.location.file,
                "line": each.location.line,
                "column": each.location.column,
                "severity": each.severity,
                "message": each.message,
                "hint": each.hint,
            }
            for each in diagnostics
        ],
    }


def notes_of(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those that don't stop a build."""
    return [each for each in diagnostics if each.severity == "note"]


def account(read: Iterable[ReadFile]) -> list[str]:
    """What became of each line of each source, a line a line."""
    return [
        f"{each.source.name}:{number}  {fate or 'blank':<12}  {line.strip()[:80]}".rstrip()
        for each in read
        for number, (line, fate) in enumerate(
            zip(each.source.lines, each.reading.account, strict=True), 1
        )
    ]


def dated(course: Course) -> list[str]:
    """Each claim that ages: when its source was read, where it stands, what it says, the source.

    Those that were read longest ago come first: they are next to be checked.
    """
    claims = (each for topic in course.topics for each in topic.dated)
    return [
        f"{each.read}  {each.location}  {' '.join(each.claim.split())}  ({each.source})"
        for each in sorted(claims, key=lambda each: (each.read, each.location))
    ]


def files(built: Published, written: Collection[str]) -> list[str]:
    """The folder, then a line a file: its name, pages, size and whether it stayed as it was."""
    wide = max((len(path) for path in built.files), default=0)
    rows = [f"{built.folder}/"]
    for path, data in sorted(built.files.items()):
        size = f"{_pages(path, data):>9}  {_size(len(data)):>8}"
        state = "" if path in written else "  unchanged"
        rows.append(f"  {path:<{wide}}  {size}{state}")
    return rows


def changes(built: Published) -> list[str]:
    """What the build took its cards for; a first build says only how many there are."""
    if built.is_first and built.changes:
        count = _count(len(built.changes), "cards")
        return [f"{count} got their codes; keep {built.ledger} with the content: it remembers them"]
    return card_changes(built.changes, most=12)


def card_changes(found: tuple[Change, ...], most: int) -> list[str]:
    """How many cards are new, reworded, moved, retired or back, and which."""
    if not found:
        return []
    counts = Counter(change.what for change in found)
    said = [", ".join(f"{number} {what}" for what, number in sorted(counts.items())) + ":"]
    said += [_change(change) for change in found[:most]]
    if len(found) > most:
        said.append(f"  and {len(found) - most} more; `study changes` before a build lists all")
    return said


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as a printer dialogue takes them: 1, 4-6."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def need(each: Need) -> Text:
    """A line about one thing that printing needs, and how to get it."""
    style = {"found": "green", "missing": "bold red", "unknown": "yellow"}[each.state]
    said = Text(f"{each.state:>8}  ", style=style).append(each.name)
    if each.state == "found":
        return said.append(f"  {each.found}", style="dim")
    said.append(f": {each.consequence}")
    return said.append(f"\n          install it with:  {each.install}", style="bold")


def _change(change: Change) -> str:
    old = short(change.old.front) if change.old else ""
    new = short(change.new.front) if change.new else ""
    match change.what:
        case "reworded":
            return f"  {change.code}  reworded  {old}  →  {new}"
        case "moved" if change.old and change.new:
            return f"  {change.code}  moved     {new}  ({_move(change.old, change.new)})"
        case _:
            return f"  {change.code}  {change.what:<8}  {new or old}"


def _move(old: Entry, new: Card) -> str:
    """From where to where: by topic, by level, or by both."""
    if old.level == new.level:
        return f"{old.topic} → {new.topic}"
    levels = [f"level {level}" if level else "no level" for level in (old.level, new.level)]
    if old.topic == new.topic:
        return f"{new.topic}, {levels[0]} → {levels[1]}"
    return f"{old.topic}, {levels[0]} → {new.topic}, {levels[1]}"


def short(text: str) -> str:
    """A text in one line of at most 48 characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 48 else flat[:47] + "…"


def _count(number: int, name: str) -> str:
    singular = name.removesuffix("s") if name != "stories" else "story"
    if name.startswith("lines "):
        singular = name.replace("lines", "line", 1)
    return f"{number} {singular if number == 1 else name}"


def _pages(path: str, data: bytes) -> str:
    if not path.endswith(".pdf"):
        return ""
    from builder.typeset import pages

    return _count(pages.count(data), "pages")


def _size(length: int) -> str:
    return f"{length / 1000:,.0f} KB" if length < 1_000_000 else f"{length / 1e6:.1f} MB"
