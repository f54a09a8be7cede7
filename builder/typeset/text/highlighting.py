"""Code in colours: in languages that were looked at, and as far as colouring it ends soon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pygments import highlight
from pygments.filter import Filter
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import Text

from builder.typeset.timelimit import within

# Pygments knows six hundred languages, and what finds their words may try every way to read a
# text. Of these, which study notes have, each was tried with every sign repeated.
LANGUAGES = frozenset(
    {
        *("bash", "sh", "shell", "zsh", "console", "shell-session", "powershell", "batch", "bat"),
        *("text", "diff", "make", "makefile", "cmake", "awk", "sed", "vim", "http"),
        *("python", "py", "python3", "pycon", "javascript", "js", "typescript", "ts", "jsx", "tsx"),
        *("java", "kotlin", "scala", "groovy", "go", "golang", "rust", "rs", "swift", "dart"),
        *("c", "cpp", "c++", "csharp", "c#", "php", "ruby", "rb", "perl", "lua", "r", "elixir"),
        *("json", "yaml", "yml", "toml", "ini", "cfg", "properties", "xml", "html", "css", "scss"),
        *("dockerfile", "docker", "nginx", "apacheconf", "hcl", "terraform", "tf", "puppet"),
        *("sql", "mysql", "postgresql", "plpgsql", "graphql", "promql", "protobuf", "proto"),
        *("markdown", "md", "rst", "tex", "latex", "jinja", "systemd", "haskell", "clojure"),
    }
)
LARGEST = 10_000  # characters: five pages of code
WIDEST = 500  # characters of a line: what tries every way tries them within a line, mostly
LONGEST = 1.0  # seconds of computing for what the bounds above let through
# Blank lines without an end, and texts that are begun and never ended, are looked for anew from
# each line.
_SUSPECT = re.compile(r"(?:[ \t\r]*\n){50}|(?:<<[^\n]*\n[^\n]*){50}")


WHOLE = 32  # characters without a space, which narrow columns may have to break


def highlighted(code: str, language: str, *, on_paper: bool = False) -> str:
    """The code's HTML, in colours where its language is known and it is no longer than these.

    On paper long words have none: a line is broken within a text, never where two meet that no
    space parts, and such a line would run off the page.
    """
    if language in LANGUAGES and _ends_soon(code):
        try:
            with within(LONGEST, _LateError):
                return _html(code, language, on_paper)
        except _LateError:
            pass
    return _html(code, "text")


class _LateError(Exception):
    """Colouring takes longer than the limit."""


def _ends_soon(code: str) -> bool:
    if len(code) > LARGEST or max(map(len, code.split("\n"))) > WIDEST:
        return False
    return not _SUSPECT.search(code)


def _html(code: str, language: str, on_paper: bool = False) -> str:
    lexer = get_lexer_by_name(language, stripnl=False)
    if on_paper:
        lexer.add_filter(_LongWords())
    return highlight(code, lexer, HtmlFormatter(nowrap=True))


class _LongWords(Filter):
    """Gives each long word one colour, the text's."""

    def filter(self, _lexer: Any, stream: Iterable[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
        """Tokens, those of a long word as one."""
        word: list[tuple[Any, str]] = []
        for kind, text in stream:
            for piece in _SPACES.split(text):
                if piece.isspace():
                    yield from _whole(word)
                    word = []
                    yield kind, piece
                elif piece:
                    word.append((kind, piece))
        yield from _whole(word)


_SPACES = re.compile(r"(\s+)")


def _whole(word: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    text = "".join(piece for _, piece in word)
    return [(Text, text)] if len(word) > 1 and len(text) > WHOLE else word
