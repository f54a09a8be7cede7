"""Anki's own engine, in a process of its own: steps as JSON in, their results as JSON out.

    python tests/support/anki_engine.py < {"collection": PATH, "steps": [[NAME, ARGUMENTS...], ...]}

The collection is a file that stays between calls. The `anki` package is under another licence
than this project, so it is never imported into the tests' own process.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import anki.collection
import anki.lang
from anki.collection import Collection, ImportAnkiPackageRequest, ImportCsvRequest

HAS_OPTIONS = hasattr(anki.collection, "ImportAnkiPackageOptions")  # since 23.12

LOG = ("new", "updated", "duplicate", "conflicting", "first_field_match", "missing_notetype")


def import_package(col: Collection, path: str, presets: bool = False) -> dict[str, Any]:
    """Import with the options that Anki's window offers at first, and deck presets if asked."""
    asked: dict[str, Any] = {}
    if HAS_OPTIONS:
        asked["options"] = col._backend.get_import_anki_package_presets()
        asked["options"].with_deck_configs = presets
    log = col.import_anki_package(ImportAnkiPackageRequest(package_path=path, **asked)).log
    return {name: len(getattr(log, name)) for name in LOG}


def import_text(col: Collection, path: str) -> dict[str, Any]:
    """Import a file of text by its own headers, as Anki's window offers it."""
    metadata = col.get_csv_metadata(path, None)
    log = col.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    return {name: len(getattr(log, name)) for name in LOG}


def find(col: Collection, query: str) -> int:
    """How many cards a search in the browser finds."""
    return len(col.find_cards(query))


def notes(col: Collection) -> dict[str, Any]:
    """Every note by its guid."""
    found = {}
    for number in col.find_notes(""):
        note = col.get_note(number)
        found[note.guid] = {
            "id": number,
            "type": note.note_type()["name"],
            "fields": dict(note.items()),
            "tags": sorted(note.tags),
            "changed": note.mod,
        }
    return found


def cards(col: Collection) -> dict[str, Any]:
    """Every card by its note's guid and its number, without the time it was written."""
    columns = "guid, ord, did, type, queue, due, ivl, factor, reps, lapses, cards.data"
    rows = col.db.all(f"select {columns} from cards, notes where nid = notes.id")
    decks = {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
    return {
        f"{guid}/{number}": {"deck": decks[deck], "learned": rest}
        for guid, number, deck, *rest in rows
    }


def order(col: Collection) -> list[str]:
    """The guids of the new cards in the order in which they will be shown."""
    rows = "select guid from cards, notes where nid = notes.id and queue = 0 order by due, ord"
    return col.db.list(rows)


def reviews(col: Collection) -> int:
    return col.db.scalar("select count() from revlog")


def schema(col: Collection) -> list[int]:
    """When the schema last changed, and whether the next sync must send everything."""
    return [col.db.scalar("select scm from col"), int(col.schema_changed())]


def start_sync(col: Collection) -> None:
    """As after a first full sync: from here on a change of the schema shows."""
    col.db.execute("update col set ls = ?", int(time.time() * 1000) + 1)


def review(col: Collection) -> int:
    """Answer every card once, whatever the day's limits."""
    for number in col.find_cards(""):
        card = col.get_card(number)
        card.start_timer()
        states = col._backend.get_scheduling_states(number)
        answer = col.sched.build_answer(card=card, states=states, rating=3)
        col.sched.answer_card(answer)
    return len(col.find_cards(""))


def edit(col: Collection, guid: str, field: str, text: str, tag: str = "") -> None:
    """A learner's own edit."""
    note = col.get_note(col.db.scalar("select id from notes where guid = ?", guid))
    note[field] = text
    if tag:
        note.tags.append(tag)
    col.update_note(note)


def tag(col: Collection, guid: str, *tags: str) -> None:
    """Tags that a learner gives a note."""
    note = col.get_note(col.db.scalar("select id from notes where guid = ?", guid))
    note.tags += tags
    col.update_note(note)


def flag(col: Collection, guid: str, flag: int) -> None:
    """A flag that a learner gives a note's cards."""
    col.set_user_flag_for_cards(flag, _cards_of(col, guid))


def fail(col: Collection, guid: str, times: int) -> None:
    """A learner's card, reviewed and failed some times."""
    for number in _cards_of(col, guid):
        card = col.get_card(number)
        card.type = card.queue = 2
        card.ivl, card.reps, card.lapses = 1, times + 1, times
        col.update_card(card)


def _cards_of(col: Collection, guid: str) -> list[int]:
    rows = "select cards.id from cards, notes where nid = notes.id and guid = ?"
    found: list[int] = col.db.list(rows, guid)
    return found


def render(col: Collection) -> dict[str, Any]:
    """The question and the answer of every card, as HTML."""
    found = {}
    for number in col.find_cards(""):
        card = col.get_card(number)
        shown = card.render_output(reload=True)
        found[f"{card.note().guid}/{card.ord}"] = {
            "question": shown.question_text,
            "answer": shown.answer_text,
            "sounds": len(shown.question_av_tags) + len(shown.answer_av_tags),
            "css": shown.css,
        }
    return found


def empty_cards(col: Collection) -> int:
    return len(col.get_empty_cards().notes)


def types(col: Collection) -> dict[str, Any]:
    """The note types that have notes."""
    used = [each for each in col.models.all_use_counts() if each.use_count]
    found = {each.name: col.models.get(each.id) for each in used}
    return {
        name: {
            "fields": [field["name"] for field in model["flds"]],
            "templates": [template["name"] for template in model["tmpls"]],
            "css": model["css"],
        }
        for name, model in found.items()
    }


def latex(col: Collection, text: str) -> int:
    """How many pieces of LaTeX Anki would run in a text."""
    return len(col._backend.extract_latex(text=text, svg=False, expand_clozes=False).latex)


def decks(col: Collection) -> dict[str, str]:
    names = [each.name for each in col.decks.all_names_and_ids(skip_empty_default=True)]
    return {name: col.decks.by_name(name)["desc"] for name in names}


def problems(col: Collection) -> list[str]:
    """What Anki's own check of the database finds, other than that all is well."""
    text, fine = col.fix_integrity()
    # Anki notes when a card was seen last, to the second, and mends what was a moment off.
    told = [line for line in text.split("\n") if not line.startswith("Added last review time")]
    return [] if fine or told == ["Database rebuilt and optimized."] else [text]


def media(col: Collection) -> dict[str, list[str]]:
    """The media that notes show and that are not there, and those that no note shows."""
    found = col.media.check()
    return {"missing": list(found.missing), "unused": list(found.unused)}


def export(col: Collection, path: str) -> float:
    """The CPU seconds that Anki takes to write all notes to a package."""
    start = time.process_time()
    _export(col, path, with_scheduling=False, with_media=False, legacy=True)
    return time.process_time() - start


def add_note(col: Collection, kind: str, deck: str, values: list[str], tags: list[str]) -> None:
    """A learner's own note."""
    note = col.new_note(col.models.by_name(kind))
    note.fields, note.tags = values, tags
    col.add_note(note, col.decks.id(deck))


def add_media(col: Collection, path: str) -> None:
    col.media.add_file(path)


def export_whole(col: Collection, path: str, legacy: bool) -> None:
    """All notes and their media as a package to share."""
    _export(col, path, with_scheduling=False, with_media=True, legacy=legacy)


def _export(
    col: Collection, path: str, *, with_scheduling: bool, with_media: bool, legacy: bool
) -> None:
    asked: dict[str, Any] = {"with_scheduling": with_scheduling, "with_media": with_media}
    if HAS_OPTIONS:
        options = anki.collection.ExportAnkiPackageOptions(
            **asked, with_deck_configs=False, legacy=legacy
        )
        col.export_anki_package(out_path=path, options=options, limit=None)
    else:
        col.export_anki_package(out_path=path, **asked, legacy_support=legacy, limit=None)


def export_learned(col: Collection, path: str) -> None:
    """All notes with what was learned, as members hand them in."""
    _export(col, path, with_scheduling=True, with_media=False, legacy=False)


def export_text(col: Collection, path: str, with_guid: bool) -> None:
    """All notes as a text, as Anki's window writes it."""
    col.export_note_csv(
        out_path=path,
        limit=None,
        with_html=True,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=with_guid,
    )


def export_collection(col: Collection, path: str) -> None:
    """The whole collection, as Anki backs it up."""
    col.export_collection_package(path, include_media=False, legacy=False)
    col.reopen(after_full_sync=False)


def set_presets(col: Collection, new: dict[str, int]) -> None:
    """A learner's presets, with the new cards a day of each, and FSRS."""
    for name, count in new.items():
        known = [each for each in col.decks.all_config() if each["name"] == name]
        preset = known[0] if known else col.decks.add_config(name)
        preset["new"]["perDay"] = count
        col.decks.update_config(preset)
    col.set_config("fsrs", True)


def presets(col: Collection) -> dict[str, Any]:
    """New cards a day by preset, each deck's preset, and whether FSRS is on."""
    held = {each["id"]: each for each in col.decks.all_config()}
    decks = {each.name: col.decks.get(each.id) for each in col.decks.all_names_and_ids()}
    return {
        "new": {each["name"]: each["new"]["perDay"] for each in held.values()},
        "decks": {name: held[deck["conf"]]["name"] for name, deck in decks.items()},
        "fsrs": col.get_config("fsrs"),
    }


def words(_col: Collection, language: str, *names: str) -> list[str]:
    """Anki's own words in a language, by the names of its messages."""
    anki.lang.set_lang(language)
    return [getattr(anki.lang.tr_legacyglobal, name)() for name in names]


STEPS = {
    step.__name__: step
    for step in (
        *(
            import_package,
            import_text,
            find,
            notes,
            cards,
            order,
            reviews,
            schema,
            start_sync,
            review,
            edit,
        ),
        *(render, empty_cards, types, latex, decks, problems, media, export, words),
        *(add_note, add_media, export_whole, export_learned, export_text, export_collection),
        *(tag, flag, fail, set_presets, presets),
    )
}


def main() -> None:
    asked = json.load(sys.stdin)
    col = Collection(asked["collection"])
    try:
        results = [STEPS[name](col, *arguments) for name, *arguments in asked["steps"]]
    finally:
        col.close()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
