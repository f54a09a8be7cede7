"""Study Markdown, as people write it: levels of terms and questions, topic by topic."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from builder.content.source import Diagnostic, Source
from builder.readers.markdown import frontmatter, lines
from builder.readers.markdown.document import Document
from builder.readers.markdown.gather import Gathering
from builder.readers.markdown.headings import heads as outline
from builder.readers.markdown.headings import sections, topics
from builder.readers.markdown.headings.guide import learn
from builder.readers.markdown.headings.levels import number_names
from builder.readers.markdown.items import markers
from builder.readers.reading import Fragment, Reading


def read(source: Source) -> Reading:
    """Read a study document: topics, levels, scenarios and interview questions."""
    front = frontmatter.read(source)
    split, unclosed = lines.split(source, front.end)
    markers.find(split)
    document = Document(source, split, [*front.diagnostics, *unclosed])
    for index in range(front.end):
        if document.account[index]:
            document.account[index] = "front matter"
    levels = learn(document)
    heads = outline.heads(split, levels)
    levelled = any(head.level for head in heads)
    if levelled and not levels.guided:
        named = [head.level.name for head in heads if head.level and not head.level.number]
        levels.numbers.update(number_names(named))
    topics.appoint(heads, split, levelled)
    found = sections.sections(split, heads, front.end, levelled)
    gathering = Gathering(document, levels, levelled, front.values.get("title", ""))
    for section, following in pairwise([*found, None]):
        assert section is not None
        gathering.take(section, following is not None and following.kind == "scenario")
    fragment = _described(gathering.fragment(), front.values)
    _check(document, fragment)
    diagnostics = sorted(document.diagnostics, key=lambda each: each.location)
    return Reading(fragment, tuple(diagnostics), tuple(document.account))


def _described(fragment: Fragment, values: dict[str, str]) -> Fragment:
    return replace(
        fragment,
        name=values.get("name", ""),
        language=values.get("language", ""),
        description=values.get("description", ""),
        date=values.get("date", ""),
        math="off" if values.get("math", "").casefold() in ("off", "false", "no") else "",
    )


def _check(document: Document, fragment: Fragment) -> None:
    """A document in which nothing was found is a mistake, not an empty course."""
    if not (fragment.topics or fragment.scenarios or fragment.interview):
        message = "no topic, question or scenario was found here"
        hint = "head a topic with '## …' and write its questions as **Q: …** and **A:** …"
        document.diagnostics.append(Diagnostic(document.source.location(1), message, hint))
