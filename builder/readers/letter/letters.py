"""Cover letters as people keep them in text files: sections between rules, told in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from builder.content.model import Question, Story
from builder.content.source import Diagnostic, Location, Source
from builder.languages import letters as letterwords
from builder.languages.telling import language_of
from builder.languages.vocabulary import unnumbered
from builder.readers.keys import Keys
from builder.readers.letter import star
from builder.readers.letter import text as lettertext
from builder.readers.letter.kinds import kind_of
from builder.readers.reading import UNPLACED, Fragment, Reading


def read(source: Source) -> Reading:
    """Read a ruled letter: each section is a story with questions that may follow it."""
    lines = source.lines
    titles = _titles(lines)
    account = [UNPLACED if line.strip() else "" for line in lines]
    diagnostics = list(_untitled(source, lines, titles))
    fragment = _fragment(source, lines, titles, account, diagnostics)
    if not fragment.stories:
        message = "no section with a title was found here"
        hint = "write each title between two lines of ━━━ or ==="
        diagnostics.append(Diagnostic(source.location(1), message, hint))
    return Reading(fragment, tuple(sorted(diagnostics, key=lambda p: p.location)), tuple(account))


def is_ruled(source: Source) -> bool:
    """The text looks like a cover letter: titles by rules, or two that head such a letter."""
    lines = source.lines
    titles = _titles(lines)
    headed = any(_HEADING.match(line) for line in lines)
    ruled = [title for title in titles if title.ruled]
    if headed:
        return any(title.framed and not title.plain for title in ruled)
    return any(title.framed for title in ruled) or len(titles) > 1


@dataclass(frozen=True, slots=True)
class _Title:
    """A section's title. `index` is its line, `body` the index where its text begins.

    `framed` says that it stands between two rules, `ruled` next to one; `plain` that the
    rules are those of Markdown.
    """

    index: int
    body: int
    framed: bool = False
    ruled: bool = False
    plain: bool = False


_RULE_SIGNS = frozenset("━─═=*_~―—＝#■□◆◇-")
_CORNERS = "┏┓┗┛┌┐└┘╔╗╚╝├┤╠╣+"
_HEADING = re.compile(r"#{1,6}\s")
_SIDES = "┃│║| \t"
_FRONT = re.compile(r"\w{1,30}:(\s|$)")


def _is_rule(line: str) -> bool:
    signs = line.strip().strip(_CORNERS).replace(" ", "").replace("\t", "")
    return len(signs) > 2 and signs[0] in _RULE_SIGNS and signs.count(signs[0]) == len(signs)


def _titles(lines: list[str]) -> list[_Title]:
    """Every section's title, from rules around or next to it, else from its words."""
    rules = [_is_rule(line) for line in lines]
    found = [title for i in range(len(lines)) if (title := _title(lines, rules, i))]
    if found:
        return found
    return [
        _Title(i, i + 1)
        for i, line in enumerate(lines)
        if (i == 0 or not lines[i - 1].strip()) and _is_short(line) and _is_known(line)
    ]


def _title(lines: list[str], rules: list[bool], index: int) -> _Title | None:
    """The title on a line, if a rule stands above or below it and it reads as one."""
    line = lines[index]
    if rules[index] or not line.strip():
        return None
    above, below = _neighbour(lines, index, -1), _neighbour(lines, index, 1)
    over = above >= 0 and rules[above]
    under = below >= 0 and rules[below]
    if not (over or under) or not _is_short(line):
        return None
    plain = all(lines[at].strip()[0] in "-=*_" for at in (above, below) if at >= 0 and rules[at])
    if over and under and not (plain and above == 0 and _FRONT.match(line)):
        return _Title(index, below + 1, framed=True, ruled=True, plain=plain)
    named = bool(letterwords.numbered().match(line.strip())) or _is_known(line)
    if under and below == index + 1 and (named or not plain) and _begins(lines, index):
        return _Title(index, below + 1, ruled=True, plain=plain)
    if over and named and not _LISTED.match(line.strip()):
        return _Title(index, index + 1, ruled=True, plain=plain)
    return None


_LISTED = re.compile(r"[-*•·]\s")


def _neighbour(lines: list[str], index: int, step: int) -> int:
    """The index of the next line that isn't blank, at most one blank line away, or -1."""
    for at in (index + step, index + 2 * step):
        if 0 <= at < len(lines) and lines[at].strip():
            return at
    return -1


def _begins(lines: list[str], index: int) -> bool:
    return index == 0 or not lines[index - 1].strip()


def _is_short(line: str) -> bool:
    text = line.strip(_SIDES)
    return 0 < len(text) <= 60 and text[-1] not in ".!?,;:："


def _is_known(line: str) -> bool:
    text = _clean(line)
    return len(text) <= 24 and bool(kind_of(text))


def _clean(line: str) -> str:
    text = line.strip(_SIDES + "[]【】「」<>《》■□◆◇▶●○#*_ ")
    return unnumbered(text).strip(" []【】<>*_")


def _untitled(source: Source, lines: list[str], titles: list[_Title]) -> list[Diagnostic]:
    """A pair of rules with nothing between them has lost its title."""
    diagnostics = []
    closing = {title.body - 1 for title in titles if title.body > title.index + 1}
    last = -1
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        is_rule = _is_rule(line)
        if is_rule and last >= 0 and last not in closing:
            message = "a section without a title"
            diagnostics.append(
                Diagnostic(
                    source.location(index + 1), message, "write its title between the two rules"
                )
            )
        last = index if is_rule else -1
    return diagnostics


def _fragment(
    source: Source,
    lines: list[str],
    titles: list[_Title],
    account: list[str],
    diagnostics: list[Diagnostic],
) -> Fragment:
    ends = [*(title.index for title in titles[1:]), len(lines)] if titles else []
    before = titles[0].index if titles else len(lines)
    text = _body(lines, 0, before, account, "text")
    keys = Keys()
    stories: list[Story] = []
    heading = ""
    language = language_of(source.text)
    for title, end in zip(titles, ends, strict=True):
        account[title.index] = "story"
        name = _clean(lines[title.index]) or lines[title.index].strip()
        body = _body(lines, title.body, end, account, "text")
        location = _location(source, lines, title.index)
        named = name == lines[title.index].strip(_SIDES)
        if named and not any(body) and title is titles[0] and len(titles) > 1:
            heading = name
            account[title.index] = "title"
            continue
        if not any(body):
            diagnostics.append(
                Diagnostic(location, f"the section '{name}' is empty", "write its text")
            )
        stories.append(_story(keys.give(name, "story"), name, body, location, language))
    return Fragment(
        title=heading,
        language=language if stories else "",
        stories=tuple(stories),
        text=lettertext.markdown(lettertext.chunks(text)),
    )


def _location(source: Source, lines: list[str], index: int) -> Location:
    line = lines[index]
    return source.location(index + 1, len(line) - len(line.lstrip()) + 1)


def _body(lines: list[str], first: int, end: int, account: list[str], word: str) -> list[str]:
    """The lines of a section without its rules; every one is accounted for."""
    kept = []
    for index in range(first, end):
        is_rule = _is_rule(lines[index])
        if lines[index].strip():
            account[index] = "rule" if is_rule else word
        kept.append("" if is_rule else lines[index])
    for index in range(first - 1, -1, -1):
        if account[index] != UNPLACED:
            break
        account[index] = "rule"
    return kept


def _story(key: str, title: str, body: list[str], location: Location, language: str) -> Story:
    kind = kind_of(title)
    told = star.tell(lettertext.chunks(body))
    asked = letterwords.follow_ups(kind, language)
    return Story(
        key,
        title,
        kind,
        told.text,
        told.situation,
        told.task,
        told.action,
        told.result,
        tuple(Question(ask, location=location) for ask in asked.questions),
        asked.prompts,
        location=location,
    )
