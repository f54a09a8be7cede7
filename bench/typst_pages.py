"""The handouts for Typst: the same content, type and furniture, written from our model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from builder.content.model import Block, Course, Level, Prose, Question, Term
from builder.documents.outline import Chapter, Run, Section, chapters, counts
from builder.typeset.text.markup import plain

# The same measures as in templates/base/page.css and templates/handout/handout.css.
_FRAME = """\
#let accent = rgb(%(accent)s)
#let grey = rgb("#595959")
#set document(title: %(title)s, author: %(author)s)
#set text(font: ("NanumGothic",), size: 10pt, lang: %(language)s, fill: rgb("#1a1a1a"),
  top-edge: 0.8em, bottom-edge: -0.2em)
#set par(leading: 0.65em, spacing: 1.6mm + 0.65em)
#set page(width: 210mm, height: 297mm,
  margin: (inside: 22mm, outside: 14mm, top: 19mm, bottom: 18mm),
  header: context if counter(page).get().first() > 1 {
    let here-page = here().page()
    let all = query(selector(heading.where(level: 2)).before(here()))
    let on = query(heading.where(level: 2)).filter(h => h.location().page() == here-page)
    let topic = if on.len() > 0 { on.last().body } else if all.len() > 0 { all.last().body }
    let left = text(7.5pt, fill: grey, %(head)s)
    let right = text(7.5pt, weight: "bold", topic)
    if calc.odd(here-page) [#left #h(1fr) #right] else [#right #h(1fr) #left]
  },
  footer: context {
    let number = text(8.5pt, weight: "bold", counter(page).display())
    let line = text(7pt, fill: grey, %(colophon)s)
    if calc.odd(here().page()) [#line #h(1fr) #number] else [#number #h(1fr) #line]
  })
#set list(indent: 0mm, body-indent: 2.4mm)
#set enum(indent: 0mm, body-indent: 2.4mm)
#show heading: set block(sticky: true)
#show heading.where(level: 1): it => {
  pagebreak(weak: true)
  block(width: 100%%, below: 6mm, stroke: (bottom: 0.6mm + accent), inset: (bottom: 2mm),
    text(19pt, it.body))
}
#show heading.where(level: 2): it => block(width: 100%%, above: 9mm + 0.65em, below: 2mm + 0.5em,
  stroke: (top: 0.6mm), inset: (top: 1.6mm), text(14pt, it.body))
#show heading.where(level: 3): it => block(above: 3.2mm + 0.65em, below: 0.8mm + 0.5em,
  text(10.5pt, it.body))
#show raw: set text(font: ("D2Coding", "NanumGothic"), size: 1em)
#show raw.where(block: true): it => block(width: 100%%, fill: rgb("#f5f5f5"), breakable: false,
  stroke: (left: 0.8mm + rgb("#8c8c8c")), inset: (x: 2.6mm, y: 1.6mm), text(8.5pt, it))
#show raw.where(block: false): it => highlight(fill: rgb("#f0f0f0"), it)
#let number(n) = text(fill: accent, n)
#let code(c) = text(7.5pt, font: ("D2Coding", "NanumGothic"), fill: grey, c)
#let terms(..rows) = block(breakable: false, width: 100%%, above: 2mm + 0.6em, below: 3mm + 0.6em,
  text(9.2pt, table(columns: (47mm, 1fr, 12mm), inset: (x: 2mm, y: 1mm + 0.25em),
    stroke: (x, y) => (top: if y == 0 { 0.4mm } else { none }, bottom: 0.2mm + rgb("#bdbdbd")),
    align: (left, left, right), ..rows)))
#let question(ask, at, answer) = {
  heading(level: 3, outlined: false, bookmarked: false,
    grid(columns: (8mm, 1fr, 13mm), text(fill: accent)[Q], ask, align(right, code(at))))
  pad(left: 8mm, answer)
}
"""


def document(course: Course, level: Level, colour: str) -> str:
    """The Typst source of a level's handout; `colour` is the level's accent (`#1b6b4f`)."""
    found = chapters(course, level)
    frame = _FRAME % {
        "accent": _string(colour),
        "title": _string(f"{course.title} · {level.name}"),
        "author": _string(course.title),
        "language": _string(course.language),
        "head": _string(plain(f"{course.title} · {level.number} {level.name}")),
        "colophon": _string(plain(course.title)),
    }
    return frame + _front(course, level, found) + "\n".join(_chapter(each) for each in found)


def _front(course: Course, level: Level, found: tuple[Chapter, ...]) -> str:
    held = counts(found)
    facts = "".join(
        f'[#text(13pt, weight: "bold")[{each}]],'
        for each in (held.topics, held.terms, held.questions, held.minutes)
    )
    return (
        f"#line(length: 100%, stroke: 2.4mm + accent)\n\n"
        f"#text(9pt, fill: grey)[{_inline(course.title)}]\n\n"
        f'#text(21pt, weight: "bold")[{level.number} {_inline(level.name)}]\n\n'
        f"{_block(level.about)}\n\n"
        f"#grid(columns: 4, column-gutter: 8mm, {facts})\n\n"
        "#outline(title: none, depth: 2)\n#pagebreak(weak: true)\n"
    )


def _chapter(chapter: Chapter) -> str:
    head = f"= {_inline(chapter.title)}\n\n" if chapter.title else ""
    return head + "\n".join(_topic(each) for each in chapter.topics)


def _topic(section: Section) -> str:
    pieces = [f"== #number[{section.number}] {_inline(section.title)}"]
    pieces += [_block(text) for text in (section.concept, section.text) if text]
    pieces += [_run(run) for run in section.runs]
    return "\n\n".join(pieces) + "\n"


def _run(run: Run) -> str:
    terms = [_term(each) for each in run.items if isinstance(each, Term)]
    if terms:
        return f"#terms({','.join(terms)})"
    return "\n\n".join(_question_or_prose(each) for each in run.items)


def _question_or_prose(item: Block) -> str:
    if isinstance(item, Question):
        return f"#question([{_inline(item.ask)}], {_string(item.code)}, [{_block(item.answer)}])"
    return _block(item.text) if isinstance(item, Prose) else ""


def _term(term: Term) -> str:
    name = f"[#strong[{_inline(term.name)}]]"
    code = f"[#code({_string(term.code)})]"
    if not term.meaning:
        return f"table.cell(colspan: 2, {name}),{code}"
    return f"{name},[{_block(term.meaning)}],{code}"


def _block(text: str) -> str:
    return "".join(_blocks(_PARSER.parse(text))).strip()


def _inline(text: str) -> str:
    tokens = _PARSER.parseInline(" ".join(text.split()))
    return "".join(_spans(tokens[0].children or []))


_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_OPENING = {
    "paragraph_open": "",
    "bullet_list_open": "#list(",
    "ordered_list_open": "#enum(",
    "list_item_open": "[",
    "blockquote_open": "#pad(left: 3mm)[",
    "th_open": "[#strong[",
    "td_open": "[",
    "strong_open": "#strong[",
    "em_open": "#emph[",
    "s_open": "#strike[",
    "link_open": "#[",
}
_CLOSING = {
    "paragraph_close": "\n\n",
    "bullet_list_close": ")\n\n",
    "ordered_list_close": ")\n\n",
    "list_item_close": "],",
    "blockquote_close": "]\n\n",
    "th_close": "]],",
    "td_close": "],",
    "table_close": ")\n\n",
    "strong_close": "]",
    "em_close": "]",
    "s_close": "]",
    "link_close": "]",
}


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    for index, token in enumerate(tokens):
        match token.type:
            case "inline":
                yield from _spans(token.children or [])
            case "fence" | "code_block":
                language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
                lang = f", lang: {_string(language)}" if language else ""
                yield f"#raw({_string(token.content.rstrip())}, block: true{lang})\n\n"
            case "table_open":
                wide = sum(each.type == "th_open" for each in _until(tokens[index:]))
                yield f"#table(columns: {wide}, "
            case "heading_open":
                yield "#block(sticky: true)[#strong["
            case "heading_close":
                yield "]]\n\n"
            case "hr":
                yield "#line(length: 100%)\n\n"
            case kind:
                yield _OPENING.get(kind) or _CLOSING.get(kind, "")


def _until(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "tr_close":
            return
        yield token


def _spans(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "text" | "image":
                yield _words(token.content)
            case "code_inline":
                yield f"#raw({_string(token.content)})"
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "#linebreak()"
            case kind:
                yield _OPENING.get(kind) or _CLOSING.get(kind, "")


def _words(text: str) -> str:
    # After `#strong[…]` a text that begins with ( or [ or . would be read as code.
    return re.sub(r"""([\\`*_{}\[\]()#+\-.!|<>@$=~/'":;])""", r"\\\1", text)


def _string(text: str) -> str:
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + inside.replace("\n", "\\n").replace("\t", "\\t") + '"'
