"""How a kind of card declares its fields, and what follows from a declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field, fields, replace
from functools import cache
from typing import Any, Literal, TypeVar

from builder.kinds.choice import Choice
from builder.storage.digest import LATER

Role = Literal["front", "answer", "more", "id"]
Form = Literal["text", "list", "word", "words", "choices", "yes", "yes or no"]
AnyItem = TypeVar("AnyItem")


@dataclass(frozen=True, slots=True)
class Facet:
    """One field of a kind of card.

    `key` is what YAML calls it. The `front` asks and is what a card is known by; an `answer` is
    what stands behind it and is compared when the front was reworded; what is `more` is neither.
    `deck` names the field of the Anki note that holds it, `element` the list it makes there.
    The `form` is what it holds: one of `allowed` words, several words of one's own, choices, a
    yes where one is wanted. An answer `is_enough` where a card that has it alone has been
    answered; a needed one may be left out where the card has its `stand_in`. A field that came
    `later` than the first courses changes nothing of a card that doesn't have it.
    """

    name: str
    key: str
    role: Role
    form: Form = "text"
    is_needed: bool = False
    deck: str = ""
    element: Literal["", "ol", "ul"] = ""
    allowed: tuple[str, ...] = ()
    is_enough: bool = True
    stand_in: str = ""
    is_later: bool = False

    @property
    def empty(self) -> Any:
        """What the field holds where the card doesn't have it."""
        if self.form == "yes or no":
            return None
        return {"text": "", "word": "", "yes": False}.get(self.form, ())


def front(
    key: str = "", *, known_by: Callable[[str], str] | None = None, later: bool = False
) -> Any:
    """The field that asks; a card is known by it, or by what `known_by` makes of it.

    `later` where the kind came after the first courses were built.
    """
    facet = {"key": key, "role": "front", "is_needed": True, "is_later": later}
    return field(metadata={"facet": facet, "known_by": known_by})


def answer(deck: str, *, needed: bool = False, enough: bool = True, stand_in: str = "") -> Any:
    """A text that answers; empty where there is none, unless it is needed."""
    facet = {"role": "answer", "deck": deck, "is_needed": needed, "is_enough": enough}
    return field(default="", metadata={"facet": facet | {"stand_in": stand_in}})


def steps(deck: str) -> Any:
    """Texts that answer one after the other."""
    facet = {"role": "answer", "form": "list", "deck": deck, "element": "ol"}
    return field(default=(), metadata={"facet": facet})


def choices(deck: str) -> Any:
    """What may be chosen, some of it rightly: the right ones answer."""
    return _later((), {"role": "answer", "form": "choices", "deck": deck, "is_enough": False})


def more(deck: str = "", *, allowed: tuple[str, ...] = (), later: bool = False) -> Any:
    """A text that is neither asked nor answers; `later` where the kind had none at first."""
    form = "word" if allowed else "text"
    facet = {"role": "more", "form": form, "deck": deck, "allowed": allowed}
    return _later("", facet) if later else field(default="", metadata={"facet": facet})


def remarks(deck: str) -> Any:
    """Texts that are neither asked nor answer."""
    facet = {"role": "more", "form": "list", "deck": deck, "element": "ul"}
    return field(default=(), metadata={"facet": facet})


def hint(deck: str) -> Any:
    """A text that helps who would else give up, and is shown when it is asked for."""
    return more(deck, later=True)


def tags() -> Any:
    """Words of the author's own that cards are found by in Anki and on the page to share."""
    return _later((), {"role": "more", "form": "words"})


def yes_or_no() -> Any:
    """Something that the author may decide for this card alone; None where it isn't said."""
    return _later(None, {"role": "more", "form": "yes or no"})


def yes(deck: str = "", *, key: str = "") -> Any:
    """Something that holds where its author says so; `deck` holds what is shown of it."""
    return _later(False, {"key": key, "role": "more", "form": "yes", "deck": deck})


def own_id() -> Any:
    """The short name that an author may give a card, which it is known by whatever it says."""
    return field(default="", metadata={"facet": {"role": "id"}})


def _later(empty: Any, facet: dict[str, Any]) -> Any:
    """A field that came after the first courses were built: without it a card is what it was."""
    return field(default=empty, metadata={"facet": facet | {"is_later": True}, LATER: True})


def facets(item: Any) -> tuple[Facet, ...]:
    """The declared fields of a kind's dataclass, in their order."""
    return _facets(item)


def front_of(item: Any) -> str:
    """The Markdown that a card is known by: what it asks."""
    kind: Any = type(item)
    name, known_by = _front(kind)
    text: str = getattr(item, name)
    return known_by(text) if known_by else text


def answers_of(item: Any) -> Iterator[str]:
    """Each text that stands behind the front, in order; empty ones too."""
    for each in facets(type(item)):
        if each.role == "answer":
            yield from _answers(each, getattr(item, each.name))


def has_more(item: Any) -> bool:
    """Whether the card has a field that came later."""
    told = (each for each in facets(type(item)) if each.is_later)
    return any(getattr(item, each.name) != each.empty for each in told)


def asked_alone(item: AnyItem) -> AnyItem:
    """The same card without what answers it."""
    left = {
        each.name: _unmarked(getattr(item, each.name)) if each.form == "choices" else each.empty
        for each in facets(type(item))
        if each.role == "answer"
    }
    return replace(item, **left)  # type: ignore[type-var]


def coded(item: AnyItem, code_of: Callable[[AnyItem], str]) -> AnyItem:
    """The same card with the code that `code_of` gives it."""
    return replace(item, code=code_of(item))  # type: ignore[type-var]


def written(item: Any) -> dict[str, Any]:
    """A card as its author writes it: each key that says something, in their order."""
    values = ((each, getattr(item, each.name)) for each in facets(type(item)))
    return {each.key: _as_written(each, value) for each, value in values if value != each.empty}


def _answers(facet: Facet, value: Any) -> Iterator[str]:
    if facet.form == "choices":
        yield from (each.text for each in value if each.is_right)
    else:
        yield from value if facet.form == "list" else (value,)


def _unmarked(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(each.text) for each in choices)


def _as_written(facet: Facet, value: Any) -> Any:
    if facet.form == "choices":
        return [each.written() for each in value]
    return list(value) if isinstance(value, tuple) else value


@cache
def _facets(item: Any) -> tuple[Facet, ...]:
    declared = (_facet(each) for each in fields(item) if "facet" in each.metadata)
    return tuple(sorted(declared, key=_as_people_read))


def _as_people_read(facet: Facet) -> int:
    """What is asked, with what is offered to choose, before all that stands behind it."""
    if facet.role == "front":
        return 0
    return 1 if facet.form in ("choices", "yes") else 2


@cache
def _front(item: Any) -> tuple[str, Callable[[str], str] | None]:
    declared = {each.name: each for each in fields(item)}
    name = next(each.name for each in facets(item) if each.role == "front")
    return name, declared[name].metadata["known_by"]


def _facet(declared: Field[Any]) -> Facet:
    facet = dict(declared.metadata["facet"])
    return Facet(declared.name, facet.pop("key", "") or declared.name, **facet)
