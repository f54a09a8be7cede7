"""The handouts as the others set them: our own HTML, Typst sources, Markdown for pandoc."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from bench import typst_pages
from builder.content.model import Course, Level
from builder.documents import outline
from builder.documents.job import Job
from builder.documents.options import Options
from builder.outputs import handout
from builder.pipeline.loaded import load
from builder.pipeline.matched import match
from builder.pipeline.target import find_targets, template_folders
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates


def write(course_path: Path, into: Path) -> list[str]:
    """Write `handout-N` as .html, .typ and .md for each level; the names, the longest first."""
    (target,) = find_targets([course_path])
    loaded = load(target)
    course = match(loaded, loaded.folder(Options())).course
    templates = Templates(template_folders(None))
    into.mkdir(parents=True, exist_ok=True)
    look = yaml.safe_load(templates.text("base/look.yaml"))
    sizes: dict[str, int] = {}
    for level in course.levels:
        if not outline.chapters(course, level):
            continue
        name = f"handout-{level.number}"
        accent = page.accent(templates, level.number)
        html = _html(Job(course, Options(levels=(level.number,)), templates))
        (into / f"{name}.html").write_text(html, encoding="utf-8")
        typst = typst_pages.document(course, level, look["accents"][accent - 1])
        (into / f"{name}.typ").write_text(typst, encoding="utf-8")
        (into / f"{name}.md").write_text("\n".join(_markdown(course, level)), encoding="utf-8")
        sizes[name] = len(html)
    return sorted(sizes, key=lambda name: (-sizes[name], name))


def _html(job: Job) -> str:
    """The HTML that the handout output sets: its pieces in one document, as a browser takes it."""
    (artefact,) = handout.artefacts(job)
    (document,) = artefact.make.args  # type: ignore[attr-defined]
    pages = [replace(piece.page, mode="whole").html() for piece in document.pieces]
    head, _, _ = pages[0].partition("<body")
    bodies = [each.partition("<body")[2].partition("</body>")[0] for each in pages]
    whole = "".join(
        f'<div style="break-before: page"{body}</div>' if number else f"<div{body}</div>"
        for number, body in enumerate(bodies)
    )
    return f"{head}<body>{whole}</body></html>".replace('href="page:#', 'href="#')


def _markdown(course: Course, level: Level) -> Iterator[str]:
    yield f"---\ntitle: |\n  {course.title}\nsubtitle: |\n  {level.name}\n---\n"
    for chapter in outline.chapters(course, level):
        if chapter.title:
            yield f"# {chapter.title}\n"
        for topic in chapter.topics:
            yield f"## {topic.number} {topic.title}\n\n{topic.concept}\n\n{topic.text}\n"
            for term in topic.terms:
                yield f"{term.name}\n:   {_indented(term.meaning or '-')}\n"
            for question in topic.questions:
                yield f"### {question.ask} `{question.code}`\n\n{question.answer}\n"


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")
