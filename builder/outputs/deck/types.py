"""The deck's note types: fields and card templates are fixed for good, looks are not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import genanki
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

from builder.content.model import Course, cards
from builder.content.shared import Fingerprints
from builder.kinds.every import BY_NAME
from builder.kinds.facet import facets
from builder.languages import labels as language
from builder.outputs.deck import text
from builder.typeset.templates.environment import Templates
from builder.typeset.templates.look import look as look_of

_SPARE = ("Extra1", "Extra2", "Extra3")
_FOURTH = "Extra4"  # says that a card is read aloud, where cards of some levels are

# A field or a template that is added, removed or reordered after the first release makes a
# second note type in every learner's collection; a spare field is what a later one becomes.
FIELDS = {
    "question": ("Sort", "Front", "Back", "Strong", "Weak", "Reference", "Context", "Code"),
    "term": ("Sort", "Front", "Back", "Reverse", "Reference", "Context", "Code"),
    "scenario": ("Sort", "Front", "Situation", "Steps", "Back", "Reference", "Context", "Code"),
    "story": (
        *("Sort", "Front", "Back", "Situation", "Task", "Action", "Result"),
        *("Prompts", "Reference", "Context", "Code"),
    ),
    "cloze": ("Sort", "Text", "Back", "Hint", "Reference", "Context", "Code"),
}
PLACE = ("Sort", "Context", "Code")  # what says where a card stands, not what it asks or answers
LATER = ("cloze",)  # only in decks that have one, so that a course without it keeps its deck
TEMPLATES = {
    "question": ("question",),
    "term": ("term", "reverse"),
    "scenario": ("scenario",),
    "story": ("story",),
    "cloze": ("cloze",),
}


def models(
    course: Course, templates: Templates, held: Iterable[str] = (), *, is_rich: bool = False
) -> dict[str, genanki.Model]:
    """The note types by their kind, named after the course.

    `held` are the kinds of note that the deck has. `is_rich` says that a note holds what
    `deck/rich.css` is for: others' look stays as it is.
    """
    words = labels(course, templates)
    sheets = ("deck/style.css", "deck/rich.css") if is_rich else ("deck/style.css",)
    shared = look_of(templates, course.language)
    tag = retired_tag(course)
    styles = [
        templates.render(sheet, look=shared, labels=words, retired=tag) + "\n" for sheet in sheets
    ]
    css = "\n".join([*styles, *_code_colours()]) + "\n"
    used = _used(course)
    there = set(held)
    kinds = [kind for kind in FIELDS if kind not in LATER or kind in there]
    return {kind: _model(kind, course, templates, words, css, used[kind]) for kind in kinds}


def _used(course: Course) -> dict[str, frozenset[str]]:
    """By note type, what its cards have that is shown from a spare field.

    The look of a note type shows only that, so a course without any of it gives the deck that it
    gave before there was such a thing.
    """
    found: dict[str, set[str]] = {kind: set() for kind in FIELDS}
    found["cloze"] = {"hint"}
    for card in cards(course):
        kind = BY_NAME[card.kind].note_type
        for each in facets(type(card.item)):
            if each.deck in _SPARE and getattr(card.item, each.name) != each.empty:
                found[kind].add(each.name)
    return {kind: frozenset(names) for kind, names in found.items()}


def fields_of(kind: str, course: Course) -> tuple[str, ...]:
    """The names of a note type's fields that the course writes, in their order, spare ones last.

    After them comes the learner's own.
    """
    fourth = () if own_field(course) == _FOURTH else (_FOURTH,)
    return (*FIELDS[kind], *_SPARE, *fourth)


def own_field(course: Course) -> str:
    """The last field, which is the learner's: no course ever writes it; "" where there is none.

    Anki doesn't take over a field's new name, so decks that were shared before there was such a
    field go on with a spare one, which cards read aloud at some levels alone need themselves.
    """
    if course.identity != course.name:
        return "My notes"
    return "" if course.deck.speech.levels else _FOURTH


def labels(course: Course, templates: Templates) -> Mapping[str, str]:
    """The cards' own words in the course's language, in English where it isn't known."""
    return language.labels("deck", course.language, templates.values("deck/labels.yaml"))


def deck_name(course: Course) -> str:
    """The deck's name, which learners' collections know it by."""
    return text.name(course.deck.name or course.title or course.name)


def type_name(course: Course, kind: str, words: Mapping[str, str]) -> str:
    """The name of a note type, by the cards' own `words`."""
    return f"{deck_name(course)} · {words[kind]}"


def retired_tag(course: Course) -> str:
    """The tag of the cards that left the course."""
    return f"{text.tag(course.name)}::retired"


def stable_id(*names: str) -> int:
    """An id that depends on the names alone, and reads as milliseconds from 2001 to 2017."""
    data = hashlib.blake2b(json.dumps(names).encode(), digest_size=8).digest()
    return 1_000_000_000_000 + int.from_bytes(data, "big") % 500_000_000_000


def look(model: genanki.Model) -> str:
    """A hash of all that a note type is."""
    made = json.dumps(model.to_json(0, 0), sort_keys=True)
    return hashlib.blake2b(made.encode(), digest_size=12).hexdigest()


def asked_and_answered(kind: str, fields: Mapping[str, str]) -> str:
    """A hash of what a note asks and answers: of its fields, but where its card stands."""
    place = PLACE if kind in FIELDS else ()  # other decks' note types have fields of any name
    return hashed([kind, sorted(item for item in fields.items() if item[0] not in place)])


def fingerprints(kind: str, fields: Mapping[str, str], tags: tuple[str, ...]) -> Fingerprints:
    """The hashes by which the ledger knows a note; earlier versions hashed all of it."""
    whole = hashed([kind, sorted(fields.items()), tags])
    return asked_and_answered(kind, fields), whole


def hashed(seen: list[object]) -> str:
    """A hash of what can be written as JSON."""
    made = json.dumps(seen).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(made, digest_size=12).hexdigest()


def _model(
    kind: str,
    course: Course,
    templates: Templates,
    words: Mapping[str, str],
    css: str,
    used: frozenset[str],
) -> genanki.Model:
    own = own_field(course)
    fields = (*fields_of(kind, course), *filter(None, [own]))

    def side(template: str, name: str) -> str:
        speech = course.deck.speech.of(kind)
        return templates.render(
            f"deck/{template}-{name}.html",
            labels=words,
            used=used,
            speech=speech,
            own=own,
            report=_report(course.report),
        )

    return genanki.Model(
        stable_id(course.identity, kind),
        type_name(course, kind, words),
        fields=[{"name": name, "id": stable_id("field", kind, name)} for name in fields],
        templates=[_template(kind, name, side) for name in TEMPLATES[kind]],
        model_type=genanki.Model.CLOZE if kind == "cloze" else genanki.Model.FRONT_BACK,
        css=css + (templates.render("deck/more.css", labels=words) if used else ""),
    )


def _report(link: str) -> str:
    """The address that a card's link leads to: Anki fills in its code, which is a field."""
    if "@" in link and not link.startswith(("http://", "https://")):
        link = f"mailto:{link.removeprefix('mailto:')}"
        link += "" if "?" in link else "?subject={code}"
    return link.replace("{code}", "{{Code}}")


def _template(kind: str, name: str, side: Any) -> dict[str, object]:
    return {
        "name": name.capitalize(),
        "id": stable_id("template", kind, name),
        "qfmt": side(name, "front"),
        "afmt": side(name, "back"),
    }


def _code_colours() -> Iterator[str]:
    """Rules for Pygments' classes by day and by night; the backgrounds are the style sheet's."""
    for prefixes, style in (((".card",), "xcode"), ((".nightMode", ".night_mode"), "monokai")):
        for token, kept in get_style_by_name(style):
            name = STANDARD_TYPES.get(token)
            colour = kept["color"]
            if name and colour and name != "err":
                where = ", ".join(f"{prefix} .code .{name}" for prefix in prefixes)
                weight = "; font-weight: bold" if kept["bold"] else ""
                yield f"{where} {{ color: #{colour}{weight} }}"
