"""Mermaid's flowcharts: what is read of them, drawn as flows, and what stays code."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from builder.typeset.flowchart import drawing, mermaid
from builder.typeset.flowchart.drawing import FlowError
from builder.typeset.text import markup

SVG = "{http://www.w3.org/2000/svg}"


def said(text: str) -> tuple[str, ...]:
    return mermaid.read(text).lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("flowchart LR\nA --> B", ("A → B",)),
        ("graph TD;A-->B;B-->C", ("A → B", "B → C")),
        ("graph\nA[커밋] --> B(빌드) --> C{검사}", ("커밋 → 빌드", "빌드 → 검사")),
        ("flowchart TB\nA -->|예| B\nA -- 아니오 --> C", ("A → (예) B", "A → (아니오) C")),
        ("flowchart TB\nA -. 가끔 .-> B == 늘 ==> C", ("A → (가끔) B", "B → (늘) C")),
        ("flowchart LR\nA -.-> B ==> C ----> D", ("A → B", "B → C", "C → D")),
        ("flowchart LR\nA --- B -.- C === D", ("A — B", "B — C", "C — D")),
        ("flowchart LR\nA & B --> C & D", ("A → C", "A → D", "B → C", "B → D")),
        ('flowchart LR\nA["글 (x); --> y"] --> B', ("글 (x); --> y → B",)),
        ("flowchart LR\nA((원)) --> B([둥근]) --> C[(저장)]", ("원 → 둥근", "둥근 → 저장")),
        ("flowchart LR\nA{{육각}} --> B[[서브]] --> C[/빗금/]", ("육각 → 서브", "서브 → 빗금")),
        ("flowchart LR\nA>깃발] --> B(((겹)))", ("깃발 → 겹",)),
        ("flowchart LR\nA[한 줄<br/>둘째 줄] --> B[#quot;x#quot;]", ('한 줄 둘째 줄 → "x"',)),
        ('flowchart LR\nA["`**굵게** 글`"] --> B', ("굵게 글 → B",)),
        (
            "flowchart LR\nA --> B\nB[나중에 붙인 이름]",
            ("A → 나중에 붙인 이름", "나중에 붙인 이름"),
        ),
        ("%% 주석\n---\n", None),
        ("---\ntitle: 제목\n---\nflowchart LR\nA --> B", ("A → B",)),
        ("%%{init: {'theme': 'dark'}}%%\ngraph LR\nA --> B %%\n", None),
        ("flowchart LR\nA:::big --> B\nclassDef big fill:#f00\nstyle A fill:red", ("A → B",)),
        ('flowchart LR\nA --> B\nclick A href "javascript:alert(1)"', ("A → B",)),
        ("flowchart LR\na-b --> c.d", ("a-b → c.d",)),
        ("flowchart LR\nA ~~~ B", ()),
    ],
)
def test_what_is_read(text: str, lines: tuple[str, ...] | None) -> None:
    """Boxes of any shape, lines of any weight, words on them, chains and groups are a flow."""
    if lines is None:
        with pytest.raises(FlowError):
            mermaid.read(text)
    else:
        assert said(text) == lines
        drawing.check_mermaid(text)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("sequenceDiagram\nA->>B: hi", 1, "no flowchart"),
        ("", 1, "no flowchart"),
        ("flowchart LR", 1, "empty"),
        ("flowchart LR\nA -->", 2, "a box is missing"),
        ("flowchart LR\nA[x --> B", 2, "never closed"),
        ("flowchart LR\nsubgraph x\nA --> B\nend", 2, "groups"),
        ("flowchart LR\nA --o B", 2, "no line between"),
        ("flowchart LR\nA@{ shape: rect } --> B", 2, "shapes in @"),
        (f"flowchart LR\nA[{'x' * 81}]", 2, "81 characters"),
        (f"flowchart LR\nA -->|{'x' * 41}| B", 2, "41 characters"),
        ("flowchart LR\n" + "\n".join(f"a{n} --> b{n}" for n in range(30)), 22, "40 boxes"),
        ("flowchart LR\nA --> B\0", 2, "control character"),
        ("flowchart LR\n" + "x" * 20_001, 1, "too long"),
    ],
)
def test_what_stays_code(text: str, line: int, message: str) -> None:
    """What would say more than a flow can is refused with its line."""
    with pytest.raises(FlowError, match=message) as caught:
        drawing.check_mermaid(text)
    assert caught.value.line == line


def test_a_line_without_an_arrow_has_none() -> None:
    """A line between boxes is drawn as one, also where it leads back."""
    root = ET.fromstring(drawing.svg("flowchart LR\nA --> B --- C\nC --- A"))
    edges = root.findall(f"{SVG}g[@class='flow-edge']")
    assert len(edges) == 3
    assert [len(each.findall(f"{SVG}polygon")) for each in edges] == [1, 0, 0]


def test_a_block_is_drawn_or_shown_as_code(tmp_path: Path) -> None:
    """A flowchart is a drawing on pages and cards; any other diagram is code, and a note."""
    chart = "```mermaid\nflowchart LR\nA[커밋] --> B[빌드]\n```"
    other = "```mermaid\nsequenceDiagram\nA->>B: hi\n```"
    assert 'class="flow"' in markup.html(chart)
    assert [content for _, content in markup.flows(chart)] == [
        "flowchart LR\nA[커밋] --> B[빌드]\n"
    ]
    assert "language-mermaid" in markup.html(other)
    assert list(markup.flows(other)) == []
    path = tmp_path / "notes.md"
    path.write_text(
        f"# 과정\n\n## 1. 주제\n\n{chart}\n\n{other}\n\n### 레벨 1\n\n- **가**: 나\n", "utf-8"
    )
    (note,) = load(find_targets((path,))[0]).notes
    assert (note.location.line, note.severity) == (11, "note")
    assert "sequenceDiagram" in note.message


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize(
    "body",
    [
        "A & " * 4_000 + "A --> " + "B & " * 800 + "B",
        "A -- " * 3_900,
        "[" * 19_000,
        "A" + "-" * 19_000,
        *("A[" * 6_000, 'A["' * 6_000, "A-->" * 4_900 + "A", ";" * 19_000, "A -. " * 3_900),
    ],
)
def test_hostile_diagrams_end_soon(body: str) -> None:
    """A diagram as long as one may be is read or refused within a second."""
    start = time.process_time()
    with suppress(FlowError):
        mermaid.read(f"flowchart LR\n{body}")
    assert time.process_time() - start < 1


@given(st.text('AB가 -=.>|<[](){}"&;:~ox\n%#', max_size=50))
def test_any_text_is_read_or_refused(body: str) -> None:
    """Whatever stands below the head is a flow or a mistake with a line of the text."""
    text = f"flowchart LR\n{body}"
    try:
        drawing.svg(text)
    except FlowError as error:
        line = error.line
    else:
        line = 1
    assert 1 <= line <= text.count("\n") + 1
