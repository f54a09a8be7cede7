"""Digests: the same for the same content, another for any other."""

from __future__ import annotations

from dataclasses import dataclass, field, make_dataclass, replace

import pytest

from builder.kinds import facet
from builder.kinds.question import Question
from builder.storage.digest import LATER, digest


@dataclass(frozen=True)
class Pair:
    left: str
    right: tuple[str, ...] = ()
    place: int = field(default=0, compare=False)


def test_every_compared_field_counts() -> None:
    """A digest changes with each field that is compared, and with no other."""
    one = Pair("a", ("b",))
    assert digest(one) == digest(Pair("a", ("b",)))
    assert digest(one) == digest(replace(one, place=9))
    assert len({digest(one), digest(replace(one, left="b")), digest(replace(one, right=()))}) == 3


def test_a_later_field_says_nothing_while_it_is_empty() -> None:
    """A field that came after the first release changes no digest until it is filled."""
    later = make_dataclass(
        "Pair",
        [
            ("left", str),
            ("right", tuple[str, ...], ()),
            ("hint", str, field(default="", metadata={LATER: True})),
        ],
        frozen=True,
    )
    assert digest(later("a", ("b",))) == digest(Pair("a", ("b",)))
    assert digest(later("a", ("b",), "c")) != digest(Pair("a", ("b",)))


def test_a_later_facet_leaves_the_pages_that_have_none() -> None:
    """A kind's new field, declared as a later one, keeps the editions of older content."""
    declared = make_dataclass(
        "Question",
        [
            ("ask", str, facet.front()),
            ("answer", str, facet.answer("Back", needed=True)),
            ("strong", str, facet.answer("Strong")),
            ("weak", str, facet.answer("Weak")),
            ("hint", str, facet.more("Extra1", later=True)),
            ("id", str, facet.own_id()),
            ("code", str, ""),
        ],
        frozen=True,
    )
    assert digest(declared("a", "b")) == digest(Question("a", "b"))
    assert digest(declared("a", "b", hint="c")) != digest(Question("a", "b"))


def test_a_renamed_class_may_keep_its_name() -> None:
    """`DIGEST_NAME` is what a digest takes a class for."""
    named = make_dataclass("Couple", [("left", str)], namespace={"DIGEST_NAME": "Pair"})
    plain = make_dataclass("Pair", [("left", str)])
    assert digest(named("a")) == digest(plain("a"))


def test_what_has_no_content_is_refused() -> None:
    """A value that can't be told by its content is an error, never a guess."""
    with pytest.raises(TypeError):
        digest(object())
