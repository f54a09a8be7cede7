"""A choice of a question: what may be taken for its answer, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 10  # choices of one question: as many have a number in a circle


@dataclass(frozen=True, slots=True)
class Choice:
    """A Markdown text to choose, and in `why` the reason that it is right or wrong."""

    text: str
    is_right: bool = False
    why: str = ""

    def written(self) -> str | dict[str, str]:
        """The choice as YAML writes it: a wrong one without a reason is its text alone."""
        if not self.is_right and not self.why:
            return self.text
        told = {"right" if self.is_right else "wrong": self.text}
        return told | ({"why": self.why} if self.why else {})
