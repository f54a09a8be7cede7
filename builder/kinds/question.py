"""Questions: an ask and its answer, or choices of which some are right."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from builder.content.source import NOWHERE, Location
from builder.kinds import facet
from builder.kinds.choice import Choice
from builder.kinds.kind import Kind
from builder.languages.last_choice import stands_last


@dataclass(frozen=True, slots=True)
class Question:
    """An ask and its answer; `strong` and `weak` say what good and poor answers hold.

    Where it has choices, the right ones answer, and the answer may say more. They stand in the
    card's own order unless they are `in_order` as their author wrote them. One that `is_typed`
    has its answer typed in Anki.
    """

    ask: str = facet.front()
    answer: str = facet.answer("Back", needed=True, stand_in="choices")
    strong: str = facet.answer("Strong")
    weak: str = facet.answer("Weak", enough=False)
    id: str = facet.own_id()
    code: str = ""
    location: Location = field(default=NOWHERE, compare=False)
    choices: tuple[Choice, ...] = facet.choices("Extra2")
    in_order: bool = facet.yes()
    is_typed: bool = facet.yes("Extra3", key="type")
    hint: str = facet.hint("Extra1")
    tags: tuple[str, ...] = facet.tags()

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices in the order in which paper and Anki show them.

        The order is the card's own, so that the right one doesn't stand first where its author
        wrote it first, and an edit of one choice moves no other.
        """
        return self.choices if self.in_order else tuple(sorted(self.choices, key=self._place))

    @property
    def right(self) -> tuple[Choice, ...]:
        """The choices that are right, as they are offered."""
        return tuple(each for each in self.offered if each.is_right)

    @property
    def has_several(self) -> bool:
        """Whether more than one choice is to be made."""
        return len(self.right) > 1

    def _place(self, choice: Choice) -> tuple[bool, bytes]:
        name = blake2b(f"{self.code}\n{choice.text}".encode(), digest_size=8).digest()
        return stands_last(choice.text), name


class OpenQuestion(Question):
    """A question that its author leaves open: there is room to write below it, and no card."""

    __slots__ = ()


KIND = Kind("question", Question, note_type="question", listed="questions")
