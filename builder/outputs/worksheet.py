"""Worksheets: a level's questions with room to write, and the answer key at the end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from builder import outline
from builder.artefact import Artefact, Setting
from builder.course.model import Course, Level, Question
from builder.outline import Chapter
from builder.typeset import markup, page, pdf

LETTERS_A_LINE = 26  # handwritten Korean letters on a line of the sheet
LINES = (2, 12)  # fewest and most lines under a question


def artefacts(course: Course, setting: Setting) -> list[Artefact]:
    """One `worksheet-N.pdf` a level that has questions."""
    levels = [level for level in setting.levels if _asked(course, level)]
    htmls = {level.number: _html(course, level, setting) for level in levels}
    return [
        Artefact(f"worksheet-{number}.pdf", partial(pdf.render, html), weight=len(html))
        for number, html in htmls.items()
    ]


def _asked(course: Course, level: Level) -> tuple[Chapter, ...]:
    """The chapters with only the topics that ask something."""
    kept = (
        replace(chapter, topics=tuple(topic for topic in chapter.topics if topic.questions))
        for chapter in outline.chapters(course, level)
    )
    return tuple(chapter for chapter in kept if chapter.topics)


def _room(question: Question) -> int:
    written = len(markup.plain(question.answer)) * 0.7  # one's own words are fewer
    return max(LINES[0], min(LINES[1], round(written / LETTERS_A_LINE + 0.5)))


def _html(course: Course, level: Level, setting: Setting) -> str:
    labels = page.labels(setting.templates, course.language)
    chapters = _asked(course, level)
    name = f"{labels['level']} {level.number} {level.name}"
    printed = outline.printed(chapters)
    pictures = outline.shown(course, printed)
    questions = [q for chapter in chapters for topic in chapter.topics for q in topic.questions]
    return page.document(
        setting.templates,
        "worksheet/worksheet.html",
        paper=page.PAPERS[setting.paper],
        language=course.language,
        keep_words=course.keep_words,
        pictures=outline.on_paper(pictures),
        course=course,
        level=level,
        chapters=chapters,
        room={question.code: _room(question) for question in questions},
        edition=outline.edition(course.title, level, printed, pictures),
        accent=page.accent(setting.templates, level.number),
        title=f"{course.title} · {labels['worksheet']} · {name}",
        head=f"{course.title} · {labels['worksheet']} · {name}",
    )
