"""The kinds of value that a course's keys take, each with what the schema says of it.

A reader takes every YAML scalar as text, so the schema lets an author write `3000` or `true`
where text is wanted. Its patterns are in the dialect that all editors share, in which `\\w`
is ASCII alone: they refuse ASCII marks and let every other script be.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

WORDS = ["string", "number", "boolean"]  # what JSON calls the scalars that are read as text
LEVEL_KEY = "^[1-9][0-9]?$"
_KEY = r"[^\s\x00-/:-@\[-^`{-\x7f][^\s\x00-,/:-@\[-^`{-\x7f]{0,59}"
LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATE = f"({_DAY})?"


def _trim(value: Any) -> Any:
    return value.strip("\n").rstrip() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_trim), WithJsonSchema({"type": [*WORDS, "null"]})]
Filled = Annotated[
    Text,
    Field(min_length=1),
    WithJsonSchema({"type": WORDS, "pattern": r"\S"}),
]
Key = Annotated[
    str,
    Field(pattern=r"^\w[\w.-]{0,59}$"),
    WithJsonSchema({"type": WORDS, "pattern": f"^{_KEY}$"}),
]
KeyOrNone = Annotated[
    str,
    Field(pattern=r"^(\w[\w.-]{0,59})?$"),
    WithJsonSchema({"type": [*WORDS, "null"], "pattern": f"^({_KEY})?$"}),
]
YesOrNo = Annotated[bool | None, WithJsonSchema({"type": ["boolean", "null"]})]
Number = Annotated[int, Field(ge=1, le=99)]
Language = Annotated[
    str,
    Field(pattern=rf"^{LANGUAGE}$"),
    WithJsonSchema({"type": "string", "pattern": f"^{LANGUAGE}$", "default": "ko"}),
]
LanguageOrNone = Annotated[
    str,
    Field(pattern=rf"^({LANGUAGE})?$"),
    WithJsonSchema({"type": ["string", "null"], "pattern": f"^({LANGUAGE})?$"}),
]
Day = Annotated[
    str,
    Field(pattern=rf"^{_DAY}$"),
    WithJsonSchema({"type": "string", "pattern": f"^{_DAY}$"}),
]
Date = Annotated[
    str,
    Field(pattern=rf"^{_DATE}$"),
    WithJsonSchema({"type": ["string", "null"], "pattern": f"^{_DATE}$"}),
]
# In a link a card's code is the only thing that is filled in; what Anki or HTML would read isn't.
_IN_A_LINK = r"([^\s<>\"'{}\\^`|\[\]]|\{code\})+"
_MAIL = r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
REPORT = rf"(https?://[A-Za-z0-9]{_IN_A_LINK}|(mailto:)?{_MAIL}(\?{_IN_A_LINK})?)?"
Report = Annotated[
    str,
    Field(pattern=rf"^{REPORT}$"),
    WithJsonSchema({"type": ["string", "null"], "pattern": f"^{REPORT}$"}),
]


def one_of(words: tuple[str, ...]) -> Any:
    """A value that is one of these words, or nothing."""
    return Annotated[Literal["", *words], WithJsonSchema({"enum": [*words, "", None]})]


def filled_unless(stand_in: str) -> Any:
    """A text that must be there, unless the key that stands in for it holds something.

    The default is None, so that what was left out and what was left empty are told apart.
    """

    def filled(value: Any, info: ValidationInfo) -> Any:
        if value or info.data.get(stand_in, True):  # a stand-in that is wrong was told already
            return value or ""
        error = "missing" if value is None else "string_too_short"
        raise PydanticCustomError(error, "no text")

    return Annotated[
        Text,
        Field(validate_default=True),
        BeforeValidator(filled),
        WithJsonSchema({"type": WORDS, "pattern": r"\S"}),
    ]
