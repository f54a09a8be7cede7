"""A question's choices as Anki's fields hold them."""

from __future__ import annotations

from collections.abc import Iterable

from builder.kinds.choice import Choice
from builder.kinds.question import Question
from builder.outputs.deck import text
from builder.typeset.text.setting import CIRCLED, TextStyle


def offered(question: Question, style: TextStyle) -> str:
    """The choices with their numbers, as the front shows them."""
    kind = "choices several" if question.has_several else "choices"
    return _listed(kind, _numbered(question), style)


def right(question: Question, style: TextStyle) -> str:
    """The right choices, and then the wrong ones that have a reason, as the back shows them."""
    numbered = list(_numbered(question))
    rights = [each for each in numbered if each[1].is_right]
    wrongs = [each for each in numbered if not each[1].is_right and each[1].why]
    made = _listed("choices right", rights, style, why=True)
    return made + (_listed("choices wrong", wrongs, style, why=True) if wrongs else "")


def _numbered(question: Question) -> Iterable[tuple[str, Choice]]:
    return zip(CIRCLED, question.offered, strict=False)


def _listed(
    kind: str, choices: Iterable[tuple[str, Choice]], style: TextStyle, *, why: bool = False
) -> str:
    items = (_item(number, each, style, why) for number, each in choices)
    return f'<ul class="{kind}">{"".join(items)}</ul>'


def _item(number: str, choice: Choice, style: TextStyle, why: bool) -> str:
    reason = text.front(choice.why, style) if why and choice.why else ""
    told = f'<div class="why">{reason}</div>' if reason else ""
    return f'<li><span class="number">{number}</span> {text.front(choice.text, style)}{told}</li>'
