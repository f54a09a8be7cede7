"""A letter's plain text to Markdown: sub-heads, entries, lists, steps and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from builder.languages import letters


@dataclass(slots=True)
class Chunk:
    """A run of Markdown lines. `head` is the sub-head or the entry over it, else empty."""

    kind: Literal["prose", "head", "entry"]
    head: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The chunk as Markdown, its head as a bold line."""
        body = "\n".join(self.lines).strip("\n")
        return "\n\n".join(part for part in (f"**{self.head}**" if self.head else "", body) if part)


_ENTRY = re.compile(
    r"【[^】]{1,120}】$|\[[^\[\]]{2,120}\]$|[<〈《][^<>]{2,120}[>〉》]$|[■◆▶□◇▣]\s*+\S.{0,100}$"
)
_BULLET = re.compile(r"[-*+•·∙○●▪◦‣✓✔▸➤→]\s++|[•·∙○●▪◦‣✓✔▸➤](?=[^\s\d])")
_STEP = re.compile(r"(?:\(?(\d{1,2})[.)]|([①-⑳]))\s*+(?=\D)")
_LABEL = re.compile(r"([^\s:：.,!?()\"'“”][^:：.,!?\"'“”]{0,15})\s?[:：]\s++(?=\S)")


def chunks(lines: Sequence[str]) -> list[Chunk]:
    """The text as chunks: a new one at each sub-head, entry and paragraph."""
    writer = _Writer()
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        writer.take(line, following)
    return [chunk for chunk in writer.found if chunk.head or any(chunk.lines)]


def markdown(found: Iterable[Chunk]) -> str:
    """Chunks as one Markdown text."""
    return "\n\n".join(chunk.text for chunk in found if chunk.text)


@dataclass(slots=True)
class _Writer:
    found: list[Chunk] = field(default_factory=list)
    listed: Literal["", "bullet", "step", "section", "label"] = ""
    after_blank: bool = True
    fenced: bool = False
    offset: int = 0
    indents: list[int] = field(default_factory=list)

    def take(self, line: str, following: str) -> None:
        """Write one line of the letter into the open chunk, or open another."""
        text = line.strip().strip("\ufeff")
        if self.fenced or text.startswith("```"):
            self._fence(line, text)
        elif not text:
            self.after_blank = True
        else:
            self._write(line, text, following)
            self.after_blank = False

    def _write(self, line: str, text: str, following: str) -> None:
        if _ENTRY.match(text):
            self._open("entry", text.strip("【】[]<>〈〉《》■◆▶□◇▣ "))
        elif _is_head(text):
            self._open("head", text.rstrip(":： "))
        elif sign := _BULLET.match(text):
            self._bullet(line, text[sign.end() :])
        elif sign := _STEP.match(text):
            self._step(sign, text[sign.end() :], following)
        elif (sign := _LABEL.match(text)) and not (
            self.listed in ("bullet", "step") and not self.after_blank
        ):
            self._labelled(sign, text, following)
        else:
            self._prose(text)

    def _open(self, kind: Literal["head", "entry"], head: str) -> None:
        self.found.append(Chunk(kind, head))
        self.listed, self.indents = "", []

    def _into(self, listed: Literal["", "bullet", "step", "section", "label"]) -> list[str]:
        """The open chunk's lines, with a blank line where another kind of text begins."""
        if not self.found:
            self.found.append(Chunk("prose"))
        lines = self.found[-1].lines
        if lines and (self.after_blank or listed != self.listed) and lines[-1]:
            nested = self.listed == "section" and listed == "bullet"
            if not (nested and not self.after_blank):
                lines.append("")
        self.listed = listed
        return lines

    def _bullet(self, line: str, text: str) -> None:
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        while self.indents and self.indents[-1] > indent:
            self.indents.pop()
        if not self.indents or self.indents[-1] < indent:
            self.indents.append(indent)
        within = self.listed in ("step", "section") and (indent > 0 or self.listed == "section")
        if within and not self.after_blank:
            self.found[-1].lines.append(f"{' ' * self.offset}- {text}")
            return
        lines = self._into("bullet")
        lines.append(f"{'  ' * (len(self.indents) - 1)}- {text}")

    def _step(self, sign: re.Match[str], text: str, following: str) -> None:
        number = int(sign[1]) if sign[1] else ord(sign[2]) - ord("①") + 1
        self.indents = []
        after = following.strip()
        heads = (
            bool(after)
            and not following[:1].isspace()
            and not (
                _STEP.match(after) or _BULLET.match(after) or _is_head(after) or _ENTRY.match(after)
            )
        )
        lines = self._into("section" if heads else "step")
        lines.append(f"{number}. **{text}**" if heads and "**" not in text else f"{number}. {text}")
        if heads:
            lines.append("")
        self.offset = len(f"{number}. ")

    def _labelled(self, sign: re.Match[str], text: str, following: str) -> None:
        label = sign[1].strip("*_ ")
        rest = text[sign.end() :]
        # A label that tells a story's stage begins a chunk of its own.
        if label.casefold() in letters.stage_labels():
            self.found.append(Chunk("prose", lines=[f"**{label}**: {rest}"]))
            self.listed = ""
            return
        alone = (self.after_blank or self.listed != "label") and not _LABEL.match(following.strip())
        if self.after_blank or self.listed != "label":
            self.found.append(Chunk("prose"))
            self.listed = ""
        lines = self._into("label")
        said = f"**{label}**: {rest}" if label else text
        lines.append(said if alone else f"- {said}")

    def _prose(self, text: str) -> None:
        text = _escaped(text)
        if self.listed in ("bullet", "step") and not self.after_blank:
            depth = 2 * len(self.indents) if self.listed == "bullet" else self.offset
            self.found[-1].lines.append(f"{' ' * max(depth, 2)}{text}")
            return
        if self.listed == "section" and not self.after_blank:
            self.found[-1].lines.append(f"{' ' * self.offset}{text}")
            return
        begins = self.after_blank and self.found and self.found[-1].lines
        if begins and (self.found[-1].kind != "prose" or not self.listed):
            self.found.append(Chunk("prose"))
            self.listed = ""
        self._into("").append(text)

    def _fence(self, line: str, text: str) -> None:
        if not self.fenced:
            self.after_blank = True
            self._into("")
        self.found[-1].lines.append(line.rstrip())
        if text.startswith("```"):
            self.fenced = not self.fenced


def _is_head(text: str) -> bool:
    """A short line that ends in a colon heads what follows it."""
    return (
        len(text) <= 50 and text[-1] in ":：" and not _BULLET.match(text) and not _STEP.match(text)
    )


def _escaped(text: str) -> str:
    """Plain text whose first character must not read as Markdown."""
    if re.match(r"#{1,6}(\s|$)|>|[+=]\s|={3,}|~{3,}|\|", text):
        return f"\\{text}"
    return text
