"""How a kind of card declares its fields, and what follows from a declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field, fields, replace
from functools import cache
from typing import Any, Literal, TypeVar

from builder.storage.digest import LATER

Role = Literal["front", "answer", "more", "id"]
AnyItem = TypeVar("AnyItem")


@dataclass(frozen=True, slots=True)
class Facet:
    """One field of a kind of card.

    `key` is what YAML calls it. The `front` asks and is what a card is known by; an `answer` is
    what stands behind it and is compared when the front was reworded; what is `more` is neither.
    `deck` names the field of the Anki note that holds it, `element` the list it makes there.
    `choices` are the words that it may be, where it isn't free text. An answer `is_enough` where
    a card that has it alone has been answered.
    """

    name: str
    key: str
    role: Role
    is_needed: bool = False
    deck: str = ""
    element: Literal["", "ol", "ul"] = ""
    choices: tuple[str, ...] = ()
    is_enough: bool = True

    @property
    def is_list(self) -> bool:
        return bool(self.element)


def front(key: str = "") -> Any:
    """The field that asks."""
    return field(metadata={"facet": {"key": key, "role": "front", "is_needed": True}})


def answer(deck: str, *, needed: bool = False, enough: bool = True) -> Any:
    """A text that answers; empty where there is none, unless it is needed."""
    facet = {"role": "answer", "deck": deck, "is_needed": needed, "is_enough": enough}
    return field(default="", metadata={"facet": facet})


def steps(deck: str) -> Any:
    """Texts that answer one after the other."""
    facet = {"role": "answer", "deck": deck, "element": "ol"}
    return field(default=(), metadata={"facet": facet})


def more(deck: str = "", *, choices: tuple[str, ...] = (), later: bool = False) -> Any:
    """A text that is neither asked nor answers; `later` where the kind had none at first."""
    facet = {"role": "more", "deck": deck, "choices": choices}
    return field(default="", metadata={"facet": facet} | ({LATER: True} if later else {}))


def remarks(deck: str) -> Any:
    """Texts that are neither asked nor answer."""
    facet = {"role": "more", "deck": deck, "element": "ul"}
    return field(default=(), metadata={"facet": facet})


def own_id() -> Any:
    """The short name that an author may give a card, which it is known by whatever it says."""
    return field(default="", metadata={"facet": {"role": "id"}})


def facets(item: Any) -> tuple[Facet, ...]:
    """The declared fields of a kind's dataclass, in their order."""
    return _facets(item)


def front_of(item: Any) -> str:
    """The Markdown that asks."""
    kind: Any = type(item)
    text: str = getattr(item, _front(kind))
    return text


def answers_of(item: Any) -> Iterator[str]:
    """Each text that stands behind the front, in order; empty ones too."""
    for each in facets(type(item)):
        if each.role == "answer":
            yield from getattr(item, each.name) if each.is_list else (getattr(item, each.name),)


def asked_alone(item: AnyItem) -> AnyItem:
    """The same card without what answers it."""
    empty = {
        each.name: () if each.is_list else ""
        for each in facets(type(item))
        if each.role == "answer"
    }
    return replace(item, **empty)  # type: ignore[type-var]


def coded(item: AnyItem, code_of: Callable[[AnyItem], str]) -> AnyItem:
    """The same card with the code that `code_of` gives it."""
    return replace(item, code=code_of(item))  # type: ignore[type-var]


def written(item: Any) -> dict[str, Any]:
    """A card as its author writes it: each key that says something, in their order."""
    values = ((each, getattr(item, each.name)) for each in facets(type(item)))
    return {each.key: list(value) if each.is_list else value for each, value in values if value}


@cache
def _facets(item: Any) -> tuple[Facet, ...]:
    return tuple(_facet(each) for each in fields(item) if "facet" in each.metadata)


@cache
def _front(item: Any) -> str:
    return next(each.name for each in facets(item) if each.role == "front")


def _facet(declared: Field[Any]) -> Facet:
    facet = dict(declared.metadata["facet"])
    return Facet(declared.name, facet.pop("key", "") or declared.name, **facet)
