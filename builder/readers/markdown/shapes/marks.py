"""The marks of questions, answers, explanations and choices at the beginning of a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from builder.languages import asking

ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)|[•◦▪‣●○▶►][ \t]*(?=\S)")
_NUMBER = re.compile(r"\d{1,9}[.)](?:\s|$)")
_SIGNS = "[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]"


Kind = Literal["ask", "answer", "explanation"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark and what stands behind it; `weak` where it is a letter that may be a choice's."""

    kind: Kind
    rest: str
    number: str = ""
    weak: bool = False
    alone: bool = False


def _pattern(words: str, letters: str) -> re.Pattern[str]:
    return re.compile(
        rf"""(?xi)
        (?:(?:[-*+•]|\d{{1,4}}[.)])[ \t]+)?
        (?:{_SIGNS}{{1,4}}[ ]?)?
        (?P<open>\*\*\*?|__|\*|_)?
        (?:{_SIGNS}{{1,4}}[ ]?)?
        (?P<bracket>[\[【(<「])?
        (?:(?P<word>{words})|(?P<letter>(?-i:{letters})))
        (?P<bound>\b|(?=\W|\d|[^\x00-\x7f]))
        (?:[ ]?(?:[nN][°º]|\#)?[ ]?(?P<number>\d{{1,4}}(?:[-.]\d{{1,3}})?))?
        (?P<unbracket>[\]】)>」])?
        (?P<before>\*\*\*?|__|\*|_)?
        [ ]{{0,3}}(?P<separator>[:：]|[.．、)](?=\s|\*|_|$)|[–—-](?=[ ]))?
        (?P<after>\*\*\*?|__|\*|_)?
        [ ]{{0,4}}(?P<rest>.*)
        """
    )


_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("ask", _pattern(asking.either("question"), "Q")),
    ("answer", _pattern(asking.either("answer"), "A")),
    ("explanation", _pattern(asking.either("explanation"), r"(?!)")),
)
_FIRST = re.compile(r"[^\w]{0,8}(?:\d{1,4}[.)][^\w]{1,8})?([^\W\d_]{1,2})")
_WORDS = (*asking.heads("question", "answer", "explanation"), "q", "a")
# A cheap look before the patterns: the first two letters of a word, or the one that it is; a
# word in a script without blanks shows in its first letter.
_FIRSTS = frozenset(word[:2] for word in _WORDS) | frozenset(
    word[0] for word in _WORDS if not word.isascii()
)


@lru_cache(maxsize=2048)
def mark(text: str) -> Mark | None:
    """The mark at the beginning of a row, which counts only with a separator or alone."""
    first = _FIRST.match(text)
    if not first:
        return None
    letters = first[1].casefold()
    if letters not in _FIRSTS and letters[0] not in _FIRSTS:
        return None
    if letters[0].isascii() and letters not in _FIRSTS and len(letters) > 1:
        return None  # a word that only begins as "Q" or "A" do
    for kind, pattern in _PATTERNS:
        found = pattern.match(text)
        if found and (made := _made(kind, found)):
            return made
    return None


def _made(kind: Kind, found: re.Match[str]) -> Mark | None:
    rest = found["rest"].strip()
    framed = bool(found["open"] and (found["before"] or found["after"]))
    bracketed = bool(found["bracket"] and found["unbracket"])
    separated = bool(found["separator"]) or bracketed
    alone = not rest and (framed or not found["letter"] or separated)
    if not separated and not alone:
        numbered = found["number"] and framed and kind == "ask"
        if not numbered:
            return None
    if found["open"] and not framed:
        rest = _unbold(rest, found["open"])
    elif not found["open"] and (found["before"] or found["after"]):
        rest = f"{found['before'] or found['after']}{rest}"
    number = found["number"] or ""
    if kind == "answer" and number and alone:
        rest, number, alone = number, "", False  # "answer 3" names a choice
    weak = bool(found["letter"]) and found["separator"] in (".", ")", "．", "、", None)
    if found["letter"] and kind == "answer" and number.startswith("0"):
        return None  # "A01: Broken Access Control" is a name
    return Mark(kind, rest, number, weak, alone)


def _unbold(text: str, sign: str) -> str:
    """Text whose emphasis was opened before its mark."""
    head, closing, tail = text.partition(sign)
    if not closing:
        return text
    return (head + tail).strip() if not tail or not tail[:1].isalnum() else f"{head} {tail}".strip()


def begins(text: str) -> bool:
    """A row that a paragraph ends before: a question's mark, or an answer's."""
    return mark(text) is not None


def numbered(text: str) -> bool:
    """A list item that carries a number."""
    return bool(_NUMBER.match(text.strip()))


ORDERS = ("abcdefgh", "\u24d0\u24d1\u24d2\u24d3\u24d4\u24d5\u24d6\u24d7", *asking.words("order"))
LETTERS = "A-Ha-h" + "".join(ORDERS[1:])
_CHOICE = re.compile(
    r"(?:[-*+•]\s+)?(?:(?P<box>\[[ xX✓✔]?\])\s+)?"
    rf"(?P<bold>\*\*|__)?[\(\[]?(?:(?P<letter>[{LETTERS}])[.):、．]"
    r"|(?P<circle>[①-⑩❶-❿])|\((?P<in>[A-Ha-h1-9])\)"
    r"|(?P<digit>[1-9])\))(?P=bold)?(?(bold)|)\s*(?:\*\*|__)?\s*(?P<text>\S.*)$"
)
_BOXED = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+\[(?P<box>[ xX✓✔]?)\]\s*(?P<text>.*)$")
_MAY_CHOOSE = re.compile(
    rf"(?:[-*+•]\s+|\d{{1,3}}[.)]\s+)?[*_(\[]{{0,3}}(?:[{LETTERS}1-9][.):、．]"
    r"|[①-⑩❶-❿]|[ xX✓✔]?\])"
)
_CIRCLES = {sign: str(index % 10 + 1) for index, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩❶❷❸❹❺❻❼❽❾❿")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several choices: its letter or number as written, its text, whether it is marked."""

    label: str
    text: str
    marked: bool = False

    @property
    def place(self) -> int:
        """Its place among the choices by its letter or number, from 0; -1 without one."""
        if not self.label:
            return -1
        if self.label in _CIRCLES:
            return int(_CIRCLES[self.label]) - 1
        if self.label.isdigit():
            return int(self.label) - 1
        for run in ORDERS:
            if self.label.casefold() in run:
                return run.index(self.label.casefold())
        return -1


@lru_cache(maxsize=2048)
def choice(text: str) -> Choice | None:
    """A row as a choice: "- [x] text", "B) text", "② text"."""
    core = text.strip()
    if not _MAY_CHOOSE.match(core):
        return None
    boxed = _BOXED.match(core)
    inner = f"- {boxed['text']}" if boxed else core
    lettered = _CHOICE.match(inner)
    if lettered:
        label = next(each for each in (lettered["letter"], lettered["circle"], lettered["in"],
                                       lettered["digit"]) if each)  # fmt: skip
        marked = bool(boxed and boxed["box"].strip()) or _is_emphasised(lettered)
        return Choice(label, lettered["text"].strip(), marked)
    return Choice("", boxed["text"].strip(), bool(boxed["box"].strip())) if boxed else None


_TICKED = re.compile(rf"✅|✔|☑|⭕|\((?:{asking.either('right')})\)\s*$", re.IGNORECASE)


def unticked(text: str) -> str:
    """A choice without what says that it is right."""
    return _TICKED.sub("", text).strip()


def _is_emphasised(found: re.Match[str]) -> bool:
    return bool(_TICKED.search(found["text"]))
