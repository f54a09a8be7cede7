"""The same course many times over, so that nothing in it repeats; and small edits of it.

Each copy of the topics is a part of its own (a bigger course has more parts, each as long).
Titles and a word of every line carry the copy's number, so that no program that keeps what it
has set once can take a copy's paragraph for another's.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


def grow(course: Path, times: int, into: Path) -> Path:
    """Write a course `times` as long below `into`, without a ledger; its path.

    `course` is a Markdown file or a folder of YAML files; once is the course as it is.
    """
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    if course.is_dir():
        return _grow_folder(course, times, into / course.name)
    grown = into / course.name
    text = course.read_text(encoding="utf-8")
    grown.write_text(text if times == 1 else _grow_text(text, times), encoding="utf-8")
    return grown


def edit(course: Path, word: str) -> None:
    """Give the answer in the middle of the course one more word; the last edit's word goes."""
    if course.is_dir():
        topics = sorted(course.glob("topics/*.yaml"))
        file = topics[len(topics) // 2]
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
        levels = held["levels"].values()
        questions = (each for level in levels for each in level.get("questions", []))
        asked = [each for each in questions if "answer" in each]  # others are choices alone
        question = asked[len(asked) // 2]
        question["answer"] = _edited(question["answer"], word)
        _write(file, held)
        return
    lines = course.read_text(encoding="utf-8").split("\n")
    answers = [index for index, line in enumerate(lines) if "**A:**" in line]
    at = answers[len(answers) // 2]
    lead, _, answer = lines[at].partition("**A:** ")
    lines[at] = f"{lead}**A:** {_edited(answer, word)}"
    course.write_text("\n".join(lines), encoding="utf-8")


def _edited(answer: str, word: str) -> str:
    return f"고침{word} {re.sub('^고침[0-9]+ ', '', answer)}"


def _grow_text(text: str, times: int) -> str:
    """Markdown in which a topic is a `## 1.` section; the course's own sections grow too."""
    head, *sections = re.split(r"(?m)^(?=## )", text)
    topics = [section for section in sections if _TOPIC.match(section)]
    first, last = sections.index(topics[0]), sections.index(topics[-1])
    pieces = [head, *sections[:first]]
    number = 0
    for copy in range(1, times + 1):
        pieces.append(f"# {copy}장\n\n")
        for topic in topics:
            number += 1
            title, body = topic.split("\n", 1)
            title = _TOPIC.sub(f"## {number}. ", title)
            pieces.append(f"{title} {copy}\n{_numbered(body, copy)}")
    for section in sections[last + 1 :]:
        title, body = section.split("\n", 1)
        pieces.append(title + "\n")
        pieces += [_numbered(body, copy) + "\n" for copy in range(1, times + 1)]
    return "".join(pieces)


_TOPIC = re.compile(r"## \d+\. ")
_LEAD = re.compile(r"^[>\s]*(?:### \w+ \d+: |- |\d+\. )?(?:\*\*(?:Q:|A:\*\*|[^*]+\*\*:))?\s*")
_KEPT = re.compile(r"^\s*(?:$|---|```|\||### (?!시나리오)|>\s*(?:⭐|$)|## )")


def _numbered(text: str, copy: int) -> str:
    """A text with a number in each of its lines, but for heads of sections, tables and code."""
    made: list[str] = []
    in_code = False
    for line in text.split("\n"):
        fence = line.lstrip("> ").startswith("```")
        in_code ^= fence
        kept = fence or in_code or _KEPT.match(line)
        made.append(line if kept else _numbered_line(line, copy))
    return "\n".join(made)


def _numbered_line(line: str, copy: int) -> str:
    start = _LEAD.match(line)
    at = start.end() if start else 0
    return line[:at] + _numbered_words(line[at:], copy)


def _numbered_words(text: str, copy: int) -> str:
    """The text with the copy's number after its first Korean word, else its first word."""
    marked, count = re.subn(r"([가-힣]{2,})", rf"\g<1>{copy}", text, count=1)
    return marked if count else re.sub(r"(\w{2,})", rf"\g<1>{copy}", text, count=1)


def _grow_folder(course: Path, times: int, into: Path) -> Path:
    into.mkdir()
    for file in _yaml(course):
        name = file.relative_to(course)
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        if times == 1:
            shutil.copy(file, into / name)
            continue
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
        # Copies say other words, so no dated claim stands in them; their parts have other keys.
        held = {key: value for key, value in held.items() if key not in ("dated", "posters")}
        if name.name == "course.yaml":
            _write(into / name, held | {"parts": list(_parts(held["parts"], times))})
            continue
        for copy in range(1, times + 1):
            grown = name.with_name(f"{copy:02}-{name.stem}-{copy}.yaml")
            _write(into / grown, _numbered_value(held, copy))
    return into


def _yaml(course: Path) -> list[Path]:
    return sorted(file for file in course.rglob("*.yaml") if file.is_file())


def _parts(parts: list[dict[str, str]], times: int) -> Iterator[dict[str, str]]:
    for copy in range(1, times + 1):
        for part in parts:
            yield {"key": f"{part['key']}-{copy}", "title": f"{part['title']} {copy}"}


def _numbered_value(value: Any, copy: int, key: str = "") -> Any:
    match value:
        case dict():
            return {name: _numbered_value(each, copy, str(name)) for name, each in value.items()}
        case list():
            return [_numbered_value(each, copy, key) for each in value]
        case str() if key == "part":
            return f"{value}-{copy}"
        case str() if key in ("kind", "sources", "cheat"):
            return value
        case str() if key == "id":
            return f"{value}-{copy}"
        case str():
            # A text that is a table alone has no line to number: the copy is said below it.
            numbered = _numbered(value, copy)
            return numbered if numbered != value else f"{value}\n\n{copy}"
        case _:
            return value


def _write(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")
