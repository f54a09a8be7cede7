"""Formulas within choices and within sentences with gaps: on paper, on screens, in Anki."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

from builder.content.model import Cell, Cloze, Course, Level, Part, Question, Topic, cards
from builder.content.source import Source
from builder.documents.undrawn import undrawn
from builder.kinds.choice import Choice
from builder.kinds.gaps import Gap, gaps
from builder.outputs.deck import output
from builder.outputs.deck.notes import notes
from builder.typeset.text import gaps as setting_gaps
from builder.typeset.text.setting import TextStyle
from tests.support.decks import TEMPLATES, anki, build

POWER = r"The sum is {{$2^{2^{n}}$::a $2^{k}$}} and \({{}}\), the map {{`std::map`}} or {{$a::b$}}."
SENTENCE = Cloze(POWER, why=r"$$\frac{a}{{b}}$$")
ASKED = Question(
    "Which is $x$?",
    "",
    choices=(Choice(r"$\frac{{1}}{x^{2^{3}}}$", True, "$x^2$"), Choice("$5 and $6"), Choice("$y$")),
)


def course(*blocks: Cloze | Question) -> Course:
    """A course of one topic."""
    topic = Topic("one", "One", "part", "Text.", (Cell(1, blocks),))
    levels, parts = (Level(1, "First"),), (Part("part", "Part"),)
    return Course("sums", "Sums", "en", levels=levels, parts=parts, topics=(topic,))


def test_a_gap_holds_a_formula_whole() -> None:
    """Braces and colons of a formula end no gap and begin no hint; variables hide no gap."""
    assert [gap.words for gap in gaps(POWER)] == ["$2^{2^{n}}$", "`std::map`", "$a::b$"]
    assert gaps(POWER)[0].hint == "a $2^{k}$"
    assert gaps("{{$HOME}} and {{$PATH}}") == (Gap("$HOME"), Gap("$PATH"))


def test_anki_asks_each_gap_around_formulas(tmp_path: Path) -> None:
    """Anki's engine has a card a gap, with the formula whole on its back, for MathJax."""
    built = build(course(SENTENCE, ASKED))
    collection = tmp_path / "a.anki2"
    steps = ("import_package", built.write(tmp_path / "a.apkg")), ("render",), ("notes",)
    _, shown, held = anki(collection, *steps, ("empty_cards",))[:3]
    guid = next(each for each in held if held[each]["fields"].get("Text"))
    own = [shown[f"{guid}/{number}"] for number in range(3)]
    assert sum(name.startswith(f"{guid}/") for name in shown) == 3
    asked = html.unescape(own[0]["question"])
    assert r'[a <span class="formula">\( 2^{k} \)</span>]' in asked
    assert r"\( 2^{2^{n} } \)" in html.unescape(own[0]["answer"])
    assert r"\( a: :b \)" in html.unescape(own[2]["answer"])
    assert all(r"\frac{a}{ {b} }" in html.unescape(each["answer"]) for each in own)


def test_gaps_outlive_an_editor_that_writes_entities_as_characters(tmp_path: Path) -> None:
    """Once a learner's editor has written the braces out, the note has the same cards."""
    built = build(course(SENTENCE))
    collection = tmp_path / "a.anki2"
    anki(collection, ("import_package", built.write(tmp_path / "a.apkg")))
    (guid,) = anki(collection, ("notes",))[0]
    (text,) = [each.fields["Text"] for each in notes(built.course)]
    edited = re.sub(r"&#(91|93|123|125);", lambda found: chr(int(found[1])), text)
    assert edited != text
    steps = ("edit", guid, "Text", edited), ("render",), ("empty_cards",), ("latex", edited)
    _, shown, empty, latex = anki(collection, *steps)
    assert (len(shown), empty, latex) == (3, 0, 0)
    assert r"\( 2^{2^{n} } \)" in html.unescape(shown[f"{guid}/0"]["answer"])


def test_choices_hold_formulas() -> None:
    """A choice's formula, and its reason's, are MathJax's in Anki and drawn on a screen."""
    built = build(course(ASKED))
    (note,) = notes(built.course)
    (made,) = output.sides(built.course, TEMPLATES)
    assert r"\frac{ {1} }{x^{2^{3} } }" in html.unescape(note.fields["Extra2"])
    assert r"\( x^2 \)" in html.unescape(note.fields["Back"])
    assert "$5 and $6" in note.fields["Extra2"]
    assert "\\(" not in made.front + made.back
    assert made.front.count('<svg class="formula"') == 3


def test_a_cloze_is_drawn_with_its_gaps() -> None:
    """On a screen a gap's card shows its own formula on the back alone, and the others drawn."""
    built = build(course(SENTENCE))
    first, second, _ = output.sides(built.course, TEMPLATES)
    assert "2^{2^{n}" not in first.front
    assert "2^{2^{n}" in first.back
    assert "2^{2^{n}" in second.front
    assert "\\(" not in re.sub(r"<title>.*?</title>", "", first.front + first.back)


def test_paper_sets_gaps_around_formulas() -> None:
    """A gap's formula is drawn and underlined where the sentence is whole, and gone where blank."""
    paper = TextStyle(on_paper=True, keep_words=True)
    whole = setting_gaps.filled(SENTENCE.marked, paper)
    assert re.search(r'<span class="gap">(<[^>]*>)*<img class="formula"', whole)
    blank = setting_gaps.blank(SENTENCE.blanked, SENTENCE.widths, paper)
    assert blank.count('<span class="room"') == 3
    assert "formula" not in blank


def test_what_a_choice_or_a_gap_has_undrawn_is_told() -> None:
    """A formula that can't be drawn is told in a gap, its reason, a choice, and where it stands."""
    text = "{{$\\nope{x}$}} is.\n$\\nope{y}$\n$\\nope{z}$\n"
    source = Source("topics/one.yaml", text)
    bad = course(
        Cloze("{{$\\nope{x}$}} is.", "$\\nope{y}$"),
        replace(ASKED, choices=(Choice("$\\nope{z}$", True), Choice("no"))),
    )
    found = undrawn(bad, (source,))
    assert len(found) == 3
    assert all("nope" in each.message for each in found)
    assert cards(bad)


def test_edits_keep_every_review(tmp_path: Path) -> None:
    """An edit of a formula, a gap or a choice updates the notes and keeps what was learnt."""
    front = Question(r"What is $\\frac{a}{b}$ for the other numbers?", "A quotient.")
    before = build(course(SENTENCE, ASKED, front))
    reworded = replace(SENTENCE, text=POWER.replace("2^{2^{n}}", "2^{3^{n}}"))
    chosen = replace(ASKED, choices=(*ASKED.choices[:2], Choice("$z_{1}$")))
    asked = replace(front, ask=front.ask.replace("{b}", "{c}"))
    after = build(course(reworded, chosen, asked), before.ledger, now=9000)
    first, second = (each.write(tmp_path / f"{n}.apkg") for n, each in enumerate((before, after)))
    steps = ("import_package", first), ("review",), ("import_package", second), ("reviews",)
    _, reviewed, log, reviews, held = anki(tmp_path / "a.anki2", *steps, ("cards",))
    assert (log["new"], log["updated"]) == (0, 3)
    assert reviewed == reviews == len(held) == 5
