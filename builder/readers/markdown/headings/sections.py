"""An outline's heads to sections: one pass that knows in what each head stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from builder.readers.markdown.headings.heads import BOLD, Head
from builder.readers.markdown.headings.levels import Mention
from builder.readers.markdown.lines import Line

SectionKind = Literal[
    "text",
    "title",
    "guide",
    "part",
    "topic",
    "concept",
    "knowledge",
    "cell",
    "scenarios",
    "scenario",
    "interview",
    "cheat",
    "sources",
]


@dataclass(slots=True)
class SourceSection:
    """A run of lines of one kind: `head` and the lines from `first` up to `end`.

    `topic` counts the topics so far, 0 in the course itself.
    """

    kind: SectionKind
    head: Head | None
    first: int
    end: int = 0
    topic: int = 0
    depth: int = 0
    level: Mention | None = None
    orphan: bool = False


def sections(
    lines: list[Line], heads: list[Head], first: int, levelled: bool
) -> list[SourceSection]:
    """The document as sections that follow one another and hold every line from `first`."""
    depths = [head.depth for head in heads if head.opens == "topic"]
    state = _State(levelled, [SourceSection("text", None, first)], min(depths, default=BOLD))
    for head in heads:
        opened = state.enter(head)
        if opened:
            opened.head = head
            opened.first = head.line.number
            state.now.end = head.line.number - 1
            state.found.append(opened)
    state.now.end = len(lines)
    return state.found


class _State:
    """Where the pass stands: the sections so far, the open topic's depth and number."""

    def __init__(self, levelled: bool, found: list[SourceSection], usual: int) -> None:
        self.levelled = levelled
        self.found = found
        self.topic = 0
        self.topics = 0
        self.topic_depth = 0
        self.knowledge_depth = 0
        self.container = 0
        self.usual = usual

    @property
    def now(self) -> SourceSection:
        return self.found[-1]

    def enter(self, head: Head) -> SourceSection | None:
        """The section that a head opens, or None where it is text of the section it's in."""
        if head.opens:
            return self._open(head)
        if head.level:
            return self._level(head, head.level)
        if head.depth == BOLD or head.line.depth:
            return self._bold(head)
        if self.topic and head.depth > self.topic_depth:
            return self._in_topic(head)
        return self._in_course(head)

    def _open(self, head: Head) -> SourceSection:
        self.topic = self.topic_depth = self.knowledge_depth = 0
        if head.opens == "topic":
            self.topics += 1
            self.topic, self.topic_depth = self.topics, head.depth
        return SourceSection(head.opens or "text", head, 0, topic=self.topic, depth=head.depth)

    def _section(self, kind: SectionKind, head: Head) -> SourceSection:
        if kind != "scenario":
            self.container = head.depth if kind == "scenarios" else 0
        return SourceSection(kind, head, 0, topic=self.topic, depth=head.depth)

    def _level(self, head: Head, level: Mention) -> SourceSection | None:
        inside = self.now.kind in ("interview", "scenarios", "scenario", "guide")
        if inside and (not self.now.topic or (head.depth < BOLD and head.depth > self.now.depth)):
            return None
        within = self.now.kind == "cell" and self.now.depth < BOLD
        if within and not level.number and self.now.depth < head.depth < BOLD:
            return None
        orphan = not self.topic
        if orphan:
            self._imply_topic(head)
        made = self._section("cell", head)
        made.level, made.orphan = level, orphan
        return made

    def _imply_topic(self, head: Head) -> None:
        self.topics += 1
        self.topic = self.topics
        self.topic_depth = head.depth - 1 if head.depth < BOLD else self.now.depth

    def _bold(self, head: Head) -> SourceSection | None:
        now = self.now
        if now.kind == "cell":
            outside = now.head is not None and now.head.line.depth > head.line.depth
            if head.role in ("scenarios", "scenario") or (outside and head.role == "interview"):
                return self._section(_KINDS[head.role], head)
            return None
        if head.role in ("situation", "response", "aspect"):
            return None
        if now.kind in ("scenarios", "scenario"):
            if now.depth == BOLD and head.role in ("interview", "knowledge", "concept"):
                return self._section(_KINDS[head.role], head)
            begins = now.kind == "scenarios" or now.depth == BOLD or head.role == "scenario"
            return self._section("scenario", head) if begins and head.role != "scenarios" else None
        if head.role in ("scenarios", "scenario", "interview"):
            return self._section(_KINDS[head.role], head)
        if self.topic and head.role in ("concept", "knowledge") and now.kind != "interview":
            return self._section(_KINDS[head.role], head)
        return None

    def _in_topic(self, head: Head) -> SourceSection | None:
        now = self.now
        if now.kind == "cell" and now.head and head.role not in ("scenarios", "scenario"):
            by_heading = now.head.depth < BOLD
            if head.depth > (now.head.depth if by_heading else self.knowledge_depth or BOLD):
                return None
        elif head.depth > now.depth and now.kind in ("scenarios", "scenario"):
            named = head.role in ("situation", "response", "aspect")
            return None if named or now.kind == "scenario" else self._section("scenario", head)
        elif head.depth > now.depth and now.kind in ("concept", "interview", "text", "cheat"):
            if head.role not in ("scenarios", "scenario", "interview", "knowledge"):
                return None
        elif now.kind == "scenario" and not self._leaves(head):
            return self._section("scenario", head)
        if head.role == "knowledge":
            self.knowledge_depth = head.depth
        return self._section(self._kind(head), head)

    def _in_course(self, head: Head) -> SourceSection | None:
        now = self.now
        if not now.topic and now.kind in ("scenarios", "scenario") and not self._leaves(head):
            if head.role in ("situation", "response", "aspect") or head.depth > now.depth:
                inner = now.kind == "scenario" or head.role in _LABELS
                return None if inner else self._section("scenario", head)
            return self._section("scenario", head)
        if not now.topic and now.kind == "interview" and head.depth > now.depth:
            return None
        self.topic = self.topic_depth = self.knowledge_depth = 0
        if head.role in ("concept", "knowledge") and head.depth > self.usual:
            self._imply_topic(head)
            made = self._section(_KINDS[head.role], head)
            made.orphan = True
            return made
        if head.role in ("scenarios", "scenario", "interview", "guide"):
            return self._section(_KINDS[head.role], head)
        if head.role == "questions":
            return self._section("interview", head)
        return self._section("text", head)

    def _leaves(self, head: Head) -> bool:
        """A heading that is no part of the scenarios it follows."""
        now = self.now
        if head.depth > now.depth:
            return False
        if now.kind == "scenarios" or head.depth < now.depth or head.role in _LEAVES:
            return True
        return not self.container and head.role != "scenario"

    def _kind(self, head: Head) -> SectionKind:
        if head.role in ("terms", "questions") and not self.levelled:
            return "topic"
        return "interview" if head.role == "questions" else _KINDS.get(head.role, "text")


_LABELS = ("situation", "response", "aspect")
_LEAVES = (
    "interview",
    "scenarios",
    "concept",
    "knowledge",
    "questions",
    "sources",
    "cheat",
    "text",
)
_KINDS: dict[str, SectionKind] = {
    "concept": "concept",
    "knowledge": "knowledge",
    "scenarios": "scenarios",
    "scenario": "scenario",
    "interview": "interview",
    "guide": "guide",
    "cheat": "cheat",
    "sources": "sources",
}
