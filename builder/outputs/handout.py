"""Handouts: a level's concepts, terms and questions with answers."""

from __future__ import annotations

from functools import partial

from builder import outline
from builder.artefact import Artefact, Setting
from builder.course.model import Course, Level
from builder.typeset import page, pdf


def artefacts(course: Course, setting: Setting) -> list[Artefact]:
    """One `handout-N.pdf` a level that has anything."""
    levels = [level for level in setting.levels if outline.chapters(course, level)]
    htmls = {level.number: _html(course, level, setting) for level in levels}
    return [
        Artefact(f"handout-{number}.pdf", partial(pdf.render, html), weight=len(html))
        for number, html in htmls.items()
    ]


def _html(course: Course, level: Level, setting: Setting) -> str:
    labels = page.labels(setting.templates, course.language)
    chapters = outline.chapters(course, level)
    name = f"{labels['level']} {level.number} {level.name}"
    printed = outline.printed(chapters)
    pictures = outline.shown(course, printed, course.text, level.about)
    return page.document(
        setting.templates,
        "handout/handout.html",
        paper=page.PAPERS[setting.paper],
        language=course.language,
        keep_words=course.keep_words,
        pictures=outline.on_paper(pictures),
        course=course,
        level=level,
        chapters=chapters,
        counts=outline.counts(chapters),
        edition=outline.edition(course.title, level, printed, course.text, pictures),
        accent=page.accent(setting.templates, level.number),
        title=f"{course.title} · {labels['handout']} · {name}",
        head=f"{course.title} · {name}",
        first=level == course.levels[0],
    )
